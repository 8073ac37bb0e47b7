import type { WordMeaning } from '../core/explain/words/word-meaning.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import type { Paint } from './paint.ts'
import { wrapLines } from './wrap-lines.ts'

/** What the text of an explained word is made of. */
export interface WordTextReport {
  readonly meanings: readonly WordMeaning[]
  readonly target?: { readonly target: string }
}

/** `ferry explain WORD` as text: what it is, what follows, what to type, where it is written; each meaning in turn. */
export function renderWordExplanation(report: WordTextReport, paint: Paint): string {
  const blocks = report.meanings.map(({ word, title, means, fix, sources }) =>
    [
      wrapLines(`${paint('bold', escapeControls(word))}  ${escapeControls(title)}`),
      ...means.map((sentence) =>
        wrapLines(`  ${paint('yellow', '•')} ${escapeControls(sentence)}`),
      ),
      ...(fix ? [`  fix: ${escapeControls(fix.text)}`] : []),
      ...(fix?.command ? [`       ${paint('bold', escapeControls(joinSh(fix.command)))}`] : []),
      paint('dim', wrapLines(`  sources: ${sources.map(escapeControls).join('; ')}`)),
    ].join('\n'),
  )
  const more = report.target
    ? `\n\nMore on the target: ${paint('bold', `ferry explain ${report.target.target}`)}`
    : ''
  return `${blocks.join('\n\n')}${more}\n`
}
