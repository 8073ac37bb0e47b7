import type { BoardFacts } from '../../board/board-facts.ts'
import type { ElfFacts } from '../../elf/elf-facts.ts'
import { armArchNames } from '../../elf/arm-tags.ts'
import { compareVersions } from '../../text/compare-versions.ts'
import type { TargetAbi } from './target-abi.ts'

/** What was read of a gcc: its start file and the libc that it links against. */
export interface GccFacts {
  /** As called: a name or a path. */
  readonly name: string
  /** crt1.o as `gcc -print-file-name=crt1.o` found it; missing where it has none. */
  readonly start?: ElfFacts
  /** Newest `GLIBC_2.N` that its libc.so.6 defines, without `GLIBC_`. */
  readonly glibc?: string
}

export type GccVerdict =
  | { readonly kind: 'serves'; readonly why: string }
  | { readonly kind: 'no-start-files'; readonly why: string }
  | { readonly kind: 'wrong-machine'; readonly why: string; readonly makes: string }
  | {
      readonly kind: 'cpu-too-new'
      readonly why: string
      readonly need: string
      readonly got: string
    }
  | {
      readonly kind: 'libc-too-new'
      readonly why: string
      readonly need: string
      readonly got: string
    }

/**
 * Can this gcc link for the target and the board? Judged by what it would put into every program,
 * before any build: the machine, float ABI and CPU level of crt1.o (facts, trap 1) and the
 * version of its glibc (trap 3).
 */
export function judgeGcc(gcc: GccFacts, abi: TargetAbi, board: BoardFacts): GccVerdict {
  const { start } = gcc
  if (start?.kind !== 'elf') {
    return {
      kind: 'no-start-files',
      why: `${gcc.name} has no start files (crt1.o): the package of its libc is missing`,
    }
  }
  if (start.machine !== abi.machine || start.bits !== abi.bits || start.endian !== abi.endian) {
    return wrongMachine(gcc, `${start.machine}, ${start.bits} bits, ${start.endian} endian`)
  }
  if (
    abi.floatAbi !== undefined &&
    start.floatAbi !== undefined &&
    start.floatAbi !== abi.floatAbi
  ) {
    return wrongMachine(gcc, `${start.machine} with the ${start.floatAbi} float ABI`)
  }
  const level = armLevel(start.arm?.cpuArch)
  const limit = abi.armLevel
  if (level !== undefined && limit !== undefined && level > limit) {
    const need = `ARM${armArchNames[start.arm?.cpuArch ?? 0] ?? `v${level}`}`
    return {
      kind: 'cpu-too-new',
      why: `the start files of ${gcc.name} are ${need}, the target is ARMv${limit}`,
      need,
      got: `ARMv${limit}`,
    }
  }
  const have = board.libc?.kind === 'glibc' ? board.libc.version : undefined
  if (gcc.glibc !== undefined && have !== undefined && compareVersions(gcc.glibc, have) > 0) {
    return {
      kind: 'libc-too-new',
      why: `${gcc.name} links against glibc ${gcc.glibc}, the board has ${have}`,
      need: gcc.glibc,
      got: have,
    }
  }
  return {
    kind: 'serves',
    why: `its start files and its glibc ${gcc.glibc ?? ''} suit the board`.replace('  ', ' '),
  }
}

function wrongMachine(gcc: GccFacts, makes: string): GccVerdict {
  return { kind: 'wrong-machine', why: `${gcc.name} links for ${makes}`, makes }
}

/** Tag_CPU_arch → the number after `v` (Arm IHI 0045, table of Tag_CPU_arch). Microcontroller levels count as what they extend. */
function armLevel(cpuArch: number | undefined): number | undefined {
  if (cpuArch === undefined) return undefined
  const name = armArchNames[cpuArch]
  const number = /^v(\d+)/.exec(name ?? '')?.[1]
  return number === undefined ? undefined : Number(number)
}

/** The newest plain `GLIBC_2.N` of a libc.so.6, without its prefix. */
export function glibcOf(libc: ElfFacts | undefined): string | undefined {
  return libc?.versionDefinitions
    .map((name) => /^GLIBC_(\d+(?:\.\d+)+)$/.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .toSorted(compareVersions)
    .at(-1)
}
