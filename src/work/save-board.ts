import { join } from 'node:path'

import { appendBoard } from '../core/config/append-board.ts'
import { parseConfig } from '../core/config/parse-config.ts'
import type { Tell } from '../core/event.ts'
import { boardNameTaken, cannotAddBoard } from '../core/problem/config-problems.ts'
import type { World } from '../ports/world.ts'
import { loadConfig } from './load-config.ts'
import type { ConfigFile, LoadedConfig } from './load-config.ts'

/**
 * Writes a board into the nearest ferry.toml (or a new one here), leaving every other byte as it is; a destination that the private
 * ferry.local.toml alone knows stays private. Throws config/invalid where that file cannot be read, config/name-taken where the name means
 * another board, config/closed where nothing can be added to its boards.
 */
export async function saveBoard(
  world: Pick<World, 'files' | 'host'>,
  board: { readonly name: string; readonly destination: string },
  tell: Tell,
): Promise<void> {
  const loaded = await loadConfig(world)
  const known = loaded.config.board[board.name]
  if (known?.destination === board.destination) return
  const place = placeFor(loaded, board.destination)
  const file = place?.file ?? join(world.host.cwd, 'ferry.toml')
  if (known) throw boardNameTaken(file, board.name, known.destination)
  const after = appendBoard(place?.text ?? '', board)
  const { part, issues } = parseConfig(after)
  if (issues.length > 0) throw cannotAddBoard(file, board, issues[0]?.message)
  if (part.board?.[board.name]?.destination !== board.destination) throw cannotAddBoard(file, board)
  await world.files.write(file, after)
  tell({ kind: 'note', text: `Saved ${board.name} in ${file}` })
}

function placeFor({ shared, local }: LoadedConfig, destination: string): ConfigFile | undefined {
  const knows = (one: ConfigFile | undefined): boolean =>
    Object.values(one?.part.board ?? {}).some((board) => board.destination === destination)
  return knows(local) && !knows(shared) ? local : (shared ?? local)
}
