import { planIsSame } from './is-same-script.ts'
import { quoteSh } from '../text/quote-sh.ts'

/** A program that lies on the board, and how it is to be started. */
export interface ProgramPlan {
  /** Path on the board, absolute or `~/…` or relative to the home folder. */
  readonly path: string
  readonly args: readonly string[]
  /** Added to the session's environment. */
  readonly env: Readonly<Record<string, string>>
  /** Working folder on the board; left out: the home folder. */
  readonly cwd?: string
  /** Run as root by `sudo -n`. */
  readonly sudo?: boolean
  /** The board's fingerprint when it was last asked what it is: nothing is started where that changed, status CHANGED. */
  readonly fingerprint?: string
}

/** The script ends with this where the program is not there; the asker then looks whether it really is not. */
export const ABSENT = 204

/** The script ends with this where the board is not what it was; the asker then asks what it is, since a program may end so, too. */
export const CHANGED = 205

/** Starts a program in place of the shell. Nothing is started where it is not there: status ABSENT. */
export function planProgram(plan: ProgramPlan): string {
  const path = planPath(plan.path)
  const env = Object.entries(plan.env).map(([name, value]) => `${name}=${quoteSh(value)}`)
  const words = plan.args.map(quoteSh)
  const exported = env.length > 0 ? `export ${env.join(' ')}\n` : ''
  const start =
    plan.sudo === true ? ['exec sudo -n env', ...env, '"$f"', ...words] : ['exec "$f"', ...words]
  // It was put there when the fingerprint was true.
  const same =
    plan.fingerprint === undefined
      ? ''
      : `${planIsSame(plan.fingerprint, '"$f"')} || exit ${CHANGED}\n`
  return `f=${path}
if [ ! -s "$f" ]; then exit ${ABSENT}; fi
${same}${plan.cwd === undefined ? '' : `cd ${planPath(plan.cwd)} || exit 1\n`}${plan.sudo === true ? '' : exported}${start.join(' ')}`
}

/** Says `there` where the program is there. */
export function planProgramQuestion(path: string): string {
  return `f=${planPath(path)}\nif [ -s "$f" ]; then echo there; fi`
}

function planPath(path: string): string {
  if (path === '~') return '"$HOME"'
  if (path.startsWith('~/')) return `"$HOME"/${quoteSh(path.slice(2))}`
  return path.startsWith('/') ? quoteSh(path) : `"$HOME"/${quoteSh(path)}`
}

/** True for a name that sh takes as a variable (POSIX, XBD 3.216 Name). */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
}
