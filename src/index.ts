import { makeWorld } from './cli/make-world.ts'
import type { BoardFacts } from './core/board/board-facts.ts'
import { readElf as readElfPieces } from './core/elf/read-elf.ts'
import type { ElfFacts } from './core/elf/elf-facts.ts'
import type { Tell } from './core/event.ts'
import { noSuchFile } from './core/problem/verify-problems.ts'
import type { FileVerdict } from './core/verdict/finding.ts'
import type { World } from './ports/world.ts'
import { readHost } from './shell/host.ts'
import { askBoard } from './work/ask-board.ts'
import { chooseForWords } from './work/choose-target.ts'
import type { TargetReport, TargetWordsOptions } from './work/choose-target.ts'
import { probe as probeBoard } from './work/probe.ts'
import { readElfFile } from './work/read-elf-file.ts'
import { ship as shipFile } from './work/ship.ts'
import type { ShipReport } from './work/ship.ts'
import { makeDeepLooker, makeReadyLooker } from './work/make-deep-looker.ts'
import { verifyFiles } from './work/verify.ts'

export { chooseTarget } from './core/target/choose-target.ts'
export { judge } from './core/verdict/judge.ts'
export { parseBoardFacts } from './core/board/parse-board-facts.ts'
export { ProblemError } from './core/problem/problem.ts'
export { explainTargetName as explainTarget } from './work/explain-target.ts'
export { explainErrorText as explainError } from './work/explain-error.ts'
export type { ParsedBoardFacts } from './core/board/parse-board-facts.ts'
export type { Event, Tell } from './core/event.ts'
export type { Problem } from './core/problem/problem.ts'
export type { TargetExplanation } from './core/target/explain-target.ts'
export type { TargetChoice, TargetWishes } from './core/target/target-choice.ts'
export type { FileVerdict, Finding, Fix, Verdict } from './core/verdict/finding.ts'
export type { Judgement } from './core/verdict/judge.ts'
export type { BoardFacts, ElfFacts, ShipReport, TargetReport, TargetWordsOptions }

/** What every function that reaches outside takes. */
export interface CallOptions {
  /** Is told what goes on: steps, progress, commands. Nothing is ever printed. */
  readonly onEvent?: Tell
  /** Ends downloads, transfers and waiting for a board. */
  readonly signal?: AbortSignal
}

export interface ProbeCallOptions extends CallOptions {
  /** Ask for everything, whatever is remembered. */
  readonly fresh?: boolean
}

/**
 * What a board is. DESTINATION as for `--on`: an SSH destination, `virtual:NAME` (started where it does not run) or
 * `facts:FILE.json`. Throws ProblemError `ssh/…`, `virtual/…`, `board/bad-facts`, `board/bad-answer`.
 * ```js
 * const board = await probe('facts:pi-zero.json')
 * console.log(board.cpu.core) // arm1176jzf-s
 * console.log(board.target) // arm-unknown-linux-gnueabihf
 * ```
 */
export async function probe(
  destination: string,
  options: ProbeCallOptions = {},
): Promise<BoardFacts> {
  return probeBoard(worldOf(options), destination, tellOf(options), pick(options))
}

export interface VerifyCallOptions extends CallOptions {
  /** Codes that are no more than notes: `elf/page-size`. */
  readonly allow?: readonly string[]
  /** Also read the code for instructions that the board's CPU lacks (a helper is built once by cargo). */
  readonly deep?: boolean
}

/**
 * Will these files run on that board? Folders are searched for ELF files. The board is a destination, or facts that
 * are known. Nothing is sent. Throws ProblemError `host/no-such-file`, and what `probe` throws.
 * ```js
 * const [result] = await verify(['hello'], 'facts:pi-zero.json')
 * console.log(result.verdict) // fails
 * console.log(result.findings[0].code) // elf/wrong-machine
 * ```
 */
export async function verify(
  files: readonly string[],
  board: string | BoardFacts,
  options: VerifyCallOptions = {},
): Promise<readonly FileVerdict[]> {
  const world = worldOf(options)
  const tell = tellOf(options)
  const facts = typeof board === 'string' ? await probeBoard(world, board, tell) : board
  const asking = typeof board === 'string' ? askBoard(world, board) : undefined
  const name = typeof board === 'string' ? board : (facts.name ?? 'the board')
  const allow = options.allow ?? []
  const judging = { board: name, allow, ...(asking?.ask && { ask: asking.ask }) }
  try {
    const deep = options.deep === true ? makeDeepLooker(world, tell) : makeReadyLooker(world, tell)
    return (await verifyFiles(world, files, facts, { ...judging, deep }, tell)).results
  } finally {
    await asking?.close()
  }
}

export interface ShipCallOptions extends CallOptions {
  /** A file, or a folder that exists or ends in `/`; relative ones start in the home folder, which is the default. */
  readonly to?: string
  /** Permission bits, default 0o755. */
  readonly mode?: number
}

/**
 * Puts a file on a board, whole or not at all; nothing is sent that is there. It is not judged first: `verify` does that.
 * Throws ProblemError `host/no-such-file`, `board/no-space`, `board/noexec`, `ssh/…`.
 */
export async function ship(
  file: string,
  destination: string,
  options: ShipCallOptions = {},
): Promise<ShipReport> {
  const world = worldOf(options)
  const tell = tellOf(options)
  if ((await world.files.stat(file)) === undefined) throw noSuchFile(file)
  const { onEvent: _, to = '~/', ...wishes } = options
  const facts = await probeBoard(world, destination, tell, pick(options))
  const remote = await world.connect(destination)
  try {
    return await shipFile(world, remote, facts, { file, to, ...wishes }, tell)
  } finally {
    await remote.close()
  }
}

/**
 * The right target for a board known by name, a device-tree entry, a core or a Raspberry Pi revision code. For a board
 * that was probed: `chooseTarget(facts)`. Throws ProblemError `target/unknown-board`, `target/unknown-system`.
 * ```js
 * const { target, why } = await findTarget('raspberry pi zero w')
 * console.log(target) // arm-unknown-linux-gnueabihf
 * console.log(why.length > 0) // true
 * ```
 */
export async function findTarget(
  words: string,
  options: TargetWordsOptions = {},
): Promise<TargetReport> {
  return chooseForWords(words, options)
}

/**
 * What an ELF file says: a path, read by need, or its bytes. Bad bytes give facts with `problems`, never an exception.
 * Throws ProblemError `host/no-such-file`.
 * ```js
 * const elf = await readElf('hello')
 * console.log(elf.machine, elf.bits) // x86-64 64
 * const known = JSON.parse(await readFile('pi-zero.json', 'utf8'))
 * console.log(judge(elf, known).verdict) // fails
 * ```
 */
export async function readElf(file: string | Uint8Array): Promise<ElfFacts> {
  if (typeof file === 'string') {
    const facts = await readElfFile(worldOf({}), file)
    if (!facts) throw noSuchFile(file)
    return facts
  }
  const reading = readElfPieces(file.length)
  let step = reading.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = reading.next(file.subarray(offset, offset + length))
  }
  return step.value
}

function worldOf(options: CallOptions): World {
  return makeWorld(readHost(), tellOf(options), options.signal)
}

function tellOf(options: CallOptions): Tell {
  return options.onEvent ?? ((): void => undefined)
}

function pick({ signal, fresh }: ProbeCallOptions): {
  readonly signal?: AbortSignal
  readonly fresh?: boolean
} {
  return { ...(signal && { signal }), ...(fresh !== undefined && { fresh }) }
}
