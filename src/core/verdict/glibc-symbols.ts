/** Who brings a glibc symbol in, for those that surprise people (rust-lang/rust: library/std/src/sys; glibc NEWS). */
const sources: readonly (readonly [name: RegExp, why: string])[] = [
  [/^__libc_start_main$/, 'the start files of the build (crt1.o) are of glibc 2.34 or later'],
  [
    /^pidfd_(spawnp|getpid)$/,
    'Rust’s std uses it, weakly, for processes; the linker still wrote the need as strong',
  ],
  [/^__cxa_thread_atexit_impl$/, 'Rust’s std uses it, weakly, for thread-local destructors'],
  [/^gnu_get_libc_version$|^__errno_location$/, 'Rust’s std uses it'],
  [/^__isoc23_/, 'C code was compiled with headers of glibc 2.38 or later'],
  [
    /^__(f|l)?stat(at)?(64)?$|^(f|l)?stat(at)?(64)?$|^mknod(at)?$/,
    'from glibc 2.33 on these are symbols of their own: the build linked against that or later',
  ],
  [
    /^(pthread_|dl(open|sym|close|error|addr)$|sem_|timer_)/,
    'from glibc 2.34 on it lives in libc.so.6: the build linked against that or later',
  ],
  [/^(arc4random|closefrom)/, 'a dependency asks for it by name'],
  [/_time64$|^__.*time64$|64$/, 'the code was compiled for 64-bit time_t or file offsets'],
]

/** Why a program asks for that symbol; undefined where nothing special is known. */
export function explainGlibcSymbol(symbol: string): string | undefined {
  return sources.find(([name]) => name.test(symbol))?.[1]
}
