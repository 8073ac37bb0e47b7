import type { Place } from '../../board/board-facts.ts'
import type { JudgeContext } from '../judge-context.ts'
import { formatSize } from '../../text/format-size.ts'
import type { Remark } from '../remark.ts'

/** A shipped file needs itself and its temporary twin's bookkeeping; a little is kept free. */
const spare = 65_536

/** board/no-space and board/noexec: no place of the board can take the file, or start it. */
export function judgePlaces({ elf, board, options, role }: JudgeContext): readonly Remark[] {
  const all = board.places ?? []
  const bytes = options.bytes ?? elf.size
  const { place } = options
  const chosen = place === undefined ? all : all.filter((p) => isUnder(place, p.path))
  const usable = chosen.filter((p) => p.writable !== false && p.readOnly !== true)
  if (usable.length === 0 || role === 'object') return []
  const executable = usable.filter((p) => p.noexec !== true)
  if (role === 'program' && executable.length === 0) {
    const places = usable.map((p) => p.path)
    return [
      {
        code: 'board/noexec',
        severity: 'error',
        args: { places },
        need: 'a folder from which programs may start',
        got: places.join(', '),
      },
    ]
  }
  const candidates = role === 'program' ? executable : usable
  const isRoomy = (p: Place): boolean => p.freeBytes === undefined || p.freeBytes >= bytes + spare
  if (bytes === 0 || candidates.some(isRoomy)) return []
  const most = Math.max(...candidates.map((p) => p.freeBytes ?? 0))
  return [
    {
      code: 'board/no-space',
      severity: 'error',
      args: place === undefined ? {} : { place },
      need: formatSize(bytes),
      got: `${formatSize(most)} free`,
    },
  ]
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
