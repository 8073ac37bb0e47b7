import type { BoardFacts } from '../../board/board-facts.ts'
import { hasVersion } from '../../board/symbol-versions.ts'
import type { NeededVersion, VersionNeed } from '../../elf/elf-facts.ts'
import type { JudgeContext } from '../judge-context.ts'
import { findLibrary } from '../library-search.ts'
import { isGlibcSoname } from '../libc-sonames.ts'
import type { Remark } from '../remark.ts'

/**
 * elf/symbol-version-missing: a library is there, a version that is asked of it is not
 * ("version `GLIBCXX_3.4.32' not found"). glibc's own are judged by its release. musl's loader
 * does not look at versions at all (musl, "Functional differences from glibc").
 */
export function judgeSymbolVersions(context: JudgeContext): readonly Remark[] {
  const { elf, board, options } = context
  if ((board.libc?.kind ?? 'glibc') !== 'glibc') return []
  return elf.versionNeeds
    .filter((need) => !isGlibcSoname(need.file) && options.beside?.includes(need.file) !== true)
    .filter((need) => findLibrary(context, need.file).kind === 'found')
    .flatMap((need) => judgeNeed(need, board))
}

function judgeNeed(need: VersionNeed, board: BoardFacts): readonly Remark[] {
  const has = board.symbolVersions?.[need.file] ?? []
  const open = need.versions.filter(({ name }) => !isOld(name))
  const answerOf = ({ name }: NeededVersion): string => hasVersion(board, need.file, name)
  const missing = open
    .filter((version) => answerOf(version) === 'no')
    .map((version) =>
      remark(version.weak ? 'warning' : 'error', need.file, version, newest(has, version.name)),
    )
  const first = firstVersions[need.file]
  const doubtful = open.filter((v) => answerOf(v) === 'unknown' && first?.test(v.name) !== true)
  const worst = doubtful.at(-1)
  return worst ? [...missing, remark('warning', need.file, worst, 'unknown')] : missing
}

/** The version names that a library has had for as long as it has had its soname (OpenSSL, util/libssl.num; zlib, zlib.map). */
const firstVersions: Readonly<Record<string, RegExp>> = {
  'libssl.so.3': /^OPENSSL_3\.0\.0$/,
  'libcrypto.so.3': /^OPENSSL_3\.0\.0$/,
  'libssl.so.1.1': /^OPENSSL_1_1_0$/,
  'libcrypto.so.1.1': /^OPENSSL_1_1_0$/,
  'libz.so.1': /^ZLIB_1\.2\.(0|0\.2|0\.8|2|2\.3|2\.4|3\.3|3\.4|3\.5|5\.1|5\.2)$/,
}

/**
 * Versions so old that every library of a glibc 2.17 system (2012, GCC 4.7) has them: libgcc up to
 * GCC 4.7 and its ARM marks; libstdc++ up to GLIBCXX_3.4.17 and CXXABI_1.3.6 (libstdc++ manual, ABI).
 */
function isOld(name: string): boolean {
  if (/^GCC_(3\.\d|4\.[0-7])(\.\d+)?$/.test(name) || /^(CXXABI_ARM|GLIBCXX_LDBL)/.test(name))
    return true
  const cxx = /^GLIBCXX_3\.4(?:\.(\d+))?$/.exec(name)
  if (cxx) return Number(cxx[1] ?? 0) <= 17
  const abi = /^CXXABI_1\.3(?:\.(\d+))?$/.exec(name)
  return abi !== null && Number(abi[1] ?? 0) <= 6
}

/** The last version of the same family that the board has. */
function newest(has: readonly string[], wanted: string): string {
  const family = wanted.replace(/_[\d.]+$/, '_')
  const order = new Intl.Collator('en', { numeric: true })
  const same = has.filter((name) => name.startsWith(family) && /\d$/.test(name))
  return same.toSorted(order.compare).at(-1) ?? 'another version'
}

function remark(
  severity: 'error' | 'warning',
  library: string,
  version: NeededVersion,
  got: string,
): Remark {
  return {
    code: 'elf/symbol-version-missing',
    severity,
    args: { known: got !== 'unknown', library, version: version.name },
    need: `${version.name} of ${library}`,
    got,
    guilty: version.symbols.slice(0, 32),
  }
}
