/**
 * Makes foreign text safe for a terminal: C0 and C1 controls, DEL, and the bidirectional
 * overrides (Unicode TR 36) become visible `\xNN` or `\u{NNNN}`. Tab and line feed stay.
 */
export function escapeControls(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex -- finding controls is the purpose
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (c) => {
      const code = c.codePointAt(0) ?? 0
      return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
    },
  )
}

/** The same for what must stay on one line: line feeds and tabs are shown, too, so that no text can begin a line of its own. */
export function escapeLine(text: string): string {
  return escapeControls(text).replaceAll('\n', '\\x0a').replaceAll('\t', '\\x09')
}
