/** A board that faults are injected on, and the ways to it that no fault touches. */
export interface FaultBoard {
  readonly name: string
  readonly machine: 'x86-64' | 'aarch64'
  /** Where its SSH server listens now. */
  address(): { readonly host: string; readonly port: number }
  /** Lines of ssh_config that log in there: user, keys, known hosts. */
  readonly clientLines: readonly string[]
  /** A file there; undefined: there is none. */
  look(path: string): Promise<LookedAt | undefined>
  /** Every file below a folder, by whole path. */
  files(folder: string): Promise<readonly string[]>
  /** Writes a file as root; undefined: removes it. */
  put(path: string, text: string | undefined): Promise<void>
  /** Home folder of the user, on the board. */
  readonly home: string
  /** Runs a script there as that user. */
  say(script: string): Promise<Said>
  /** Its processes, but for its first one and its servers: pid → command line. */
  processes(): Promise<ReadonlyMap<number, string>>
  /** Ends every process on it at once, as a power cut does. What lies there stays. */
  kill(): Promise<void>
  /** Starts it again. */
  start(): Promise<void>
  remove(): Promise<void>
}

export interface Said {
  readonly code: number
  readonly out: string
}

export interface LookedAt {
  readonly sha256: string
  /** It can be started. */
  readonly x: boolean
}
