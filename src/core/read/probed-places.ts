import type { Place } from '../board/board-facts.ts'
import { mountOf, readMounts } from './mounts.ts'
import type { ProbeSections } from './probe-sections.ts'

/** Places that programs may be put, in the script's order of preference, those that cannot take one last. */
export function readProbedPlaces(sections: ProbeSections): readonly Place[] | undefined {
  const mounts = readMounts([...sections.lines('mounts'), ...sections.file('/proc/self/mounts')])
  const free = readDf(sections.lines('df'))
  const seen = new Set<string>()
  const places: Place[] = []
  for (const line of sections.lines('places')) {
    const [, access, path] = /^([wr]) (\/.*)$/.exec(line) ?? []
    if (access === undefined || path === undefined || seen.has(path) || places.length > 64) continue
    seen.add(path)
    const mount = mountOf(mounts, path)
    // df tells the mount point alone: several places on one file system share its answer.
    const freeBytes = mount === undefined ? undefined : free.get(mount.path)
    places.push({
      path,
      ...(freeBytes === undefined ? {} : { freeBytes }),
      writable: access === 'w',
      ...(mount === undefined
        ? {}
        : {
            noexec: mount.options.includes('noexec'),
            readOnly: mount.options.includes('ro'),
            type: mount.type,
          }),
    })
  }
  const isGood = (place: Place): boolean =>
    place.writable === true && place.noexec !== true && place.readOnly !== true
  return places.length === 0
    ? undefined
    : [...places.filter(isGood), ...places.filter((place) => !isGood(place))]
}

/** `df -Pk` (POSIX): mount point → bytes that this user may still write. */
export function readDf(lines: readonly string[]): ReadonlyMap<string, number> {
  const free = new Map<string, number>()
  for (const line of lines) {
    const [, available, path] = /\s\d+\s+-?\d+\s+(-?\d+)\s+(?:-|\d+%)\s+(\/.*)$/.exec(line) ?? []
    if (available !== undefined && path !== undefined) {
      free.set(path, Math.max(0, Number(available) * 1024))
    }
  }
  return free
}
