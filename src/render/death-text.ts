import type { Death } from '../core/explain/explain-death.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import type { Paint } from './paint.ts'

/** Why a program ended as it did: what, why, what to type, and where more stands. For stderr. */
export function renderDeath(death: Death, paint: Paint): string {
  const lines = [
    `${paint('yellow', 'ferry')}[${death.code}]: ${escapeControls(death.title)}`,
    `  why: ${escapeControls(death.why)}`,
    `  fix: ${escapeControls(death.fix.text)}`,
  ]
  if (death.fix.command)
    lines.push(`       ${paint('bold', escapeControls(joinSh(death.fix.command)))}`)
  lines.push(`  more: ferry explain ${death.code}`)
  return `${lines.join('\n')}\n`
}
