/** A string, or a list of strings, as TOML (TOML 1.0, Basic Strings: JSON's escapes, and DEL). */
export function formatTomlValue(value: string | readonly string[]): string {
  return typeof value === 'string' ? quote(value) : `[${value.map(quote).join(', ')}]`
}

/** A key, or the keys down to a table, quoted where it is no bare key (TOML 1.0, Keys). */
export function formatTomlKey(...path: readonly string[]): string {
  return path.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key))).join('.')
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F')
}
