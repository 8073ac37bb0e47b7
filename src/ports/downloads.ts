export interface DownloadOptions {
  /** Lower-case hex of the published hash; checked before the file gets its name. */
  readonly sha256?: string
  readonly size?: number
  readonly onProgress?: (done: number, total: number | undefined) => void
  readonly signal?: AbortSignal
}

/** Fetches over HTTP(S). Resumes a file that was cut (`.part` beside it). Throws ProblemError `host/download-failed`, `host/no-network`, `host/hash-mismatch`. */
export interface Downloads {
  toFile(url: string, path: string, options?: DownloadOptions): Promise<void>
  text(url: string, maxBytes?: number): Promise<string>
  bytes(url: string, maxBytes?: number): Promise<Uint8Array>
}
