import type { ErrorExplanation } from '../core/explain/explain-error.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import type { Paint } from './paint.ts'
import { wrapLines } from './wrap-lines.ts'

/** What the text of an explained error is made of. */
export interface ErrorTextReport {
  readonly why: readonly string[]
  readonly meanings: readonly ErrorExplanation[]
}

/** `ferry explain TEXT` as text: the line, what it means, why, what to type; each meaning in turn. */
export function renderErrorExplanation(report: ErrorTextReport, paint: Paint): string {
  const blocks = report.meanings.map((meaning, index) => {
    const why = index === 0 ? report.why : [meaning.why]
    return [
      paint('dim', `> ${escapeControls(meaning.line)}`),
      `${paint('bold', escapeControls(meaning.title))}  [${meaning.code}]`,
      ...why.map((sentence) => wrapLines(`  ${escapeControls(sentence)}`)),
      wrapLines(`  fix: ${escapeControls(meaning.fix.text)}`),
      ...(meaning.fix.command
        ? [`       ${paint('bold', escapeControls(joinSh(meaning.fix.command)))}`]
        : []),
      `  more: ferry explain ${meaning.code}`,
    ].join('\n')
  })
  return `${blocks.join('\n\n')}\n`
}
