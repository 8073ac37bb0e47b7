import { escapeControls } from '../core/text/escape-controls.ts'

/** What the text needs of a report of `ferry init`. */
export interface InitText {
  readonly file: string
  readonly board: string
  readonly target: string
  readonly changed: boolean
  readonly kept: readonly { readonly name: string; readonly value: string }[]
  readonly overridden: readonly string[]
  readonly buildTarget: boolean
  readonly dryRun: boolean
  readonly text: string
}

/** `ferry init`: what was written where, what stayed, and what can be typed now. */
export function renderInit(report: InitText): string {
  const { file, board, target, changed } = report
  const lines = [
    report.dryRun
      ? `${file} would ${changed ? 'be' : 'stay as it is'}${changed ? ':' : ''}`
      : changed
        ? `Wrote ${file}: plain cargo builds for ${target} and runs on ${board}`
        : `${file} is as it should be: plain cargo builds for ${target} and runs on ${board}`,
    ...(report.dryRun && changed ? ['', ...report.text.trimEnd().split('\n')] : []),
  ]
  for (const { name, value } of report.kept) lines.push(`  kept  ${name} = ${value}`)
  for (const name of report.overridden) {
    lines.push(`  note  ${name} is set in this shell and stands over the file`)
  }
  if (!report.dryRun) {
    const more = report.buildTarget ? '' : ` --target ${target}`
    lines.push(`  try   cargo run${more}`)
    lines.push('  undo  ferry init --undo')
  }
  return `${lines.map(escapeControls).join('\n')}\n`
}
