import type { BoardConfig, Config } from '../config/config.ts'

/** One board that a command works on. */
export interface SelectedBoard {
  /** As the user called it. */
  readonly name: string
  /** What it is reached by: SSH destination, `virtual:NAME` or `facts:FILE`. */
  readonly destination: string
  /** Its part of ferry.toml, where it has one. */
  readonly config?: BoardConfig
}

/**
 * `--on` words and `--all` → boards, each once, in the order named.
 * With one board configured it may be left out. An empty list means that none was named.
 */
export function selectBoards(
  on: readonly string[],
  all: boolean,
  config: Config,
): readonly SelectedBoard[] {
  const configured = Object.keys(config.board)
  const names = all
    ? configured
    : on.length > 0
      ? on.flatMap((word) =>
          Object.hasOwn(config.group, word) ? (config.group[word] ?? []) : [word],
        )
      : configured.length === 1
        ? configured
        : []
  return [...new Set(names)].map((name) => {
    const board = Object.hasOwn(config.board, name) ? config.board[name] : undefined
    return board === undefined
      ? { name, destination: name }
      : { name, destination: board.destination, config: board }
  })
}
