import type { FullOptions } from '../../board/virtual-options.ts'
import type {
  EmulatedMachine,
  VirtualArchitecture,
  VirtualPreset,
} from '../../board/virtual-preset.ts'
import { FULL_COMPUTERS } from './full-computers.ts'
import type { FullComputer } from './full-computers.ts'

/** The emulated computer of a full board, and the kernel that it boots. */
export interface FullMachine {
  readonly machine: EmulatedMachine
  /** QEMU's machine. */
  readonly computer: FullComputer
  /** QEMU's `-cpu`. */
  readonly cpu: string
  readonly processors: number
  readonly memoryBytes: number
  /** Debian package whose dependency is the newest kernel, and the suite to take it from. */
  readonly kernel: { readonly name: string; readonly suite: string }
  /** The serial port, as the kernel calls it. */
  readonly console: string
}

/** Why there is no full board of that kind: the sentence and what can be done. */
export interface NoFullMachine {
  readonly why: string
  readonly fix: string
}

/** Cores with 16 KiB pages: ID_AA64MMFR0_EL1.TGran16 of their reference manuals, and of QEMU's models. */
const HAS_16K = new Set(['cortex-a55', 'cortex-a76'])

/** Releases whose kernel package is built with 16 KiB pages, too; older boards borrow the kernel of the first. */
const FIRST_16K = 'trixie'
const BEFORE_16K = new Set(['bullseye', 'bookworm'])

const KERNELS: Readonly<Record<VirtualArchitecture, string>> = {
  armel: 'linux-image-rpi',
  armhf: 'linux-image-armmp',
  arm64: 'linux-image-arm64',
  riscv64: 'linux-image-riscv64',
}

const MIB = 1024 ** 2
/** A Debian kernel with its initrd does not come up with less. */
const LEAST_MEMORY = 96 * MIB

/**
 * The computer for a preset, or why there is none. `hostProcessors`: a board gets no more of them than the host has, since
 * emulated processors that wait for each other's turn make a board many times slower.
 */
export function chooseFullMachine(
  preset: VirtualPreset,
  release: string,
  options: FullOptions,
  hostProcessors: number,
): FullMachine | NoFullMachine {
  const [own] = preset.machines
  const { architecture } = preset
  const core = own?.cpu.split(',')[0] ?? ''
  const computer = FULL_COMPUTERS.find(({ cores }) => cores.includes(core))
  if (!own || !computer) {
    return {
      why: `no machine of QEMU that Debian's kernels boot on takes the core ${core || 'of that board'}`,
      fix: `leave --full out: a ${preset.name} whose programs alone are emulated has that very CPU`,
    }
  }
  const large = options.pageBytes === 16_384
  if (large && !HAS_16K.has(core)) {
    return {
      why: `a ${core} has no 16 KiB pages, here as in silicon`,
      fix: 'take pi-5 or rock-5b, whose cores have them',
    }
  }
  const { name, mostBytes, fixedBytes } = computer
  const most = own.machine === 'arm' ? mostBytes : Number.POSITIVE_INFINITY
  const memoryBytes = options.memoryBytes ?? fixedBytes ?? Math.min(preset.memoryBytes, most)
  if (fixedBytes !== undefined && memoryBytes !== fixedBytes) {
    return {
      why: `QEMU's ${name} has ${fixedBytes / MIB} MiB, as the board has, and no other size`,
      fix: 'leave --memory out',
    }
  }
  if (memoryBytes < LEAST_MEMORY || memoryBytes % MIB !== 0) {
    return {
      why: 'a Debian kernel needs 96 MiB or more, in whole MiB',
      fix: 'ask for more: --memory 128M',
    }
  }
  if (memoryBytes > most) {
    return {
      why: `its 32-bit kernel reaches ${most / 1024 ** 3} GiB at most on QEMU's ${name}`,
      fix: `ask for less: --memory ${most / 1024 ** 3}G`,
    }
  }
  return {
    machine: own.machine,
    computer: name,
    cpu: own.cpu,
    processors: Math.max(1, Math.min(preset.count, hostProcessors)),
    memoryBytes,
    kernel: {
      name: `${KERNELS[architecture]}${large ? '-16k' : ''}`,
      suite: large && BEFORE_16K.has(release) ? FIRST_16K : release,
    },
    console: own.machine === 'riscv64' ? 'ttyS0' : 'ttyAMA0',
  }
}
