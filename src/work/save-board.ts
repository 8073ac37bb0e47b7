import { join } from 'node:path'

import { appendBoard } from '../core/config/append-board.ts'
import { parseConfig } from '../core/config/parse-config.ts'
import type { Tell } from '../core/event.ts'
import { boardNameTaken, invalidConfig } from '../core/problem/config-problems.ts'
import type { World } from '../ports/world.ts'
import { loadConfig } from './load-config.ts'

/**
 * Writes a board into the nearest ferry.toml (or a new one here), leaving every other byte as it is.
 * Throws config/invalid where that file cannot be read, config/name-taken where the name means another board.
 */
export async function saveBoard(
  world: Pick<World, 'files' | 'host'>,
  board: { readonly name: string; readonly destination: string },
  tell: Tell,
): Promise<void> {
  const loaded = await loadConfig(world)
  const known = loaded.config.board[board.name]
  if (known?.destination === board.destination) return
  const file = loaded.file ?? join(world.host.cwd, 'ferry.toml')
  if (known) throw boardNameTaken(file, board.name, known.destination)
  const before = (await world.files.readText(file)) ?? ''
  const after = appendBoard(before, board)
  const { issues } = parseConfig(after)
  if (issues.length > 0) throw invalidConfig(file, issues)
  await world.files.write(file, after)
  tell({ kind: 'note', text: `Saved ${board.name} in ${file}` })
}
