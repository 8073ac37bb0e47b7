import { named, word } from './word-meaning.ts'
import type { WordPattern } from './word-meaning.ts'

/** Variables that build scripts and loaders read. Sources: documentation of the crates cc 1.11, pkg-config 0.3, bindgen and tikv-jemalloc-sys; qemu-user; ld.so(8). */
export const BUILD_VARIABLES: readonly WordPattern[] = [
  {
    pattern:
      /^\$?((?:TARGET_|HOST_)?(?:CC|CXX|AR|RANLIB|CFLAGS|CXXFLAGS|ARFLAGS)(?:_([a-z0-9][\w.-]*|<\w+>))?)(?:=.*)?$/,
    means: ([, name = '', target]) => ({
      word: name,
      title: `${name} is read by the crate cc, which compiles C in build scripts. It does not choose the linker.`,
      means: [
        'rustc and cargo do not read it: CC=arm-linux-gnueabihf-gcc cargo build still links with cc. CARGO_TARGET_<TARGET>_LINKER, linker under [target.<target>] or -C linker changes that.',
        'The crate takes the first that is set: CC_<target>, CC_<target with underscores>, TARGET_CC (HOST_CC for the host), CC. A plain CC also reaches what is compiled for the host, so name the target.',
      ],
      fix: {
        text: 'see what ferry sets, compilers and linker',
        command: ['ferry', 'env', '--on', 'BOARD'],
      },
      sources: [
        'documentation of the crate cc: environment variables',
        'rustc book, codegen options: linker',
        'tried with cargo 1.95: CC=/bin/false still links',
      ],
      ...named(target?.startsWith('<') === true ? undefined : target),
    }),
  },
  {
    pattern: /^\$?(LD|LDFLAGS)(?:=.*)?$/,
    means: ([, name = '']) => ({
      word: name,
      title: `${name} is a variable of make and configure; neither cargo nor rustc reads it.`,
      means: [
        'The linker is CARGO_TARGET_<TARGET>_LINKER, its arguments are -C link-arg in the target’s rustflags or cargo::rustc-link-arg of a build script.',
      ],
      sources: ['Cargo book, configuration: target.<triple>.linker'],
    }),
  },
  word(/^\$?CROSS_COMPILE(?:=.*)?$/, {
    word: 'CROSS_COMPILE',
    title: 'The prefix of a C compiler’s name, arm-linux-gnueabihf- for one.',
    means: [
      'Linux, U-Boot and the crate cc read it; cargo and rustc do not, so the linker stays what it was.',
    ],
    sources: ['documentation of the crate cc: environment variables'],
  }),
  word(/^\$?PKG_CONFIG(?:_(?:ALLOW_CROSS|PATH|LIBDIR|SYSROOT_DIR)\w*)?(?:=.*)?$/, {
    word: 'PKG_CONFIG_…',
    title: 'Variables of pkg-config, which -sys crates ask for C libraries.',
    means: [
      'For a board it needs the board’s own .pc files and root: PKG_CONFIG_LIBDIR_<target> and PKG_CONFIG_SYSROOT_DIR_<target>.',
      'PKG_CONFIG_ALLOW_CROSS=1 alone makes it answer with the host’s libraries. ferry sets the right ones.',
    ],
    fix: { text: 'see them', command: ['ferry', 'env', '--on', 'BOARD'] },
    sources: ['documentation of the crate pkg-config', 'pkg-config(1)'],
  }),
  word(/^\$?BINDGEN_EXTRA_CLANG_ARGS\w*(?:=.*)?$/, {
    word: 'BINDGEN_EXTRA_CLANG_ARGS',
    title: 'What bindgen gives to libclang: --sysroot and the board’s headers.',
    means: [
      'BINDGEN_EXTRA_CLANG_ARGS_<target> is for one target. Without it bindgen reads the host’s headers, whose types may have other sizes.',
    ],
    sources: ['documentation of bindgen: environment variables'],
  }),
  word(/^\$?QEMU_LD_PREFIX(?:=.*)?$/, {
    word: 'QEMU_LD_PREFIX',
    title:
      'Where qemu-user looks for the loader and libraries of a foreign program; -L does the same.',
    means: ['A dynamic program of a board needs it on a laptop, a static one does not.'],
    sources: ['QEMU documentation, user mode: -L'],
  }),
  word(/^\$?LD_LIBRARY_PATH(?:=.*)?$/, {
    word: 'LD_LIBRARY_PATH',
    title: 'Folders that the board’s loader looks through first, when a program is started.',
    means: ['It says nothing to a linker: there it is -L.'],
    sources: ['ld.so(8)'],
  }),
  word(/^\$?JEMALLOC_SYS_WITH_LG_PAGE(?:=.*)?$/, {
    word: 'JEMALLOC_SYS_WITH_LG_PAGE',
    title: 'The largest page, as a power of two, that jemalloc is built for.',
    means: [
      '16 serves pages up to 64 KiB, 14 the 16 KiB of Raspberry Pi 5. Built for less than the kernel’s, jemalloc ends with “Unsupported system page size”.',
    ],
    sources: ['tikv-jemalloc-sys: README'],
  }),
  word(
    /^\$?RUST_LIBC_UNSTABLE_GNU_TIME_BITS(?:=.*)?$|^libc_unstable_gnu_time_bits\S*$|^t(?:ime)?64$/i,
    {
      word: 'time64',
      title:
        '64-bit time on 32-bit boards: Debian 13 and Ubuntu 24.04 armhf have it, older systems do not.',
      means: [
        'Structures with a time_t then have another layout. Rust’s crate libc takes 32 bits on 32-bit glibc unless told otherwise, so calls of C libraries that pass such structures go wrong.',
        'The switch is RUST_LIBC_UNSTABLE_GNU_TIME_BITS=64 up to libc 0.2.186, and --cfg=libc_unstable_gnu_time_bits="64" in RUSTFLAGS from 0.2.187.',
        'ferry reads from the board which it has.',
      ],
      sources: [
        'build script of the crate libc 0.2.186 and 0.2.191',
        'Debian wiki, ReleaseGoals/64bit-time',
      ],
    },
  ),
]
