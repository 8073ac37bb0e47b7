import type { AlternativeTarget } from './target-choice.ts'

/** A choice before minimums, wishes and tuning were looked at. */
export interface Draft {
  readonly target: string | undefined
  readonly why: readonly string[]
  readonly alternatives?: readonly AlternativeTarget[]
  /** Default true. */
  readonly certain?: boolean
  readonly warnings?: readonly string[]
}

/** The userland as chooseTarget sees it: what the board's own programs are. */
export interface SeenUserland {
  readonly machine: string
  readonly bits: 32 | 64
  readonly endian: 'little' | 'big'
  readonly floatAbi?: 'hard' | 'soft' | 'single'
  readonly flags?: number
  readonly libc: 'glibc' | 'musl' | 'uclibc' | 'bionic'
  /** False where nothing said which libc it is and glibc was assumed. */
  readonly libcKnown: boolean
  /** A clause: where the machine was read from. */
  readonly from: string
}
