/** How a virtual board differs from a healthy one. Plain data, kept with the board. */
export interface VirtualOptions {
  /** Bytes of its storage. It then lives in memory and is empty after each start. */
  readonly storageBytes?: number
  /** Folders that are mounted noexec, with what they have in them: `/tmp`, `/home/pi`. */
  readonly noexec?: readonly string[]
  /** Everything but /tmp, /run and /dev is mounted read-only. */
  readonly readOnly?: boolean
}
