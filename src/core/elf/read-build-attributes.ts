import { type Endian, makeByteView } from '../bytes/byte-view.ts'
import { readUleb128 } from '../bytes/read-uleb128.ts'

/** Tag → value. A tag that holds text has a string; one that holds both (Tag_compatibility) has `flag,vendor`. */
export type BuildAttributes = ReadonlyMap<number, number | string>

/**
 * Reads an attributes section: `A`, then vendor sub-sections with file, section and symbol
 * scopes (Arm IHI 0045, "Build attributes"; the RISC-V psABI uses the same frame).
 * Only file scope counts: section and symbol scopes are not made by linkers.
 * `isText` says which tags hold text. Gives undefined where the frame is not one.
 */
export function readBuildAttributes(
  bytes: Uint8Array,
  endian: Endian,
  vendor: string,
  isText: (tag: number) => boolean,
): BuildAttributes | undefined {
  if (bytes[0] !== 0x41) return undefined
  const view = makeByteView(bytes, endian)
  const found = new Map<number, number | string>()
  for (let at = 1; view.has(at, 4);) {
    const size = view.u32(at)
    if (size < 5 || !view.has(at, size)) break
    const name = view.text(at + 4, 64)
    if (name === vendor) {
      readScopes(bytes, at + 4 + name.length + 1, at + size, endian, isText, found)
    }
    at += size
  }
  return found
}

function readScopes(
  bytes: Uint8Array,
  start: number,
  end: number,
  endian: Endian,
  isText: (tag: number) => boolean,
  found: Map<number, number | string>,
): void {
  const view = makeByteView(bytes.subarray(0, end), endian)
  for (let at = start; at < end;) {
    const scope = readUleb128(view.bytes, at)
    if (!scope) return
    const size = view.u32(scope.next)
    if (size < 5 || !view.has(at, size)) return
    if (scope.value === 1) {
      readPairs(view.bytes.subarray(0, at + size), scope.next + 4, endian, isText, found)
    }
    at += size
  }
}

function readPairs(
  bytes: Uint8Array,
  start: number,
  endian: Endian,
  isText: (tag: number) => boolean,
  found: Map<number, number | string>,
): void {
  const view = makeByteView(bytes, endian)
  for (let at = start; at < bytes.length && found.size < 512;) {
    const tag = readUleb128(bytes, at)
    if (!tag) return
    if (tag.value === compatibilityTag) {
      const flag = readUleb128(bytes, tag.next)
      const vendor = flag && view.text(flag.next, 256)
      if (!flag || vendor === undefined) return
      found.set(tag.value, `${flag.value},${vendor}`)
      at = flag.next + textBytes(bytes, flag.next)
    } else if (isText(tag.value)) {
      const text = view.text(tag.next, 4096)
      if (text === undefined) return
      found.set(tag.value, text)
      at = tag.next + textBytes(bytes, tag.next)
    } else {
      const value = readUleb128(bytes, tag.next)
      if (!value) return
      found.set(tag.value, value.value)
      at = value.next
    }
  }
}

/** Tag_compatibility holds a number and a text, in every vendor's attributes. */
const compatibilityTag = 32

function textBytes(bytes: Uint8Array, at: number): number {
  return bytes.indexOf(0, at) - at + 1
}
