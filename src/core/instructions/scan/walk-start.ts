import { makeByteView, type ByteView } from '../../bytes/byte-view.ts'
import { makeByteSource, type ByteSource, type Reading } from '../../elf/byte-request.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'
import { findFunction } from '../../elf/find-function.ts'
import { PT } from '../../elf/read-segments.ts'
import { a64Feature } from './a64-words.ts'
import { a32Feature, isWideThumb, t16Feature, t32Feature } from './arm-words.ts'
import { makeHitCounter, type CodeHits, type HitCounter } from './code-hits.ts'
import { powerFeature } from './power-words.ts'
import { decodeX86 } from './x86-decode.ts'
import { x86Feature } from './x86-features.ts'

/** Instructions at most; the longest known way to a first condition has some forty. */
const most = 256

/** One step from an instruction: where the next one is, or nothing where that is not certain. */
interface Step {
  readonly feature?: string | undefined
  readonly next?: number | undefined
  /** A call: where it comes back to. */
  readonly back?: number
  readonly returns?: true
}

/**
 * Follows a program from its entry point, and from its `main`, as far as there is one way only
 * (calls and jumps to known places; not past a condition, a jump through a register or a system
 * call), and gives the instructions on it that `lacks` is true of: every start comes by them. ARM,
 * AArch64, x86 and Power. `main` is looked for only where `isClean` is not so: where none of the code has such an instruction.
 */
export function* walkStart(
  elf: ElfFacts,
  lacks: (feature: string) => boolean,
  { isClean }: { readonly isClean: boolean },
): Reading<readonly CodeHits[]> {
  if (!machines.has(elf.machine) || elf.endian !== 'little' || elf.entry === 0) return []
  const source = makeByteSource(elf.size)
  const counter = makeHitCounter(lacks)
  const been = new Set<number>()
  const isProgram = elf.shape !== 'shared-object'
  const main = isProgram && !isClean ? yield* findFunction(elf, 'main') : undefined
  for (const root of [elf.entry, ...(main === undefined ? [] : [main])]) {
    yield* walk(source, elf, root, been, counter)
  }
  return [...counter.hits.values()]
}

const machines: ReadonlySet<string> = new Set(['aarch64', 'arm', 'x86-64', 'i386', 'powerpc64'])

function* walk(
  source: ByteSource,
  elf: ElfFacts,
  root: number,
  been: Set<number>,
  counter: HitCounter,
): Reading<void> {
  const backs: number[] = []
  let at: number | undefined = root
  for (let count = 0; at !== undefined && count < most && !been.has(at); count++) {
    been.add(at)
    const isThumb: boolean = elf.machine === 'arm' && (at & 1) === 1
    const address: number = isThumb ? at - 1 : at
    const place = offsetOf(elf, address)
    if (place === undefined) return
    const view: ByteView = makeByteView(yield* source.fetch(place, 16), 'little')
    const step: Step = stepOf(elf, view, at)
    if (step.feature !== undefined && counter.wants(step.feature)) {
      counter.add(step.feature, address)
    }
    if (step.back !== undefined) backs.push(step.back)
    at = step.returns ? backs.pop() : step.next
  }
}

function stepOf({ machine, bits }: ElfFacts, view: ByteView, at: number): Step {
  if (machine === 'arm') return stepArm(view, at)
  if (machine === 'powerpc64') return stepPower(view, at)
  return machine === 'aarch64' ? stepA64(view, at) : stepX86(view, at, bits)
}

/** Power ISA 3.1, 2.4 and 3.3.16: B and BL, BLR; other branches and system calls end the walk. */
function stepPower(view: ByteView, at: number): Step {
  if (!view.has(0, 4)) return {}
  const word = view.u32(0)
  const opcode = word >>> 26
  if (opcode === 18) {
    const target = ((word & 2) === 0 ? at : 0) + (((word & 0x03ff_fffc) << 6) >> 6)
    return (word & 1) === 0 ? { next: target } : { next: target, back: at + 4 }
  }
  if (word === 0x4e80_0020) return { returns: true }
  const isOver = opcode === 16 || opcode === 17 || (opcode === 19 && (word & 0x7fe) !== 0x12c)
  if (isOver) return {}
  return { feature: powerFeature(word), next: at + (opcode === 1 ? 8 : 4) }
}

/** Intel SDM 2, appendix A: E8, E9, EB, C3; any other jump, a system call, and what stops ends the walk. */
function stepX86(view: ByteView, at: number, bits: 32 | 64): Step {
  const one = decodeX86(view.bytes, 0, bits)
  if (!one || one.length > view.length) return {}
  const feature = x86Feature(one, bits)
  const next = at + one.length
  if (one.encoding !== 'plain' || one.map > 2) return { feature, next }
  const { opcode } = one
  if (one.map === 2) {
    const isOver = [0x05, 0x0b, 0x34].includes(opcode) || (opcode >= 0x80 && opcode <= 0x8f)
    return isOver ? {} : { feature, next }
  }
  const by = view.u32(one.length - 4) | 0
  if (opcode === 0xe8) return { next: next + by, back: next }
  if (opcode === 0xe9) return { next: next + by }
  if (opcode === 0xeb) return { next: next + ((view.u8(one.length - 1) << 24) >> 24) }
  if (opcode === 0xc3) return { returns: true }
  const isGroup = opcode === 0xff && ((one.modrm >> 3) & 7) >= 2 && ((one.modrm >> 3) & 7) <= 5
  const isOver =
    isGroup ||
    (opcode >= 0x70 && opcode <= 0x7f) ||
    (opcode >= 0xe0 && opcode <= 0xe3) ||
    [0xc2, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xea, 0xf4].includes(opcode)
  return isOver ? {} : { feature, next }
}

