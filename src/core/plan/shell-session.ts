import { planLoginCommand } from './login-command.ts'
import { makeFrameMarks } from './remote-frame.ts'

/**
 * A shell on the board that runs one script after the other, each in a subshell between marks of its own on stdout and
 * stderr: several questions cost one session. The marks are the loop's, so that a script which kills its own shell has an end, too.
 * One line without quotes, backslashes and exclamation marks, for any login shell.
 */
const LOOP =
  'n=${IFS#??};while :;do s=;while :;do IFS= read -r l||exit 0;case $l in "ferry-go "*|"ferry-last "*)break;;esac;s=$s$l$n;done;' +
  'm=ferry:${l#* };echo "$m:begin";echo "$m:begin" >&2;case $l in ferry-go*)(eval "$s") </dev/null;;*)(eval "$s");;esac;r=$?;' +
  'echo "$m:end:$r";echo "$m:end:$r" >&2;done'

/** One script of a session. `nonce`: letters and digits, never used twice. */
export interface SessionScript {
  readonly nonce: string
  readonly script: string
}

/** The command line that starts the session; the first script comes with it, since a shell reads its stdin byte by byte. */
export function planShellSession(first: SessionScript): string {
  const line = makeFrameMarks(first.nonce).begin.trimEnd()
  return planLoginCommand(
    `r=0; echo ${line} #a\necho ${line} >&2 #a\n(\n${first.script}\n) </dev/null\nr=$?\nm=ferry:${first.nonce}; echo "$m:end:$r"; echo "$m:end:$r" >&2 #a\n${LOOP}`,
  )
}

/**
 * What is written to the session's stdin for a further script. With `last` the rest of stdin is the script's own, and
 * nothing follows it; else its stdin is empty. A script that was cut on the way is not run.
 */
export function planSessionScript({ nonce, script }: SessionScript, last: boolean): string {
  const text = script.replaceAll('\0', '').replaceAll(/^(?=ferry-(?:go|last) )/gm, ' ')
  return `${text}\nferry-${last ? 'last' : 'go'} ${nonce}\n`
}
