import { DT, dynamicValue } from '../../elf/read-dynamic.ts'
import { compareVersions } from '../../text/compare-versions.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** The first release whose loader applies DT_RELR (glibc NEWS 2.36; musl 1.2.4 release notes). */
const since: Readonly<Record<string, string>> = { glibc: '2.36', musl: '1.2.4' }

/**
 * elf/relr: packed relative relocations, which an older loader leaves undone, so that the program
 * crashes at once. Where the linker wrote GLIBC_ABI_DT_RELR beside it, glibc-too-new says it. Where
 * it did not, though the program asks glibc for versions (LLD before 15), glibc 2.36 and later
 * refuse it: "DT_RELR without GLIBC_ABI_DT_RELR dependency" (elf/dl-version.c).
 */
export function judgeRelr({ elf, board }: JudgeContext): readonly Remark[] {
  const size = dynamicValue(elf.dynamic, DT.relrSize) ?? 0
  if (size === 0 || elf.shape === 'static-pie') return []
  const isMarked = elf.versionNeeds.some((need) =>
    need.versions.some((version) => version.name === 'GLIBC_ABI_DT_RELR'),
  )
  const libc = board.libc
  const needed = since[libc?.kind ?? '']
  if (!libc || needed === undefined || (isMarked && libc.kind === 'glibc')) return []
  const isVersioned = elf.versionNeeds.some(
    (need) =>
      need.file.startsWith('libc.so.') && need.versions.some((v) => v.name.startsWith('GLIBC_2')),
  )
  if (libc.kind === 'glibc' && isVersioned) {
    const need = 'a need of GLIBC_ABI_DT_RELR beside it, which its linker did not write'
    const got = libc.version === undefined ? 'glibc' : `glibc ${libc.version}`
    return [{ code: 'elf/relr', severity: 'error', args: { known: true }, need, got }]
  }
  const need = `${libc.kind} ${needed}`
  if (libc.version === undefined) {
    return [{ code: 'elf/relr', severity: 'warning', args: { known: false }, need, got: 'unknown' }]
  }
  if (compareVersions(libc.version, needed) >= 0) return []
  const got = `${libc.kind} ${libc.version}`
  return [{ code: 'elf/relr', severity: 'error', args: { known: true }, need, got }]
}
