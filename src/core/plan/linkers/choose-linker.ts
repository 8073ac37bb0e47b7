import type { BoardFacts } from '../../board/board-facts.ts'
import type { Rejected } from '../../problem/linker-problems.ts'
import { judgeGcc, type GccFacts } from './cross-gcc.ts'
import type { TargetAbi } from './target-abi.ts'

export type LinkerKind = 'rust-lld' | 'self-contained' | 'gcc' | 'zig'

/** What was found on the host. A field that is missing was not looked for or not found. */
export interface LinkerEvidence {
  readonly abi: TargetAbi
  readonly board: BoardFacts
  /** Path of rust-lld or ld.lld. */
  readonly lld?: string
  /** Path of the sysroot, or why there is none. */
  readonly sysroot?: { readonly path: string; readonly why: string } | { readonly missing: string }
  /** True where std of the target brings musl's start files and libc. */
  readonly selfContained?: boolean
  readonly gcc?: GccFacts
  /** How zig is started. */
  readonly zig?: readonly string[]
  /** Why zig could not be fetched. */
  readonly noZig?: string
}

export type LinkerAnswer =
  | { readonly serves: true; readonly why: string }
  | { readonly serves: false; readonly why: string }

/** One way to link: it says by itself whether it can serve. */
export interface LinkerProvider {
  readonly kind: LinkerKind
  readonly answer: (evidence: LinkerEvidence) => LinkerAnswer
}

/** The ways to link, in the order in which ferry prefers them. */
export const linkerProviders: readonly LinkerProvider[] = [
  { kind: 'self-contained', answer: answerSelfContained },
  { kind: 'rust-lld', answer: answerRustLld },
  { kind: 'gcc', answer: answerGcc },
  { kind: 'zig', answer: answerZig },
]

export interface LinkerChoice {
  /** Missing where none can serve. */
  readonly chosen?: { readonly kind: LinkerKind; readonly why: string }
  readonly rejected: readonly Rejected[]
}

/** The first way that can serve, with the reason of each that came before it and cannot. */
export function chooseLinker(evidence: LinkerEvidence): LinkerChoice {
  const rejected: Rejected[] = []
  for (const { kind, answer } of linkerProviders) {
    const { serves, why } = answer(evidence)
    if (serves) return { chosen: { kind, why }, rejected }
    if (why !== '') rejected.push({ kind, why })
  }
  return { rejected }
}

function answerSelfContained({ abi, lld, selfContained }: LinkerEvidence): LinkerAnswer {
  if (abi.libc !== 'musl') return { serves: false, why: '' }
  if (!selfContained) return { serves: false, why: 'the std of this target brings no musl' }
  if (lld === undefined) return noLld
  return { serves: true, why: 'rust-lld with the musl that comes with the std of the target' }
}

const noLld: LinkerAnswer = {
  serves: false,
  why: 'the Rust toolchain has no rust-lld, and no ld.lld is in PATH',
}

function answerRustLld({ lld, sysroot }: LinkerEvidence): LinkerAnswer {
  if (lld === undefined) return noLld
  if (!sysroot) return { serves: false, why: 'no sysroot' }
  if ('missing' in sysroot) return { serves: false, why: sysroot.missing }
  return { serves: true, why: `rust-lld with a sysroot: ${sysroot.why}` }
}

function answerGcc({ abi, board, gcc }: LinkerEvidence): LinkerAnswer {
  if (!gcc) return { serves: false, why: `no ${abi.gnuPrefix}-gcc in PATH` }
  const verdict = judgeGcc(gcc, abi, board)
  return verdict.kind === 'serves'
    ? { serves: true, why: `${gcc.name}: ${verdict.why}` }
    : { serves: false, why: verdict.why }
}

function answerZig({ board, zig, noZig = 'not installed' }: LinkerEvidence): LinkerAnswer {
  if (!zig) return { serves: false, why: noZig }
  const glibc = board.libc?.kind === 'glibc' ? board.libc.version : undefined
  return { serves: true, why: `zig${glibc === undefined ? '' : `, for glibc ${glibc}`}` }
}
