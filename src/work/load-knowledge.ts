import type { BoardTables } from '../core/board/known-board.ts'
import type { RustTargets } from '../core/target/rust-target.ts'

let boards: Promise<BoardTables> | undefined
let targets: Promise<RustTargets> | undefined

/** The boards and SoCs that ferry knows: 300 kB of text, read when first asked for (about 10 ms). */
export function loadBoards(): Promise<BoardTables> {
  boards ??= readBoards()
  return boards
}

/** The targets of rustc, read when first asked for. */
export function loadTargets(): Promise<RustTargets> {
  targets ??= readTargets()
  return targets
}

/** Text of the table of linkers. */
export async function loadLinkers(): Promise<string> {
  return (await import('../core/knowledge/linkers.ts')).LINKERS
}

/** Text of the table of OS releases. */
export async function loadOsLibc(): Promise<string> {
  return (await import('../core/knowledge/os-libc.ts')).OS_LIBC
}

async function readBoards(): Promise<BoardTables> {
  const [{ parseBoards }, { BOARDS }, { BOARD_SILICON }, { SOCS }] = await Promise.all([
    import('../core/board/known-board.ts'),
    import('../core/knowledge/boards.ts'),
    import('../core/knowledge/board-silicon.ts'),
    import('../core/knowledge/socs.ts'),
  ])
  return parseBoards(BOARDS, BOARD_SILICON, SOCS)
}

async function readTargets(): Promise<RustTargets> {
  const [{ parseRustTargets }, { RUST_TARGETS }] = await Promise.all([
    import('../core/target/rust-target.ts'),
    import('../core/knowledge/rust-targets.ts'),
  ])
  return parseRustTargets(RUST_TARGETS)
}
