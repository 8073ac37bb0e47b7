import type { BoardFacts } from '../../board/board-facts.ts'
import { compareVersions } from '../../text/compare-versions.ts'
import type { TargetAbi } from '../linkers/target-abi.ts'

/** Where the packages of a sysroot come from. */
export interface Release {
  /** `Origin:` of the repository's Release file. */
  readonly origin: 'Debian' | 'Raspbian' | 'Ubuntu'
  readonly suite: string
  readonly architecture: string
  /** glibc of that release, where the table has it. */
  readonly glibc?: string
  /** True: the very release of the board; false: another one that is not newer. */
  readonly own: boolean
  readonly why: string
}

/** Debian releases with their glibc, newest first (Debian's package indexes; facts/os-libc.tsv), and the architectures that ferry's targets need. */
const debian: readonly { suite: string; glibc: string; architectures: readonly string[] }[] = [
  {
    suite: 'trixie',
    glibc: '2.41',
    architectures: ['amd64', 'arm64', 'armel', 'armhf', 'i386', 'ppc64el', 'riscv64', 's390x'],
  },
  {
    suite: 'bookworm',
    glibc: '2.36',
    architectures: ['amd64', 'arm64', 'armel', 'armhf', 'i386', 'ppc64el', 's390x'],
  },
  {
    suite: 'bullseye',
    glibc: '2.31',
    architectures: ['amd64', 'arm64', 'armel', 'armhf', 'i386', 'ppc64el', 's390x'],
  },
]

/**
 * The releases that a sysroot for this board may be made of, best first: the board's own, then the
 * newest Debian whose glibc is not newer than the board's (a program needs no symbol version that
 * the board lacks: glibc keeps old ones). Empty where none has the architecture or is old enough.
 */
export function chooseReleases(board: BoardFacts, abi: TargetAbi): readonly Release[] {
  const architecture = abi.debianArchitecture
  if (architecture === undefined) return []
  if (abi.libc === 'musl') return muslReleases(architecture)
  const releases: Release[] = []
  const own = ownRelease(board, abi, architecture)
  if (own) releases.push(own)
  const limit = board.libc?.kind === 'glibc' ? board.libc.version : undefined
  // Raspbian's glibc is the ARMv6 one; Debian's armhf start files are ARMv7 (facts, trap 1).
  if (abi.armLevel === 6 && abi.floatAbi === 'hard') return releases
  for (const { suite, glibc, architectures } of olderOrEqual(limit)) {
    if (!architectures.includes(architecture) || releases.some((r) => r.suite === suite)) continue
    releases.push({
      origin: 'Debian',
      suite,
      architecture,
      glibc,
      own: false,
      why:
        limit === undefined
          ? `Debian ${suite} (glibc ${glibc}): the board's libc is not known`
          : `Debian ${suite} (glibc ${glibc}): not newer than the board's ${limit}`,
    })
  }
  // Where the version is not known, the oldest is the safest.
  return limit === undefined && !own ? releases.toReversed() : releases
}

/** Debian releases whose headers serve a board that has none: its glibc or an older one, whatever the CPU level. */
export function headerReleases(board: BoardFacts, abi: TargetAbi): readonly Release[] {
  const architecture = abi.debianArchitecture
  const limit = board.libc?.kind === 'glibc' ? board.libc.version : undefined
  if (architecture === undefined || abi.libc !== 'glibc') return []
  return olderOrEqual(limit)
    .filter(({ architectures }) => architectures.includes(architecture))
    .map(({ suite, glibc }) => ({
      origin: 'Debian',
      suite,
      architecture,
      glibc,
      own: false,
      why: `headers of Debian ${suite}`,
    }))
}

function olderOrEqual(limit: string | undefined): typeof debian {
  return limit === undefined
    ? debian
    : debian.filter(({ glibc }) => compareVersions(glibc, limit) <= 0)
}

function ownRelease(board: BoardFacts, abi: TargetAbi, architecture: string): Release | undefined {
  const suite = board.os?.codename
  if (suite === undefined || !/^[a-z0-9-]+$/.test(suite) || board.libc?.kind === 'musl') {
    return undefined
  }
  const name = board.os?.name ?? `${board.os?.id} ${suite}`
  const glibc = debian.find((release) => release.suite === suite)?.glibc
  const found = glibc === undefined ? {} : { glibc }
  const common = { suite, architecture, own: true } as const
  switch (board.os?.id) {
    case 'debian':
      return { origin: 'Debian', ...common, ...found, why: `the board's own release, ${name}` }
    case 'raspbian':
      // For ARMv7 targets Debian's armhf is the same ABI, and every mirror has it.
      return abi.armLevel === 6
        ? { origin: 'Raspbian', ...common, ...found, why: `the board's own release, ${name}` }
        : {
            origin: 'Debian',
            ...common,
            ...found,
            why: `Debian ${suite}, which ${name} is made from`,
          }
    case 'ubuntu':
      return { origin: 'Ubuntu', ...common, why: `the board's own release, ${name}` }
    case undefined:
    default:
      return undefined
  }
}

/** musl is linked statically, so the board's release does not matter: the newest that has the architecture. */
function muslReleases(architecture: string): readonly Release[] {
  return debian
    .filter(({ architectures }) => architectures.includes(architecture))
    .map(({ suite }) => ({
      origin: 'Debian' as const,
      suite,
      architecture,
      own: false,
      why: `musl of Debian ${suite}, linked statically`,
    }))
}

/** The board as if it had an older glibc, and a system of that age: what is linked for it starts from there on. */
export function withGlibc(board: BoardFacts, glibc: string | undefined): BoardFacts {
  const own = board.libc?.kind === 'glibc' ? board.libc.version : undefined
  if (glibc === undefined || own === glibc) return board
  const { os: _, packageSources: __, ...rest } = board
  return { ...rest, libc: { kind: 'glibc', version: glibc } }
}

/** glibc of a Debian suite by the table; undefined for one that is not in it. */
export function glibcOfSuite(suite: string): string | undefined {
  return debian.find((release) => release.suite === suite)?.glibc
}
