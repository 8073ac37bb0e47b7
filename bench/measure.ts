import { spawnSync } from 'node:child_process'

export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the command, gives its milliseconds. Throws where it fails: a time of a failure is no time. */
export function time(command: CommandLine): number {
  const before = performance.now()
  const ended = spawnSync(command.file, [...command.args], {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ms = performance.now() - before
  if (ended.status !== 0)
    throw new Error(
      `${command.file} ${command.args.join(' ')}: ${ended.status ?? ended.signal}\n${ended.stderr.toString()}`,
    )
  return ms
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Two ways of the same thing in turn, A B A B …, so that a drift of the machine's speed meets both. */
export function compare(
  rounds: number,
  a: () => number,
  b: () => number,
): { readonly a: number; readonly b: number; readonly ratio: number } {
  const as: number[] = []
  const bs: number[] = []
  a()
  b()
  for (let round = 0; round < rounds; round++) {
    as.push(a())
    bs.push(b())
  }
  return {
    a: median(as),
    b: median(bs),
    ratio: median(as.map((value, index) => value / (bs[index] ?? value))),
  }
}
