/** One reason why a file will not run on a board, or might not. Data; its sentence was made by the catalogue. */
export interface Finding {
  /** `area/what`, e.g. `elf/glibc-too-new`. Each has a page under docs/problems/. */
  readonly code: string
  /** `error` only where the start is certain to fail; `warning` where something is not known or fails later; `note` never changes the verdict. */
  readonly severity: 'error' | 'warning' | 'note'
  /** One sentence: what is wrong and why. */
  readonly message: string
  readonly need?: string
  readonly got?: string
  /** Symbols, objects or crates that cause the need. */
  readonly guilty?: readonly string[]
  readonly fix?: Fix
  /** Present where the user allowed this code; its severity is then `note`. */
  readonly allowed?: true
}

/** What mends it. */
export interface Fix {
  readonly text: string
  /** Command line as an argument vector, ready to be typed. */
  readonly command?: readonly string[]
}

/** `runs`: nothing stands against it; `fails`: certain to fail at start; `unsure`: something that matters is not known. */
export type Verdict = 'runs' | 'fails' | 'unsure'

export interface FileVerdict {
  readonly file: string
  readonly board: string
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}
