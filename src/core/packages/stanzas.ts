/** Fields of one paragraph, names in lower case; continuation lines joined by line feeds. */
export type Stanza = ReadonlyMap<string, string>

/**
 * Paragraphs of Debian's control syntax (Debian Policy 5.1): `Name: value`, continued by lines that
 * start with a space or tab; separated by empty lines; `#` lines are comments. Lines that are neither are left out.
 */
export function* parseStanzas(text: string): Generator<Stanza> {
  let fields = new Map<string, string>()
  let name = ''
  for (const line of linesOf(text)) {
    if (line.trim() === '') {
      if (fields.size > 0) yield fields
      fields = new Map()
      name = ''
    } else if (line.startsWith('#')) continue
    else if (line.startsWith(' ') || line.startsWith('\t')) {
      if (name !== '') fields.set(name, `${fields.get(name) ?? ''}\n${line.trim()}`)
    } else {
      const colon = line.indexOf(':')
      if (colon <= 0) continue
      name = line.slice(0, colon).toLowerCase()
      fields.set(name, line.slice(colon + 1).trim())
    }
  }
  if (fields.size > 0) yield fields
}

function* linesOf(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    yield text.charCodeAt(stop - 1) === 13 && stop > start
      ? text.slice(start, stop - 1)
      : text.slice(start, stop)
    start = stop + 1
  }
}
