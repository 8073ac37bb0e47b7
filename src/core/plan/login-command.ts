/**
 * Longest command that is sent in an exec request. dropbear refuses more than 9000 bytes
 * (DROPBEAR_MAX_CMD_LEN, sysoptions.h); OpenSSH and Linux take 128 KiB (MAX_ARG_STRLEN).
 */
export const LONGEST_COMMAND: number = 8800

/** What stands in the answer of a board whose `sh` is no POSIX shell; its status is 96. */
const NO_POSIX_SHELL = 'its sh is no POSIX shell (toybox?): it has no IFS and no read'

/**
 * A command line that runs `script` by `sh`, whatever the login shell is: POSIX shells, csh, tcsh,
 * fish. The lines travel as words of their own, since csh has no line feed inside quotes; `sh` puts
 * them together again (`n` is the line feed, the third character of the default IFS) and evaluates
 * them with the session's stdin untouched.
 */
export function planLoginCommand(script: string): string {
  const words = script.replaceAll('\0', '').split('\n').map(quoteForAnyShell)
  return `exec sh -c ${quoteForAnyShell(JOIN_WORDS)} sh ${words.join(' ')}`
}

/**
 * The same for a login shell that is known (`/bin/bash`): one that runs POSIX scripts as they are gets the script itself. zsh is none: it
 * splits no words.
 */
export function planCommandFor(shell: string | undefined, script: string): string {
  return /\/(sh|bash|dash|ash|ksh|mksh|busybox)$/.test(shell ?? '')
    ? script.replaceAll('\0', '')
    : planLoginCommand(script)
}

/**
 * toysh (toybox's own shell, 0.8.9) is no POSIX shell: it has no `read`, and a script for one would do there what nobody meant. It
 * is known by its empty IFS. Only a script whose first line ends in ` #a` is for it, too, and of that the lines that do; the
 * frames of exec and of a session put three lines before it. Everything else is told and ends with 96.
 */
const TOYSH = `case x$n in x)if [ "\${4%#a}" = "$4" ];then echo "${NO_POSIX_SHELL}" >&2;exit 96;fi;for l;do [ "\${l%#a}" = "$l" ]||s="$s$l"$'\\n';done;exec sh -c "$s";;esac;`

const JOIN_WORDS = `n=\${IFS#??};s=;${TOYSH}for l;do s=$s$l$n;done;set --;eval "$s"`

/**
 * A command line that first reads its script from stdin, up to a line `ferry-go`, and then runs it with the rest
 * of stdin. For scripts that are too long for a command. `read` takes no byte too many (POSIX, XCU read).
 * A script that was cut on the way is not run: status 97.
 */
export const READ_AND_RUN: string = `exec sh -c '${'n=${IFS#??};s=;case x$n in x)echo "' + NO_POSIX_SHELL + '" >&2;exit 96;;esac;while :;do IFS= read -r l||exit 97;case $l in ferry-go)break;;esac;s=$s$l$n;done;eval "$s"'}'`

/** What stands before the data on stdin of a `READ_AND_RUN`. */
export function planScriptOnStdin(script: string): string {
  return `${script.replaceAll('\0', '').replaceAll(/^ferry-go$/gm, ' ferry-go')}\nferry-go\n`
}

/**
 * One word for sh, csh, tcsh and fish alike. Single quotes keep everything in all of them but: the
 * quote itself; the backslash, which fish reads before a quote or another backslash; `!`, which csh
 * reads everywhere. Those three stand outside, behind a backslash. No line feeds.
 */
function quoteForAnyShell(word: string): string {
  if (word === '') return "''"
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(word)) return word
  return word
    .split(/(['\\!])/)
    .filter((part) => part !== '')
    .map((part) => (/^['\\!]$/.test(part) ? `\\${part}` : `'${part}'`))
    .join('')
}
