import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** elf/not-executable: an ELF file that is no program (e_type; gABI, chapter 4), or one for a microcontroller. */
export function judgeExecutable({ elf, role }: JudgeContext): readonly Remark[] {
  const what = reason(elf.shape, elf.arm?.profile)
  if (what === undefined) return []
  const fits =
    (role === 'library' && elf.shape === 'shared-object') ||
    (role === 'object' && elf.shape === 'object')
  const isMicrocontroller = elf.arm?.profile === 'M'
  if (fits && !isMicrocontroller) return []
  return [
    { code: 'elf/not-executable', severity: 'error', args: { what }, need: 'a program', got: what },
  ]
}

function reason(shape: string, profile: string | undefined): string | undefined {
  if (profile === 'M') return 'code for a microcontroller (ARM profile M)'
  if (shape === 'object') return 'an object file that was not linked'
  if (shape === 'core') return 'a core dump'
  if (shape === 'shared-object') return 'a shared library'
  return shape === 'none' ? 'an ELF file without a type' : undefined
}
