import type { FullOptions } from '../../board/virtual-options.ts'
import type { EmulatedMachine, VirtualPreset } from '../../board/virtual-preset.ts'

/** The emulated computer of a full board, and the kernel that it boots. */
export interface FullMachine {
  readonly machine: EmulatedMachine
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

/** Cores that QEMU's machine `virt` takes among those of the presets (hw/arm/virt.c, valid_cpu_types; every RISC-V core). */
const ON_VIRT = new Set([
  'cortex-a7',
  'cortex-a15',
  'cortex-a53',
  'cortex-a55',
  'cortex-a72',
  'cortex-a76',
  'sifive-u54',
])

/** Cores with 16 KiB pages: ID_AA64MMFR0_EL1.TGran16 of their reference manuals, and of QEMU's models. */
const HAS_16K = new Set(['cortex-a55', 'cortex-a76'])

/** Releases whose kernel package is built with 16 KiB pages, too; older boards borrow the kernel of the first. */
const FIRST_16K = 'trixie'
const BEFORE_16K = new Set(['bullseye', 'bookworm'])

const KERNELS = {
  armhf: 'linux-image-armmp',
  arm64: 'linux-image-arm64',
  riscv64: 'linux-image-riscv64',
} as const

const MIB = 1024 ** 2
/** A Debian kernel with its initrd does not come up with less. */
const LEAST_MEMORY = 96 * MIB
/** A 32-bit kernel without LPAE reaches 4 GiB less the 1 GiB where `virt` keeps its devices. */
const MOST_32_BITS = 3 * 1024 * MIB

/** The computer for a preset, or why there is none. */
export function chooseFullMachine(
  preset: VirtualPreset,
  release: string,
  options: FullOptions,
): FullMachine | NoFullMachine {
  const [own] = preset.machines
  const { architecture } = preset
  if (!own || architecture === 'armel' || !ON_VIRT.has(own.cpu)) {
    return {
      why: `QEMU's general-purpose machine does not take the core ${own?.cpu.split(',')[0] ?? 'CPU of that kind'}, and Debian has no kernel for a machine that does and is quick enough`,
      fix: `leave --full out: a ${preset.name} whose programs alone are emulated has that very CPU`,
    }
  }
  const large = options.pageBytes === 16_384
  if (large && !HAS_16K.has(own.cpu)) {
    return {
      why: `a ${own.cpu} has no 16 KiB pages, here as in silicon`,
      fix: 'take pi-5 or rock-5b, whose cores have them',
    }
  }
  const memoryBytes = options.memoryBytes ?? preset.memoryBytes
  if (memoryBytes < LEAST_MEMORY || memoryBytes % MIB !== 0) {
    return {
      why: 'a Debian kernel needs 96 MiB or more, in whole MiB',
      fix: 'ask for more: --memory 128M',
    }
  }
  if (own.machine === 'arm' && memoryBytes > MOST_32_BITS) {
    return { why: 'its 32-bit kernel reaches 3 GiB at most', fix: 'ask for less: --memory 3G' }
  }
  return {
    machine: own.machine,
    cpu: own.cpu,
    processors: preset.count,
    memoryBytes,
    kernel: {
      name: `${KERNELS[architecture]}${large ? '-16k' : ''}`,
      suite: large && BEFORE_16K.has(release) ? FIRST_16K : release,
    },
    console: own.machine === 'riscv64' ? 'ttyS0' : 'ttyAMA0',
  }
}
