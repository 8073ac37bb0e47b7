import { spawnSync } from 'node:child_process'

export interface Executed {
  /** 128+N for a signal; 124 where time ran out. */
  readonly code: number
  readonly out: string
  readonly err: string
  readonly seconds: number
}

/** Runs a command to its end, or for so many minutes; its output is kept. */
export function execute(
  file: string,
  args: readonly string[],
  options: {
    readonly cwd: string
    readonly minutes: number
    readonly env?: Readonly<Record<string, string>>
    /** File that it reads as standard input. */
    readonly input?: Buffer
  },
): Executed {
  const before = performance.now()
  const ended = spawnSync(file, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    input: options.input ?? '',
    timeout: options.minutes * 60_000,
    maxBuffer: 256 * 1024 * 1024,
  })
  // What was not started is no result of the project.
  if (ended.error !== undefined && 'code' in ended.error && ended.error.code === 'ENOENT')
    throw new Error(`${file} could not be started: ${ended.error.message}`)
  const late =
    ended.error !== undefined && 'code' in ended.error && ended.error.code === 'ETIMEDOUT'
  return {
    code: late ? 124 : (ended.status ?? (ended.signal === null ? 127 : 128)),
    out: ended.stdout?.toString() ?? '',
    err: `${ended.stderr?.toString() ?? ''}${late ? `\nno end after ${options.minutes} minutes` : ''}`,
    seconds: (performance.now() - before) / 1000,
  }
}
