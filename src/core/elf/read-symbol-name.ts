/** A symbol's name in the words of its language, as far as it tells. */
export interface SymbolName {
  /** `serde::de::parse`; the symbol itself where it is mangled in a way that is not read here. */
  readonly path: string
  /** Of Rust's manglings. */
  readonly crate?: string
}

/** `_ZN…17h…E` (rustc's older mangling) and `_R…` (RFC 2603, of which the crate alone is read). */
export function readSymbolName(symbol: string): SymbolName {
  const parts = symbol.startsWith('_ZN') ? legacyParts(symbol.slice(3)) : undefined
  if (parts) return ofLegacy(parts)
  const v0 = /^_R[A-Za-z]*?C(?:s[0-9A-Za-z]*_)?(\d+)_?([A-Za-z_]\w*)/.exec(symbol)
  const crate = v0?.[2]?.slice(0, Number(v0[1]))
  return crate === undefined || crate.length === 0 ? { path: symbol } : { path: symbol, crate }
}

/** Length-prefixed names up to `E`; undefined where the last is not rustc's hash. */
function legacyParts(text: string): readonly string[] | undefined {
  const parts: string[] = []
  let rest = text
  while (!rest.startsWith('E')) {
    const digits = /^\d+/.exec(rest)?.[0]
    const length = Number(digits)
    if (digits === undefined || length === 0 || digits.length + length > rest.length)
      return undefined
    parts.push(rest.slice(digits.length, digits.length + length))
    rest = rest.slice(digits.length + length)
  }
  return /^h[0-9a-f]{16}$/.test(parts.at(-1) ?? '') ? parts.slice(0, -1) : undefined
}

function ofLegacy(parts: readonly string[]): SymbolName {
  const path = parts.map(plain).join('::')
  // `<serde::X as core::Y>::f` is in the crate that its first path begins with.
  const crate = /^[<&*\s]*(?:mut |const |dyn )*([A-Za-z_]\w*)/.exec(path)?.[1]
  return crate === undefined ? { path } : { path, crate }
}

/** rustc's `$LT$` and its like (rustc, legacy symbol mangling). */
function plain(part: string): string {
  const signs: Readonly<Record<string, string>> = {
    SP: '@',
    BP: '*',
    RF: '&',
    LT: '<',
    GT: '>',
    LP: '(',
    RP: ')',
    C: ',',
  }
  return part
    .replace(/^_(?=\$)/, '')
    .replace(/\$u([0-9a-f]{1,6})\$/g, (whole, hex: string) => {
      const point = Number.parseInt(hex, 16)
      return point < 0x11_0000 ? String.fromCodePoint(point) : whole
    })
    .replace(/\$([A-Z]+)\$/g, (whole, name: string) => signs[name] ?? whole)
    .replaceAll('..', '::')
}
