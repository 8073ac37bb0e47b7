import { explainPieces } from './explain-pieces.ts'
import type { Piece } from './explain-pieces.ts'
import { isaOf } from './explain-isa.ts'
import { interpreterOf } from './interpreters.ts'
import { linkersOf } from './linkers.ts'
import type { HostLinker } from './linkers.ts'
import { meanTarget } from './mean-target.ts'
import { explainWhy } from './explain-why.ts'
import type { RustTarget, RustTargets } from './rust-target.ts'
import type { AlternativeTarget } from './target-choice.ts'
import { parseTargetParts } from './target-parts.ts'
import type { TargetParts } from './target-parts.ts'

/** `ferry explain TARGET`, as JSON prints it. */
export interface TargetExplanation {
  readonly schema: 'ferry.explain/1'
  readonly kind: 'target'
  readonly input: string
  readonly exists: boolean
  readonly target: string
  readonly parts: TargetParts
  readonly pieces: readonly Piece[]
  readonly description: string
  readonly cpu: {
    readonly isa: string
    readonly bits: number
    readonly endian: 'little' | 'big'
    readonly floatAbi?: string
    readonly llvmCpu: string
    readonly features: readonly string[]
  }
  readonly libc?: { readonly kind: string; readonly minimum?: string; readonly static: boolean }
  readonly minimumKernel?: string
  readonly tier: number
  /** rustup has a prebuilt std. */
  readonly std: boolean
  /** `rustup`: `rustup target add`; `build-std`: cargo -Zbuild-std; `none`: no std, core and alloc alone. */
  readonly stdFrom: 'rustup' | 'build-std' | 'none'
  readonly hostTools: boolean
  readonly atomics: { readonly maxBits?: number }
  readonly linker?: string
  readonly debianPackage?: string
  readonly linkers: readonly HostLinker[]
  /** Name of cargo's variable for the linker. */
  readonly linkerVariable: string
  readonly interpreter?: string
  /** Names of boards that fit, the best-known first, and how many fit. */
  readonly boards?: readonly string[]
  readonly boardCount?: number
  readonly alternatives: readonly AlternativeTarget[]
  readonly why: readonly string[]
  /** Versions of rustc whose own list was compared. */
  readonly rustc: readonly string[]
}

/** The tables that explaining needs; `boards` may be left out. */
export interface ExplainTables {
  readonly targets: RustTargets
  /** Text of core/knowledge/linkers.ts. */
  readonly linkers: string
  /** Boards that fit a target, best-known first. */
  readonly boardsFor?: (target: string) => {
    readonly names: readonly string[]
    readonly count: number
  }
}

/** Takes a target's name apart, or finds the one that was meant. undefined where nothing is near. */
export function explainTarget(text: string, tables: ExplainTables): TargetExplanation | undefined {
  const meant = meanTarget(text, new Set(tables.targets.keys()))
  const target = meant && tables.targets.get(meant.target)
  if (!meant || !target) return undefined
  const linkers = linkersOf(target, tables.linkers)
  const interpreter = interpreterOf(target)
  const boards = tables.boardsFor?.(target.name)
  const libc = libcOf(target)
  return {
    schema: 'ferry.explain/1',
    kind: 'target',
    input: meant.input,
    exists: meant.exists,
    target: target.name,
    parts: parseTargetParts(target.name),
    pieces: explainPieces(target),
    description: target.description,
    cpu: {
      isa: isaOf(target),
      bits: target.bits,
      endian: target.endian,
      ...floatAbiOf(target),
      llvmCpu: target.cpu,
      features: target.features,
    },
    ...(libc && { libc }),
    ...(target.minimumKernel !== undefined && { minimumKernel: target.minimumKernel }),
    tier: target.tier,
    std: stdFrom(target) === 'rustup',
    stdFrom: stdFrom(target),
    hostTools: target.hostTools,
    atomics: { ...(target.maxAtomicBits !== undefined && { maxBits: target.maxAtomicBits }) },
    ...(linkers.name !== undefined && { linker: linkers.name }),
    ...(linkers.debianPackage !== undefined && { debianPackage: linkers.debianPackage }),
    linkers: linkers.hosts,
    linkerVariable: `CARGO_TARGET_${target.name.toUpperCase().replaceAll(/[-.]/g, '_')}_LINKER`,
    ...(interpreter !== undefined && { interpreter }),
    ...(boards && boards.count > 0 && { boards: boards.names, boardCount: boards.count }),
    alternatives: meant.alternatives,
    why: [...meant.why, ...explainWhy(target)],
    rustc: target.rustc,
  }
}

/** rustup ships std of tiers 1 and 2 (rustc book, target tier policy); tier 3 must be built. */
function stdFrom(target: RustTarget): 'rustup' | 'build-std' | 'none' {
  if (target.std === false) return 'none'
  if (target.tier <= 2 && target.std === true) return 'rustup'
  return target.std === undefined ? 'none' : 'build-std'
}

function floatAbiOf(target: RustTarget): { floatAbi?: string } {
  if (target.floatAbi) return { floatAbi: target.floatAbi }
  if (target.features.includes('+soft-float') || target.abi === 'softfloat')
    return { floatAbi: 'soft' }
  if (/^(lp64|ilp32)d$/.test(target.abiName)) return { floatAbi: 'hard' }
  if (target.arch === 'aarch64' || target.arch === 'x86_64') return { floatAbi: 'hard' }
  return {}
}

function libcOf(target: RustTarget): TargetExplanation['libc'] {
  if (target.os === 'android') return { kind: 'bionic', static: false }
  if (target.os !== 'linux') return undefined
  const kind = { gnu: 'glibc', musl: 'musl', uclibc: 'uclibc', ohos: 'musl (OpenHarmony)' }[
    target.env
  ]
  if (kind === undefined) return undefined
  const minimum = target.minimumLibc?.split(' ')[1]
  return { kind, ...(minimum && { minimum }), static: target.crtStatic }
}
