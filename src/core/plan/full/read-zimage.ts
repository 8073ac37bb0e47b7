import { encodeText } from '../../bytes/encode-text.ts'

/** A compressed kernel of 32-bit ARM. */
export interface Zimage {
  /** Where the kernel wants to lie behind the beginning of memory. */
  readonly textOffset: number
  /** Bytes of the kernel once it is unpacked. */
  readonly unpackedBytes: number
  /** Where an xz stream may begin; the first may be a text of the program that unpacks. */
  readonly xzAt: readonly number[]
}

const XZ_MAGIC = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)
const MAGIC = 0x016f_2818
const TABLE_MAGIC = 0x4545_4545
const TAG = 0x5a53_4c4b

/**
 * What a zImage says of itself (arch/arm/boot/compressed/head.S: magic at 0x24, a table's place at 0x38;
 * vmlinux.lds.S: the table). Undefined where it is none that is known, so that it is booted as it is.
 */
export function readZimage(bytes: Uint8Array): Zimage | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (at: number): number =>
    at >= 0 && at + 4 <= bytes.length ? view.getUint32(at, true) : 0
  const table = word(0x38)
  if (word(0x24) !== MAGIC || word(0x34) !== TABLE_MAGIC || word(table + 4) !== TAG)
    return undefined
  const textOffset = word(table + 16)
  const unpackedBytes = word(word(table + 8))
  const sane = unpackedBytes > bytes.length && unpackedBytes < 512 * 1024 ** 2
  if (!sane || textOffset >= 0x1000_0000) return undefined
  return { textOffset, unpackedBytes, xzAt: findAll(bytes, XZ_MAGIC) }
}

function findAll(bytes: Uint8Array, wanted: Uint8Array): readonly number[] {
  const found: number[] = []
  for (
    let at = bytes.indexOf(wanted[0] ?? 0);
    at >= 0;
    at = bytes.indexOf(wanted[0] ?? 0, at + 1)
  ) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) found.push(at)
  }
  return found
}

/**
 * An unpacked kernel in the form that QEMU puts at `at` and starts as Linux there (include/image.h of U-Boot; hw/core/loader.c
 * looks at neither of its two sums). Unpacking would take the emulated processor two seconds.
 */
export function formatUimage(kernel: Uint8Array, at: number): Uint8Array {
  const head = 64
  const image = new Uint8Array(head + kernel.length)
  const view = new DataView(image.buffer)
  // Magic, sum, time, size, place, entry, sum.
  const words = [0x2705_1956, 0, 0, kernel.length, at, at, 0]
  for (const [index, value] of words.entries()) view.setUint32(index * 4, value)
  // Linux, ARM, a kernel, not packed.
  image.set([5, 2, 2, 0], 28)
  image.set(encodeText('Linux'), 32)
  image.set(kernel, head)
  return image
}
