/** One member of an `ar` archive, as its header says. */
export interface ArMember {
  readonly name: string
  readonly size: number
}

export const AR_MAGIC = '!<arch>\n'
export const AR_HEADER = 60

/** Reads a 60-byte member header (deb(5), ar(5)); undefined where it is none. Data follows, padded to an even offset. */
export function readArMember(header: Uint8Array): ArMember | undefined {
  if (header.length < AR_HEADER) return undefined
  const text = String.fromCharCode(...header.subarray(0, AR_HEADER))
  const size = Number(text.slice(48, 58).trim())
  if (text.slice(58) !== '`\n' || !Number.isSafeInteger(size) || size < 0) return undefined
  return { name: text.slice(0, 16).trim().replace(/\/$/, ''), size }
}
