import { type Endian, makeByteView } from '../bytes/byte-view.ts'

/** The ELF header (gABI, chapter 4). */
export interface ElfHeader {
  readonly bits: 32 | 64
  readonly endian: Endian
  readonly osAbi: number
  readonly abiVersion: number
  readonly type: number
  readonly machine: number
  readonly version: number
  readonly entry: number
  readonly segmentsAt: number
  readonly sectionsAt: number
  readonly flags: number
  readonly headerSize: number
  readonly segmentSize: number
  readonly segmentCount: number
  readonly sectionSize: number
  readonly sectionCount: number
  readonly namesIndex: number
  /** The class or data byte contradicts everything else; the fields are those that fit together. */
  readonly contradicts?: true
}

export function isElf(head: Uint8Array): boolean {
  return head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46
}

/** The header of the first 64 bytes of a file; undefined where class or data encoding is none of ELF's, or bytes are missing. */
export function readHeader(head: Uint8Array): ElfHeader | undefined {
  const [fileClass, data] = [head[4], head[5]]
  if (!isElf(head) || (fileClass !== 1 && fileClass !== 2) || (data !== 1 && data !== 2)) {
    return undefined
  }
  const stated = readAs(head, fileClass === 2 ? 64 : 32, data === 1 ? 'little' : 'big')
  if (stated && isOfOnePiece(stated)) return stated
  // Linux goes by e_machine alone and never looks at those two bytes (fs/binfmt_elf.c, elf_check_arch).
  const other = ([32, 64] as const)
    .flatMap((bits) => [readAs(head, bits, 'little'), readAs(head, bits, 'big')])
    .find((header) => header !== undefined && isOfOnePiece(header))
  return other ? { ...other, contradicts: true } : stated
}

/** The sizes that a header states fit its class (gABI, chapter 4: e_version, e_ehsize, e_phentsize). */
function isOfOnePiece({
  bits,
  version,
  headerSize,
  segmentSize,
  segmentCount,
}: ElfHeader): boolean {
  const fits = segmentCount === 0 || segmentSize === (bits === 64 ? 56 : 32)
  return version === 1 && headerSize === (bits === 64 ? 64 : 52) && fits
}

function readAs(head: Uint8Array, bits: 32 | 64, endian: Endian): ElfHeader | undefined {
  if (head.length < (bits === 64 ? 64 : 52)) return undefined
  const view = makeByteView(head, endian)
  const rest = bits === 64 ? 48 : 36
  return {
    bits,
    endian,
    osAbi: view.u8(7),
    abiVersion: view.u8(8),
    type: view.u16(16),
    machine: view.u16(18),
    version: view.u32(20),
    entry: view.word(24, bits),
    segmentsAt: view.word(bits === 64 ? 32 : 28, bits),
    sectionsAt: view.word(bits === 64 ? 40 : 32, bits),
    flags: view.u32(rest),
    headerSize: view.u16(rest + 4),
    segmentSize: view.u16(rest + 6),
    segmentCount: view.u16(rest + 8),
    sectionSize: view.u16(rest + 10),
    sectionCount: view.u16(rest + 12),
    namesIndex: view.u16(rest + 14),
  }
}
