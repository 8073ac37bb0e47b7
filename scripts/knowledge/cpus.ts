import { readTsv } from './tsv.ts'
import { tableModule } from './table-module.ts'

const LEVELS: readonly (readonly [RegExp, string])[] = [
  [/^ARMv4T/, '4t'],
  [/^ARMv4/, '4'],
  [/^ARMv5/, '5'],
  [/^ARMv6/, '6'],
  [/^ARMv7/, '7'],
  [/^ARMv8/, '8'],
  [/^ARMv9/, '9'],
]

/** `VFPv4-D16 optional` → `?`: what the SoC's maker may leave out is not known from the core alone. */
function fpu(text: string): string {
  if (/optional|per SoC|370: D16/.test(text)) return '?'
  if (text.startsWith('none')) return 'none'
  if (text.startsWith('VFPv2')) return 'v2'
  if (/D16/.test(text)) return 'd16'
  if (/^(VFPv[34]|FP-ARMv8)/.test(text)) return 'd32'
  return ''
}

function neon(text: string): string {
  return text === 'optional' ? '?' : text === 'yes' ? 'yes' : 'no'
}

/** Names that a core is known by: the one after the comma of its compatible entry, or LLVM's for RISC-V. */
function coreName(compatible: string, llvm: string): string {
  const [vendor = '', part = ''] = compatible.split(',')
  if (
    compatible === '(x86)' ||
    vendor === 'sifive' ||
    vendor === 'spacemit' ||
    vendor === 'andestech'
  )
    return /^[a-z0-9-]+$/.test(llvm) ? llvm : `${vendor}-${part}`
  if (vendor === 'mips') return part.replace('mips', '').toLowerCase()
  if (vendor === 'thead' || vendor === 'ingenic' || vendor === 'canaan') return `${vendor}-${part}`
  return part
}

/** src/core/knowledge/cpus.ts */
export function cpusModule(): string {
  const rows = readTsv('cpus')
    .filter((row) => row('dt_compatible') !== 'apple,*')
    .map((row) => {
      const compatible = row('dt_compatible')
      const llvm = row('llvm_target_cpu').split(/[ /(]/)[0] ?? ''
      const level = LEVELS.find(([pattern]) => pattern.test(row('isa')))?.[1] ?? ''
      const [implementer = '', parts = ''] = row('midr_implementer/part').split('/')
      const midr = implementer.startsWith('0x') && /^0x[0-9a-f,x]+$/.test(parts)
      const crypto = row('crypto_ext')
      return [
        compatible === '(x86)' ? llvm : coreName(compatible, row('llvm_target_cpu')),
        compatible === '(x86)' ? '' : compatible,
        row('core'),
        row('isa'),
        level,
        row('max_bits'),
        level === '8' || level === '9' ? (row('aarch32_el0').split(' ')[0] ?? '') : '',
        level ? fpu(row('fpu')) : '',
        level ? neon(row('neon_or_vector')) : '',
        llvm,
        row('qemu_user_cpu_nearest'),
        midr ? implementer : '',
        midr ? parts : '',
        crypto.startsWith('yes') ? 'yes' : crypto === 'no' ? 'no' : '?',
        row('rustc_features_enabled_by_that_cpu'),
      ]
    })
  return tableModule(
    'CPUS',
    [
      'name',
      'compatible',
      'label',
      'isa',
      'level',
      'bits',
      'aarch32',
      'fpu',
      'neon',
      'llvm',
      'qemu',
      'implementer',
      'parts',
      'crypto',
      'features',
    ],
    rows,
    'facts/cpus.tsv',
  )
}
