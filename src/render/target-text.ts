import type { AlternativeTarget, Tuning } from '../core/target/target-choice.ts'
import type { TargetQuestion } from '../core/target/choose-for-board.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import type { Paint } from './paint.ts'
import { wrapText } from './wrap-text.ts'

/** What the text of `ferry target` is made of: the JSON report. */
export interface TargetTextReport {
  readonly target: string | null
  readonly board: { readonly name: string; readonly others?: readonly string[] }
  readonly cpu?: string
  readonly alternatives: readonly AlternativeTarget[]
  readonly why: readonly string[]
  readonly certain: boolean
  readonly tuning?: Tuning
  readonly warnings: readonly string[]
  readonly question?: TargetQuestion
  readonly boards?: readonly {
    readonly name: string
    readonly target: string | null
    readonly certain: boolean
  }[]
}

/** `ferry target` as text: the target first, alone on its line, then for which board, why, and what else there is. */
export function renderTarget(report: TargetTextReport, paint: Paint): string {
  if (report.boards) return renderSeveral(report.board.name, report.boards, paint)
  const lines: string[] = []
  const sure = report.certain || report.target === null ? '' : paint('yellow', '  (not certain)')
  lines.push(
    report.target === null ? paint('red', 'no target') : `${paint('bold', report.target)}${sure}`,
  )
  lines.push(
    `  for ${safe(report.board.name)}${report.cpu === undefined ? '' : ` (${safe(report.cpu)})`}${othersText(report.board.others)}`,
  )
  for (const why of report.why) lines.push(...wrapped(why, '  '))
  for (const warning of report.warnings) {
    const [first = '', ...more] = wrapped(warning, '    ', 90)
    lines.push(`  ${paint('yellow', 'careful:')} ${first.trimStart()}`, ...more)
  }
  if (report.question) lines.push(...questionLines(report.question, report.board.name, paint))
  const asked = new Set(report.question?.answers.map(({ target }) => target))
  const others = report.alternatives.filter(({ target }) => !asked.has(target))
  if (others.length > 0) lines.push('', 'Otherwise:')
  for (const { target, when } of others)
    lines.push(`  ${paint('bold', target)}`, ...wrapped(`when ${when}`, '    '))
  if (report.tuning)
    lines.push(
      '',
      'Code for that very core (optional):',
      `  ${tuningFlags(report.tuning)}`,
      ...wrapped(report.tuning.why, '    '),
    )
  return `${lines.join('\n')}\n`
}

/** `-C target-cpu=cortex-a72 -C target-feature=-aes,-sha2`. */
export function tuningFlags({ cpu, features }: Tuning): string {
  return `-C target-cpu=${cpu}${features.length === 0 ? '' : ` -C target-feature=${features.join(',')}`}`
}

function questionLines(question: TargetQuestion, board: string, paint: Paint): readonly string[] {
  const lines = ['', safe(question.text)]
  for (const { answer, os, target } of question.answers)
    lines.push(
      `  ${answer}: ${paint('bold', target)}`,
      `    ${joinSh(['ferry', 'target', safe(board), '--os', os])}`,
    )
  return lines
}

function renderSeveral(
  words: string,
  boards: NonNullable<TargetTextReport['boards']>,
  paint: Paint,
): string {
  const width = Math.max(...boards.map(({ name }) => safe(name).length))
  const lines = [`Boards of several kinds fit “${safe(words)}”:`]
  for (const { name, target, certain } of boards)
    lines.push(
      `  ${safe(name).padEnd(width)}  ${target === null ? paint('red', 'no target') : paint('bold', target)}${certain || target === null ? '' : ' (not certain)'}`,
    )
  lines.push('Name one of them.')
  return `${lines.join('\n')}\n`
}

function othersText(others: readonly string[] | undefined): string {
  if (!others || others.length === 0) return ''
  const shown = others.slice(0, 3).map(safe).join(', ')
  return `; the same for ${shown}${others.length > 3 ? ' and more' : ''}`
}

/** Lines of at most 100 columns, the first of at most `first`, all behind `indent`. */
function wrapped(text: string, indent: string, first?: number): readonly string[] {
  const width = 100 - indent.length
  return wrapText(safe(text), width, first ?? width).map((line) => `${indent}${line}`)
}

function safe(text: string): string {
  return escapeControls(text).replaceAll('\n', ' ')
}
