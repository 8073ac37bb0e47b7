/**
 * How long an instruction is from its opcode on: the number itself, `modrm` plus what follows ModRM's own bytes, `imm64` (5 or, with
 * REX.W, 9), or `look`: decodeX86 must.
 */
const look = 0
const [bare, imm8, imm32] = [1, 2, 5]
const modrm = 0x10
const imm64 = 0x20

const one64 = Uint8Array.from({ length: 256 }, (_, op) => kindOfOne(op))
const one32 = one64.map((kind, op) => (op >= 0x40 && op <= 0x4f ? bare : kind))
const two64 = Uint8Array.from({ length: 256 }, (_, op) => kindOfTwo(op))
const sse = new Set([0x10, 0x11, 0x28, 0x29, 0x57])
const two32 = two64.map((kind, op) => (sse.has(op) || (op >= 0x40 && op <= 0x4f) ? look : kind))

/**
 * The length of an instruction of the one-byte map, or a common one of the two-byte map, without prefixes but REX: most of a
 * program's, and none of them needs a feature (Intel SDM 2, appendix A). 0 where decodeX86 must look.
 */
export function plainX86Length(bytes: Uint8Array, at: number, bits: 32 | 64): number {
  let p = at
  let first = bytes[p] ?? 0
  let wide = false
  if (bits === 64 && (first & 0xf0) === 0x40) {
    wide = (first & 8) !== 0
    first = bytes[++p] ?? 0
  }
  if (p + 1 >= bytes.length) return 0
  let kind = (bits === 64 ? one64 : one32)[first] ?? look
  if (first === 0x0f) {
    const second = bytes[++p] ?? 0
    kind = (bits === 64 ? two64 : two32)[second] ?? look
  }
  if (kind < modrm) return kind === look ? 0 : p - at + kind
  if (kind === imm64) return p - at + (wide ? 9 : 5)
  return p - at + 1 + (kind - modrm) + sizeOfModrm(bytes, p + 1)
}

/** ModRM, SIB and displacement, with addresses of 32 or 64 bits. */
function sizeOfModrm(bytes: Uint8Array, p: number): number {
  const size = sizes[bytes[p] ?? 0] ?? 1
  // A SIB byte without a base register brings a displacement.
  return size === 2 && ((bytes[p + 1] ?? 0) & 7) === 5 && (bytes[p] ?? 0) < 0x40 ? 6 : size
}

const sizes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const mod = byte >> 6
  if (mod === 3) return 1
  const hasSib = (byte & 7) === 4
  const isFar = mod === 2 || (mod === 0 && (byte & 7) === 5)
  return 1 + (hasSib ? 1 : 0) + (isFar ? 4 : mod)
})

function kindOfOne(op: number): number {
  if (op < 0x40) {
    const low = op & 7
    if (low < 4) return modrm
    if (low === 4) return imm8
    if (low === 5) return imm32
    return [0x0f, 0x26, 0x2e, 0x36, 0x3e].includes(op) ? look : bare
  }
  if (op === 0x63 || (op >= 0x84 && op <= 0x8e) || (op >= 0xd0 && op <= 0xd3)) return modrm
  if ((op >= 0xd8 && op <= 0xdf) || op === 0xfe || op === 0xff) return modrm
  if ([0x6b, 0x80, 0x83, 0xc0, 0xc1, 0xc6].includes(op)) return modrm + 1
  if ([0x69, 0x81, 0xc7].includes(op)) return modrm + 4
  if ([0x68, 0xa9, 0xe8, 0xe9].includes(op)) return imm32
  if ([0x6a, 0xa8, 0xcd, 0xeb].includes(op)) return imm8
  if ((op >= 0x70 && op <= 0x7f) || (op >= 0xb0 && op <= 0xb7)) return imm8
  if (op >= 0xb8 && op <= 0xbf) return imm64
  const isBare = (op >= 0x50 && op <= 0x5f) || (op >= 0x90 && op <= 0x99) || op === 0xc3
  return isBare || op === 0xc9 || op === 0xcc || op === 0xf4 ? bare : look
}

function kindOfTwo(op: number): number {
  if (op >= 0x80 && op <= 0x8f) return imm32
  if ([0x05, 0x0b, 0xa2].includes(op) || (op >= 0xc8 && op <= 0xcf)) return bare
  if ([0xa4, 0xac, 0xba].includes(op)) return modrm + 1
  const isModrm =
    [0x10, 0x11, 0x1f, 0x28, 0x29, 0x57, 0xa3, 0xa5, 0xab, 0xad, 0xaf, 0xb3].includes(op) ||
    [0xb0, 0xb1, 0xb6, 0xb7, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf, 0xc0, 0xc1].includes(op)
  return isModrm || (op >= 0x40 && op <= 0x4f) || (op >= 0x90 && op <= 0x9f) ? modrm : look
}
