import type { BoardFacts } from '../../board/board-facts.ts'
import { compareVersions } from '../../text/compare-versions.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** GNU_PROPERTY_X86_ISA_1_NEEDED (x86-64 psABI, "Program Property"). */
const isaNeeded = 0xc0008002

/** Names in /proc/cpuinfo of what each level adds (x86-64 psABI, micro-architecture levels; arch/x86/include/asm/cpufeatures.h). */
const levels: readonly {
  readonly bit: number
  readonly name: string
  readonly flags: readonly string[]
}[] = [
  {
    bit: 2,
    name: 'x86-64-v2',
    flags: ['cx16', 'lahf_lm', 'popcnt', 'pni', 'sse4_1', 'sse4_2', 'ssse3'],
  },
  {
    bit: 4,
    name: 'x86-64-v3',
    flags: ['avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'abm', 'movbe', 'xsave'],
  },
  { bit: 8, name: 'x86-64-v4', flags: ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'] },
]

/** elf/cpu-feature for x86-64: glibc 2.33 and later ends with "CPU ISA level is lower than required" (sysdeps/x86/get-isa-level.h). */
export function judgeX86Cpu({ elf, board }: JudgeContext): readonly Remark[] {
  const needed = elf.properties.find((p) => p.type === isaNeeded)?.value ?? 0
  const asked = levels.filter((level) => (needed & level.bit) !== 0)
  if (elf.machine !== 'x86-64' || asked.length === 0) return []
  const has = board.cpu?.features
  const need = asked.at(-1)?.name ?? 'x86-64'
  if (!has || has.length === 0) {
    const why = 'the CPU of the board is not known'
    return [
      {
        code: 'elf/cpu-feature',
        severity: 'warning',
        args: { known: false, features: [need], why },
        need,
        got: 'unknown',
      },
    ]
  }
  const lacking = asked.flatMap((level) => level.flags).filter((flag) => !has.includes(flag))
  if (lacking.length === 0) return []
  const isRefused = elf.interpreter !== undefined && looksAtLevel(board)
  const why = isRefused
    ? 'the file is marked as needing that level, and the loader refuses it'
    : 'the file is marked as needing that level, though nothing refuses it at the start'
  const got = `no ${lacking.join(', ')}`
  return [
    {
      code: 'elf/cpu-feature',
      severity: isRefused ? 'error' : 'warning',
      args: { known: isRefused, features: [need], why },
      need,
      got,
    },
  ]
}

/** glibc's loader does from 2.33 on; musl's does not, nor does a static program (sysdeps/x86/dl-prop.h). */
function looksAtLevel({ libc }: BoardFacts): boolean {
  if (libc === undefined) return true
  return libc.kind === 'glibc' && compareVersions(libc.version ?? '2.33', '2.33') >= 0
}
