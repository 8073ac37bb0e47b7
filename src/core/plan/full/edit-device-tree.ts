import { makeByteView } from '../../bytes/byte-view.ts'
import { encodeText } from '../../bytes/encode-text.ts'

/** Devicetree Specification 0.4, chapter 5. */
const MAGIC = 0xd00dfeed
const TOKEN = { beginNode: 1, endNode: 2, property: 3, nothing: 4, end: 9 } as const
const HEADER_BYTES = 40

/**
 * A flattened device tree with other properties at its root: those named are replaced or added, each a list of strings.
 * Undefined where the bytes are no device tree of version 17.
 */
export function editDeviceTree(
  tree: Uint8Array,
  properties: Readonly<Record<string, readonly string[]>>,
): Uint8Array | undefined {
  const view = makeByteView(tree, 'big')
  if (view.u32(0) !== MAGIC || !view.has(0, HEADER_BYTES) || view.u32(20) < 17) return undefined
  const [structAt, stringsAt, reserveAt] = [view.u32(8), view.u32(12), view.u32(16)]
  const [stringsSize, structSize] = [view.u32(32), view.u32(36)]
  if (!view.has(structAt, structSize) || !view.has(stringsAt, stringsSize)) return undefined
  const nameOf = (offset: number): string | undefined =>
    offset < stringsSize ? view.text(stringsAt + offset) : undefined
  // The root's own properties come first, before any node in it.
  if (view.u32(structAt) !== TOKEN.beginNode || view.u32(structAt + 4) !== 0) return undefined
  const kept: Uint8Array[] = []
  let at = structAt + 8
  while (at < structAt + structSize && view.u32(at) !== TOKEN.beginNode) {
    const token = view.u32(at)
    if (token === TOKEN.nothing) {
      at += 4
      continue
    }
    if (token !== TOKEN.property) break
    const size = 12 + aligned(view.u32(at + 4))
    const name = nameOf(view.u32(at + 8))
    if (name === undefined || !view.has(at, size)) return undefined
    if (!(name in properties)) kept.push(tree.slice(at, at + size))
    at += size
  }
  const rest = tree.slice(at, structAt + structSize)
  const reserved = readReserved(tree, reserveAt)
  if (!reserved) return undefined
  const names = Object.keys(properties)
  const strings = concat([
    tree.slice(stringsAt, stringsAt + stringsSize),
    encodeText(names.map((name) => `${name}\0`).join('')),
  ])
  let nameAt = stringsSize
  const added = names.map((name) => {
    const value = encodeText((properties[name] ?? []).map((text) => `${text}\0`).join(''))
    const padding = new Uint8Array(aligned(value.length) - value.length)
    const property = concat([numbers(TOKEN.property, value.length, nameAt), value, padding])
    nameAt += name.length + 1
    return property
  })
  const struct = concat([numbers(TOKEN.beginNode, 0), ...added, ...kept, rest])
  const newStructAt = HEADER_BYTES + reserved.length
  const newStringsAt = newStructAt + struct.length
  const header = numbers(
    MAGIC,
    newStringsAt + strings.length,
    newStructAt,
    newStringsAt,
    HEADER_BYTES,
    17,
    16,
    view.u32(28),
    strings.length,
    struct.length,
  )
  return concat([header, reserved, struct, strings])
}

/** Pairs of 64-bit numbers up to a pair of zeroes. */
function readReserved(tree: Uint8Array, start: number): Uint8Array | undefined {
  const view = makeByteView(tree, 'big')
  for (let at = start; view.has(at, 16); at += 16) {
    if (view.u64(at) === 0 && view.u64(at + 8) === 0) return tree.slice(start, at + 16)
  }
  return undefined
}

function aligned(length: number): number {
  return Math.ceil(length / 4) * 4
}

function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  values.forEach((value, index) => view.setUint32(index * 4, value))
  return bytes
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
