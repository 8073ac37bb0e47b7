import { formatTomlKey, formatTomlValue } from './format-toml.ts'

/** A configuration's text with one more `[board.NAME]` at its end; every byte before stays, so that comments survive, and lines end as the others do. */
export function appendBoard(
  text: string,
  board: { readonly name: string; readonly destination: string },
): string {
  const newline = /\r\n/.test(text) ? '\r\n' : '\n'
  const gap = text === '' ? '' : text.endsWith('\n') ? newline : newline + newline
  const lines = [
    `[${formatTomlKey('board', board.name)}]`,
    `destination = ${formatTomlValue(board.destination)}`,
  ]
  return `${text}${gap}${lines.map((line) => line + newline).join('')}`
}
