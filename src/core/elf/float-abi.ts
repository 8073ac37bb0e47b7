import type { ElfFacts } from './elf-facts.ts'

type Told = Pick<ElfFacts, 'machine' | 'flags' | 'type' | 'arm' | 'mips'>

/**
 * How floats are passed, where the machine has more than one way.
 * ARM: EF_ARM_ABI_FLOAT_HARD 0x400, _SOFT 0x200 of EABI 5 (Arm IHI 0044), else Tag_ABI_VFP_args.
 * RISC-V: EF_RISCV_FLOAT_ABI, bits 1–2 (psABI). LoongArch: bits 0–2 (psABI). MIPS: fp_abi.
 */
export function floatAbi(elf: Told): 'hard' | 'soft' | 'single' | 'quad' | undefined {
  if (elf.machine === 'arm') return armFloatAbi(elf)
  if (elf.machine === 'riscv')
    return (['soft', 'single', 'hard', 'quad'] as const)[(elf.flags >>> 1) & 3]
  if (elf.machine === 'loongarch') {
    return ([undefined, 'soft', 'single', 'hard'] as const)[elf.flags & 7]
  }
  if (elf.machine === 'mips' && elf.mips) {
    const { fpAbi } = elf.mips
    return fpAbi === 3 ? 'soft' : fpAbi === 2 ? 'single' : fpAbi === 0 ? undefined : 'hard'
  }
  return undefined
}

function armFloatAbi(elf: Told): 'hard' | 'soft' | undefined {
  // In object files bits 0x200 and 0x400 are not defined; attributes tell.
  if (elf.type !== 1 && elf.flags >>> 24 === 5) {
    if ((elf.flags & 0x400) !== 0) return 'hard'
    if ((elf.flags & 0x200) !== 0) return 'soft'
  }
  if (!elf.arm) return undefined
  if (elf.arm.vfpArgs === 1) return 'hard'
  return elf.arm.vfpArgs === undefined || elf.arm.vfpArgs === 0 ? 'soft' : undefined
}
