import { escapeControls } from '../core/text/escape-controls.ts'
import type { Paint } from './paint.ts'
import { renderRows } from './rows-text.ts'

/** What came of one of several boards. */
export interface BoardLine {
  readonly name: string
  /** 0: done. */
  readonly code: number
  /** What went wrong, where ferry knows. */
  readonly title?: string
  /** As formatDuration has it. */
  readonly time: string
}

/** One line a board, and one for all: `2 of 3 boards: done`. */
export function renderBoardLines(lines: readonly BoardLine[], paint: Paint): string {
  const done = lines.filter(({ code }) => code === 0).length
  const rows = lines.map(({ name, code, title, time }) => [
    escapeControls(name),
    code === 0 ? paint('green', 'done') : paint('red', `exit ${code}`),
    time,
    title === undefined ? '' : escapeControls(title),
  ])
  return `\n${renderRows(rows)}${done} of ${lines.length} boards: done\n`
}
