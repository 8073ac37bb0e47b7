import { escapeLine } from '../core/text/escape-controls.ts'
import { formatDuration } from '../core/text/format-duration.ts'
import { formatSize } from '../core/text/format-size.ts'
import type { Paint } from './paint.ts'

/** cargo's own column for the first word of a status line. */
const COLUMN = 12

/** `    Probing virtual:pi-4: cortex-a72, glibc 2.36 (0.2 s)`: the first word stands in cargo's column. */
export function renderStep(
  text: string,
  result: string | undefined,
  ms: number | undefined,
  paint: Paint,
): string {
  const [verb = '', ...rest] = escapeLine(text).split(' ')
  const detail = result === undefined ? '' : `: ${escapeLine(result)}`
  const time = ms === undefined || ms < 50 ? '' : paint('dim', ` (${formatDuration(ms)})`)
  return `${' '.repeat(Math.max(0, COLUMN - verb.length))}${paint('green', verb)} ${rest.join(' ')}${detail}${time}`
}

/** ` 12 MB of 63 MB, 8.1 MB/s` or ` 3 of 17`. `ms` is the time since the step began. */
export function renderProgress(
  done: number,
  total: number | undefined,
  unit: 'bytes' | 'items',
  ms: number,
): string {
  if (unit === 'items') return total === undefined ? ` ${done}` : ` ${done} of ${total}`
  const of = total === undefined ? '' : ` of ${formatSize(total)}`
  const rate = ms > 500 && done > 0 ? `, ${formatSize(Math.round((done / ms) * 1000))}/s` : ''
  return ` ${formatSize(done)}${of}${rate}`
}

/** `    ████████░░░░` for a terminal that is wide enough. */
export function renderBar(done: number, total: number | undefined, width: number): string {
  if (total === undefined || total <= 0 || width < 8) return ''
  const filled = Math.round(Math.min(1, done / total) * width)
  return ` [${'='.repeat(Math.max(0, filled - 1))}${filled > 0 ? '>' : ''}${' '.repeat(width - filled)}]`
}
