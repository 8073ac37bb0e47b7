import { loaderFolders } from '../core/board/loader-folders.ts'
import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { planFindLibraries } from '../core/plan/find-libraries-script.ts'
import { readFoundLibraries } from '../core/read/found-libraries.ts'
import type { Ask } from './ask-board.ts'

/**
 * The board's facts with the libraries that this file needs and the loader's cache has not, where they lie in one of the folders that
 * glibc's loader looks through all the same: a library that was copied there without `ldconfig`. Asked only where one seems to be missing.
 */
export async function withFoundLibraries(
  ask: Ask | undefined,
  elf: ElfFacts,
  board: BoardFacts,
): Promise<BoardFacts> {
  const { libraries = {}, userland } = board
  const isOwn = userland?.machine === elf.machine && userland.bits === elf.bits
  const missing = elf.needed.filter((name) => libraries[name] === undefined && !name.includes('/'))
  const folders = loaderFolders(board)
  if (!ask || !isOwn || missing.length === 0 || folders.length === 0) return board
  const answer = await ask(planFindLibraries(folders, missing))
  const found = answer === undefined ? undefined : readFoundLibraries(answer)
  const own = Object.entries(found ?? {}).filter(([name]) => missing.includes(name))
  if (own.length === 0) return board
  const add = (facts: BoardFacts): BoardFacts => ({
    ...facts,
    libraries: { ...facts.libraries, ...Object.fromEntries(own) },
  })
  await ask.learn?.(add)
  return add(board)
}
