/** One instruction of x86: as much of it as its length and its feature need. */
export interface X86Instruction {
  readonly length: number
  /** 1: one byte, 2: behind 0F, 3: behind 0F 38, 4: behind 0F 3A; VEX and EVEX name the same maps. */
  readonly map: 1 | 2 | 3 | 4
  readonly opcode: number
  readonly encoding: 'plain' | 'vex' | 'evex' | 'xop'
  /** The prefix that is part of the opcode: 0 none, 1 66, 2 F3, 3 F2 (as VEX counts them). */
  readonly prefix: 0 | 1 | 2 | 3
  readonly wide: boolean
  /** 256 bits and more. */
  readonly long: boolean
  readonly modrm: number
}

/** Bit n of word n/32: opcode n of the map has a ModRM byte (Intel SDM 2, appendix A). */
const modrmOfOne = bitmap(
  (op) =>
    (op < 0x40 && (op & 7) < 4) ||
    [0x62, 0x63, 0x69, 0x6b, 0xc0, 0xc1, 0xc4, 0xc5, 0xc6, 0xc7, 0xf6, 0xf7, 0xfe, 0xff].includes(
      op,
    ) ||
    (op >= 0x80 && op <= 0x8f) ||
    (op >= 0xd0 && op <= 0xd3) ||
    (op >= 0xd8 && op <= 0xdf),
)
const bareOfTwo = bitmap(
  (op) =>
    [0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x0e, 0x77, 0xa0, 0xa1, 0xa2, 0xa8, 0xa9, 0xaa].includes(
      op,
    ) ||
    (op >= 0x30 && op <= 0x37) ||
    (op >= 0x80 && op <= 0x8f) ||
    (op >= 0xc8 && op <= 0xcf),
)
const byteOfTwo = bitmap((op) =>
  [0x0f, 0x70, 0x71, 0x72, 0x73, 0xa4, 0xac, 0xba, 0xc2, 0xc4, 0xc5, 0xc6].includes(op),
)

function bitmap(has: (opcode: number) => boolean): readonly boolean[] {
  return Array.from({ length: 256 }, (_, opcode) => has(opcode))
}

/** Decodes at `at`; undefined where the bytes end too early or are no instruction. */
export function decodeX86(
  bytes: Uint8Array,
  at: number,
  bits: 32 | 64,
): X86Instruction | undefined {
  let p = at
  let prefix: 0 | 1 | 2 | 3 = 0
  let operand16 = false
  let address = false
  let rexW = false
  for (; p < at + 14; p++) {
    const byte = bytes[p]
    if (byte === 0x66) {
      operand16 = true
      if (prefix === 0) prefix = 1
    } else if (byte === 0x67) address = true
    else if (byte === 0xf3) prefix = 2
    else if (byte === 0xf2) prefix = 3
    else if (!isPlainPrefix(byte)) break
  }
  if (bits === 64 && ((bytes[p] ?? 0) & 0xf0) === 0x40) rexW = ((bytes[p++] ?? 0) & 8) !== 0
  const first = bytes[p]
  if (first === undefined) return undefined
  const vector = readVector(bytes, p, bits)
  if (vector) return withVector(bytes, at, vector, bits)
  p++
  if (first !== 0x0f) {
    const rest = restOfOne(bytes, p, first, bits, { operand16, address, rexW })
    return rest === undefined ? undefined : finish(at, p + rest, 1, first, prefix, rexW, bytes[p])
  }
  const second = bytes[p++]
  if (second === undefined) return undefined
  if (second === 0x38 || second === 0x3a) {
    const opcode = bytes[p++] ?? 0
    const size = sizeOfModrm(bytes, p, bits, address) + (second === 0x3a ? 1 : 0)
    return finish(at, p + size, second === 0x38 ? 3 : 4, opcode, prefix, rexW, bytes[p])
  }
  if (second >= 0x80 && second <= 0x8f) {
    return finish(at, p + (operand16 && bits === 32 ? 2 : 4), 2, second, prefix, rexW, 0)
  }
  const size = bareOfTwo[second] ? 0 : sizeOfModrm(bytes, p, bits, address)
  const immediate = byteOfTwo[second] ? 1 : 0
  return finish(at, p + size + immediate, 2, second, prefix, rexW, bytes[p])
}

function finish(
  at: number,
  end: number,
  map: X86Instruction['map'],
  opcode: number,
  prefix: X86Instruction['prefix'],
  wide: boolean,
  modrm: number | undefined,
): X86Instruction {
  const length = end - at
  return { length, map, opcode, encoding: 'plain', prefix, wide, long: false, modrm: modrm ?? 0 }
}

function isPlainPrefix(byte: number | undefined): boolean {
  return (
    byte === 0x26 ||
    byte === 0x2e ||
    byte === 0x36 ||
    byte === 0x3e ||
    byte === 0x64 ||
    byte === 0x65 ||
    byte === 0xf0
  )
}

interface Vector {
  readonly encoding: 'vex' | 'evex' | 'xop'
  /** Where its opcode is. */
  readonly opcodeAt: number
  readonly map: number
  readonly prefix: number
  readonly wide: boolean
  readonly long: boolean
}

