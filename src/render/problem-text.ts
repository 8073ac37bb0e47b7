import type { Problem } from '../core/problem/problem.ts'
import { escapeControls, escapeLine } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import type { Paint } from './paint.ts'
import { wrapText } from './wrap-text.ts'

/** Lines end here, where there are blanks to break at. What is to be typed stays in one line. */
const COLUMNS = 100
const INDENT = 7

/** First line what is wrong, second why, last what to type. */
export function renderProblem(problem: Problem, paint: Paint): string {
  const lines = [`${paint('red', 'error')}[${problem.code}]: ${escapeLine(problem.title)}`]
  if (problem.why !== undefined) lines.push(`  why: ${indent(problem.why)}`)
  for (const line of (problem.output ?? []).slice(-10))
    lines.push(paint('dim', `     | ${escapeControls(line)}`))
  if (problem.fix !== undefined) {
    lines.push(`  fix: ${indent(problem.fix.text)}`)
    if (problem.fix.command)
      lines.push(`       ${paint('bold', escapeControls(joinSh(problem.fix.command)))}`)
  }
  return `${lines.join('\n')}\n`
}

function indent(text: string): string {
  return escapeControls(text)
    .split('\n')
    .flatMap((line) => wrapText(line, COLUMNS - INDENT))
    .join(`\n${' '.repeat(INDENT)}`)
}
