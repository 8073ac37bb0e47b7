import { fixBy } from './error-pattern.ts'
import type { ErrorPattern } from './error-pattern.ts'

const BUILD = fixBy(
  'let ferry set compiler, sysroot and pkg-config for the board',
  'ferry',
  'build',
  '--on',
  'BOARD',
)

/** What crates that build C code say: the crates cc, cmake, pkg-config, bindgen, openssl-sys, and the tools that they start. */
export const BUILD_ERRORS: readonly ErrorPattern[] = [
  {
    pattern: /build-script-(?:build|main): .*version [`'‘"]?(GLIBC_[\d.]+)['’"]? not found/,
    means: ([, need = '']) => ({
      code: 'build/script-glibc',
      title: `A build script needs ${need}, and the system that runs it is older.`,
      why: 'Build scripts run where cargo runs. They were linked on a newer system than they are run on: a container with an old glibc, or a target folder that two systems share.',
      fix: fixBy('build them anew', 'cargo', 'clean'),
      names: [need],
    }),
  },
  {
    pattern:
      /pkg-config has not been configured to support cross-compilation|PKG_CONFIG_ALLOW_CROSS/,
    means: () => ({
      code: 'build/pkg-config',
      title:
        'A crate looks for a C library of the board, and pkg-config answers for the host alone.',
      why: 'pkg-config must be given the board’s own .pc files and sysroot (PKG_CONFIG_LIBDIR_<target>, PKG_CONFIG_SYSROOT_DIR_<target>); PKG_CONFIG_ALLOW_CROSS=1 alone makes it answer with the host’s libraries.',
      fix: BUILD,
    }),
  },
  {
    pattern:
      /(?:could not run|failed to run|unable to run) [`'"]?(?:\S+ )*pkg-config|pkg-config(?:[`'"])? (?:command )?(?:could not be (?:run|found)|not found)|pkg-config: (?:command )?not found/i,
    means: () => ({
      code: 'build/tool-missing',
      title: 'pkg-config is not installed on this machine.',
      why: 'Build scripts of -sys crates start it to find C libraries.',
      fix: fixBy('install it', 'apt-get', 'install', 'pkg-config'),
      names: ['pkg-config'],
    }),
  },
  {
    pattern:
      /system library [`'"]([\w.+-]+)[`'"] required by crate|Package '?([\w.+-]+)'?,? (?:was )?(?:not found|required by '[^']*', not found)|No package '([\w.+-]+)' found/,
    means: ([, first = '', second = '', third = '']) => libraryMissing(first || second || third),
  },
  {
    pattern:
      /Could not find directory of OpenSSL installation|\$HOST = \S+ *\$TARGET = \S+ *openssl-sys/,
    means: () => libraryMissing('openssl'),
  },
  {
    pattern: /(?:cannot find|unable to find library|library not found for) -l(?::?)([\w.+-]+)/,
    means: ([, name = '']) => libraryMissing(name),
  },
  {
    pattern: /could not find native static library [`'"]([\w.+-]+)[`'"]/,
    means: ([, name = '']) => libraryMissing(name),
  },
  {
    pattern:
      /Unable to find libclang|couldn't find any valid shared libraries matching: \['?libclang|libclang.* (?:not found|is not loaded)/i,
    means: () => ({
      code: 'build/libclang-missing',
      title: 'bindgen needs libclang, and this machine has none.',
      why: 'bindgen reads C headers with libclang while it builds; it is a library of the host, whatever the board is.',
      fix: fixBy('install it', 'apt-get', 'install', 'libclang-dev', 'clang'),
    }),
  },
  {
    pattern:
      /fatal error: '?([\w+./-]+\.h(?:pp)?)'?(?:: No such file or directory| file not found)/,
    means: ([, header = '']) => ({
      code: 'build/headers-missing',
      title: `The header ${header} was not found.`,
      why: 'The compiler looks into the headers of the host, or of nothing, instead of the board’s. Headers such as bits/libc-header-start.h or gnu/stubs-32.h are of libc6-dev of the board’s architecture; others belong to the -dev package of a library. bindgen takes its folders from BINDGEN_EXTRA_CLANG_ARGS_<target>.',
      fix: BUILD,
      names: [header],
    }),
  },
  {
    pattern:
      /is [`'"]?cmake[`'"]? not installed|cmake: (?:command )?not found|failed to execute command:? .*cmake/i,
    means: () => toolMissing('cmake'),
  },
  {
    pattern:
      /CMAKE_(?:C|CXX)_COMPILER.*(?:not set|is not able to compile|not found in the PATH|is not a full path)|The (?:C|CXX) compiler identification is unknown/,
    means: () => ({
      code: 'build/cmake',
      title: 'CMake has no compiler that makes programs for the board.',
      why: 'CMake tries the compiler on a small program first. It needs a toolchain file (CMAKE_TOOLCHAIN_FILE_<target>) with compiler, system name and sysroot of the board.',
      fix: BUILD,
    }),
  },
  {
    pattern:
      /Could not find [`'"]?(protoc)[`'"]?|Can't locate \S+\.pm in @INC.*?|(nasm|perl|make|autoreconf|automake|libtoolize|flex|bison|ninja|meson|python3?|go|nproc|m4): (?:command )?not found|(?:Is|is) [`'"](nasm|perl|make|autoreconf|ninja|python3?)[`'"] installed|failed to (?:execute|spawn|run) [`'"]?(nasm|perl|make|autoreconf|ninja)/,
    means: (groups) => toolMissing(groups.slice(1).find((name) => name !== '') ?? 'perl'),
  },
  {
    pattern:
      /(?:failed to find tool|Is|is) [`'"“]?((?:[\w.]+-)+(?:gcc|g\+\+|cc|c\+\+|clang|ar|ranlib|strip)(?:-\d+)?)[`'"”]?(?:\?| installed|: No such)|ToolNotFound.*?[`'"]((?:[\w.]+-)+\w[\w+]*)[`'"]|((?:[\w.]+-)+(?:gcc|g\+\+)): (?:command )?not found/,
    means: ([, first = '', second = '', third = '']) => ({
      code: 'linker/no-compiler',
      title: `A crate compiles C code for the board, and ${first || second || third} is not installed.`,
      why: 'The crate cc takes that name from the target. Any C compiler for the board will do: clang with the board’s sysroot makes code for every board.',
      fix: BUILD,
      names: [first || second || third],
    }),
  },
  {
    pattern:
      /bad value [(‘'"`]*[\w.+-]+[)’'"`]* for [‘'"`]?-m(?:arch|cpu|fpu|float-abi)|unrecognized command-line option [‘'"`]-m(?:fpu|float-abi|thumb)/,
    means: () => ({
      code: 'linker/no-compiler',
      title: 'The host’s C compiler was given options for the board’s CPU.',
      why: 'No C compiler is set for the target (CC_<target>), so the host’s was taken.',
      fix: BUILD,
    }),
  },
  {
    pattern:
      /selected (?:processor|FPU) does not support|instruction requires: (?:armv|NEON|VFP|thumb)|invalid instruction, any one of the following would fix this/i,
    means: () => ({
      code: 'build/assembler',
      title: 'Assembly code has instructions that the chosen CPU does not have.',
      why: 'A crate brings assembly for a newer CPU than the target stands for, or the compiler was told -march or -mfpu of an older one.',
      fix: BUILD,
    }),
  },
  {
    pattern: /undefined (?:reference to|symbol:?) [`'‘"]?(__(?:atomic|sync)_\w+)/,
    means: ([, symbol = '']) => ({
      code: 'build/atomics',
      title: `${symbol} is missing: the CPU has no such atomic operation, and libatomic was not linked.`,
      why: 'ARMv5, ARMv6, MIPS and 32-bit PowerPC have no 64-bit atomics; C and C++ then call libatomic.',
      fix: fixBy(
        'link libatomic',
        'env',
        'RUSTFLAGS=-Clink-arg=-latomic',
        'ferry',
        'build',
        '--on',
        'BOARD',
      ),
      names: [symbol],
    }),
  },
  {
    pattern:
      /undefined (?:reference to|symbol:?) [`'‘"]?(\w+@+(GLIBC_[\d.]+)|__isoc23_\w+|__(?:l|f)?stat(?:at)?64_time64)/,
    means: ([, symbol = '']) => ({
      code: 'linker/libc-too-new',
      title: `A library that is linked in asks for ${symbol}, which the glibc of the build does not have.`,
      why: 'It was compiled against a newer glibc than the one that is linked: a prebuilt library, or one of the host.',
      fix: BUILD,
      names: [symbol],
    }),
  },
  {
    pattern:
      /cannot (?:find|open) '?(\S*(?:crt[1in]|Scrt1|rcrt1|crtbeginS?T?|crtendS?)\.o)|cannot find \S*lib(?:c|m|pthread)\S* inside|no such sysroot directory|cannot find (\/\S*lib(?:c|m|pthread)(?:_nonshared)?\.\S+)/i,
    means: ([, first = '', second = '']) => ({
      code: 'build/no-sysroot',
      title: `The linker finds no start files or libc of the board${first || second ? ` (${first || second})` : ''}.`,
      why: 'It was given no sysroot, or one whose links and linker scripts name places of the board’s own root.',
      fix: BUILD,
    }),
  },
  {
    pattern: /(?:no|unresolved import) [`'"]?(?:\w+::)*(AtomicU64|AtomicI64)[`'"]?(?: in|$)/,
    means: ([, name = '']) => ({
      code: 'build/no-atomic-u64',
      title: `The target has no ${name}: its CPU has no 64-bit atomic operations.`,
      why: 'That holds for ARMv5, MIPS and 32-bit PowerPC. Newer versions of most crates use the crate portable-atomic there.',
      fix: fixBy('take newer versions of the crates', 'cargo', 'update'),
      names: [name],
    }),
  },
]

function libraryMissing(name: string): ReturnType<ErrorPattern['means']> {
  return {
    code: 'build/library-missing',
    title: `The C library ${name} is not in the sysroot of the board.`,
    why: 'A -sys crate links with it. Its development package, of the board’s architecture and release, must be in the sysroot; many crates can build it along instead (features vendored, bundled, static).',
    fix: BUILD,
    names: [name],
  }
}

function toolMissing(name: string): ReturnType<ErrorPattern['means']> {
  const packages: Readonly<Record<string, string>> = {
    protoc: 'protobuf-compiler',
    ninja: 'ninja-build',
    autoreconf: 'autoconf',
    libtoolize: 'libtool',
    go: 'golang',
  }
  return {
    code: 'build/tool-missing',
    title: `A build script needs ${name}, which is not installed on this machine.`,
    why: 'Tools of the build run on the host, whatever the board is.',
    fix: fixBy('install it', 'apt-get', 'install', packages[name] ?? name),
    names: [name],
  }
}
