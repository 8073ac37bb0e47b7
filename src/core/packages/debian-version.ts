/**
 * Compares two Debian versions by deb-version(7): epoch, then upstream version, then revision.
 * Gives a negative number, 0 or a positive one. Any text is taken; nothing is rejected.
 */
export function compareDebianVersions(a: string, b: string): number {
  const x = splitVersion(a)
  const y = splitVersion(b)
  return (
    x.epoch - y.epoch || comparePart(x.upstream, y.upstream) || comparePart(x.revision, y.revision)
  )
}

function splitVersion(text: string): { epoch: number; upstream: string; revision: string } {
  const colon = text.indexOf(':')
  const epoch = colon > 0 && /^\d+$/.test(text.slice(0, colon)) ? Number(text.slice(0, colon)) : 0
  const rest = colon > 0 ? text.slice(colon + 1) : text
  const dash = rest.lastIndexOf('-')
  return dash < 0
    ? { epoch, upstream: rest, revision: '' }
    : { epoch, upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) }
}

/** Runs of non-digits (letters before others, `~` before all, even the end) and of digits take turns. */
function comparePart(a: string, b: string): number {
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = weight(a, i) - weight(b, j)
      if (difference !== 0) return difference
      i++
      j++
    }
    const [x, nextI] = digits(a, i)
    const [y, nextJ] = digits(b, j)
    if (x.length !== y.length) return x.length - y.length
    if (x !== y) return x < y ? -1 : 1
    i = nextI
    j = nextJ
  }
  return 0
}

function weight(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0
  const code = text.charCodeAt(at)
  if (code === 126) return -1
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) ? code : code + 256
}

/** The digits from `at`, without leading zeros, and where they end. */
function digits(text: string, at: number): readonly [string, number] {
  let end = at
  while (end < text.length && isDigit(text, end)) end++
  return [text.slice(at, end).replace(/^0+/, ''), end]
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}
