import { parseIsa } from '../../cpu/riscv-isa.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/**
 * elf/cpu-feature for RISC-V, by Tag_RISCV_arch or, without it, e_flags (psABI: EF_RISCV_RVC 1,
 * float ABI bits 1–2). A missing letter of IMAFDC is an error: compilers use them everywhere.
 * Others are warnings: the tag is the union of all objects, some of which look before they use.
 */
export function judgeRiscvCpu({ elf, riscv }: JudgeContext): readonly Remark[] {
  if (elf.machine !== 'riscv') return []
  const needed = neededExtensions(elf.riscv?.arch, elf.flags)
  if (!riscv) {
    const odd = needed.filter((name) => !implied.has(name))
    if (odd.length === 0) return []
    const why = 'the CPU of the board is not known'
    return [remark('warning', odd, 'unknown', { known: false, features: odd, why })]
  }
  const hasVector = riscv.extensions.has('v') && !riscv.draftVector
  const lacking = needed.filter(
    (name) =>
      !riscv.extensions.has(name) && !silent.has(name) && !(hasVector && ofVector.test(name)),
  )
  const got = [...riscv.extensions].filter((name) => name.length === 1).join('')
  const base = lacking.filter((name) => name.length === 1 && 'imafdce'.includes(name))
  const draft = riscv.draftVector && needed.includes('v') ? ['v'] : []
  const more = [...lacking.filter((name) => !base.includes(name)), ...draft]
  const remarks: Remark[] = []
  if (base.length > 0) {
    const why = 'compilers use them in all code'
    remarks.push(
      remark('error', base, `rv${riscv.bits}${got}`, { known: true, features: base, why }),
    )
  }
  if (more.length > 0) {
    const why = draft.length
      ? 'its vector unit is of the 0.7.1 draft, which is another instruction set'
      : 'not every object needs to use them, and some look at the CPU first'
    remarks.push(
      remark('warning', more, `rv${riscv.bits}${got}`, { known: false, features: more, why }),
    )
  }
  return remarks
}

/** Of every Linux userland (rv64gc). */
const implied: ReadonlySet<string> = new Set([
  'i',
  'm',
  'a',
  'f',
  'd',
  'c',
  'zicsr',
  'zifencei',
  'zmmul',
  'zaamo',
  'zalrsc',
  'zca',
  'zcd',
])

/** Parts of the letters, which older kernels do not print (RISC-V unprivileged ISA, naming). */
const silent: ReadonlySet<string> = new Set([
  'zicsr',
  'zifencei',
  'zmmul',
  'zaamo',
  'zalrsc',
  'zca',
  'zcd',
  'zicntr',
  'zihpm',
])

/** What the letter V stands for (RISC-V "V" 1.0, chapter 18): lengths up to 128 bits and the parts for embedded cores. */
const ofVector: RegExp = /^(zvl(32|64|128)b|zve(32[xf]|64[xfd]))$/

function neededExtensions(arch: string | undefined, flags: number): readonly string[] {
  const parsed = arch === undefined ? undefined : parseIsa(withoutVersions(arch))
  if (parsed) return [...new Set(parsed.extensions)]
  const float = (flags >>> 1) & 3
  return [
    'i',
    ...((flags & 1) !== 0 ? ['c'] : []),
    ...(float >= 1 ? ['f'] : []),
    ...(float >= 2 ? ['d'] : []),
  ]
}

/** `rv64i2p1_m2p0` → `rv64i_m`; one-letter names after `_` join the letters. */
function withoutVersions(arch: string): string {
  const [head = '', ...names] = arch
    .toLowerCase()
    .split('_')
    .map((part) => part.replace(/\d+p\d+$/, ''))
  const letters = names.filter((name) => name.length === 1)
  const long = names.filter((name) => name.length > 1)
  return [head + letters.join(''), ...long].join('_')
}

function remark(
  severity: 'error' | 'warning',
  features: readonly string[],
  got: string,
  args: { known: boolean; features: readonly string[]; why: string },
): Remark {
  return { code: 'elf/cpu-feature', severity, args, need: features.join(', '), got }
}
