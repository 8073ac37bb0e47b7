/** One package as the repository's index has it. */
export interface PackageEntry {
  readonly name: string
  readonly version: string
  /** `all` for packages that suit every architecture. */
  readonly architecture: string
  /** Path below the mirror. */
  readonly path: string
  /** Bytes of the .deb. */
  readonly size: number
  /** kB unpacked, as its control file says; 0 where it does not. */
  readonly installedSize: number
  readonly sha256: string
  /** `Pre-Depends` and `Depends`, as written, joined by `, `. */
  readonly depends: string
  /** `Provides`, as written. */
  readonly provides: string
}

export interface ResolvedPackage extends PackageEntry {
  readonly url: string
}

/** What a request came to. Plain data: it can be kept in a lock file. */
export interface PackageSet {
  readonly suite: string
  readonly architecture: string
  readonly packages: readonly ResolvedPackage[]
  /** Sum of `size`. */
  readonly bytes: number
  /** Dependencies that the suite cannot fulfil, in words; usually empty. */
  readonly notes: readonly string[]
}
