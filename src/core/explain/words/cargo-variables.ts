import { named, word } from './word-meaning.ts'
import type { WordPattern } from './word-meaning.ts'

/** Variables of cargo, and those that are taken for one. Source: the Cargo book of 1.95, configuration and environment variables. */
export const CARGO_VARIABLES: readonly WordPattern[] = [
  {
    pattern: /^\$?CARGO_BUILD_TARGET(?:=(\S*))?$/,
    means: ([, target]) => ({
      word: 'CARGO_BUILD_TARGET',
      title: 'Cargo’s own variable for the target, as --target on every command line.',
      means: [
        'It is the setting build.target of .cargo/config.toml as a variable. The output lands under target/<target>/.',
        'It sets no linker: CARGO_TARGET_<TARGET>_LINKER does.',
      ],
      sources: ['Cargo book, configuration: build.target'],
      ...named(target),
    }),
  },
  {
    pattern: /^\$?((?:RUST|RUSTC|CROSS|BUILD|CARGO)_(?:TARGET|TRIPLE|TARGET_TRIPLE))(?:=(\S*))?$/,
    means: ([, name = '', target]) => ({
      word: name,
      title: `Neither cargo nor rustc reads a variable called ${name}.`,
      means: [
        'It is a private variable of a script. Where --target "$…" is forgotten beside it, cargo builds for the host and says nothing.',
        'Cargo’s own is CARGO_BUILD_TARGET.',
      ],
      fix: {
        text: 'tell cargo',
        command: target
          ? ['env', `CARGO_BUILD_TARGET=${target}`, 'cargo', 'build', '--release']
          : ['cargo', 'build', '--release', '--target', 'TARGET'],
      },
      sources: [
        'Cargo book, configuration: build.target',
        'tried with cargo 1.95: built for the host',
      ],
      ...named(target),
    }),
  },
  {
    pattern: /^\$?(TARGET|HOST)(?:=\S*)?$/,
    means: ([, name = '']) => ({
      word: name,
      title: `Cargo gives ${name} to build scripts; it reads none from you.`,
      means: [
        'TARGET is what is built for, HOST where the build script itself runs. They differ when you build for a board.',
      ],
      sources: ['Cargo book, environment variables: those that Cargo sets for build scripts'],
    }),
  },
  {
    pattern: /^\$?CARGO_TARGET_([A-Z][A-Z0-9_]*|<\w+>)_LINKER(?:=(.*))?$/,
    means: ([all = '', target = '']) => ({
      word: all.replace(/[$=].*$/, '') || all,
      title: 'The variable that sets the linker of one target.',
      means: [
        'It is linker under [target.<target>] of .cargo/config.toml as a variable: the target in upper case, - and . as _.',
        'The value is a program: a gcc, clang or zig for the target, a wrapper script, or rust-lld. Its name need not look like the target’s.',
        'ferry sets it by itself for the board.',
      ],
      fix: {
        text: 'see what ferry sets',
        command: ['ferry', 'env', '--on', 'BOARD'],
      },
      sources: ['Cargo book, configuration: target.<triple>.linker'],
      ...named(target.startsWith('<') ? undefined : target),
    }),
  },
  {
    pattern: /^\$?CARGO_TARGET_([A-Z][A-Z0-9_]*|<\w+>)_RUNNER(?:=(.*))?$/,
    means: ([all = '', target = '']) => ({
      word: all.replace(/[$=].*$/, '') || all,
      title: 'The variable that says what starts a program of one target.',
      means: [
        'cargo run, test and bench give the built program to it: qemu-arm, or ferry runner, which starts it on the board.',
      ],
      fix: { text: 'make plain cargo run on the board', command: ['ferry', 'init'] },
      sources: ['Cargo book, configuration: target.<triple>.runner'],
      ...named(target.startsWith('<') ? undefined : target),
    }),
  },
  {
    pattern: /^\$?CARGO_TARGET_([A-Z][A-Z0-9_]*|<\w+>)_RUSTFLAGS(?:=(.*))?$/,
    means: ([all = '', target = '']) => ({
      word: all.replace(/[$=].*$/, '') || all,
      title: 'Flags of rustc for one target.',
      means: ['They are not added to RUSTFLAGS: where RUSTFLAGS is set, it alone counts.'],
      sources: ['Cargo book, configuration: build.rustflags'],
      ...named(target.startsWith('<') ? undefined : target),
    }),
  },
  word(/^\$?CARGO_TARGET_DIR(?:=.*)?$/, {
    word: 'CARGO_TARGET_DIR',
    title:
      'The folder that cargo builds in, target/ by default. It has nothing to do with targets.',
    means: [
      'With --target the programs lie in <folder>/<target>/release/, without it in <folder>/release/.',
    ],
    sources: ['Cargo book, configuration: build.target-dir; build cache'],
  }),
  word(/^\$?(?:RUSTFLAGS|CARGO_ENCODED_RUSTFLAGS|CARGO_BUILD_RUSTFLAGS)(?:=.*)?$/, {
    word: 'RUSTFLAGS',
    title: 'Flags that cargo gives to rustc.',
    means: [
      'One source alone counts, in this order: CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS, target.<target>.rustflags, build.rustflags.',
      'With --target build scripts and proc macros do not get them; without it they do, and a -C target-cpu of the board then breaks them.',
    ],
    sources: ['Cargo book, configuration: build.rustflags'],
  }),
]
