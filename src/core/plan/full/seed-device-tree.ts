import { encodeText } from '../../bytes/encode-text.ts'

/** `BEGIN_NODE chosen`, as the structure of a tree has it (Devicetree Specification 0.4, chapter 5). */
const CHOSEN = Uint8Array.of(0, 0, 0, 1, 0x63, 0x68, 0x6f, 0x73, 0x65, 0x6e, 0, 0)
const PROPERTY = 3

/**
 * A flattened device tree with random bytes for the kernel in /chosen (`rng-seed`: drivers/of/fdt.c). A computer without a
 * source of them waits many seconds for its first. Undefined where there is no node `chosen`, or the bytes are no tree that
 * `editDeviceTree` wrote (structure before strings, which end it).
 */
export function seedDeviceTree(tree: Uint8Array, seed: Uint8Array): Uint8Array | undefined {
  const view = new DataView(tree.buffer, tree.byteOffset, tree.byteLength)
  if (tree.length < 40 || seed.length % 4 !== 0) return undefined
  const [structAt, stringsAt] = [view.getUint32(8), view.getUint32(12)]
  const [stringsSize, structSize] = [view.getUint32(32), view.getUint32(36)]
  if (structAt + structSize !== stringsAt || stringsAt + stringsSize !== tree.length)
    return undefined
  let at = structAt
  while (at < stringsAt && !CHOSEN.every((byte, index) => tree[at + index] === byte)) at += 4
  if (at >= stringsAt) return undefined
  at += CHOSEN.length
  const name = encodeText('rng-seed\0')
  const grown = 12 + seed.length
  const fresh = new Uint8Array(tree.length + grown + name.length)
  fresh.set(tree.subarray(0, at))
  fresh.set(seed, at + 12)
  fresh.set(tree.subarray(at), at + grown)
  fresh.set(name, tree.length + grown)
  const out = new DataView(fresh.buffer)
  for (const [index, value] of [PROPERTY, seed.length, stringsSize].entries()) {
    out.setUint32(at + index * 4, value)
  }
  out.setUint32(4, fresh.length)
  out.setUint32(12, stringsAt + grown)
  out.setUint32(32, stringsSize + name.length)
  out.setUint32(36, structSize + grown)
  return fresh
}
