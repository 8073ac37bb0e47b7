/**
 * Quotes a value for a POSIX sh script: one word, whatever it holds.
 * Single quotes keep every byte but the single quote itself (POSIX.1-2024, XCU 2.2.2).
 * NUL cannot stand in an argument; it is dropped.
 */
export function quoteSh(value: string): string {
  const text = value.replaceAll('\0', '')
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Joins words into one sh command. */
export function joinSh(words: readonly string[]): string {
  return words.map(quoteSh).join(' ')
}
