import { word } from './word-meaning.ts'
import type { WordPattern } from './word-meaning.ts'

const PLATFORMS = 'rustc book, platform support'
const AAPCS = 'ABI for the Arm Architecture, AAPCS32'

/** Pieces of targets’ names, and what they are compared with on a board. */
export const TARGET_WORDS: readonly WordPattern[] = [
  word(/^(?:target|host)?[- ]?(?:triple|triplet|tuple)s?$/i, {
    word: 'target tuple',
    title: 'A target’s name: what a board’s programs are made of, not what the board is called.',
    means: [
      'Usually architecture-vendor-system-environment; sometimes three pieces (aarch64-apple-darwin, armv7-linux-androideabi).',
      'The architecture may carry a level or extensions (armv7, riscv64gc), the environment the libc and the float ABI (gnueabihf, musl).',
      'Match the userland first (32 or 64 bit, float ABI, libc), then the silicon.',
    ],
    fix: { text: 'take one apart', command: ['ferry', 'explain', 'armv7-unknown-linux-gnueabihf'] },
    sources: ['rustc --print target-list', PLATFORMS],
  }),
  word(
    /^(?:hf|hard[- ]?float|hardfp|gnueabihf|musleabihf|eabihf|ld-linux-armhf\.so\.3|-mfloat-abi=hard)$/i,
    {
      word: 'hf',
      title: 'Hard float: functions pass floating point in FPU registers, so an FPU is a must.',
      means: [
        'It is a calling convention, not only leave to use an FPU: code of the soft-float ABI may use one, too.',
        'It is a matter of the name’s last piece (gnueabihf, musleabihf), not of “armv7”: armv7-unknown-linux-gnueabi is soft-float.',
        'A program of the wrong kind does not start: its loader, /lib/ld-linux-armhf.so.3 or /lib/ld-linux.so.3, is not there, and the kernel says “No such file or directory”. A static one runs up to the first FPU instruction that the CPU lacks, and ends with SIGILL.',
      ],
      fix: { text: 'see what the board has', command: ['ferry', 'probe', 'BOARD'] },
      sources: [AAPCS, PLATFORMS, 'tried under qemu-arm'],
    },
  ),
  word(/^(?:sf|soft[- ]?float|softfp|gnueabi|musleabi|eabi|-mfloat-abi=soft(?:fp)?)$/i, {
    word: 'gnueabi',
    title: 'The soft-float ABI of 32-bit ARM: functions pass floating point in integer registers.',
    means: [
      'Debian’s armel and most OpenWrt targets have it. Its loader is /lib/ld-linux.so.3, or /lib/ld-musl-arm.so.1.',
      'GCC’s softfp is the same ABI with FPU instructions inside functions; programs of both fit together.',
    ],
    sources: [AAPCS, 'GCC manual, ARM options: -mfloat-abi'],
  }),
  word(/^(?:gnu|glibc|libc6|gnu libc)$/i, {
    word: 'glibc',
    title:
      'The C library of Debian, Raspberry Pi OS, Ubuntu, Fedora and Arch: “gnu” in a target’s name.',
    means: [
      'std of *-gnu targets needs it on the board. A program runs with the version that it was linked against, or a later one.',
      'Linked on a newer system it asks for more than the board has: “version GLIBC_2.34 not found”. ferry links against the board’s own.',
    ],
    fix: { text: 'see the board’s version', command: ['ferry', 'probe', 'BOARD'] },
    sources: [PLATFORMS, 'glibc manual; symbol versions of __libc_start_main'],
  }),
  word(/^musl(?:[- ]libc)?$/i, {
    word: 'musl',
    title: 'A small C library: that of Alpine and OpenWrt, and the usual way to a static program.',
    means: [
      'rustc’s *-musl targets bring libc.a and start files, so a pure Rust program links without anything of the board, and runs on glibc systems, too.',
      'Static is the default for most of them, not for all: riscv64gc, loongarch64, powerpc64, mips and thumbv7neon link dynamically unless -C target-feature=+crt-static is given.',
      'Debian has no cross gcc for musl; C code needs another compiler (zig cc, musl-cross).',
    ],
    fix: {
      text: 'the target of a static program for a board',
      command: ['ferry', 'target', '--static', '--on', 'BOARD'],
    },
    sources: ['rustc target specifications: crt-static-default', PLATFORMS],
  }),
  word(
    /^(?:static|crt-static|[+-]crt-static|static(?:ally)?[- ]link(?:ed|ing)|-C ?target-feature=[+-]crt-static)$/i,
    {
      word: 'crt-static',
      title: 'Whether libc is linked into the program, or found on the board.',
      means: [
        'A static program needs no loader and no libraries on the board, only its kernel and CPU.',
        'It is the default of most *-musl targets; -C target-feature=+crt-static and -crt-static change it. With glibc it works, too, but name lookup (getaddrinfo, users) still wants glibc’s shared libraries.',
      ],
      fix: {
        text: 'the target of a static program for a board',
        command: ['ferry', 'target', '--static', '--on', 'BOARD'],
      },
      sources: [
        'rust reference, linkage: static and dynamic C runtimes',
        'glibc FAQ, static linking',
      ],
    },
  ),
  word(/^(?:unknown|vendor)$/i, {
    word: 'unknown',
    title: 'The vendor in a target’s name, left open.',
    means: [
      'It is a name alone: GNU and Debian leave the piece out (arm-linux-gnueabihf). Others exist: apple, pc, openwrt, unikraft.',
    ],
    sources: ['rustc --print target-list'],
  }),
  word(/^tier[- ]?[123]?$/i, {
    word: 'tier',
    title: 'How much the Rust project does for a target.',
    means: [
      'Tier 1 is tested, tier 2 is built: both have a prebuilt std, by rustup target add. Tier 3 has none; cargo -Zbuild-std builds it from source.',
      'ferry installs std or builds it, as the target asks.',
    ],
    sources: [PLATFORMS],
  }),
  word(/^(?:thumb|thumb-?2|t32)$/i, {
    word: 'Thumb-2',
    title: 'ARM’s denser encoding: 16- and 32-bit instructions, from ARMv7 (and ARM1156) on.',
    means: [
      'ARM11 of the Pi 1 and Zero has not: a Thumb-2 instruction there is SIGILL.',
      'thumbv7neon-unknown-linux-gnueabihf makes such code, and requires NEON.',
    ],
    sources: ['ARM Architecture Reference Manual, ARMv7-A', PLATFORMS],
  }),
  word(/^(?:neon|asimd|advanced simd)$/i, {
    word: 'NEON',
    title: 'ARM’s vector unit: always there in 64-bit ARM, an option in ARMv7.',
    means: [
      'Not in Tegra 2, Armada 370 and XP, SAMA5D3: there code of thumbv7neon, or of -C target-feature=+neon, ends with SIGILL. It reads “neon” (32-bit) or “asimd” (64-bit) in /proc/cpuinfo.',
    ],
    fix: { text: 'see whether the board has it', command: ['ferry', 'probe', 'BOARD'] },
    sources: ['Linux, arch/arm and arch/arm64, hwcap', PLATFORMS],
  }),
  word(/^(?:vfp|vfpv[234](?:-?d16)?|vfpv?d(?:16|32)|d16|d32|fpu)$/i, {
    word: 'VFP',
    title:
      'The FPU of 32-bit ARM: VFPv2 in ARM11, VFPv3 or VFPv4 with 16 or 32 double registers in ARMv7.',
    means: [
      'ARM1176 (Pi 1, Zero) has VFPv2: hard float, without NEON.',
      'Code of rustc 1.94 and later for armv7 uses d16–d31; on a CPU with 16 registers (vfpv3d16 in /proc/cpuinfo) it ends with SIGILL.',
    ],
    fix: { text: 'see what the board has', command: ['ferry', 'probe', 'BOARD'] },
    sources: ['ARM Architecture Reference Manual', 'rust-lang/rust#159973'],
  }),
  word(
    /^(?:64[- ]?bit|32[- ]?bit|lpae|arm_64bit(?:=\d)?|uname -m|getconf LONG_BIT|dpkg --print-architecture)$/i,
    {
      word: '32 or 64 bit',
      title: 'The programs on the board decide, not its kernel, nor its memory.',
      means: [
        '32-bit Raspberry Pi OS boots a 64-bit kernel on a Pi 4 and 5: uname -m says aarch64 there, getconf LONG_BIT says 32, dpkg --print-architecture says armhf. Its target is armv7-unknown-linux-gnueabihf.',
        'More than 4 GB need no 64-bit programs: a 32-bit kernel with LPAE serves them; one 32-bit process alone sees less than 4 GB.',
      ],
      fix: { text: 'ask the board', command: ['ferry', 'target', '--on', 'BOARD'] },
      sources: [
        'raspberrypi/linux#5402, raspberrypi/firmware#1795',
        'Raspberry Pi documentation, config.txt: arm_64bit',
      ],
    },
  ),
  word(/^(?:page[- ]?size|16k(?:ib)?(?: pages?)?|getconf PAGE_?SIZE)$/i, {
    word: 'page size',
    title:
      'What a program’s segments must be aligned to: 4 KiB, or 16 KiB on a Pi 5’s default kernel.',
    means: [
      'GNU ld aligns 32-bit ARM programs to 4 KiB, so they do not load under a kernel with larger pages; rust-lld aligns to 64 KiB. jemalloc fixes the size when it is built.',
    ],
    fix: { text: 'see the board’s', command: ['ferry', 'probe', 'BOARD'] },
    sources: ['Linux, fs/binfmt_elf.c', 'tikv-jemalloc-sys: README'],
  }),
]
