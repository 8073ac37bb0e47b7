import { escapeControls } from '../core/text/escape-controls.ts'
import type { Paint } from './paint.ts'

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

/** `pi4   done    1.2 s`, `zero  exit 4  0.3 s  virtual:zero cannot be reached`; `width`: of the longest name. */
export function renderBoardLine(line: BoardLine, width: number, paint: Paint): string {
  const { name, code, title, time } = line
  const verdict = (code === 0 ? 'done' : `exit ${code}`).padEnd(8)
  const cells = [
    escapeControls(name).padEnd(width),
    paint(code === 0 ? 'green' : 'red', verdict),
    title === undefined ? time : time.padEnd(7),
    ...(title === undefined ? [] : [escapeControls(title)]),
  ]
  return `${cells.join('  ')}\n`
}

/** The verdict on all: `2 of 3 boards: done`, and where one failed, which, and how to try those again. */
export function renderBoardsVerdict(
  lines: readonly BoardLine[],
  again: string,
  paint: Paint,
): string {
  const failed = lines.filter(({ code }) => code !== 0)
  const verdict = `${lines.length - failed.length} of ${lines.length} boards: done`
  if (failed.length === 0) return `${paint('green', verdict)}\n`
  const names = failed.map(({ name, code }) => `${escapeControls(name)} (exit ${code})`)
  return `${paint('red', verdict)}\nfailed: ${names.join(', ')}\nagain: ${again}\n`
}
