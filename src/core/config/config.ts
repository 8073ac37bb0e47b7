/** ferry.toml and ferry.local.toml, after reading (CONFIG_SCHEMA) and merging. Every part may be missing. */
export interface Config {
  /** Boards by name. */
  readonly board: Readonly<Record<string, BoardConfig>>
  /** Names for several boards at once. */
  readonly group: Readonly<Record<string, readonly string[]>>
  readonly run: RunConfig
  readonly verify: VerifyConfig
}

export interface BoardConfig {
  /** SSH destination (`user@host`, alias, `ssh://…`), `virtual:NAME`, or `facts:FILE.json`. */
  readonly destination: string
  /** Overrides the target that ferry would choose. */
  readonly target?: string
  /** Packages of the board's distribution that the sysroot needs too, e.g. `libasound2-dev`. */
  readonly packages?: readonly string[]
  /** Libraries of the board by the linker's name (`asound`) that a sysroot taken from the board needs, too. */
  readonly libraries?: readonly string[]
  /** `board`: take the sysroot from the board; else a folder of this host that holds one. */
  readonly sysroot?: string
  /** The environment script of a Yocto or Buildroot SDK. */
  readonly sdk?: string
  /** The linker, over ferry's choice. */
  readonly linker?: string
  /** The program must start with this glibc and any later one: `2.31`. */
  readonly glibc?: string
  /** Folder on the board for what `run` ships. */
  readonly folder?: string
}

export interface RunConfig {
  /** Environment of the program on the board. */
  readonly env?: Readonly<Record<string, string>>
  /** Files and folders that come along, relative to the package: the program is started in a twin of its folder that holds them. */
  readonly files?: readonly string[]
}

export interface VerifyConfig {
  /** Codes that are no reason to refuse, each with its reason. */
  readonly allow?: readonly { readonly code: string; readonly reason: string }[]
}

/** What one file says, by itself: a board's destination may stand in the other. */
export interface ConfigPart {
  readonly board?: Readonly<Record<string, Partial<BoardConfig>>>
  readonly group?: Config['group']
  readonly run?: RunConfig
  readonly verify?: VerifyConfig
}

export const EMPTY_CONFIG: Config = { board: {}, group: {}, run: {}, verify: {} }

/** What is wrong in a configuration. */
export interface ConfigIssue {
  readonly message: string
  /** Keys down to the place; empty for a syntax error. */
  readonly path: readonly string[]
  /** From 1. Missing where the place is to be found by `locateKey`. */
  readonly line?: number
  readonly column?: number
  /** That line, as it stands in the file. */
  readonly source?: string
}
