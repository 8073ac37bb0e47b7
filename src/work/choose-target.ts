import type { BoardFacts } from '../core/board/board-facts.ts'
import type { KnownBoard } from '../core/board/known-board.ts'
import type { SystemWords } from '../core/board/parse-system.ts'
import { unknownBoardWords, unknownSystem } from '../core/problem/target-problems.ts'
import type { KnownBoardChoice, TargetQuestion } from '../core/target/choose-for-board.ts'
import type {
  AlternativeTarget,
  TargetChoice,
  TargetWishes,
  Tuning,
} from '../core/target/target-choice.ts'
import { loadBoards, loadOsLibc } from './load-knowledge.ts'

/** `ferry target`, as JSON prints it. */
export interface TargetReport {
  readonly schema: 'ferry.target/1'
  /** null: no target of rustc runs there, or several boards fit the words. */
  readonly target: string | null
  readonly board: {
    readonly name: string
    readonly compatible?: readonly string[]
    /** Other boards that fit the words and get the same target. */
    readonly others?: readonly string[]
  }
  readonly cpu?: string
  readonly alternatives: readonly AlternativeTarget[]
  readonly why: readonly string[]
  readonly certain: boolean
  readonly tuning?: Tuning
  readonly warnings: readonly string[]
  /** Asked back where 32 or 64 bit is open. */
  readonly question?: TargetQuestion
  /** Where the words fit boards of several kinds. */
  readonly boards?: readonly {
    readonly name: string
    readonly target: string | null
    readonly certain: boolean
  }[]
}

export interface TargetWordsOptions {
  /** Words of `--os`. */
  readonly os?: string
  readonly wishes?: TargetWishes
}

/**
 * The target for a board named by words, a compatible entry, a core (`cortex-a72`) or a Raspberry Pi revision code
 * (`a22082`). Throws ProblemError `target/unknown-board`, `target/unknown-system`.
 */
export async function chooseForWords(
  words: string,
  options: TargetWordsOptions = {},
): Promise<TargetReport> {
  const [{ findBoard }, { chooseForBoard }, tables, osLibc] = await Promise.all([
    import('../core/board/find-board.ts'),
    import('../core/target/choose-for-board.ts'),
    loadBoards(),
    loadOsLibc(),
  ])
  const system = options.os === undefined ? undefined : await readSystem(options.os)
  const choose = (board: KnownBoard): KnownBoardChoice =>
    chooseForBoard(board, system, osLibc, options.wishes)
  const byCode = await boardOfCode(words)
  const search = findBoard(byCode ?? words, tables)
  if (search.kind === 'found')
    return report(
      {
        name: search.board.name,
        ...compatibleOf(search.board),
        ...othersOf(search.others, search.board),
      },
      choose(search.board),
    )
  if (search.kind === 'several') {
    const boards = search.boards.map((board) => {
      const { choice } = choose(board)
      return { name: board.name, target: choice.target ?? null, certain: choice.certain }
    })
    return {
      schema: 'ferry.target/1',
      target: null,
      board: { name: words },
      alternatives: [],
      why: [`Boards of several kinds fit “${words}”: name one of them.`],
      certain: false,
      warnings: [],
      boards,
    }
  }
  const bare = await coreFacts(words)
  if (bare)
    return report({ name: words }, { facts: bare, ...(await chooseBare(bare, options.wishes)) })
  throw unknownBoardWords(
    words,
    search.near.map((board) => board.name),
  )
}

/** The target for a board that was probed or recorded. What the tables know of it (its core) is added first. */
export async function chooseForFacts(
  facts: BoardFacts,
  wishes: TargetWishes = {},
): Promise<TargetReport> {
  const [{ completeFacts }, { matchCompatible }, { chooseTarget }, tables] = await Promise.all([
    import('../core/board/complete-facts.ts'),
    import('../core/board/match-compatible.ts'),
    import('../core/target/choose-target.ts'),
    loadBoards(),
  ])
  const complete = completeFacts(facts, tables)
  const compatible = facts.board?.compatible
  const match = matchCompatible(compatible ?? [], tables)
  const known = match?.kind === 'board' ? match.board.name : undefined
  const name = facts.board?.model ?? known ?? facts.name ?? facts.hostname ?? 'unknown board'
  return report(
    { name, ...(compatible && { compatible }) },
    { facts: complete, choice: chooseTarget(complete, wishes) },
  )
}

async function readSystem(os: string): Promise<SystemWords> {
  const { parseSystem } = await import('../core/board/parse-system.ts')
  const system = parseSystem(os)
  if (system.unknown.length > 0) throw unknownSystem(os, system.unknown)
  return system
}

async function boardOfCode(words: string): Promise<string | undefined> {
  if (!/^(0x)?[0-9a-f]{4,8}$/i.test(words.trim())) return undefined
  const { decodeRpiRevision } = await import('../core/board/rpi-revision.ts')
  return decodeRpiRevision(words.trim())?.compatible
}

async function coreFacts(words: string): Promise<BoardFacts | undefined> {
  const { findCore } = await import('../core/cpu/cores.ts')
  const core = findCore(words.trim())
  return core && { schema: 'ferry.board/1', cpu: { core: core.name } }
}

async function chooseBare(
  facts: BoardFacts,
  wishes: TargetWishes | undefined,
): Promise<{ choice: TargetChoice }> {
  const { chooseTarget } = await import('../core/target/choose-target.ts')
  return { choice: chooseTarget(facts, wishes) }
}

function report(
  board: TargetReport['board'],
  { choice, question }: KnownBoardChoice,
): TargetReport {
  const { target, ...rest } = choice
  return {
    schema: 'ferry.target/1',
    target: target ?? null,
    board,
    ...rest,
    ...(question && { question }),
  }
}

function compatibleOf({ compatible }: KnownBoard): { compatible?: readonly string[] } {
  return compatible.length > 0 ? { compatible } : {}
}

function othersOf(
  others: readonly KnownBoard[],
  board: KnownBoard,
): { others?: readonly string[] } {
  const names = [...new Set(others.map(({ name }) => name))].filter((name) => name !== board.name)
  return names.length > 0 ? { others: names } : {}
}
