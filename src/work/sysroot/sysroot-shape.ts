import type { Release } from '../../core/plan/sysroot/choose-release.ts'
import type { ProblemError } from '../../core/problem/problem.ts'

/** A folder that holds what linking and compiling for a board read. */
export interface Sysroot {
  readonly path: string
  /** Where it is from, in words. */
  readonly why: string
  /** The release that it was made of; missing where it is of the board's own files or of an SDK. */
  readonly release?: Release
  /** Folder of crtbegin.o and libgcc.a, from the sysroot. */
  readonly gccFolder: string
  /** Folders of libraries, from the sysroot, in order of search. */
  readonly libraryFolders: readonly string[]
  /** Version of libc6 or musl, as packaged, or of the board's glibc; empty where it is not known. */
  readonly libc: string
  /** `name=version` of every package in it. */
  readonly packages: readonly string[]
}

/** Why there is none; `cause` is the last problem that stood in the way. */
export interface NoSysroot {
  readonly missing: string
  readonly cause?: ProblemError
}
