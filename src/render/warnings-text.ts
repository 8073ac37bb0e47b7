import type { FileVerdict } from '../core/verdict/finding.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import type { Paint } from './paint.ts'

/** A line for each warning of files that are sent all the same. */
export function renderWarnings(verdicts: readonly FileVerdict[], paint: Paint): string {
  return verdicts
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity !== 'note')
    .map(
      ({ code, message }) => `${paint('yellow', 'warning')}[${code}]: ${escapeControls(message)}\n`,
    )
    .join('')
}
