/** Debian's names of the architectures that virtual boards have. */
export type VirtualArchitecture = 'armel' | 'armhf' | 'arm64' | 'riscv64'

/** The machines that are emulated, by QEMU's names. */
export type EmulatedMachine = 'arm' | 'aarch64' | 'riscv64'

/** What the board's kernel prints in /proc/cpuinfo, less what follows from the position. */
export interface CpuinfoFacts {
  /** `arm`: arch/arm/kernel/setup.c c_show; `arm64`: arch/arm64/kernel/cpuinfo.c; `riscv`: arch/riscv/kernel/cpu.c. */
  readonly kernel: 'arm' | 'arm64' | 'riscv'
  /** `model name` of 32-bit ARM. */
  readonly modelName?: string
  readonly bogomips?: string
  readonly features?: string
  /** `0xc07`, implementer 0x41 (Arm). */
  readonly part?: string
  readonly variant?: string
  readonly revision?: number
  /** `CPU architecture:`; 7 on ARM1176, too. */
  readonly architecture?: number
  /** `Hardware:` behind the processors (32-bit ARM). */
  readonly hardware?: string
  /** `Revision:` of Raspberry Pi. */
  readonly boardRevision?: string
  /** RISC-V. */
  readonly isa?: string
  readonly mmu?: string
  readonly uarch?: string
  readonly firstHart?: number
}

/** A board that ferry can emulate. */
export interface VirtualPreset {
  /** `pi-4`. */
  readonly name: string
  /** One line for lists. */
  readonly title: string
  /** /sys/firmware/devicetree/base/model, as the firmware writes it. */
  readonly model: string
  /** …/compatible, most specific first. */
  readonly compatible: readonly string[]
  /** Name of the core as in facts/cpus.tsv. */
  readonly core: string
  readonly count: number
  /** Of the real board. Emulation does not limit memory. */
  readonly memoryBytes: number
  readonly architecture: VirtualArchitecture
  /** What its kernel runs, with QEMU's model of the CPU for each; the first is the userland's own. */
  readonly machines: readonly { readonly machine: EmulatedMachine; readonly cpu: string }[]
  readonly release: string
  /** Suite whose emulator is needed where the steady one cannot be this CPU. */
  readonly emulatorSuite?: string
  readonly cpuinfo: CpuinfoFacts
  /** What the emulation cannot tell. */
  readonly limits?: readonly string[]
}
