import { parseStanzas } from './stanzas.ts'

/** One entry of apt's sources. */
export interface AptSource {
  readonly uris: readonly string[]
  readonly suites: readonly string[]
  readonly components: readonly string[]
  /** Paths of keyrings, or key blocks as text. */
  readonly signedBy: readonly string[]
}

/** Reads `deb` entries of apt's sources in either syntax (sources.list(5)); disabled ones and `deb-src` are left out. */
export function parseAptSources(text: string): readonly AptSource[] {
  return /^\s*(deb|deb-src)\s/m.test(text) ? parseList(text) : parseDeb822(text)
}

function parseDeb822(text: string): readonly AptSource[] {
  const sources: AptSource[] = []
  for (const stanza of parseStanzas(text)) {
    if (!words(stanza.get('types')).includes('deb')) continue
    if (/^(no|false|without|off|disable|0)$/i.test(stanza.get('enabled') ?? '')) continue
    const key = stanza.get('signed-by') ?? ''
    sources.push({
      uris: words(stanza.get('uris')),
      suites: words(stanza.get('suites')),
      components: words(stanza.get('components')),
      signedBy: key.includes('BEGIN PGP') ? [keyBlock(key)] : words(key),
    })
  }
  return sources
}

/** An embedded key: the empty line is written as a lone dot. */
function keyBlock(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.trim() === '.' ? '' : line.trim()))
    .join('\n')
    .trim()
}

function parseList(text: string): readonly AptSource[] {
  const sources: AptSource[] = []
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)(.*)$/.exec(line.replace(/#.*$/, ''))
    if (!match) continue
    const [, options = '', uri = '', suite = '', rest = ''] = match
    const signedBy = /signed-by=(\S+)/i.exec(options)?.[1]
    sources.push({
      uris: [uri],
      suites: [suite],
      components: words(rest),
      signedBy: signedBy === undefined ? [] : signedBy.split(','),
    })
  }
  return sources
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '')
}
