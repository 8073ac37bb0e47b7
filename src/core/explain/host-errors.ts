import { fixBy } from './error-pattern.ts'
import type { ErrorPattern } from './error-pattern.ts'

const RUN = fixBy(
  'let ferry link: it sets cargo’s linker for the board',
  'ferry',
  'build',
  '--on',
  'BOARD',
)

/** What rustc, cargo and linkers say when a program for a board is built. Texts: rustc 1.85 to 1.97, rust-lld, GNU ld. */
export const HOST_ERRORS: readonly ErrorPattern[] = [
  {
    pattern:
      /could not find specification for target "?([\w.-]+)"?|error loading target specification: .*?"([\w.-]+)"/i,
    means: ([, first = '', second = '']) => ({
      code: 'target/unknown',
      title: `rustc has no target ${first || second}.`,
      why: 'The name is not in rustc --print target-list.',
      fix: fixBy('see which target was meant', 'ferry', 'explain', first || second),
      names: [first || second],
    }),
  },
  {
    pattern:
      /toolchain .* does not (?:contain|support) .*target '?([\w.-]+)'?|component 'rust-std' for target '([\w.-]+)' is unavailable/,
    means: ([, first = '', second = '']) => ({
      code: 'std/missing',
      title: `rustup has no prebuilt std for ${first || second}.`,
      why: 'Either rustc has no target of that name, or it is a tier-3 target, whose std must be built.',
      fix: fixBy('see what that target is', 'ferry', 'explain', first || second),
      names: [first || second],
    }),
  },
  {
    pattern: /can't find crate for `(?:std|core|alloc)`/,
    means: () => ({
      code: 'std/missing',
      title: 'The toolchain has no standard library for that target.',
      why: 'rustc is a cross compiler, but std comes for the host alone until another is added (error E0463; the note below it says that the target may not be installed).',
      fix: fixBy('add it', 'rustup', 'target', 'add', 'TARGET'),
    }),
  },
  {
    pattern: /linker `([^`]+)` not found/,
    means: ([, linker = '']) => ({
      code: 'linker/missing',
      title: `The linker ${linker} is not installed.`,
      why:
        linker === 'cc'
          ? 'No linker is set for the target, so rustc asked for cc, and this host has no C compiler. CC does not change that: CARGO_TARGET_<TARGET>_LINKER or [target.<target>] linker does.'
          : 'It is what CARGO_TARGET_<TARGET>_LINKER, [target.<target>] linker or -C linker names, and it is not in PATH.',
      fix: RUN,
      names: [linker],
    }),
  },
  {
    pattern:
      /is incompatible with (?:elf\w+|armelf\w*|aarch64\w*)|file in wrong format|Relocations in generic ELF|file format not recognized|unrecogni[sz]ed emulation|unrecognized command-line option .*-m(?:64|arch)|skipping incompatible \S+ when searching/i,
    means: () => ({
      code: 'linker/wrong-machine',
      title: 'The host’s linker was given a program for another machine.',
      why: 'No linker is set for the target: rustc took the host’s cc (since 1.90 with rust-lld on x86-64 Linux), which links for the host. CC, CC_<target> and TARGET_CC do not change that; CARGO_TARGET_<TARGET>_LINKER, [target.<target>] linker and -C linker do.',
      fix: RUN,
    }),
  },
  {
    pattern: /uses VFP register arguments, .* does not|float ABI mismatch/i,
    means: () => ({
      code: 'elf/float-abi',
      title: 'Objects with hard float and with soft float were linked together.',
      why: 'gnueabihf passes floating point in FPU registers, gnueabi does not; a C compiler for the other ABI was used.',
      fix: RUN,
    }),
  },
]
