import type { FullOptions, VirtualOptions } from './virtual-options.ts'

/** What a board was, as it is asked for now: silence keeps all, and `full` without more keeps what a full board had. */
export function mergeOptions(
  before: VirtualOptions,
  asked: VirtualOptions | undefined,
): VirtualOptions {
  if (asked === undefined) return before
  if (asked.full === undefined) return asked
  // `--full` says how to emulate, not what the board is: what it was stays.
  return { ...(isOnlyFull(asked) ? before : asked), full: { ...before.full, ...asked.full } }
}

/** Whether a board of these options is what is asked for. */
export function isSameBoard(asked: VirtualOptions, board: VirtualOptions): boolean {
  return text(mergeOptions(board, asked)) === text(board)
}

function isOnlyFull(options: VirtualOptions): boolean {
  return Object.keys(options).every((key) => key === 'full')
}

function text(options: VirtualOptions): string {
  const { storageBytes, noexec = [], readOnly = false, full } = options
  return JSON.stringify([storageBytes, noexec, readOnly, full && fullText(full)])
}

function fullText({ memoryBytes, pageBytes = 4096 }: FullOptions): string {
  return JSON.stringify([memoryBytes, pageBytes])
}
