import type { JudgeContext } from './judge-context.ts'
import { isLibcSoname } from './libc-sonames.ts'

/** How a needed library stands on the board. `unknown` says why it could not be told. */
export type Standing =
  | { readonly kind: 'found' }
  | { readonly kind: 'missing'; readonly other?: string }
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * Where the loader would find a soname: shipped beside, the libc's own, the board's list. A list is
 * taken for whole; where the probe said that it could not list libraries, or where the program
 * brings search folders of its own, absence proves nothing.
 */
export function findLibrary(context: JudgeContext, soname: string): Standing {
  const { elf, board, options, userland } = context
  if (options.beside?.includes(baseName(soname)) === true) return { kind: 'found' }
  const libc = board.libc?.kind ?? userland?.libc ?? 'glibc'
  if (isLibcSoname(soname, libc)) return { kind: 'found' }
  const list = board.libraries
  if (list?.[soname] !== undefined) return { kind: 'found' }
  if (Object.values(list ?? {}).includes(soname)) return { kind: 'found' }
  const isListed = list !== undefined && Object.keys(list).length > 0
  const isUnread = (board.unknown ?? []).some((line) => /librar/i.test(line))
  const isSecondAbi = elf.interpreter !== undefined && isOtherLoader(context)
  if (!isListed && soname === 'libgcc_s.so.1' && hasLibgcc.has(board.os?.id ?? '')) {
    return { kind: 'found' }
  }
  if (!isListed || isUnread)
    return { kind: 'unknown', why: 'the board’s libraries were not listed' }
  if (isSecondAbi) {
    return {
      kind: 'unknown',
      why: 'the libraries of the board’s second architecture were not listed',
    }
  }
  const isWhole = list['libc.so.6'] !== undefined || libc !== 'glibc'
  // Part of every glibc system that can run a Rust program; hand-written facts leave it out.
  if (!isWhole && soname === 'libgcc_s.so.1') return { kind: 'found' }
  const own = [...elf.rpath, ...elf.runpath]
  if (own.length > 0) {
    return {
      kind: 'unknown',
      why: `the program also searches ${own.join(', ')}, which was not looked at`,
    }
  }
  if (soname.includes('/')) {
    return { kind: 'unknown', why: 'it is asked for by a path, which was not looked at' }
  }
  const other = otherVersion(soname, Object.keys(list))
  return other === undefined ? { kind: 'missing' } : { kind: 'missing', other }
}

/** Systems whose libc package depends on that of libgcc_s (Debian: libc6 depends on libgcc-s1). */
const hasLibgcc: ReadonlySet<string> = new Set([
  'debian',
  'raspbian',
  'ubuntu',
  'kali',
  'armbian',
  'fedora',
  'arch',
  'archarm',
])

function isOtherLoader({ elf, board }: JudgeContext): boolean {
  const own = board.userland?.interpreter
  return own !== undefined && own !== elf.interpreter && elf.machine !== board.userland?.machine
}

/** Another release of the same library: `libssl.so.3` for `libssl.so.1.1`. */
function otherVersion(soname: string, list: readonly string[]): string | undefined {
  const stem = soname.replace(/\.so(\..*)?$/, '.so')
  return list.find((name) => name !== soname && name.replace(/\.so(\..*)?$/, '.so') === stem)
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
