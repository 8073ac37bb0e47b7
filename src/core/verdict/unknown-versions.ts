import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import type { WantedVersions } from '../plan/library-versions-script.ts'
import { isGlibcSoname } from './libc-sonames.ts'

/** Versions that a file needs of libraries which the board has, where nothing tells whether they define them. */
export function unknownVersions(elf: ElfFacts, board: BoardFacts): readonly WantedVersions[] {
  if ((board.libc?.kind ?? 'glibc') !== 'glibc') return []
  return elf.versionNeeds.flatMap(({ file, versions }): readonly WantedVersions[] => {
    const path = board.libraries?.[file]
    const isKnown = isGlibcSoname(file) || board.symbolVersions?.[file] !== undefined
    if (path === undefined || isKnown || versions.length === 0) return []
    return [{ library: file, path, versions: versions.map((version) => version.name) }]
  })
}
