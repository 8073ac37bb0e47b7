import type { ElfFacts } from '../../elf/elf-facts.ts'
import { PT } from '../../elf/read-segments.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** elf/not-elf and elf/damaged: what the kernel or the loader would refuse to read at all. */
export function judgeDamage({ elf, role }: JudgeContext): readonly Remark[] {
  if (elf.kind === 'not-elf') {
    const looksLike = elf.looksLike ?? 'data of an unknown kind'
    if (role === 'program' && isShellScript(looksLike)) {
      return [{ code: 'elf/not-elf', severity: 'note', args: { looksLike }, got: looksLike }]
    }
    if (role === 'program' && isScript(looksLike)) {
      return [{ code: 'elf/not-elf', severity: 'warning', args: { looksLike }, got: looksLike }]
    }
    return [{ code: 'elf/not-elf', severity: 'error', args: { looksLike }, got: looksLike }]
  }
  const of = (weight: string): readonly string[] =>
    elf.problems.filter((p) => p.weight === weight).map((p) => p.what)
  const [fatal, partial] = [of('fatal'), of('partial')]
  if (fatal.length > 0) {
    return [
      { code: 'elf/damaged', severity: 'error', args: { problems: fatal }, got: fatal[0] ?? '' },
    ]
  }
  if (role === 'program' && startsNowhere(elf)) {
    const what = 'the entry point lies outside of the program’s code'
    return [{ code: 'elf/damaged', severity: 'error', args: { problems: [what] }, got: what }]
  }
  const harmless = of('harmless')
  const [problems, severity] =
    partial.length > 0 ? ([partial, 'warning'] as const) : ([harmless, 'note'] as const)
  if (problems.length === 0) return []
  return [{ code: 'elf/damaged', severity, args: { problems }, got: problems[0] ?? '' }]
}

/** Linux hands it to that program (fs/binfmt_script.c), and every board that ferry reaches has /bin/sh. */
function isShellScript(looksLike: string): boolean {
  return /^a script for \/bin\/sh( [^ ]+)?$/.test(looksLike)
}

/** The program that it names may be there; which are is not among a board's facts. */
function isScript(looksLike: string): boolean {
  return looksLike.startsWith('a script for /') && !looksLike.endsWith('Windows line ends')
}

/**
 * A program begins at e_entry, which lies in a loaded segment and not in the ELF header (bit 0 is
 * Thumb's; big-endian 64-bit PowerPC has a descriptor there).
 */
function startsNowhere({ shape, machine, endian, entry, bits, segments }: ElfFacts): boolean {
  if (!['executable', 'pie', 'static', 'static-pie'].includes(shape)) return false
  if (machine === 'powerpc64' && endian === 'big') return false
  const home = segments.find(
    (s) => s.type === PT.load && entry >= s.vaddr && entry < s.vaddr + s.memorySize,
  )
  const headerSize = bits === 64 ? 64 : 52
  return home === undefined || entry - home.vaddr + home.offset < headerSize
}
