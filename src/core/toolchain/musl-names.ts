/** An archive without members. */
const EMPTY = '!<arch>\n'

const empty = ['m', 'rt', 'pthread', 'crypt', 'util', 'xnet', 'resolv', 'dl']

/** A linker script: GCC's unwinder is asked for by name, and LLVM's, which comes with std, has the same functions. */
const UNWINDER = 'INPUT(-lunwind)\n'

/**
 * Libraries that build scripts and CMake link by name. Those that are a part of musl's libc are there as empty archives
 * (musl's Makefile, EMPTY_LIB_NAMES); rustc's own musl brings libc.a alone. Name → text.
 */
export const MUSL_LIBRARIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(empty.map((name) => [`lib${name}.a`, EMPTY])),
  'libgcc_s.a': UNWINDER,
  'libgcc_eh.a': UNWINDER,
}
