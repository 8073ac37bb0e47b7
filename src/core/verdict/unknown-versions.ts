import type { BoardFacts } from '../board/board-facts.ts'
import { hasVersion } from '../board/symbol-versions.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import type { WantedVersions } from '../plan/library-versions-script.ts'
import { isGlibcSoname } from './libc-sonames.ts'

/** Versions that a file needs of libraries which the board has, where nothing tells whether they define them. */
export function unknownVersions(elf: ElfFacts, board: BoardFacts): readonly WantedVersions[] {
  if ((board.libc?.kind ?? 'glibc') !== 'glibc') return []
  return elf.versionNeeds.flatMap(({ file, versions }): readonly WantedVersions[] => {
    const path = board.libraries?.[file]
    if (path === undefined || isGlibcSoname(file)) return []
    const open = versions.filter(({ name }) => hasVersion(board, file, name) === 'unknown')
    return open.length === 0
      ? []
      : [{ library: file, path, versions: open.map(({ name }) => name) }]
  })
}
