import type { BoardFacts } from '../board/board-facts.ts'

/**
 * Is this program loader on the board? By the list of those that were found; else by the loader of
 * the board's own programs; undefined where neither is known. An empty list means that there is none
 * (a system of static programs). `/lib` and `/usr/lib` are one folder
 * on merged systems, so a loader under the one counts under the other only where it is listed.
 */
export function isLoaderThere(path: string, board: BoardFacts): boolean | undefined {
  const own = board.userland?.interpreter
  const listed = board.interpreters
  if (path === own || listed?.includes(path) === true) return true
  if (Object.values(board.libraries ?? {}).includes(path)) return true
  if (listed !== undefined) return false
  if (own !== undefined) return false
  return isUsualLoader(path, board) ? true : undefined
}

/**
 * Facts by hand often leave the loader out. Where libc and machine of the board's programs are
 * known, their ABI names the loader (glibc, shlib-versions and sysdeps; musl, ldso).
 */
function isUsualLoader(path: string, { userland, libc }: BoardFacts): boolean {
  if (!userland || !libc || loaderKind(path) !== libc.kind) return false
  const { machine, bits, endian, floatAbi } = userland
  const key = [machine, bits, endian, ...(floatAbi ? [floatAbi] : [])].join(' ')
  return usualLoaders[key]?.includes(path) === true
}

const usualLoaders: Readonly<Record<string, readonly string[]>> = {
  'arm 32 little hard': ['/lib/ld-linux-armhf.so.3', '/lib/ld-musl-armhf.so.1'],
  'arm 32 little soft': ['/lib/ld-linux.so.3', '/lib/ld-musl-arm.so.1'],
  'aarch64 64 little': ['/lib/ld-linux-aarch64.so.1', '/lib/ld-musl-aarch64.so.1'],
  'riscv 64 little hard': ['/lib/ld-linux-riscv64-lp64d.so.1', '/lib/ld-musl-riscv64.so.1'],
  'x86-64 64 little': ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-musl-x86_64.so.1'],
  'i386 32 little': ['/lib/ld-linux.so.2', '/lib/ld-musl-i386.so.1'],
  'loongarch 64 little hard': [
    '/lib64/ld-linux-loongarch-lp64d.so.1',
    '/lib/ld-musl-loongarch64.so.1',
  ],
  'powerpc64 64 little': ['/lib64/ld64.so.2', '/lib/ld-musl-powerpc64le.so.1'],
  's390 64 big': ['/lib/ld64.so.1', '/lib/ld-musl-s390x.so.1'],
}

/** Whose loader a path is: `glibc`, `musl`, `uclibc`, `bionic`, or `unknown`. */
export function loaderKind(path: string): 'glibc' | 'musl' | 'uclibc' | 'bionic' | 'unknown' {
  if (path.includes('ld-musl')) return 'musl'
  if (path.includes('uClibc')) return 'uclibc'
  if (path.includes('/system/bin/linker')) return 'bionic'
  if (/\/ld(-linux[^/]*|64|\d*)\.so\.\d$/.test(path)) return 'glibc'
  return 'unknown'
}
