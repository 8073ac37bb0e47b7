import type { JudgeContext } from '../judge-context.ts'
import { isGlibcSoname } from '../libc-sonames.ts'
import type { Remark } from '../remark.ts'

/** Libraries whose interfaces hold no time. */
const timeless = /^lib(gcc_s|stdc\+\+|atomic|z|crypt|bz2|lzma|zstd|ffi)\.so/

/**
 * elf/time64: a 32-bit program whose time_t has 32 bits, with C libraries whose time_t has 64
 * (Debian 13 armhf; facts/README.md, trap 8). It starts, and may break where a structure with a
 * time crosses. A program with 64-bit time_t asks libc for `…64` of clock, stat or time.
 */
export function judgeTime64({ elf, board }: JudgeContext): readonly Remark[] {
  if (board.time64 !== true || elf.bits !== 32 || elf.machine === 'i386') return []
  if ((board.libc?.kind ?? 'glibc') !== 'glibc' || !elf.isDynamic) return []
  const libraries = elf.needed.filter((name) => !isGlibcSoname(name) && !timeless.test(name))
  const names = elf.imports.map((name) => name.split('@', 1)[0] ?? '')
  const usesTime32 = names.some((name) => time32.has(name))
  const usesTime64 = names.some((name) => /^__.*(time64|stat64_time64)$|_time64$/.test(name))
  if (libraries.length === 0 || !usesTime32 || usesTime64) return []
  return [
    {
      code: 'elf/time64',
      severity: 'warning',
      args: { libraries },
      need: 'C libraries with 32-bit time_t',
      got: '64-bit time_t',
      guilty: libraries,
    },
  ]
}

/** Functions that exist in both widths; with 64-bit time_t the compiler takes the `__…64` ones instead. */
const time32: ReadonlySet<string> = new Set([
  'clock_gettime',
  'clock_nanosleep',
  'fstat64',
  'fstat',
  'stat64',
  'stat',
  'lstat64',
  'gettimeofday',
  'localtime_r',
  'gmtime_r',
  'mktime',
  'nanosleep',
  'pthread_cond_timedwait',
  'select',
  'time',
  'utimensat',
  'futimens',
  'setsockopt',
  'getsockopt',
  'ioctl',
  'recvmsg',
  'sendmsg',
])
