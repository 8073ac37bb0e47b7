import { parseTable } from '../knowledge/parse-table.ts'

/** One target of rustc, as its specification says. */
export interface RustTarget {
  readonly name: string
  readonly tier: number
  /** std can be built for it; undefined: the specification does not say. */
  readonly std?: boolean
  readonly hostTools: boolean
  readonly arch: string
  /** `linux`, `none`, `windows` … as `target_os`. */
  readonly os: string
  readonly env: string
  readonly abi: string
  readonly endian: 'little' | 'big'
  readonly bits: number
  readonly maxAtomicBits?: number
  readonly llvmTarget: string
  readonly cpu: string
  readonly features: readonly string[]
  readonly floatAbi: string
  readonly abiName: string
  readonly crtStatic: boolean
  readonly panic: string
  readonly linker: string
  readonly description: string
  /** Versions of rustc that were asked and know it. */
  readonly rustc: readonly string[]
  readonly minimumKernel?: string
  /** `glibc 2.17`, `musl 1.2.5`. */
  readonly minimumLibc?: string
}

/** Name → target. */
export type RustTargets = ReadonlyMap<string, RustTarget>

/** Reads the generated table core/knowledge/rust-targets.ts. */
export function parseRustTargets(table: string): RustTargets {
  return new Map(parseTable(table).map((cells) => [cells[0] ?? '', toTarget(cells)]))
}

function toTarget(cells: readonly string[]): RustTarget {
  const at = (index: number): string => cells[index] ?? ''
  return {
    name: at(0),
    tier: Number(at(1)),
    ...(at(2) !== '' && { std: at(2) === 'yes' }),
    hostTools: at(3) === 'yes',
    arch: at(4),
    os: at(5),
    env: at(6),
    abi: at(7),
    endian: at(8) === 'big' ? 'big' : 'little',
    bits: Number(at(9)),
    ...(at(10) !== '' && { maxAtomicBits: Number(at(10)) }),
    llvmTarget: at(11) || at(0),
    cpu: at(12),
    features: at(13) === '' ? [] : at(13).split(','),
    floatAbi: at(14),
    abiName: at(15),
    crtStatic: at(16) === 'yes',
    panic: at(17),
    linker: at(18),
    description: at(19),
    rustc: at(20).split(' '),
    ...(at(21) !== '' && { minimumKernel: at(21) }),
    ...(at(22) !== '' && { minimumLibc: at(22) }),
  }
}
