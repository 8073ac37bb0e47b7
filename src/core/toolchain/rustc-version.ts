/** What `rustc -vV` says. */
export interface RustcVersion {
  /** `1.97.1`, `1.99.0-nightly`. */
  readonly release: string
  readonly host: string
  /** `22.1.8` */
  readonly llvm?: string
}

/** Reads the output of `rustc -vV`; undefined where it is something else. */
export function parseRustcVersion(text: string): RustcVersion | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: (\\S+)`, 'm').exec(text)?.[1]
  const [release, host, llvm] = [field('release'), field('host'), field('LLVM version')]
  if (release === undefined || host === undefined) return undefined
  return { release, host, ...(llvm === undefined ? {} : { llvm }) }
}
