const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const

export type Style = keyof typeof CODES

/** Puts SGR codes (ECMA-48 8.3.117) around a text, or leaves it alone. */
export type Paint = (style: Style, text: string) => string

export function makePaint(on: boolean): Paint {
  return (style, text) => (on && text !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text)
}
