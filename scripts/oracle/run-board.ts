import { decodeText } from '../../src/core/bytes/decode-text.ts'
import { quoteSh } from '../../src/core/text/quote-sh.ts'
import { planEntry, type Enterable } from './enter-board.ts'
import type { OracleWorld } from './make-oracle-world.ts'
import { readOutcome, type Outcome } from './outcome.ts'

/** No program of the matrix needs longer, emulated and on a busy host. */
const SECONDS = 20

/**
 * Starts programs on a board, one after the other, each by execve with the emulator before it.
 * Gives what happened by path; `tell` is called as each one ends. Throws where the board itself did not start.
 */
export async function runOnBoard(
  board: Enterable,
  paths: readonly string[],
  runner: string,
  { world }: OracleWorld,
  told: (path: string, outcome: Outcome) => void,
): Promise<void> {
  const emulator = board.emulator === undefined ? [] : ['/tmp/emulator', '-cpu', board.cpu ?? 'max']
  const words = [runner, board.root, String(SECONDS), ...emulator]
  const script = [
    ...(board.emulator === undefined
      ? []
      : [
          `: > ${quoteSh(`${board.root}/tmp/emulator`)}`,
          `mount --bind ${quoteSh(board.emulator)} ${quoteSh(`${board.root}/tmp/emulator`)}`,
        ]),
    `exec env ${board.cpu === undefined ? '' : `QEMU_CPU=${quoteSh(board.cpu)} `}${words.map((word) => quoteSh(word)).join(' ')}`,
  ].join('\n')
  let rest = ''
  let count = 0
  const take = (chunk: Uint8Array): void => {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const { path, outcome } = readOutcome(line)
      told(path, outcome)
      count += 1
    }
  }
  const ended = await world.processes.run(planEntry(board, script), {
    stdin: new TextEncoder().encode(paths.map((path) => `${path}\n`).join('')),
    onStdout: take,
    maxBytes: 64 << 20,
  })
  if (count < paths.length) {
    const said = decodeText(ended.stderr).trim().split('\n').slice(-5).join(' / ')
    throw new Error(
      `${count} of ${paths.length} programs were run: ${JSON.stringify(ended.ending)} ${said}`,
    )
  }
}
