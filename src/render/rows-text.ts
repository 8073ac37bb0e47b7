import { escapeControls } from '../core/text/escape-controls.ts'

/** Rows of cells as aligned columns, two spaces apart; the last column is as wide as it needs. */
export function renderRows(rows: readonly (readonly string[])[], indent = ''): string {
  const safe = rows.map((row) => row.map(escapeControls))
  const columns = Math.max(0, ...safe.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...safe.map((row) => (row[column] ?? '').length)),
  )
  return safe
    .map(
      (row) =>
        `${indent}${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')}\n`,
    )
    .join('')
}
