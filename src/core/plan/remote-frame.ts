/** The words that tell a script's own output and end from what login shells, servers and ssh print around it. */
export interface FrameMarks {
  /** First line on stdout and stderr; whatever stands before is not the script's. */
  readonly begin: string
  /** Last line on stderr of an exec, followed by the status and a line feed. */
  readonly end: string
}

/** `nonce`: letters and digits, never used twice. */
export function makeFrameMarks(nonce: string): FrameMarks {
  return { begin: `ferry:${nonce}:begin\n`, end: `ferry:${nonce}:end:` }
}

/** A script whose output is captured: marks around it, the status told in band, so that a lost line is never mistaken for its end. */
export function planExecFrame(nonce: string, script: string): string {
  const { begin, end } = makeFrameMarks(nonce)
  const line = begin.trimEnd()
  return `trap 'echo ${end}$? >&2' EXIT\necho ${line}\necho ${line} >&2\n${script}`
}

export interface AttachFrame {
  readonly nonce: string
  readonly script: string
  readonly pty: boolean
  /** True where no second session holds the leash: the board itself watches the server process of the connection. */
  readonly watchParent: boolean
}

/**
 * A script with the user's own streams. It runs in a subshell with `FERRY_RUN=nonce` in its environment, by which all
 * its descendants are found again. The outer shell stays: it notes the status 255, which ssh gives
 * for its own failures, too; its own messages ("Segmentation fault") go nowhere.
 */
export function planAttachFrame({ nonce, script, pty, watchParent }: AttachFrame): string {
  const line = makeFrameMarks(nonce).begin.trimEnd()
  return [
    ...(pty ? [] : [`echo ${line}`, `echo ${line} >&2`]),
    ...(watchParent ? [planKill(nonce), WATCH_PARENT] : []),
    // Caught, not ignored: the subshell gets the defaults back (POSIX, XCU 2.14 trap).
    `trap : INT QUIT TERM`,
    `exec 3>&2 2>/dev/null`,
    `( exec 2>&3 3>&-; n=${nonce}; FERRY_RUN=$n; export FERRY_RUN; unset n`,
    script,
    `)`,
    `r=$?`,
    // While the line is there the watcher is no longer needed; when it is gone, the watcher is at work.
    ...(watchParent ? ['if [ -d /proc/$PPID ]; then kill -9 "$w"; fi'] : []),
    `if [ $r = 255 ]; then ${eachNotePlace(`if : >"$d/.ferry-${nonce}"; then break; fi`)}; fi`,
    `exit $r`,
  ].join('\n')
}

/**
 * A script of a session that runs many (planShellSession): found again by the same mark as all that run under one leash. Words of its
 * shell go nowhere.
 */
export function planHeldScript(nonce: string, script: string): string {
  return `exec 3>&2 2>/dev/null
( exec 2>&3 3>&-; n=${nonce}; FERRY_RUN=$n; export FERRY_RUN; unset n
${script}
)
exit $?`
}

/**
 * The same for a script without stdin of its own: the session's stdin is its leash (see planLeash for what is understood), which a part
 * of the session's shell holds. A tree that is being ended is waited for.
 */
export function planLeashedScript(nonce: string, script: string): string {
  return `${planKill(nonce)}
exec 3>&2 4<&0 </dev/null 2>/dev/null
( trap '' INT QUIT HUP PIPE; exec 3>&-; while IFS= read -r s <&4; do case $s in INT|TERM|HUP|QUIT) ferry_signal "$s";; KILL) trap '' TERM; ferry_end; exit;; esac; done; trap '' TERM; ferry_kill ) >/dev/null & ferry_w=$!
( exec 2>&3 3>&- 4<&-; n=${nonce}; FERRY_RUN=$n; export FERRY_RUN; unset n
${script}
)
r=$?
kill $ferry_w; wait $ferry_w
exit $r`
}

/** The server's process of this connection is the shell's parent; when it is gone, so is the line. */
const WATCH_PARENT = `( trap '' INT QUIT TERM HUP; while [ -d /proc/$PPID ]; do sleep 1; done; ferry_kill ) <&- >/dev/null 2>&1 & w=$!`

/** Says `noted` where the attached script `nonce` ended with 255, and forgets it. */
export function planNoteQuestion(nonce: string): string {
  return eachNotePlace(
    `if [ -f "$d/.ferry-${nonce}" ]; then rm -f "$d/.ferry-${nonce}"; echo noted; break; fi`,
  )
}

function eachNotePlace(what: string): string {
  return `for d in "$XDG_RUNTIME_DIR" /dev/shm /run/shm /tmp /var/tmp "$HOME"; do if [ -n "$d" ] && [ -w "$d" ]; then ${what}; fi; done`
}

/**
 * The leash: a session beside the attached one. A line on its stdin is a signal for the whole tree (`INT`,
 * `TERM`, `KILL`); `done` ends it. The end of its stdin without `done` means that ferry or the line
 * is gone: the tree is ended. Works with every server, since each tells a closed channel to stdin.
 */
export function planLeash(nonce: string): string {
  return [
    `trap '' INT QUIT TERM HUP PIPE`,
    `echo ${makeFrameMarks(nonce).begin.trimEnd()}`,
    planKill(nonce),
    `while IFS= read -r s; do case $s in done) exit 0;; INT|TERM|HUP|QUIT) ferry_signal "$s";; KILL) ferry_end;; esac; done`,
    `exec >/dev/null 2>&1`,
    `ferry_kill`,
  ].join('\n')
}

/** Sends one signal to the tree of an attached script. */
export function planSignal(
  nonce: string,
  signal: 'INT' | 'TERM' | 'HUP' | 'QUIT' | 'KILL',
): string {
  return `${planKill(nonce)}\n${signal === 'KILL' ? 'ferry_end' : `ferry_signal ${signal}`}`
}

/**
 * Finds every process that carries the mark in its environment (proc(5), /proc/PID/environ), also those that
 * made sessions of their own. Where grep is missing or knows no -z, the shell reads the files itself; `read` drops the NULs.
 * The mark is put together there: a forced command (sshd_config(5)) has the whole text in its environment, the leash its own.
 * `ferry_kill`: hang up and terminate, two seconds of grace, then `ferry_end`: kill until none is left.
 */
function planKill(nonce: string): string {
  return `ferry_mark=FERRY_RUN; ferry_mark=$ferry_mark=${nonce}
ferry_find() { if printf 'a\\0b\\0' | grep -qzxF b 2>/dev/null; then grep -lzxF "$ferry_mark" /proc/[0-9]*/environ 2>/dev/null; else for f in /proc/[0-9]*/environ; do e=; IFS= read -r e <"$f"; case $e in *"$ferry_mark"*) echo "$f";; esac; done 2>/dev/null; fi; }
ferry_signal() { g=1; for f in $(ferry_find); do f=\${f#/proc/}; kill -"$1" "\${f%/environ}" 2>/dev/null && g=0; done; return $g; }
ferry_kill() { ferry_signal HUP; ferry_signal TERM || return 0; sleep 1; ferry_signal TERM || return 0; sleep 1; ferry_end; }
ferry_end() { for i in 1 2 3 4 5 6 7 8 9; do ferry_signal KILL || return 0; sleep 1; done; }`
}
