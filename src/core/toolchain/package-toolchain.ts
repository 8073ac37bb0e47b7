/** A toolchain that was unpacked into the cache, as its stamp says. The stamp is written last, so a folder without one is half done. */
export interface PackageToolchain {
  readonly schema: 'ferry.toolchain/1'
  /** Where it lies; programs in it know this path, so a moved folder is of no use. */
  readonly root: string
  readonly suite: string
  /** Debian's version of rustc, without the mark of a rebuild: `1.97.1+dfsg1-1`. */
  readonly version: string
  /** `1.97.1`. */
  readonly release: string
  /** rustc's name of the host. */
  readonly host: string
  /** LLVM's major version, `22`; names the lld that fits. */
  readonly llvm: string
  /** What is whole in it: `rustc`, `cargo`, `src`. Std of targets is seen by its folder. */
  readonly parts: readonly string[]
}

/** Reads a stamp; undefined where it is none, or of a folder that was elsewhere. */
export function parsePackageToolchain(text: string, root: string): PackageToolchain | undefined {
  try {
    const value = JSON.parse(text) as Partial<PackageToolchain>
    const isWhole =
      value.schema === 'ferry.toolchain/1' &&
      value.root === root &&
      typeof value.version === 'string' &&
      typeof value.release === 'string' &&
      typeof value.suite === 'string' &&
      typeof value.host === 'string' &&
      typeof value.llvm === 'string' &&
      Array.isArray(value.parts)
    return isWhole ? (value as PackageToolchain) : undefined
  } catch {
    return undefined
  }
}
