/** How a virtual board differs from a healthy one, and how it is emulated. Plain data, kept with the board. */
export interface VirtualOptions {
  /** Bytes of its storage. It is then empty after each start (and lives in memory, where the board is not a full one). */
  readonly storageBytes?: number
  /** Folders that are mounted noexec, with what they have in them: `/tmp`, `/home/pi`. */
  readonly noexec?: readonly string[]
  /** Everything but /tmp, /run and /dev is mounted read-only. */
  readonly readOnly?: boolean
  /** The whole computer is emulated, with a kernel of its own, instead of its programs alone. */
  readonly full?: FullOptions
}

/** What only a full board can be given. */
export interface FullOptions {
  /** RAM; default: as much as the real board has. */
  readonly memoryBytes?: number
  /** Size of the kernel's pages; default 4096. */
  readonly pageBytes?: 4096 | 16384
}
