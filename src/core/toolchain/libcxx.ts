/**
 * The C++ library for musl, of which Debian has none: LLVM's libc++, libc++abi and libunwind are compiled for the target, from the
 * one source package of Debian that holds them without the rest of LLVM (emscripten, 18 MB; llvm-toolchain-N has 130 MB and more).
 * bookworm's is LLVM 13's, which clang 14 to 19 compile; a newer one would leave the older compilers out.
 */
export const LIBCXX_SOURCE = { suite: 'bookworm', name: 'emscripten' } as const

/** Counts the ways in which it was compiled: another one is another library. */
export const LIBCXX_RECIPE = 1

/** One object of the library. */
export interface LibcxxObject {
  /** Below the folder that holds libcxx, libcxxabi and libunwind. */
  readonly source: string
  /** Which flags it is compiled with, and by which driver. */
  readonly part: LibcxxPart
}

export type LibcxxPart = 'cxx' | 'abi' | 'unwind' | 'unwind-c'

/** Where a file of the source archive goes: `…/system/lib/libcxx/src/any.cpp` → `libcxx/src/any.cpp`; undefined for what is not of it. */
export function placeLibcxxFile(path: string): string | undefined {
  return /^[^/]+\/system\/lib\/((?:libcxx|libcxxabi|libunwind)\/(?:src|include)\/.+)$/.exec(
    path,
  )?.[1]
}

/**
 * What is compiled, of all files of the source: as the CMakeLists.txt of the three have it for Linux. Not: other systems'
 * threads and locales, the exception handling of WebAssembly and Windows, and the variants for builds without exceptions.
 */
export function chooseLibcxxSources(paths: readonly string[]): readonly LibcxxObject[] {
  const parts: readonly (readonly [LibcxxPart, RegExp])[] = [
    ['cxx', /^libcxx\/src\/(?:filesystem\/)?(?!int128_builtins)[\w.]+\.cpp$/],
    ['abi', /^libcxxabi\/src\/(?!cxa_noexception|stdlib_new_delete_)\w+\.cpp$/],
    ['unwind', /^libunwind\/src\/(?:libunwind|Unwind-EHABI)\.cpp$/],
    ['unwind-c', /^libunwind\/src\/(?:UnwindLevel1(?:-gcc-ext)?\.c|UnwindRegisters\w+\.S)$/],
  ]
  return paths.toSorted().flatMap((source) => {
    const part = parts.find(([, expression]) => expression.test(source))?.[0]
    return part === undefined ? [] : [{ source, part }]
  })
}

/** Flags of a part; `root` is the folder of the sources. Programs may be PIE, so everything is PIC. */
export function planLibcxxFlags(part: LibcxxPart, root: string): readonly string[] {
  const common = ['-O2', '-fPIC', '-ffunction-sections', '-fdata-sections', '-DNDEBUG', '-w', '-c']
  const includes = (...folders: readonly string[]): readonly string[] =>
    folders.map((folder) => `-I${root}/${folder}`)
  const both = [
    '-std=c++20',
    '-D_LIBCPP_BUILDING_LIBRARY',
    '-DLIBCXX_BUILDING_LIBCXXABI',
    '-D_LIBCXXABI_BUILDING_LIBRARY',
  ]
  switch (part) {
    case 'cxx':
      return [...common, ...both, ...includes('libcxxabi/include', 'libcxx/src')]
    case 'abi':
      return [
        ...common,
        ...both,
        ...includes('libcxxabi/include', 'libcxxabi/src', 'libcxx/src', 'libcxx'),
      ]
    case 'unwind':
      return [
        ...common,
        '-fno-exceptions',
        '-fno-rtti',
        '-funwind-tables',
        '-D_LIBUNWIND_IS_NATIVE_ONLY',
        ...includes('libunwind/include'),
      ]
    case 'unwind-c':
      return [
        ...common,
        '-fexceptions',
        '-funwind-tables',
        '-D_LIBUNWIND_IS_NATIVE_ONLY',
        ...includes('libunwind/include'),
      ]
  }
}

/**
 * A file of the source as it is used. `__config_site` says what CMake would have found: that the C library is musl. In the
 * personality, a macro is asked for by `#ifdef` though it is always there, so that only the way of WebAssembly is taken: without
 * it, no exception finds its handler.
 */
export function mendLibcxxFile(path: string, text: string): string {
  if (path === 'libcxx/include/__config_site') return '#define _LIBCPP_HAS_MUSL_LIBC\n'
  if (path === 'libcxxabi/src/cxa_personality.cpp')
    return text.replace(/^#define __USING_SJLJ_OR_WASM_EXCEPTIONS__ .*$/m, '')
  return text
}

/** Files whose text is not used as it comes. */
export const MENDED_LIBCXX_FILES: readonly string[] = [
  'libcxx/include/__config_site',
  'libcxxabi/src/cxa_personality.cpp',
]

/**
 * The names by which it is linked: GCC's, which most build scripts ask for, and LLVM's. The first holds everything but the
 * unwinder; libgcc_eh is what clang puts behind C++ programs, and Debian's is for glibc (`_dl_find_object`).
 */
export const LIBCXX_ARCHIVES: Readonly<Record<string, readonly LibcxxPart[]>> = {
  'libc++abi.a': [],
  'libunwind.a': ['unwind', 'unwind-c'],
  'libgcc_eh.a': ['unwind', 'unwind-c'],
  'libc++.a': ['cxx', 'abi'],
  'libstdc++.a': ['cxx', 'abi'],
}
