import { installFix } from '../linking/install-fix.ts'
import { cureByCommand, type Outcome, type Patient } from './outcome.ts'

/** A program of the host that is asked for its version. */
export interface ToolQuestion {
  readonly id: string
  readonly program: string
  /** How it is asked; the first line of what it says is the evidence. */
  readonly args: readonly string[]
  /** Debian's package of it. */
  readonly packages: readonly string[]
  readonly needed: boolean
  readonly why: string
  readonly code?: string
}

/** Is the program there and does it start? */
export async function checkTool({ world }: Patient, question: ToolQuestion): Promise<Outcome> {
  const { id, program, args, packages, needed, why, code } = question
  const common = { id, needed, why, ...(code === undefined ? {} : { code }) }
  const path = await world.processes.which(program)
  if (path === undefined) {
    const fix = await installFix(world, packages)
    const cure = cureByCommand(world, fix)
    const evidence = `no ${program} in PATH`
    return { ...common, state: 'missing', evidence, fix, ...(cure ? { cure } : {}) }
  }
  const ended = await world.processes.run({ file: path, args }, { timeoutMs: 10_000 })
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim()
  const said = `${decode(ended.stdout)}\n${decode(ended.stderr)}`.trim().split('\n')[0] ?? ''
  const works = ended.ending.kind === 'exit' && ended.ending.code === 0
  if (works) return { ...common, state: 'ok', evidence: `${said} (${path})` }
  return {
    ...common,
    state: 'blocked',
    evidence: `${path} does not start${said === '' ? '' : `: ${said}`}`,
    fix: await installFix(world, packages),
  }
}
