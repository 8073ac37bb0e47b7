/** A project of the corpus: what is built, and what it must print on the board. */
export interface CorpusProject {
  readonly name: string
  /** A crate of crates.io at a version, or a program of ours under test/corpus/NAME. */
  readonly from: { readonly crate: string; readonly version: string } | 'ours'
  /** What of building for another machine it exercises. */
  readonly exercises: string
  /** Name of its program; default: the project's. */
  readonly program?: string
  /** Words for cargo: which package, example or profile. */
  readonly cargoArgs?: readonly string[]
  /** Words for the program. */
  readonly args?: readonly string[]
  /** What its standard output must hold. */
  readonly prints: RegExp
  /** Exit code that is right; default 0. */
  readonly exit?: number
  /** Development packages of the board's distribution that the project's documentation names. */
  readonly packages?: readonly string[]
  /** Packages of this host that its documentation names: protoc, libclang, cmake. */
  readonly host?: readonly string[]
  /** Built in the release profile; default: dev, without debug information, to spare time. */
  readonly release?: boolean
  /** Takes over five minutes: built for two boards alone. */
  readonly heavy?: boolean
  /** Folder that cargo is called in, below the project's; default: the project's own. */
  readonly folder?: string
}

/** What builds: ferry or one of the peers. */
export type CorpusTool = 'ferry' | 'cargo-zigbuild' | 'cargo'

/** What came out when one tool built one project for one board. */
export interface CorpusResult {
  readonly project: string
  readonly board: string
  readonly tool: CorpusTool
  /** Hash of the project's row and sources: another one makes a result stale. */
  readonly input: string
  /** Versions of the tool and of rustc. */
  readonly versions: string
  /** ISO 8601. */
  readonly date: string
  /** Wall time of the whole command. */
  readonly seconds: number
  /** Mean number of runnable processes over the last minute, as the command began. */
  readonly load: number
  readonly built: boolean
  readonly verdict?: 'runs' | 'fails' | 'unsure'
  readonly ran: boolean
  /** The `cargo add` of one feature that ferry named, after which it worked: `openssl-sys@0.9.1 --features vendored`. */
  readonly feature?: string
  /** ferry named the packages that the project needs, before they were given. */
  readonly suggested?: boolean
  /** What was wrong, where something was: the last lines. */
  readonly why?: string
}

/** What the project is, for people: `ripgrep 15.2.0`, `rusqlite-bundled`. */
export function titleOf({ name, from }: CorpusProject): string {
  return from === 'ours' ? name : `${name} ${from.version}`
}
