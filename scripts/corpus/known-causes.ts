import type { CorpusResult } from './project.ts'

/** Why something does not work, once somebody has looked. */
export interface KnownCause {
  readonly project: RegExp
  readonly board: RegExp
  /** `board`: it is right that it fails there, and ferry says so. */
  readonly whose: 'ours' | 'theirs' | 'board'
  readonly cause: string
}

/** Of ferry's results alone. */
const CAUSES: readonly KnownCause[] = [
  {
    project: /^rusb$/,
    board: /-musl$/,
    whose: 'ours',
    cause:
      'the crate builds its own libusb there, the program is built and starts; libusb without udev wants a device below /dev/bus/usb, where every board with a port has its hub, and the virtual board has none',
  },
  {
    project: /^snmalloc$/,
    board: /^armv6-musl$/,
    whose: 'theirs',
    cause:
      'its code for ARM has the instruction yield, which is ARMv6K’s; the target is ARMv6 (the compiler says so)',
  },
  {
    project: /^snmalloc$/,
    board: /^aarch64-musl$/,
    whose: 'theirs',
    cause:
      'it calls a function of glibc, __cxa_thread_atexit_impl, on every Unix but FreeBSD (the linker says so)',
  },
  {
    project: /^rocksdb$/,
    board: /^aarch64-debian12$/,
    whose: 'ours',
    cause:
      'no end within the 45 minutes that the corpus gives: it compiled at the lowest priority beside a load of 30',
  },
  {
    project: /^rdkafka$/,
    board: /./,
    whose: 'theirs',
    cause:
      'its build script starts configure and make with the compiler of this machine, whatever CC_<target> says; its feature cmake-build does not, and ferry names it',
  },
  {
    project: /^quickjs$/,
    board: /^(?:arm|riscv64)/,
    whose: 'theirs',
    cause:
      'the crate brings bindings for some targets alone; its feature bindgen makes them for the others, and ferry names it as a command',
  },
  {
    project: /^serialport$/,
    board: /^(?:armv7-debian11|armv6-musl|aarch64-musl)$/,
    whose: 'ours',
    cause:
      'the program is built and starts; the virtual board had no /sys/class/tty, which libudev of Debian 11 and the crate itself take for an error (mended: it has now)',
  },
  {
    project: /^(?:openssl-system|libssh2|alsa|hidapi|dbus|pcap|pyo3-embed|opencv)$/,
    board: /-musl$/,
    whose: 'theirs',
    cause:
      'the library of the board is built for glibc, the program is static, of musl; ferry says so, and names the crate’s feature that builds it, where there is one, and the board’s own glibc',
  },
  {
    project: /^own-config$/,
    board: /^armv7-debian11$/,
    whose: 'board',
    cause:
      'the project’s own linker, Debian 12’s cross gcc, links against glibc 2.36, and the board has 2.31: linker/libc-too-new, before the build, with the line to take out',
  },
]

export function knownCause({ project, board }: CorpusResult): KnownCause | undefined {
  return CAUSES.find((cause) => cause.project.test(project) && cause.board.test(board))
}
