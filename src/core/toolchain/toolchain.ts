/** How cargo and rustc are run for one target: what `ensureStd` gives. */
export interface Toolchain {
  readonly target: string
  /** `rustup` and `system`: what the user has; `packages`: unpacked from distribution packages into ferry's cache. */
  readonly kind: 'rustup' | 'system' | 'packages'
  /** How the std of the target came: it was there, rustup added it, it is of a package, or it was built from source. */
  readonly std: 'present' | 'rustup' | 'package' | 'built'
  /** Program to start: `cargo` of the user's PATH, or an absolute path. */
  readonly cargo: string
  /** Absolute path of rustc, or `rustc`. */
  readonly rustc: string
  /** Added to cargo's environment: RUSTC, RUSTDOC, RUSTUP_TOOLCHAIN … */
  readonly env: Readonly<Record<string, string>>
  /** Arguments that every cargo command line needs beside the user's. Empty today: std is built into the toolchain, not by each project. */
  readonly cargoArgs: readonly string[]
  /** `1.97.1`. */
  readonly version: string
  /** The host target, `x86_64-unknown-linux-gnu`. */
  readonly host: string
  readonly sysroot: string
  /** A program that links as ld.lld does when it is called `rust-lld` or `ld.lld`; undefined where none is here. */
  readonly rustLld?: string
  /** Folder of the target's own libraries. */
  readonly targetLibraries: string
  /** In words, for the user: `rustup's stable (1.95.0)`, `Rust 1.97.1 of Debian sid`. */
  readonly origin: string
}
