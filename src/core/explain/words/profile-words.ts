import { named, word } from './word-meaning.ts'
import type { WordPattern } from './word-meaning.ts'

const PROFILES = 'Cargo book, profiles'

/** Profiles of cargo, and options that end in a program’s size, its debugging, or its instructions. */
export const PROFILE_WORDS: readonly WordPattern[] = [
  word(/^(?:(?:--release|-r)|release(?: (?:build|profile))?|\[profile\.release\])$/i, {
    word: 'release',
    title:
      'Cargo’s profile for programs that are shipped: opt-level 3, no debug information, no debug assertions, no overflow checks.',
    means: [
      'It turns on no LTO across crates, and keeps symbols. Since Cargo 1.77 debug information of std is stripped with it, as the profile asks for none.',
      'The dev profile is bigger and slower for its DWARF debug information, debug assertions and overflow checks at opt-level 0. None of that is profiling.',
      'ferry builds release unless --dev is given.',
    ],
    sources: [PROFILES, 'cargo build --release -v of 1.95: -C strip=debuginfo'],
  }),
  word(/^(?:dev|debug (?:build|profile)|dev (?:build|profile)|\[profile\.dev\]|--dev|--debug)$/i, {
    word: 'dev',
    title:
      'Cargo’s profile without --release: opt-level 0, full debug information, debug assertions, overflow checks.',
    means: ['There is no profiling data in it. Its programs lie under target/<target>/debug/.'],
    sources: [PROFILES],
  }),
  word(
    /^(?:debug ?= ?(?:true|false|\d|".*")|debug[- ]?info(?:rmation)?|dwarf|-C ?debuginfo=\S+)$/i,
    {
      word: 'debug = true',
      title:
        'Full debug information, a setting of a profile: it must stand under [profile.release] to be in a release build.',
      means: [
        'Alone at the top of Cargo.toml, or under [package], it means nothing. The dev profile has it already.',
        'It makes the file larger, not the program slower; the board needs no copy of it where gdb on the laptop reads the unstripped file.',
      ],
      fix: {
        text: 'for one build, without an edit',
        command: ['ferry', 'build', '--config', 'profile.release.debug=true', '--on', 'BOARD'],
      },
      sources: [`${PROFILES}: debug`],
    },
  ),
  word(/^(?:strip(?: ?= ?\S+)?|(?:\S+-)?strip(?: \S+)?|-C ?strip=\S+|stripped)$/i, {
    word: 'strip',
    title: 'Takes debug information, or all symbols, out of a program.',
    means: [
      'strip = "symbols" (or true) in a profile does it while linking, strip = "debuginfo" keeps the symbols that backtraces name functions with.',
      'It changes no address: keep the unstripped file, gdb and addr2line read it for a stripped one that runs on the board. The host’s strip may refuse a board’s file; rustc’s own setting does not.',
    ],
    sources: [`${PROFILES}: strip`, 'rustc book, codegen options: strip'],
  }),
  word(/^split-debuginfo(?: ?= ?\S+)?$/i, {
    word: 'split-debuginfo',
    title: 'Whether debug information stays in the program or goes beside it.',
    means: [
      '"packed" writes a .dwp beside the program on Linux: the program stays small, gdb on the laptop has all.',
    ],
    sources: [`${PROFILES}: split-debuginfo`],
  }),
  word(/^(?:lto(?: ?= ?\S+)?|thin ?lto|fat ?lto)$/i, {
    word: 'lto',
    title:
      'Optimizing across crates while linking. Off unless a profile asks for it, in release as well.',
    means: ['lto = "thin" or true makes smaller and faster programs and longer builds.'],
    sources: [`${PROFILES}: lto`],
  }),
  {
    pattern: /^(?:-C ?)?target-cpu(?: ?= ?([\w.+-]+))?$/i,
    means: ([, cpu]) => ({
      word: 'target-cpu',
      title: `Lets rustc use every instruction that LLVM knows of ${cpu ?? 'a CPU'}, whether the board has it or not.`,
      means: [
        'cortex-a53 and cortex-a72 turn on AES and SHA-2, which Raspberry Pi 3 and 4 lack; cortex-a5 turns on NEON, which SAMA5D3 lacks. What is missing ends with SIGILL.',
        'native is the laptop’s CPU, never the board’s. std stays as it was built.',
      ],
      fix: {
        text: 'see flags that are true for a board',
        command: ['ferry', 'target', '--on', 'BOARD'],
      },
      sources: [
        'rustc book, codegen options: target-cpu',
        'rustc --print cfg -C target-cpu=…; /proc/cpuinfo of these boards',
      ],
    }),
  },
  {
    pattern: /^(?:-C ?)?target-feature(?: ?= ?(\S+))?$/i,
    means: () => ({
      word: 'target-feature',
      title: 'Turns single instruction-set extensions on (+neon) or off (-neon).',
      means: [
        'It cannot change the float ABI: that is the target’s. +v on a C906 or C910 is wrong, their vector unit is an older draft.',
      ],
      fix: {
        text: 'see flags that are true for a board',
        command: ['ferry', 'target', '--on', 'BOARD'],
      },
      sources: ['rustc book, codegen options: target-feature'],
    }),
  },
  {
    pattern: /^(?:\[build\] )?target ?= ?"([\w.-]+)"$/,
    means: ([, target]) => ({
      word: 'build.target',
      title:
        'Under [build] in .cargo/config.toml: the target of every cargo command in that folder.',
      means: ['cargo run and test then want a runner, and programs lie under target/<target>/.'],
      sources: ['Cargo book, configuration: build.target'],
      ...named(target),
    }),
  },
]