function offsetOf({ segments }: ElfFacts, address: number): number | undefined {
  const home = segments.find(
    (s) =>
      s.type === PT.load &&
      (s.flags & 1) !== 0 &&
      address >= s.vaddr &&
      address + 4 <= s.vaddr + s.fileSize,
  )
  return home && home.offset + (address - home.vaddr)
}

/** Arm DDI 0487, C4.1.88: branches. */
function stepA64(view: ByteView, at: number): Step {
  const word = view.u32(0)
  if (!view.has(0, 4)) return {}
  const feature = a64Feature(word | 0)
  const top = word >>> 26
  if (top === 0b000101 || top === 0b100101) {
    const target = at + ((word << 6) >> 6) * 4
    return top === 0b100101 ? { next: target, back: at + 4 } : { next: target }
  }
  if (word === 0xd65f03c0) return { returns: true }
  // Hints and moves to and from system registers are in the same space.
  const isBranch = ((word >>> 26) & 7) === 5 && word >>> 24 !== 0xd5
  return isBranch ? { feature, next: undefined } : { feature, next: at + 4 }
}

function stepArm(view: ByteView, at: number): Step {
  if (!view.has(0, 4)) return {}
  return (at & 1) === 1 ? stepThumb(view, at) : stepA32(view.u32(0), at)
}

/** DDI 0406C, A5.5 (B, BL), A8.8.25 (BLX); whatever else writes the program counter ends the walk. */
function stepA32(word: number, at: number): Step {
  const condition = word >>> 28
  const target = at + 8 + ((word << 8) >> 6)
  if ((word & 0xfe00_0000) >>> 0 === 0xfa00_0000) {
    const half = (word & 0x0100_0000) === 0 ? 0 : 2
    return { next: (target + half) | 1, back: at + 4 }
  }
  if ((word & 0x0e00_0000) === 0x0a00_0000) {
    if (condition !== 14) return {}
    return (word & 0x0100_0000) === 0 ? { next: target } : { next: target, back: at + 4 }
  }
  if (word === 0xe12fff1e) return { returns: true }
  const isSystem = (word & 0x0f00_0000) === 0x0f00_0000 && condition !== 15
  if (isSystem || writesCounter(word)) return {}
  // An instruction under a condition may be skipped, and is not counted.
  return { ...(condition >= 14 ? { feature: a32Feature(word) } : {}), next: at + 4 }
}

/** BX and BLX of a register, LDM and LDR into pc, data processing into pc. */
function writesCounter(word: number): boolean {
  const isRegisterBranch = (word & 0x0fff_ffd0) === 0x012f_ff10
  const isLoadMany = (word & 0x0e10_8000) === 0x0810_8000
  const isMedia = (word & 0x0e00_0010) === 0x0600_0010
  const isLoad = (word & 0x0c10_f000) === 0x0410_f000 && word >>> 28 !== 15 && !isMedia
  const isData = (word & 0x0c00_f000) === 0x0000_f000
  return isRegisterBranch || isLoadMany || isLoad || isData
}

function stepThumb(view: ByteView, at: number): Step {
  const half = view.u16(0)
  if (isWideThumb(half)) {
    const word = ((half << 16) | view.u16(2)) >>> 0
    const target = callTarget(word, at & ~1)
    if (target !== undefined) return { next: target, back: at + 4 }
    const feature = t32Feature(word)
    // B.W is not followed; loads into pc and table branches are not told apart, but seen.
    const isOther = (word & 0xf800_8000) >>> 0 === 0xf000_8000 || ((word >>> 12) & 15) === 15
    return isOther ? { feature } : { feature, next: at + 4 }
  }
  const feature = t16Feature(half)
  const top = half >>> 8
  if (half === 0x4770) return { returns: true }
  if (half >>> 11 === 0b11100) return { next: at + 4 + ((half << 21) >> 20) }
  // BX, BLX, POP of pc, MOV and ADD into pc, conditions, IT, SVC.
  const isBranch =
    top === 0x47 || top === 0xbd || (half & 0xfc87) === 0x4487 || (top >= 0xd0 && top <= 0xdf)
  const isChoice = (half & 0xf500) === 0xb100 || top === 0xbf
  return isBranch || isChoice ? { feature } : { feature, next: at + 2 }
}

/** BL and BLX (A8.8.25, encodings T1 and T2): S, J1 and J2 are above the two halves' numbers. */
function callTarget(word: number, at: number): number | undefined {
  if ((word & 0xf800_c000) >>> 0 !== 0xf000_c000) return undefined
  const [s, j1, j2] = [(word >>> 26) & 1, (word >>> 13) & 1, (word >>> 11) & 1]
  const [i1, i2] = [1 ^ j1 ^ s, 1 ^ j2 ^ s]
  const high = (word >>> 16) & 0x3ff
  const low = word & 0x7ff
  const offset = ((-s << 24) | (i1 << 23) | (i2 << 22) | (high << 12) | (low << 1)) + 4
  const isThumb = (word & 0x1000) !== 0
  return isThumb ? (at + offset) | 1 : (at & ~3) + (offset & ~3)
}
