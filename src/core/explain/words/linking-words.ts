import { named, word } from './word-meaning.ts'
import type { WordMeaning, WordPattern } from './word-meaning.ts'

const LINKER = 'rustc book, codegen options: linker'
const ASK = { text: 'see what ferry sets', command: ['ferry', 'env', '--on', 'BOARD'] } as const

/** What a program is made of at the end of a build, and what puts it together. */
export const LINKING_WORDS: readonly WordPattern[] = [
  word(/^(?:linker|ld|cc|linking|link(?: step)?|c compiler|wrapper(?: script)?|-fuse-ld=\w+)$/, {
    word: 'linker',
    title:
      'It joins the compiled objects with std, start files, libgcc and libc. rustc starts cc for it unless told otherwise.',
    means: [
      'All of it happens while building; nothing is left to the linker when the program runs. Calling conventions were fixed when the code was generated; the linker resolves symbols.',
      'No linker set means the host’s cc (since 1.90 with rust-lld on x86-64 Linux), which says “is incompatible with elf_x86_64” or “file in wrong format”; “linker `cc` not found” only where the host has none.',
      'One of three changes it: CARGO_TARGET_<TARGET>_LINKER, linker under [target.<target>] in .cargo/config.toml, -C linker. CC does not. A wrapper script counts only if one of them names it, or if it is called cc and comes first in PATH.',
      'Its name is free: gcc of any distribution, clang, zig cc, rust-lld. A library crate (rlib) is not linked, so a missing linker shows with programs and cdylibs alone.',
    ],
    fix: ASK,
    sources: [LINKER, 'Cargo book, configuration: target.<triple>.linker', 'tried with rustc 1.95'],
  }),
  {
    pattern: /^(?:-C ?)?linker ?= ?["']?([^"'\s]+)["']?$/,
    means: ([, program = '']) => ({
      word: 'linker = …',
      title: `Makes ${program} the linker of the target whose table it stands in.`,
      means: [
        'In .cargo/config.toml it belongs under [target.<target>]; under [build] or [profile] it means nothing.',
        'The name is free; the program must be there: otherwise rustc says “linker `…` not found” with that very name.',
      ],
      fix: { text: 'let ferry write the table for a board', command: ['ferry', 'init'] },
      sources: ['Cargo book, configuration: target.<triple>.linker'],
    }),
  },
  {
    pattern: /^\[target\.["']?([\w.-]+)["']?\]$/,
    means: ([, target]) => ({
      word: '[target.…]',
      title: 'The table of one target in .cargo/config.toml: linker, runner, rustflags.',
      means: [
        'The same as CARGO_TARGET_<TARGET>_LINKER, _RUNNER and _RUSTFLAGS. It does not choose the target: build.target or --target does.',
      ],
      fix: { text: 'let ferry write it for a board', command: ['ferry', 'init'] },
      sources: ['Cargo book, configuration: target'],
      ...named(target),
    }),
  },
  word(/^(?:rust-lld|lld|ld\.lld|gcc-ld)$/i, {
    word: 'rust-lld',
    title:
      'LLVM’s linker, which comes with every toolchain of rustup and links for all its targets.',
    means: [
      'Called as ld.lld it adds nothing by itself: start files, -L folders, libgcc and libc must be named. ferry does, from packages of the board’s own release, and needs no cross gcc.',
    ],
    fix: ASK,
    sources: [LINKER, 'tried for ARMv6, ARMv7, AArch64 and RISC-V'],
  }),
  word(
    /^(?:s?crt[1in]\.o|crt(?:begin|end)[ST]?\.o|start ?files?|crt|libgcc(?:_s)?(?:\.so\.1|\.a)?)$/i,
    {
      word: 'start files',
      title:
        'crt1.o, crti.o, crtbegin.o and libgcc: what a linker puts around a program’s own code.',
      means: [
        'They are machine code of whoever built them: those of Debian’s arm-linux-gnueabihf-gcc are ARMv7 Thumb-2, so what it links ends with SIGILL in _start on ARMv6.',
      ],
      fix: {
        text: 'see it in a file',
        command: ['ferry', 'verify', 'FILE', '--on', 'BOARD'],
      },
      sources: [
        'readelf -A of crt1.o in libc6-dev-armhf-cross, bookworm and trixie',
        'rust-lang/rust#74517',
      ],
    },
  ),
  word(/^sysroot$|^--sysroot(?:=.*)?$/i, {
    word: 'sysroot',
    title:
      'A folder that stands for a board’s root while building: its libraries, headers and start files.',
    means: [
      'ferry makes one from packages of the board’s own distribution and release. rustc has a sysroot of its own (rustc --print sysroot), which holds std.',
    ],
    sources: ['ld(1): --sysroot', 'rustc --print sysroot'],
  }),
  word(/^(?:pt_interp|interpreter|dynamic (?:loader|linker)|ld\.so|ld-linux\S*|ld-musl\S*)$/i, {
    word: 'interpreter',
    title: 'The board’s program loader, named by path in every dynamic program (PT_INTERP).',
    means: [
      'Where that path does not exist on the board, the kernel says “No such file or directory” about the program itself: wrong float ABI, musl against glibc, or NixOS.',
    ],
    fix: {
      text: 'compare a file with the board',
      command: ['ferry', 'verify', 'FILE', '--on', 'BOARD'],
    },
    sources: ['execve(2): ENOENT', 'ld.so(8)'],
  }),
  word(/^(?:std|rust-std|libstd|standard library|rlibs?|core and std)$/i, {
    word: 'std',
    title:
      'Rust’s standard library for a target: compiled archives (.rlib) under lib/rustlib/<target>/lib.',
    means: [
      'rustup target add brings it for tiers 1 and 2. Without it rustc says “can’t find crate for `std`”.',
      'Archives are not a program: a linker, libc and start files are needed as well. *-musl targets bring those, too.',
    ],
    sources: ['rustup book, cross-compilation', 'files of the component rust-std'],
  }),
  word(/^(?:-Z ?)?build-std(?:=\S+)?$/i, {
    word: '-Zbuild-std',
    title:
      'cargo builds std from its source, for a target that has none prebuilt, or with other flags.',
    means: [
      'It wants a nightly toolchain and the component rust-src. ferry does it where the target asks for it.',
    ],
    sources: ['Cargo book, unstable features: build-std'],
  }),
  {
    pattern:
      /^(?:(?:sudo )?apt(?:-get)? (?:-y )?install (?:-\S+ )*)?(?:gcc|g\+\+|binutils|crossbuild-essential|libc6-dev)-((?:arm|aarch64|riscv64|i686|x86[-_]64|mips\w*|powerpc\w*|s390x)-linux-\w+)(?: \S+)*$/,
    means: ([, tuple = '']) => crossCompiler(tuple),
  },
]

/** Debian’s packages; the traps were reproduced with bookworm’s and trixie’s (facts/linkers.tsv). */
function crossCompiler(tuple: string): WordMeaning {
  const isArm = tuple === 'arm-linux-gnueabihf'
  return {
    word: `gcc-${tuple}`,
    title: `Debian’s and Ubuntu’s C compiler for ${tuple}, and the linker that cargo is often given: ${tuple}-gcc.`,
    means: [
      'Installed for the whole system. Alone it changes nothing: cargo must be told (CARGO_TARGET_<TARGET>_LINKER). Its libc comes as a recommended package only: without it name libc6-dev-…-cross.',
      ...(isArm
        ? [
            'Right for ARMv7 and later, wrong for ARMv6 (Pi 1, Zero): its start files and libgcc are ARMv7, and what it links ends with SIGILL there.',
          ]
        : []),
      'What it links wants the glibc of this host’s release, or a later one. Pure Rust does not need it: ferry links with rust-lld against the board’s own libc.',
    ],
    fix: { text: 'build without it', command: ['ferry', 'build', '--on', 'BOARD'] },
    sources: [
      'Debian packages gcc-…, libc6-dev-…-cross',
      'rust-lang/rust#74517, cross-rs/cross#1017',
    ],
    target: tuple,
  }
}
