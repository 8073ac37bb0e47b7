import type { FileVerdict } from './verdict/finding.ts'

/** What long work tells while it goes on. Text, JSON lines and tests are readers of the same stream. */
export type Event = EventOfOne & {
  /** Where several boards are worked on: which of them. */
  readonly board?: string
}

type EventOfOne =
  /** A step begins. `id` pairs it with its end; `text` is present tense: `Building station for armv7-…`. */
  | { readonly kind: 'step'; readonly id: string; readonly text: string }
  /** The step ended. `text` says what came out: `6.1 MB, 34 s`. */
  | { readonly kind: 'step-done'; readonly id: string; readonly text?: string; readonly ms: number }
  /** Bytes or items done so far; `total` missing where unknown. */
  | {
      readonly kind: 'progress'
      readonly id: string
      readonly done: number
      readonly total?: number
      readonly unit: 'bytes' | 'items'
    }
  /** A line worth reading once: a choice and its why. */
  | { readonly kind: 'note'; readonly text: string }
  /** Something that deserves attention but does not stop the work. */
  | { readonly kind: 'warning'; readonly text: string }
  /** A command that is about to be run (shown by -v, and printed by --dry-run). */
  | {
      readonly kind: 'command'
      readonly file: string
      readonly args: readonly string[]
      readonly env?: Readonly<Record<string, string>>
      readonly where: string
    }
  /** A verdict was reached. */
  | { readonly kind: 'verdict'; readonly result: FileVerdict }

/** Takes events. Never throws. */
export type Tell = (event: Event) => void
