import { named, word } from './word-meaning.ts'
import type { WordPattern } from './word-meaning.ts'

/** Commands that recipes for boards are made of. */
export const COMMAND_WORDS: readonly WordPattern[] = [
  {
    pattern:
      /^cargo (?:\+\S+ )?(build|check|run|test|bench|rustc|install)(?: (?:(?!--target[ =]).)*(?:--target[ =](\S+))?.*)?$/,
    means: ([all = '', verb = '', target]) => ({
      word: `cargo ${verb}`,
      title: target
        ? `cargo starts rustc with --target ${target}: rustc is a cross compiler and generates code for that target.`
        : 'Without --target, build.target or CARGO_BUILD_TARGET cargo builds for this host.',
      means: [
        target
          ? `${/ (?:--release|-r)(?: |$)/.test(all) ? `The programs lie under target/${target}/release/` : `The programs lie under target/${target}/debug/, with --release under target/${target}/release/`}. Build scripts and proc macros are still built for the host.`
          : 'The programs lie under target/release/ or target/debug/.',
        `${target ? 'Two things must be there besides' : 'For a board name the target; and two things must be there'}: std for the target, and a linker for it (CARGO_TARGET_<TARGET>_LINKER), or the build fails at its end. ferry build sets both.`,
      ],
      fix: { text: 'both, for the board as it is', command: ['ferry', 'build', '--on', 'BOARD'] },
      sources: ['Cargo book, cargo build; build cache', 'tried with cargo 1.95'],
      ...named(target),
    }),
  },
  {
    pattern: /^rustup (?:\+\S+ )?target add(?: --toolchain \S+)?(?: ([\w.-]+))?(?: .*)?$/,
    means: ([, target = '']) => ({
      word: 'rustup target add',
      title: 'Downloads the prebuilt std of a target. It is no linker, and no libc of the board.',
      means: [
        'Only targets of tiers 1 and 2 have one; for tier 3 std is built by -Zbuild-std. ferry does either by itself.',
      ],
      ...(target ? { fix: { text: 'add it', command: ['rustup', 'target', 'add', target] } } : {}),
      sources: ['rustup book, cross-compilation', 'rustc book, platform support'],
      ...named(target),
    }),
  },
  {
    pattern:
      /^(?:cross|cross (?:build|run|test|check)(?: (?:(?!--target[ =]).)*(?:--target[ =](\S+))?.*)?|cross-rs)$/,
    means: ([, target]) => ({
      word: 'cross',
      title: 'Cargo in a container that holds a gcc, a libc and qemu for the target.',
      means: [
        'It needs Docker or Podman. The libc is that of the image, not of your board; ferry takes the board’s own and needs no container.',
      ],
      fix: { text: 'without a container', command: ['ferry', 'build', '--on', 'BOARD'] },
      sources: ['cross-rs/cross: README'],
      ...named(target),
    }),
  },
  {
    pattern:
      /^(?:cargo[- ]zigbuild|zig(?: cc)?)(?: (?:(?!--target[ =]).)*(?:--target[ =](\S+))?.*)?$/,
    means: ([, target]) => ({
      word: 'zig cc',
      title: 'A C compiler and linker for many targets in one, with libcs of its own.',
      means: [
        'Behind the target it takes the glibc version to link for: aarch64-unknown-linux-gnu.2.31. ferry takes it as linker, too, where it is chosen.',
      ],
      sources: ['rust-cross/cargo-zigbuild: README'],
      ...named(target),
    }),
  },
  word(/^(scp|rsync|sftp|sshfs)(?: .+)?$/, {
    word: 'scp',
    title: 'Copies over ssh; nothing is mounted for it. (sshfs alone mounts, on the laptop.)',
    means: [
      'scp overwrites the file in place: a program that runs there refuses (“Text file busy”), and a connection that breaks leaves half a file. ferry ship writes beside, checks, and renames.',
    ],
    fix: { text: 'whole or not at all', command: ['ferry', 'ship', 'FILE', '--on', 'BOARD'] },
    sources: ['scp(1)', 'open(2): ETXTBSY', 'rename(2)'],
  }),
  word(
    /^(?:(?:gdb|gdb-multiarch|gdbserver|lldb|lldb-server|remote debugging|\S+-gdb)(?: .*)?|target remote \S+)$/i,
    {
      word: 'gdb and gdbserver',
      title:
        'Debugging on a board needs both ends: gdbserver there, and a gdb that knows its architecture here.',
      means: [
        'On the board: gdbserver :1234 ./app. On the laptop: gdb-multiarch ./app, then target remote BOARD:1234. Fedora’s and Arch’s gdb know all architectures; Debian’s plain gdb knows its own.',
        'The gdb here reads debug information from your unstripped file: debug = true under [profile.release], or the dev profile; set sysroot names the board’s libraries.',
      ],
      sources: [
        'gdb manual, connecting to a remote target',
        'Debian packages gdb-multiarch, gdbserver',
      ],
    },
  ),
  word(
    /^(?:qemu(?:-user)?(?:-static)?|qemu-(?:arm|aarch64|riscv64|mips\w*|ppc\w*|i386|x86_64)(?:-static)?(?: .*)?|binfmt(?:_misc)?)$/i,
    {
      word: 'qemu-user',
      title: 'Runs a board’s program on the laptop, one instruction set on top of another.',
      means: [
        'qemu-arm -L SYSROOT ./app; registered with binfmt_misc, the program is started like any other. Without it, the host’s “Exec format error” about a board’s program is as it should be.',
        'As a runner of cargo it serves run and test. Its default CPU knows more than many boards; -cpu arm1176 is a Pi Zero. virtual boards of ferry are that with the right CPU, libc and ssh.',
      ],
      fix: { text: 'on an emulated board', command: ['ferry', 'run', '--on', 'virtual:pi-zero'] },
      sources: ['QEMU documentation, user mode', 'Linux, admin-guide/binfmt-misc'],
    },
  ),
  word(/^(?:file|ldd|(?:\S+-)?readelf(?: -\w+)?|(?:\S+-)?objdump(?: -\w+)?)(?: [\w./-]+)?$/, {
    word: 'file, ldd, readelf',
    title: 'Tools that look into a program. None of them knows your board.',
    means: [
      'file tells machine, class and loader, readelf -A the ARM attributes, readelf -V the versions it wants. ldd starts the host’s loader, and fails on a foreign program.',
    ],
    fix: {
      text: 'compare it with the board',
      command: ['ferry', 'verify', 'FILE', '--on', 'BOARD'],
    },
    sources: ['file(1), ldd(1), readelf(1)'],
  }),
]