/** Two- and three-byte VEX, EVEX and XOP; in 32-bit code they are LDS, LES, BOUND or POP where the next byte's upper bits are not both set. */
function readVector(bytes: Uint8Array, p: number, bits: 32 | 64): Vector | undefined {
  const a = bytes[p]
  if (a !== 0x8f && a !== 0xc5 && a !== 0xc4 && a !== 0x62) return undefined
  const b = bytes[p + 1] ?? 0
  const c = bytes[p + 2] ?? 0
  const d = bytes[p + 3] ?? 0
  if (a === 0x8f && (b & 0x1f) >= 8) {
    return {
      encoding: 'xop',
      opcodeAt: p + 3,
      map: b & 0x1f,
      prefix: c & 3,
      wide: false,
      long: false,
    }
  }
  if (bits === 32 && (b & 0xc0) !== 0xc0) return undefined
  if (a === 0xc5) {
    const long = (b & 4) !== 0
    return { encoding: 'vex', opcodeAt: p + 2, map: 1, prefix: b & 3, wide: false, long }
  }
  if (a === 0xc4) {
    const [wide, long] = [(c & 0x80) !== 0, (c & 4) !== 0]
    return { encoding: 'vex', opcodeAt: p + 3, map: b & 0x1f, prefix: c & 3, wide, long }
  }
  if (a !== 0x62) return undefined
  const [wide, long] = [(c & 0x80) !== 0, (d & 0x60) !== 0]
  return { encoding: 'evex', opcodeAt: p + 4, map: b & 7, prefix: c & 3, wide, long }
}

function withVector(
  bytes: Uint8Array,
  at: number,
  { opcodeAt, encoding, map, prefix, wide, long }: Vector,
  bits: 32 | 64,
): X86Instruction {
  const opcode = bytes[opcodeAt] ?? 0
  const p = opcodeAt + 1
  const hasByte =
    encoding === 'xop' ? map === 8 : map === 3 || (map === 1 && byteOfTwo[opcode] === true)
  const isBare = encoding === 'vex' && map === 1 && opcode === 0x77
  const immediate = encoding === 'xop' && map === 10 ? 4 : hasByte ? 1 : 0
  const size = (isBare ? 0 : sizeOfModrm(bytes, p, bits, false)) + immediate
  const place = map === 1 ? 2 : map === 2 ? 3 : 4
  const mandatory = ([0, 1, 2, 3] as const)[prefix & 3] ?? 0
  const modrm = bytes[p] ?? 0
  return {
    length: p + size - at,
    map: place,
    opcode,
    encoding,
    prefix: mandatory,
    wide,
    long,
    modrm,
  }
}

/** ModRM, SIB and displacement. */
function sizeOfModrm(bytes: Uint8Array, p: number, bits: 32 | 64, address: boolean): number {
  const modrm = bytes[p] ?? 0
  const [mod, rm] = [modrm >> 6, modrm & 7]
  if (mod === 3) return 1
  if (bits === 32 && address) return mod === 0 ? (rm === 6 ? 3 : 1) : mod + 1
  const hasSib = rm === 4
  const base = hasSib ? (bytes[p + 1] ?? 0) & 7 : rm
  const displacement = mod === 1 ? 1 : mod === 2 || base === 5 ? 4 : 0
  return 1 + (hasSib ? 1 : 0) + displacement
}

/** What follows a one-byte opcode. */
function restOfOne(
  bytes: Uint8Array,
  p: number,
  op: number,
  bits: 32 | 64,
  { operand16, address, rexW }: { operand16: boolean; address: boolean; rexW: boolean },
): number | undefined {
  const z = operand16 && !rexW ? 2 : 4
  const reg = ((bytes[p] ?? 0) >> 3) & 7
  if (modrmOfOne[op]) {
    const size = sizeOfModrm(bytes, p, bits, address)
    if ([0x6b, 0x80, 0x82, 0x83, 0xc0, 0xc1, 0xc6].includes(op)) return size + 1
    if ([0x69, 0x81, 0xc7].includes(op)) return size + z
    if (op === 0xf6) return size + (reg < 2 ? 1 : 0)
    if (op === 0xf7) return size + (reg < 2 ? z : 0)
    return size
  }
  if (op < 0x40) return (op & 7) === 4 ? 1 : (op & 7) === 5 ? z : 0
  if (op === 0x68 || op === 0xa9) return z
  if (op === 0x6a || op === 0xa8 || op === 0xcd || op === 0xeb || op === 0xd4 || op === 0xd5)
    return 1
  if ((op >= 0x70 && op <= 0x7f) || (op >= 0xb0 && op <= 0xb7) || (op >= 0xe0 && op <= 0xe7))
    return 1
  if (op >= 0xa0 && op <= 0xa3) return bits === 64 ? (address ? 4 : 8) : address ? 2 : 4
  if (op >= 0xb8 && op <= 0xbf) return rexW ? 8 : z
  if (op === 0xe8 || op === 0xe9) return bits === 64 ? 4 : z
  if (op === 0xc2 || op === 0xca) return 2
  if (op === 0xc8) return 3
  if (op === 0x9a || op === 0xea) return bits === 64 ? undefined : z + 2
  return 0
}
