const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }

/** `512M`, `4k`, `1.5G`, `512MiB` → bytes; powers of two, as memory is given. Undefined for what is no whole number of bytes above zero. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)([kmg]?)(?:i?b)?$/i.exec(text.trim())
  if (!match) return undefined
  const bytes = Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? Number.NaN)
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined
}
