import type { Tell } from '../core/event.ts'
import type { PackageEntry, PackageSet, ResolvedPackage } from '../core/packages/package-entry.ts'

export type { PackageEntry, PackageSet, ResolvedPackage }

/** What is asked of a Debian-style repository. */
export interface PackageRequest {
  /** `bookworm`, `trixie`, `sid`, … */
  readonly suite: string
  /** Debian's name: `amd64`, `arm64`, `armhf`, `armel`, `riscv64`. */
  readonly architecture: string
  /** Package names; `name=version` asks for that version. */
  readonly names: readonly string[]
  /** `all`: the closure of Pre-Depends and Depends; `none`: the named packages alone. */
  readonly dependencies: 'all' | 'none'
  /** Names that are left out, with whatever only they need. */
  readonly exclude?: readonly string[]
  /** Suites beside the main one that are looked into, too (`bookworm-security`, `bookworm-updates`). Default: none. */
  readonly pockets?: readonly ('security' | 'updates')[]
  /** Origin of the repository's Release file: `Debian` (default), `Raspbian`, `Ubuntu`. */
  readonly origin?: string
  /** Component, default `main`. */
  readonly components?: readonly string[]
  /** More lines of apt sources (one-line or deb822), for example those of the board. Looked at after the host's. */
  readonly sources?: readonly string[]
  /** Do not take an answer from the cache: ask the mirror. */
  readonly refresh?: boolean
}

export interface FetchedPackage extends ResolvedPackage {
  /** The .deb in the cache, its hash checked. */
  readonly file: string
}

export interface UnpackOptions {
  /** Asked for each path (`usr/lib/x`, no leading slash); false leaves it out. */
  readonly keep?: (path: string) => boolean
  /** Where a path goes instead; for packages of other layouts. */
  readonly place?: (path: string) => string
  /** Asked after each path that was written: true leaves the rest of that package alone. */
  readonly enough?: (path: string) => boolean
}

/** A source package of a suite. */
export interface SourceRequest {
  readonly suite: string
  readonly name: string
  readonly origin?: string
  /** What the author published alone, without the distribution's own files. */
  readonly upstream?: true
}

/**
 * Distribution packages, without root and without touching the host's own package manager.
 * Throws ProblemError: `host/no-network`, `host/download-failed`, `host/hash-mismatch`, `host/no-mirror`,
 * `host/no-suite`, `host/no-package`, `host/bad-signature`, `host/unknown-key`, `host/expired-key`, `host/bad-package`.
 */
export interface Packages {
  /** Where packages would come from, by FERRY_DEBIAN_MIRROR or the host's own sources: base addresses, in the order in which they are asked. */
  mirrors(): Promise<readonly string[]>
  /** Finds the packages and what they need. A request that was resolved before is answered from the cache, with no network. */
  resolve(request: PackageRequest, tell: Tell): Promise<PackageSet>
  /** Downloads what the cache does not have, by content hash. */
  fetch(set: PackageSet, tell: Tell): Promise<readonly FetchedPackage[]>
  /** `resolve` and `fetch`; asks the mirror again where a cached answer names packages that are gone from it. */
  obtain(request: PackageRequest, tell: Tell): Promise<readonly FetchedPackage[]>
  /** The entries of these names in the suite, newest first; none is no error. */
  find(request: Omit<PackageRequest, 'dependencies'>, tell: Tell): Promise<readonly PackageEntry[]>
  /** The files of a source package (`musl` → its .dsc, .orig.tar.gz, .debian.tar.xz), downloaded and checked. Throws `host/no-package`. */
  source(
    request: SourceRequest,
    tell: Tell,
  ): Promise<readonly { readonly name: string; readonly file: string }[]>
  /** Unpacks the files of packages (or source archives, .tar.gz and .tar.xz) into a folder that may have something in it; existing symlinks to folders are followed inside it. No maintainer script runs. Gives the number of bytes written. */
  unpack(
    packages: readonly { readonly file: string }[],
    folder: string,
    options?: UnpackOptions,
  ): Promise<number>
}
