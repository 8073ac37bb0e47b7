import type { NeededVersion } from '../../elf/elf-facts.ts'
import { compareVersions } from '../../text/compare-versions.ts'
import type { JudgeContext } from '../judge-context.ts'
import { explainGlibcSymbol } from '../glibc-symbols.ts'
import { isGlibcSoname } from '../libc-sonames.ts'
import type { Remark } from '../remark.ts'

/** Marks that glibc defines beside its numbered versions, with the release that brought them (glibc NEWS). */
const marks: Readonly<Record<string, string>> = {
  GLIBC_ABI_DT_RELR: '2.36',
  GLIBC_ABI_GNU_TLS: '2.42',
  GLIBC_ABI_GNU2_TLS: '2.42',
  GLIBC_ABI_DT_X86_64_PLT: '2.42',
}

/**
 * elf/glibc-too-new: a needed version above the board's glibc. The loader ends with "version
 * `GLIBC_2.39' not found", also where the symbol itself is weak; only VER_FLG_WEAK of the need
 * excuses it, from glibc 2.30 on (elf/dl-version.c; facts/README.md, trap 3).
 */
export function judgeGlibc(context: JudgeContext): readonly Remark[] {
  const { elf, board } = context
  if ((board.libc?.kind ?? 'glibc') !== 'glibc') return []
  const got = board.libc?.version
  const needed = elf.versionNeeds
    .filter((need) => isGlibcSoname(need.file))
    .flatMap((need) => need.versions.map((version) => ({ library: need.file, version })))
    .flatMap(({ library, version }) => {
      const release = releaseOf(version.name)
      return release === undefined ? [] : [{ library, version, release }]
    })
    .toSorted((a, b) => compareVersions(b.release, a.release))
  const highest = needed[0]
  if (!highest) return []
  if (got === undefined) {
    // Every glibc that Rust's std runs on has 2.17; less need not be known.
    if (compareVersions(highest.release, '2.17') <= 0) return []
    return [remark('warning', highest.library, highest.version, 'unknown', [highest.version])]
  }
  const above = needed.filter(({ release }) => compareVersions(release, got) > 0)
  const strong = above.filter(({ version }) => !isExcused(version, got))
  const worst = strong[0] ?? above[0]
  if (!worst) return []
  const severity = strong.length > 0 ? 'error' : 'warning'
  const counted = strong.length > 0 ? strong : above
  return [
    remark(
      severity,
      worst.library,
      worst.version,
      got,
      counted.map((n) => n.version),
    ),
  ]
}

function isExcused(version: NeededVersion, glibc: string): boolean {
  return version.weak && compareVersions(glibc, '2.30') >= 0
}

/** `GLIBC_2.39` → `2.39`; undefined for GLIBC_PRIVATE and marks that are not known. */
function releaseOf(name: string): string | undefined {
  return /^GLIBC_(\d+(?:\.\d+)+)$/.exec(name)?.[1] ?? marks[name]
}

function remark(
  severity: 'error' | 'warning',
  library: string,
  worst: NeededVersion,
  got: string,
  versions: readonly NeededVersion[],
): Remark {
  const guilty = versions.flatMap((v) => v.symbols.map((symbol) => `${symbol}@${v.name}`))
  const why = versions
    .flatMap((v) => v.symbols)
    .map((symbol) => explainGlibcSymbol(symbol))
    .find((text) => text !== undefined)
  const known = got !== 'unknown'
  const args = { known, weak: worst.weak, library, ...(why === undefined ? {} : { why }) }
  return {
    code: 'elf/glibc-too-new',
    severity,
    args,
    need: worst.name,
    got,
    guilty: guilty.slice(0, 32),
  }
}
