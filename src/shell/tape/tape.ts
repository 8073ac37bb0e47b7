import type { Ending } from '../../ports/processes.ts'

/** What was said to a board and what it answered. JSON; bytes are text where they are UTF-8, else base64. */
export interface Tape {
  readonly schema: 'ferry.tape/1'
  readonly name: string
  readonly entries: readonly TapeEntry[]
}

export type TapeBytes = { readonly text: string } | { readonly base64: string }

export type TapeEntry =
  | {
      readonly kind: 'exec'
      readonly script: string
      /** sha256 of what went to stdin, where anything did. */
      readonly stdin?: string
      readonly ending: Ending
      readonly stdout: TapeBytes
      readonly stderr: TapeBytes
      readonly truncated?: boolean
    }
  | {
      readonly kind: 'attach'
      readonly script: string
      readonly pty: boolean
      readonly ending: Ending
      /** What the program wrote; empty with a pty, which is the terminal's. */
      readonly stdout: TapeBytes
      readonly stderr: TapeBytes
    }
  /** The request failed with this problem (as JSON). */
  | { readonly kind: 'problem'; readonly script: string; readonly problem: unknown }

export function toTapeBytes(bytes: Uint8Array): TapeBytes {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString('utf8')
  return Buffer.from(text, 'utf8').equals(buffer) ? { text } : { base64: buffer.toString('base64') }
}

export function fromTapeBytes(bytes: TapeBytes): Uint8Array {
  return 'text' in bytes ? Buffer.from(bytes.text, 'utf8') : Buffer.from(bytes.base64, 'base64')
}

/** Reads a tape's JSON text. Throws where it is none. */
export function parseTape(json: string): Tape {
  const value = JSON.parse(json) as Partial<Tape>
  if (value.schema !== 'ferry.tape/1' || !Array.isArray(value.entries)) {
    throw new Error('not a ferry.tape/1')
  }
  return value as Tape
}
