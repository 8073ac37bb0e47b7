import type { ListedFile } from '../../read/file-listing.ts'
import { quoteSh } from '../../text/quote-sh.ts'
import type { TargetAbi } from '../linkers/target-abi.ts'

/** What of a system is wanted for linking. */
export interface PullWish {
  readonly abi: TargetAbi
  /** Headers, development links and pkg-config files, too: C is compiled. */
  readonly headers: boolean
  /** Libraries by the linker's name, whether or not there is anything for development. */
  readonly libraries: readonly string[]
}

/** Folders of libraries, from the root, as systems have them: Debian's, and those of one architecture (Yocto, Buildroot, Arch, Fedora). */
export function libraryFolders({ multiarch }: TargetAbi): readonly string[] {
  return [`usr/lib/${multiarch}`, `lib/${multiarch}`, 'usr/lib', 'lib', 'usr/lib64', 'lib64']
}

/**
 * A POSIX sh script that lists what a sysroot may be made of below a root, for `parseFileListing`. A folder that is a link
 * (`/lib`) is told as one and not looked into twice. Names alone are printed: nothing is read.
 */
export function planSysrootListing({ abi, headers }: PullWish, root = '/'): string {
  const folders = libraryFolders(abi)
  const below = [
    'lib*.so*',
    'libc_nonshared.a',
    'ld-*.so*',
    'ld64.so*',
    '*crt1.o',
    'crti.o',
    'crtn.o',
  ]
  const gcc = ['gcc/*/*', '*-linux*/*'].flatMap((folder) =>
    ['crtbegin*.o', 'crtend*.o', 'libgcc*.a'].map((name) => `usr/lib/${folder}/${name}`),
  )
  return `LC_ALL=C; export LC_ALL
cd ${quoteSh(root)} || exit 1
for l in usr lib lib64 usr/lib usr/lib64; do if [ -h $l ]; then ls -lnd $l; fi; done
for d in ${folders.join(' ')}; do
case $d in lib/*) if [ -h lib ]; then continue; fi;; esac
if [ -h $d ] || [ ! -d $d ]; then continue; fi
ls -lnd ${below.map((name) => `$d/${name}`).join(' ')}${headers ? ' $d/pkgconfig/*.pc' : ''} 2>/dev/null
done
ls -lnd ${gcc.join(' ')} 2>/dev/null
${headers ? "ls -lnd usr/share/pkgconfig/*.pc 2>/dev/null\nif [ -d usr/include ]; then ls -lnR usr/include/; fi 2>/dev/null\necho '@'" : ''}
exit 0`
}

/** Part of every program: libc and what belongs to it, libgcc_s, libstdc++, the loader, start files. */
const BASE =
  /^(?:lib(?:c|m|mvec|pthread|dl|rt|util|resolv|gcc_s|stdc\+\+|atomic)(?:[-.]|$)|libc_nonshared\.a$|ld(?:64|-)|(?:S|r|g|M)?crt1\.o$|crt[in]\.o$)/

/**
 * The files that are needed of what was listed, each once, with everything that a wanted link leads to. gcc's own files and,
 * with headers, all that development packages brought are wanted.
 */
export function selectSysrootFiles(
  listed: readonly ListedFile[],
  { headers, libraries }: PullWish,
): readonly ListedFile[] {
  const byPath = new Map(listed.map((file) => [file.path, file]))
  const chosen = new Map<string, ListedFile>()
  const take = (file: ListedFile | undefined, depth = 0): void => {
    if (!file || chosen.has(file.path) || depth > 8) return
    chosen.set(file.path, file)
    if (file.target === undefined) return
    take(byPath.get(resolveLink(file.path, file.target, byPath)), depth + 1)
  }
  for (const file of listed) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1)
    const isFolderLink = file.kind === 'link' && /^(?:usr|(?:usr\/)?lib(?:64)?)$/.test(file.path)
    const isGcc = /^(?:crtbegin|crtend|libgcc)/.test(name)
    const isWished = libraries.some((library) => name.startsWith(`lib${library}.so`))
    const isDevelopment =
      headers && (/\.so$|\.pc$/.test(name) || file.path.startsWith('usr/include/'))
    if (isFolderLink || isGcc || isWished || isDevelopment || BASE.test(name)) take(file)
  }
  // Links whose end was not listed lead nowhere here.
  return [...chosen.values()].filter(
    (file) =>
      file.target === undefined ||
      /^(?:usr|(?:usr\/)?lib(?:64)?)$/.test(file.path) ||
      chosen.has(resolveLink(file.path, file.target, byPath)),
  )
}

/** Where a link leads, from the root, through folders that are links themselves. */
function resolveLink(
  path: string,
  target: string,
  byPath: ReadonlyMap<string, ListedFile>,
): string {
  const words = target.split('/').filter((word) => word !== '' && word !== '.')
  let parts = target.startsWith('/') ? [] : path.split('/').slice(0, -1)
  for (const [at, word] of words.entries()) {
    parts = word === '..' ? parts.slice(0, -1) : [...parts, word]
    const folder = byPath.get(parts.join('/'))
    if (folder?.target === undefined || at === words.length - 1) continue
    const base = folder.target.startsWith('/') ? [] : parts.slice(0, -1)
    parts = [...base, ...folder.target.split('/').filter((step) => step !== '')]
  }
  return parts.join('/')
}

/** A script that prints the contents of files, one after the other: their sizes tell where each ends. No `tar` is needed. */
export function planReadFiles(paths: readonly string[], root = '/'): string {
  return `cd ${quoteSh(root)} && cat ${paths.map((path) => quoteSh(`./${path}`)).join(' ')}`
}

/** Files in parts that are read by one command each: at most so many bytes, names and files at a time. */
export function groupFiles(files: readonly ListedFile[]): readonly (readonly ListedFile[])[] {
  const groups: ListedFile[][] = []
  let bytes = 0
  for (const file of files) {
    const last = groups.at(-1)
    if (!last || last.length >= 300 || bytes + file.size > 8_000_000) {
      groups.push([file])
      bytes = file.size
    } else {
      last.push(file)
      bytes += file.size
    }
  }
  return groups
}
