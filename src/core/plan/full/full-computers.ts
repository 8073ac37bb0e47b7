import type { VirtualPreset } from '../../board/virtual-preset.ts'

/** Machines of QEMU that Debian's kernels boot on and that take cores of the presets. */
export type FullComputer = 'virt' | 'vexpress-a9' | 'raspi0'

/** What such a machine is like. */
export interface ComputerFacts {
  readonly name: FullComputer
  /** Cores that it takes among those of the presets (`valid_cpu_types` of hw/arm/virt.c, hw/arm/vexpress.c; every RISC-V core). */
  readonly cores: readonly string[]
  /** Where its memory begins, for 32-bit ARM. */
  readonly memoryAt: number
  /** Most memory that a 32-bit kernel can have of it. */
  readonly mostBytes: number
  /** The one size of memory that it comes in. */
  readonly fixedBytes?: number
  /** Its device tree in Debian's kernel package; the others are asked of QEMU. */
  readonly deviceTree?: string
  /** Modules for its disks and network. */
  readonly modules: readonly string[]
  /** Drivers of the kernel that do not come up on QEMU's model of the machine. */
  readonly withoutDrivers: readonly string[]
  /** Processors can be woken once the kernel is up (PSCI, SBI); else all begin at once. */
  readonly lateProcessors: boolean
  /** Its memory and devices go on from a file. QEMU keeps too little of the SD card and USB of `raspi0`, and `vexpress-a9` hangs. */
  readonly canKeep: boolean
  /** Disks and network are virtio devices; else there are one SD card and USB. */
  readonly hasVirtio: boolean
}

const MIB = 1024 ** 2
const VIRTIO = ['virtio_mmio', 'virtio_blk', 'virtio_net'] as const

export const FULL_COMPUTERS: readonly ComputerFacts[] = [
  {
    name: 'virt',
    cores: [
      'cortex-a7',
      'cortex-a15',
      'cortex-a53',
      'cortex-a55',
      'cortex-a72',
      'cortex-a76',
      'sifive-u54',
    ],
    memoryAt: 0x4000_0000,
    // A 32-bit kernel without LPAE reaches 4 GiB less the 1 GiB where `virt` keeps its devices.
    mostBytes: 3072 * MIB,
    modules: VIRTIO,
    withoutDrivers: [],
    lateProcessors: true,
    canKeep: true,
    hasVirtio: true,
  },
  {
    name: 'vexpress-a9',
    cores: ['cortex-a9'],
    memoryAt: 0x6000_0000,
    mostBytes: 1024 * MIB,
    deviceTree: 'vexpress-v2p-ca9.dtb',
    modules: VIRTIO,
    withoutDrivers: [],
    lateProcessors: false,
    canKeep: false,
    hasVirtio: true,
  },
  {
    // Debian's ARMv6 kernel knows the interrupt controller of the BCM2835 and no other.
    name: 'raspi0',
    cores: ['arm1176'],
    memoryAt: 0,
    mostBytes: 512 * MIB,
    fixedBytes: 512 * MIB,
    // Of the board without radio: in the other the serial port belongs to Bluetooth.
    deviceTree: 'bcm2835-rpi-zero.dtb',
    modules: ['cdc_ether'],
    withoutDrivers: ['bcm2835_power_driver_init', 'bcm2835_pm_driver_init'],
    lateProcessors: false,
    canKeep: false,
    hasVirtio: false,
  },
]

/** The facts of a machine. */
export function computerFacts(name: FullComputer): ComputerFacts {
  const [first] = FULL_COMPUTERS
  const found = FULL_COMPUTERS.find((each) => each.name === name) ?? first
  if (!found) throw new Error(name)
  return found
}

/**
 * The names at the root of the board's device tree. A kernel for many machines takes the one whose name comes first, so
 * that of QEMU's machine stands before the board's chip where the two are different.
 */
export function rootNames(
  { model, compatible }: Pick<VirtualPreset, 'model' | 'compatible'>,
  computer: FullComputer,
): Readonly<Record<string, readonly string[]>> {
  if (computer === 'raspi0') return { model: [model], compatible }
  if (computer === 'virt')
    return { model: [model], compatible: [...compatible, 'linux,dummy-virt'] }
  const machine = ['arm,vexpress,v2p-ca9', 'arm,vexpress']
  return {
    model: [model],
    compatible: [...compatible.slice(0, -1), ...machine, ...compatible.slice(-1)],
  }
}
