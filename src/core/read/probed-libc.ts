import type { Libc, Userland } from '../board/board-facts.ts'
import type { ProbeSections } from './probe-sections.ts'

/** libc kind and version: by what the loader says when it is run, else by file names. */
export function readProbedLibc(
  sections: ProbeSections,
  userland: Userland | undefined,
): Libc | undefined {
  const interpreter = userland?.interpreter
  const said = sections.names
    .filter((name) => name.startsWith('loader '))
    .map((name) => ({ path: name.slice(7), text: sections.lines(name).join('\n') }))
  const mine = said.find(({ path }) => path === interpreter) ?? (interpreter ? undefined : said[0])
  const told = mine && readLoaderVersion(mine.text)
  if (told) return told
  const files = sections.lines('libcfiles').map((path) => path.trim())
  const kind = kindOf(interpreter, files)
  if (kind === undefined) return undefined
  const version = versionOfFiles(kind, files)
  return { kind, ...(version === undefined ? {} : { version }) }
}

/** `ld.so (…) stable release version 2.36.` (glibc 2.33 and later, elf/rtld.c), `musl libc (armhf)\nVersion 1.2.5` (musl, ldso/dynlink.c). */
export function readLoaderVersion(text: string): Libc | undefined {
  const musl = /musl libc[^\n]*\n\s*Version (\d+(?:\.\d+){1,2})/.exec(text)?.[1]
  if (musl !== undefined) return { kind: 'musl', version: musl }
  const glibc = /(?:release|development) version (2\.\d+)/.exec(text)?.[1]
  return glibc === undefined ? undefined : { kind: 'glibc', version: glibc }
}

function kindOf(
  interpreter: string | undefined,
  files: readonly string[],
): Libc['kind'] | undefined {
  if (interpreter?.includes('/ld-musl-')) return 'musl'
  if (interpreter?.includes('uClibc')) return 'uclibc'
  if (interpreter?.startsWith('/system/bin/linker')) return 'bionic'
  if (interpreter !== undefined && /\/ld(64|-linux|\.so)/.test(interpreter)) return 'glibc'
  if (files.some((path) => /\/libc-2\.\d+\.so$/.test(path))) return 'glibc'
  if (files.some((path) => path.includes('/libuClibc-'))) return 'uclibc'
  return undefined
}

function versionOfFiles(kind: Libc['kind'], files: readonly string[]): string | undefined {
  const pattern =
    kind === 'glibc'
      ? /\/libc-(2\.\d+)\.so$/
      : kind === 'uclibc'
        ? /\/libuClibc-(\d+(?:\.\d+)+)\.so$/
        : undefined
  if (!pattern) return undefined
  const versions = new Set(
    files.map((path) => pattern.exec(path)?.[1]).filter((v) => v !== undefined),
  )
  return versions.size === 1 ? [...versions][0] : undefined
}

/** Version names as they were found in libstdc++ itself; sorted as the board printed them, each once. */
export function readCxxVersions(lines: readonly string[]): readonly string[] {
  const names = lines.map((line) => line.trim())
  return [...new Set(names)].filter((name) => /^(GLIBCXX_3\.4|CXXABI_1\.3)(\.\d{1,3})?$/.test(name))
}
