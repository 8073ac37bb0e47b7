import { planCommandFor } from './login-command.ts'
import { makeFrameMarks } from './remote-frame.ts'

/**
 * A shell on the board that runs one script after the other, each in a subshell between marks of its own on stdout and
 * stderr: several questions cost one session. The marks are the loop's, so that a script which kills its own shell has an end, too; the last
 * one's is told on stderr alone, since nobody may read stdout any more, and the session ends with it.
 * One line without quotes, backslashes and exclamation marks, for any login shell. Its names are no program's: they are there for the last
 * script's, too.
 */
const LOOP =
  'ferry_n=${IFS#??};while :;do ferry_s=;while :;do IFS= read -r ferry_l||exit 0;case $ferry_l in "ferry-go "*|"ferry-data "*|"ferry-last "*)break;;esac;' +
  'ferry_s=$ferry_s$ferry_l$ferry_n;done;ferry_m=ferry:${ferry_l#* };echo "$ferry_m:begin";echo "$ferry_m:begin" >&2;' +
  'case $ferry_l in ferry-go*)(eval "$ferry_s") </dev/null;;*)(eval "$ferry_s");;esac;ferry_r=$?;echo "$ferry_m:end:$ferry_r" >&2;' +
  'case $ferry_l in ferry-last*)exit $ferry_r;;esac;echo "$ferry_m:end:$ferry_r";case "$ferry_r $ferry_l" in ?*" ferry-go "*|"0 ferry-data "*);;*)exit;;esac;done'

/** What a script of a session gets as its stdin. */
export type SessionStdin =
  /** Nothing. */
  | 'empty'
  /** What the host sends, of which it takes every byte: the next script follows. Where it fails, the session ends, since nobody knows what is left. */
  | 'data'
  /** The rest of the session's: no script follows. */
  | 'rest'

/** One script of a session. `nonce`: letters and digits, never used twice. */
export interface SessionScript {
  readonly nonce: string
  readonly script: string
  readonly stdin: SessionStdin
}

const WORDS = { empty: 'ferry-go', data: 'ferry-data', rest: 'ferry-last' } as const

/** The command line that starts the session; the first script comes with it, since a shell reads its stdin byte by byte. `shell` as in planCommandFor. */
export function planShellSession(first: SessionScript, shell?: string): string {
  const line = makeFrameMarks(first.nonce).begin.trimEnd()
  const from = first.stdin === 'empty' ? ' </dev/null' : ''
  const [before, after] = {
    empty: ['', ''],
    data: ['', '[ $ferry_r = 0 ] || exit\n'],
    rest: ['exit $ferry_r\n', ''],
  }[first.stdin]
  return planCommandFor(
    shell,
    `ferry_r=0; echo ${line} #a\necho ${line} >&2 #a\n(\n${first.script}\n)${from}\nferry_r=$?\nferry_m=ferry:${first.nonce} #a\necho "$ferry_m:end:$ferry_r" >&2 #a\n${before}echo "$ferry_m:end:$ferry_r" #a\n${after}${LOOP}`,
  )
}

/** What is written to the session's stdin for a further script. A script that was cut on the way is not run. */
export function planSessionScript({ nonce, script, stdin }: SessionScript): string {
  const text = script.replaceAll('\0', '').replaceAll(/^(?=ferry-(?:go|data|last) )/gm, ' ')
  return `${text}\n${WORDS[stdin]} ${nonce}\n`
}
