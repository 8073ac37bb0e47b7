import { isFailed, type Check } from '../core/doctor/check.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import type { Paint, Style } from './paint.ts'
import { renderRows } from './rows-text.ts'

export interface DoctorText {
  readonly checks: readonly Check[]
  readonly fixed: readonly { readonly id: string; readonly did: string }[]
}

const STYLES = { ok: 'green', missing: 'red', blocked: 'red', unknown: 'yellow' } as const

/** `ferry doctor`: one aligned line a check, then why each failure matters and what mends it, then the sum. */
export function renderDoctor({ checks, fixed }: DoctorText, paint: Paint): string {
  const rows = renderRows(checks.map(({ state, id, evidence }) => [state, id, oneLine(evidence)]))
  const lines = rows.split('\n').map((line, index) => {
    const check = checks[index]
    if (!check) return line
    const { state } = check
    return `${paint(styleOf(check), state)}${line.slice(state.length)}`
  })
  const bad = checks.filter(({ state }) => state !== 'ok')
  const notes = bad.flatMap((check) => ['', ...explain(check, paint)])
  const done = fixed.map(({ id, did }) => `mended ${id}: ${escapeControls(did)}`)
  const parts = [...lines.slice(0, -1), ...notes, ...(done.length > 0 ? ['', ...done] : [])]
  return `${[...parts, '', summary(checks)].join('\n')}\n`
}

/** What is not needed here is no failure, and not red. */
function styleOf(check: Check): Style {
  return check.state !== 'ok' && !isFailed(check) ? 'yellow' : STYLES[check.state]
}

function explain(check: Check, paint: Paint): readonly string[] {
  const { id, why, fix, code } = check
  const page = code === undefined ? '' : `  [${code}]`
  const matter = isFailed(check) ? why : `${why} (nothing stops for it here)`
  const lines = [`${paint('bold', id)}: ${escapeControls(matter)}${page}`]
  if (fix) {
    lines.push(`  fix: ${escapeControls(fix.text)}`)
    if (fix.command) lines.push(`       ${paint('bold', escapeControls(joinSh(fix.command)))}`)
  }
  return lines
}

function summary(checks: readonly Check[]): string {
  const failed = checks.filter(isFailed)
  if (failed.length === 0) return 'Nothing that is needed is missing.'
  const names = failed.map(({ id }) => id).join(', ')
  return failed.length === 1
    ? `1 check failed: ${names}`
    : `${failed.length} checks failed: ${names}`
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, '; ')
}
