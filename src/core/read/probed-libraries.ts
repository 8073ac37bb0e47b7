import type { Userland } from '../board/board-facts.ts'
import type { ProbeSections } from './probe-sections.ts'

/** More names than any board has. */
const MOST_LIBRARIES = 20_000

/** soname → path, as the loader of that userland finds it; undefined where neither its cache nor its folders could be read. */
export function readProbedLibraries(
  sections: ProbeSections,
  userland: Userland | undefined,
): Readonly<Record<string, string>> | undefined {
  const found = new Map<string, string>()
  for (const line of sections.lines('ldconfig')) {
    const [, name, flags = '', path] = /^\t(\S+) \(([^)]*)\) => (\/.*)$/.exec(line) ?? []
    if (name === undefined || path === undefined || !isForUserland(flags, userland)) continue
    if (!found.has(name) && found.size < MOST_LIBRARIES) found.set(name, path)
  }
  for (const line of sections.lines('folders')) {
    const path = line.trim()
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (!/^\/[\x20-\x7e]+$/.test(path) || !/\.so(\.[0-9A-Za-z_.-]+)?$/.test(name)) continue
    if (!found.has(name) && found.size < MOST_LIBRARIES) found.set(name, path)
  }
  // The loader itself is no entry of its cache on every system, and programs need it by name.
  const loader = userland?.interpreter
  if (found.size > 0 && loader !== undefined && sections.lines('loaders').includes(loader)) {
    const name = loader.slice(loader.lastIndexOf('/') + 1)
    if (!found.has(name)) found.set(name, loader)
  }
  return found.size === 0 ? undefined : toRecord(found)
}

/** glibc's words for the kinds of library in its cache (elf/cache.c and sysdeps/…/dl-cache.h). `libc6` alone is the 32-bit or only kind. */
function isForUserland(flags: string, userland: Userland | undefined): boolean {
  const kind = flags
    .split(',')
    .map((word) => word.trim())
    .find((word) => KINDS.has(word))
  if (!userland) return true
  const { machine, bits, floatAbi } = userland
  const wanted: Readonly<Record<string, string | undefined>> = {
    'x86-64': bits === 64 ? 'x86-64' : 'x32',
    aarch64: 'AArch64',
    arm: floatAbi === 'hard' ? 'hard-float' : 'soft-float',
    powerpc64: '64bit',
    s390: bits === 64 ? '64bit' : undefined,
    sparc: bits === 64 ? '64bit' : undefined,
  }
  const own = wanted[machine]
  // armel has no word of its own in caches of before glibc 2.16 and later ones say soft-float.
  if (kind === undefined) return own === undefined || own === 'soft-float'
  return own === undefined ? !FOREIGN.has(kind) : kind === own
}

const FOREIGN: ReadonlySet<string> = new Set(['x86-64', 'x32', 'AArch64', 'hard-float', '64bit'])
const KINDS: ReadonlySet<string> = new Set([...FOREIGN, 'soft-float'])

/** A record without a prototype's names: a library may be called anything. */
function toRecord(map: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
