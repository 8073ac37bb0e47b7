import { createHash } from 'node:crypto'

import { makeProgram } from '../../test/fixtures/silicon/make-program.ts'

/** One version of the program that is shipped: it says its number, waits, says that it ends, and ends with STATUS. */
export interface Version {
  readonly number: number
  readonly sha256: string
  /** All that it prints. */
  readonly says: string
}

export const STATUS = 7

/** Between its first word and its last: long enough to break a line in between. */
const PAUSE_MS = 250

const BLOCK = 4096

export function makeVersion(
  machine: 'x86-64' | 'aarch64',
  number: number,
  size: number,
): Version & { readonly bytes: Uint8Array } {
  const [begin, end] = [`begin ${number}\n`, `end ${number}\n`]
  const code = machine === 'x86-64' ? codeOfX86(begin, end) : codeOfAarch64(begin, end)
  const bytes = Buffer.alloc(size)
  const program = makeProgram({ machine, code })
  fill(bytes, number)
  bytes.set(program)
  return {
    number,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    says: begin + end,
  }
}

/** Three blocks of four are the same in every version, and every second block is empty: as two builds of one program are alike. */
function fill(bytes: Buffer, number: number): void {
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = at / BLOCK
    if (block % 2 === 1) continue
    const seed = block % 8 === 0 ? `${number}:${block}` : `${block}`
    let state = createHash('sha256').update(seed).digest().readUInt32LE() | 1
    for (let i = at; i < Math.min(at + BLOCK, bytes.length); i++) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      bytes[i] = state & 0xff
    }
  }
}

/** write(1, …), nanosleep, write(1, …), exit_group; numbers of arch/x86/entry/syscalls/syscall_64.tbl. */
function codeOfX86(begin: string, end: string): Uint8Array {
  const data = [Buffer.from(begin), Buffer.from(end), pause()]
  const size = 24 + 16 + 24 + 12
  const [beginAt, endAt] = [size, size + begin.length]
  const pauseAt = endAt + end.length
  const parts: Buffer[] = []
  const here = (): number => parts.reduce((sum, part) => sum + part.length, 0)
  const move = (register: number, value: number): void => {
    const part = Buffer.from([register, 0, 0, 0, 0])
    part.writeUInt32LE(value, 1)
    parts.push(part)
  }
  const address = (modrm: number, to: number): void => {
    const part = Buffer.from([0x48, 0x8d, modrm, 0, 0, 0, 0])
    part.writeInt32LE(to - (here() + 7), 3)
    parts.push(part)
  }
  const [eax, edi, edx, rsi, rdi] = [0xb8, 0xbf, 0xba, 0x35, 0x3d]
  const call = (): void => void parts.push(Buffer.from([0x0f, 0x05]))
  const write = (at: number, length: number): void => {
    move(eax, 1)
    move(edi, 1)
    address(rsi, at)
    move(edx, length)
    call()
  }
  write(beginAt, begin.length)
  move(eax, 35)
  address(rdi, pauseAt)
  parts.push(Buffer.from([0x31, 0xf6]))
  call()
  write(endAt, end.length)
  move(eax, 231)
  move(edi, STATUS)
  call()
  return Buffer.concat([...parts, ...data])
}

/** The same; numbers of include/uapi/asm-generic/unistd.h. */
function codeOfAarch64(begin: string, end: string): Uint8Array {
  const words: number[] = []
  const size = (5 + 4 + 5 + 3) * 4
  const move = (register: number, value: number): void =>
    void words.push((0xd2800000 | (value << 5) | register) >>> 0)
  const address = (register: number, to: number): void => {
    const off = to - words.length * 4
    words.push((0x10000000 | ((off & 3) << 29) | (((off >> 2) & 0x7ffff) << 5) | register) >>> 0)
  }
  const call = (): void => void words.push(0xd4000001)
  const write = (at: number, length: number): void => {
    move(8, 64)
    move(0, 1)
    address(1, at)
    move(2, length)
    call()
  }
  write(size, begin.length)
  move(8, 101)
  address(0, size + begin.length + end.length)
  move(1, 0)
  call()
  write(size + begin.length, end.length)
  move(8, 94)
  move(0, STATUS)
  call()
  const code = Buffer.alloc(words.length * 4)
  words.forEach((word, i) => code.writeUInt32LE(word, i * 4))
  return Buffer.concat([code, Buffer.from(begin), Buffer.from(end), pause()])
}

/** struct timespec of 64-bit machines. */
function pause(): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeBigInt64LE(0n, 0)
  bytes.writeBigInt64LE(BigInt(PAUSE_MS * 1_000_000), 8)
  return bytes
}
