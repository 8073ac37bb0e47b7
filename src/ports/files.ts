export interface FileStat {
  readonly size: number
  readonly mtimeMs: number
  readonly mode: number
  readonly kind: 'file' | 'directory' | 'symlink' | 'other'
}

/** The host's file system. Reading methods give undefined where nothing is there; others throw Node's errors. */
export interface Files {
  read(path: string): Promise<Uint8Array | undefined>
  readText(path: string): Promise<string | undefined>
  /** `length` bytes from `offset`; fewer at the end of the file. */
  readAt(path: string, offset: number, length: number): Promise<Uint8Array | undefined>
  /** Opens a file for many reads; `close` it. */
  open(path: string): Promise<OpenFile | undefined>
  stat(path: string): Promise<FileStat | undefined>
  list(path: string): Promise<readonly string[]>
  /** Writes whole or not at all: beside, then renamed. Makes parent folders. */
  write(path: string, data: Uint8Array | string, mode?: number): Promise<void>
  makeFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Removes a file or a tree; nothing there is fine. */
  remove(path: string): Promise<void>
  copy(from: string, to: string): Promise<void>
  symlink(target: string, path: string): Promise<void>
  /** What a symbolic link points to, as written; undefined where it is none. */
  readLink(path: string): Promise<string | undefined>
  realpath(path: string): Promise<string | undefined>
  /** sha256 of a file, lower-case hex, read in pieces. */
  sha256(path: string): Promise<string | undefined>
  /** The file as a stream of chunks. */
  stream(path: string): AsyncIterable<Uint8Array>
  /** Holds an exclusive lock named by `path` while `work` runs, also between processes. */
  locked<value>(path: string, work: () => Promise<value>): Promise<value>
}

export interface OpenFile {
  readonly size: number
  readAt(offset: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}
