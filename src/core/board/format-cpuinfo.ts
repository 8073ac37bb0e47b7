import type { CpuinfoFacts, VirtualPreset } from './virtual-preset.ts'

/**
 * /proc/cpuinfo as the board's kernel prints it (field names and spacing: arch/arm/kernel/setup.c,
 * arch/arm64/kernel/cpuinfo.c, arch/riscv/kernel/cpu.c; the last lines on a Raspberry Pi are its own kernel's).
 * `serial`: 16 hex digits.
 */
export function formatCpuinfo(preset: VirtualPreset, serial: string): string {
  const facts = preset.cpuinfo
  const one = facts.kernel === 'riscv' ? formatHart : formatProcessor
  const processors = Array.from({ length: preset.count }, (_, index) => one(facts, index))
  return [...processors, formatBoard(preset, serial)].join('\n')
}

function formatProcessor(facts: CpuinfoFacts, index: number): string {
  return lines([
    ['processor\t', index],
    ['model name\t', facts.modelName],
    ['BogoMIPS\t', facts.bogomips],
    ['Features\t', facts.features],
    ['CPU implementer\t', '0x41'],
    ['CPU architecture', facts.architecture],
    ['CPU variant\t', facts.variant],
    ['CPU part\t', facts.part],
    ['CPU revision\t', facts.revision],
  ])
}

function formatHart(facts: CpuinfoFacts, index: number): string {
  return lines([
    ['processor\t', index],
    ['hart\t\t', index + (facts.firstHart ?? 0)],
    ['isa\t\t', facts.isa],
    ['mmu\t\t', facts.mmu],
    ['uarch\t\t', facts.uarch],
  ])
}

function formatBoard(preset: VirtualPreset, serial: string): string {
  const { kernel, hardware, boardRevision } = preset.cpuinfo
  const ofPi = boardRevision !== undefined
  if (!ofPi && kernel !== 'arm') return ''
  return lines([
    ['Hardware\t', hardware],
    ['Revision\t', ofPi ? boardRevision : '0000'],
    ['Serial\t\t', ofPi ? serial : '0000000000000000'],
    ['Model\t\t', ofPi ? preset.model : undefined],
  ])
}

function lines(fields: readonly (readonly [string, string | number | undefined])[]): string {
  return fields
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\n`]))
    .join('')
}
