import { join } from 'node:path'

/** Where the facts that a board's probe gave are kept. */
export function factsFile(folder: string, board: string): string {
  return join(folder, 'facts', `${board.replaceAll(/[/,]/g, '_')}.json`)
}
