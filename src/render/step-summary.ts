import { escapeLine } from '../core/text/escape-controls.ts'
import type { BoardLine } from './board-lines.ts'

/** What came of several boards as a table of GitHub's markdown, for the summary of a job's step (GITHUB_STEP_SUMMARY). */
export function renderStepSummary(command: string, lines: readonly BoardLine[]): string {
  const done = lines.filter(({ code }) => code === 0).length
  const rows = lines.map(({ name, code, time, title = '' }) => [
    toCell(name),
    code === 0 ? 'done' : `exit ${code}`,
    time,
    toCell(title),
  ])
  const table = [['board', 'result', 'time', ''], ['---', '---', '---', '---'], ...rows]
  const head = `### ferry ${command}: ${done} of ${lines.length} boards done`
  return `${head}\n\n${table.map((row) => `| ${row.join(' | ')} |\n`).join('')}\n`
}

/** Foreign text in a cell: nothing in it is markdown or HTML, and it stays in its cell. */
function toCell(text: string): string {
  return escapeLine(text).replaceAll(/[\\`*_{}[\]<>()#+!|~&@:-]/g, (c) => `&#${c.charCodeAt(0)};`)
}
