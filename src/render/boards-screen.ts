import { escapeControls } from '../core/text/escape-controls.ts'
import { formatDuration } from '../core/text/format-duration.ts'
import type { BoardLine } from './board-lines.ts'
import type { Paint, Style } from './paint.ts'

/** One of several boards, as a terminal shows it while they are worked on. */
export type BoardState =
  | { readonly kind: 'waiting'; readonly name: string }
  | {
      readonly kind: 'working'
      readonly name: string
      /** What is done just now. */
      readonly text: string
      readonly ms: number
    }
  | { readonly kind: 'ended'; readonly name: string; readonly line: BoardLine }

/**
 * One line a board and one for all, none longer than the terminal is wide, no more than it has rows. Where there are more boards than
 * rows, those that failed and those that are worked on are shown before those that wait or are done.
 */
export function renderBoardsScreen(
  boards: readonly BoardState[],
  size: { readonly columns: number; readonly rows: number },
  paint: Paint,
): readonly string[] {
  const room = Math.max(0, size.rows - 2)
  const shown = boards.length <= room ? boards : mostTelling(boards, room)
  const columns = Math.max(1, size.columns - 1)
  const width = Math.min(
    Math.max(0, ...shown.map(({ name }) => oneLine(name).length)),
    Math.floor(columns / 2),
  )
  const lines = shown.map((board) => renderState(board, width, columns, paint))
  return [...lines, cut(renderCount(boards), columns)]
}

function mostTelling(boards: readonly BoardState[], room: number): readonly BoardState[] {
  const rank = (board: BoardState): number => {
    if (board.kind === 'working') return 0
    if (board.kind === 'waiting') return 3
    return board.line.code === 0 ? 2 : 1
  }
  const first = new Set(boards.toSorted((a, b) => rank(a) - rank(b)).slice(0, room))
  return boards.filter((board) => first.has(board))
}

function renderState(board: BoardState, width: number, columns: number, paint: Paint): string {
  const [style, word, more] = describe(board)
  const name = cut(oneLine(board.name), width).padEnd(width)
  const rest = cut(`${word.padEnd(8)}  ${more}`, columns - width - 2)
  // What was cut to fit is painted afterwards, so that no colour is cut in two.
  return `${name}  ${style === undefined ? rest : paint(style, rest.slice(0, word.length)) + rest.slice(word.length)}`
}

function describe(board: BoardState): readonly [Style | undefined, string, string] {
  switch (board.kind) {
    case 'waiting':
      return ['dim', 'waits', '']
    case 'working': {
      const seconds =
        board.ms < 1000 ? '' : `  ${formatDuration(Math.floor(board.ms / 1000) * 1000)}`
      return [undefined, 'works', `${oneLine(board.text)}${seconds}`]
    }
    case 'ended': {
      const { code, time, title = '' } = board.line
      const text = `${time.padEnd(7)}  ${oneLine(title)}`.trimEnd()
      return code === 0 ? ['green', 'done', text] : ['red', `exit ${code}`, text]
    }
  }
}

/** `3 done, 1 failed, 2 at work, 2 waiting`. */
function renderCount(boards: readonly BoardState[]): string {
  const count = { done: 0, failed: 0, 'at work': 0, waiting: 0 }
  for (const board of boards) {
    if (board.kind === 'waiting') count.waiting++
    else if (board.kind === 'working') count['at work']++
    else if (board.line.code === 0) count.done++
    else count.failed++
  }
  const parts = Object.entries(count).filter(([, number]) => number > 0)
  return parts.map(([what, number]) => `${number} ${what}`).join(', ')
}

function oneLine(text: string): string {
  return escapeControls(text).replaceAll(/[\t\n]/g, ' ')
}

function cut(text: string, width: number): string {
  if (width <= 0) return ''
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}
