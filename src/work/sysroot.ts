import { resolve } from 'node:path'

import type { Tell } from '../core/event.ts'
import type { LinkingWishes } from '../core/plan/linking-wishes.ts'
import { chooseReleases, type Release } from '../core/plan/sysroot/choose-release.ts'
import { EXIT, ProblemError } from '../core/problem/problem.ts'
import type { Toolchain } from '../core/toolchain/toolchain.ts'
import type { World } from '../ports/world.ts'
import { openBoardFiles, openFolderFiles, type FileSource } from './sysroot/file-source.ts'
import { sysrootFromFiles } from './sysroot/from-files.ts'
import { sysrootFromPackages, type PackagesRequest } from './sysroot/from-packages.ts'
import type { NoSysroot, Sysroot } from './sysroot/sysroot-shape.ts'

export type { NoSysroot, Sysroot }

export interface SysrootRequest extends PackagesRequest {
  /** For start files, where a board has none. */
  readonly toolchain?: Pick<Toolchain, 'rustc' | 'env' | 'targetLibraries'>
  /** Where else the sysroot may be from. */
  readonly wishes?: Pick<LinkingWishes, 'libraries' | 'sysroot' | 'from'>
}

export type SysrootWorld = Pick<
  World,
  'host' | 'files' | 'packages' | 'clock' | 'processes' | 'connect'
>

/**
 * The sysroot for a board: from where the user wants it; else made of packages of its own release; else of its own files; else
 * of packages of the newest Debian that is not newer than the board's glibc. Gives the reasons where nothing will do.
 * Throws `host/no-package` for a package by name that the release does not have.
 */
export async function ensureSysroot(
  world: SysrootWorld,
  request: SysrootRequest,
  tell: Tell,
): Promise<Sysroot | NoSysroot> {
  const { wishes = {} } = request
  if (wishes.sysroot !== undefined && request.abi.libc === 'glibc') {
    return await fromFiles(world, request, wishes.sysroot, tell)
  }
  const releases = chooseReleases(request.board, request.abi)
  const own = releases.filter((release) => release.own)
  const rest = releases.filter((release) => !release.own)
  const reasons: string[] = []
  let cause: ProblemError | undefined
  const note = (error: unknown, what: string): void => {
    if (!(error instanceof ProblemError) || error.problem.exit !== EXIT.host) throw error
    cause = error
    reasons.push(`${what}: ${error.problem.title}`)
  }
  const fromReleases = async (some: readonly Release[]): Promise<Sysroot | undefined> => {
    for (const release of some) {
      try {
        return await sysrootFromPackages(world, request, release, tell)
      } catch (error) {
        // What the user asked for by name has to come from the board's own release.
        if (error instanceof ProblemError && error.problem.code === 'host/no-package') {
          if (request.packages) throw error
        }
        note(error, `${release.origin} ${release.suite}`)
        if (cause?.problem.code === 'host/no-network') return undefined
      }
    }
    return undefined
  }

  const made = await fromReleases(own)
  if (made) return made
  if (wishes.from !== undefined && request.abi.libc === 'glibc' && request.toolchain) {
    try {
      const pulled = await fromFiles(world, request, 'board', tell)
      if ('path' in pulled) return pulled
      reasons.push(pulled.missing)
    } catch (error) {
      note(error, wishes.from)
    }
  }
  const older = await fromReleases(rest)
  if (older) return older
  if (releases.length === 0) reasons.unshift(noRelease(request))
  return { missing: reasons.join('; '), ...(cause ? { cause } : {}) }
}

/** Of the board's own files, or of a folder of this host. */
async function fromFiles(
  world: SysrootWorld,
  request: SysrootRequest,
  where: string,
  tell: Tell,
): Promise<Sysroot | NoSysroot> {
  const { abi, board, toolchain, wishes = {} } = request
  if (!toolchain) return { missing: 'there is no toolchain to make start files with' }
  const common = {
    abi,
    board,
    headers: request.cxx === true,
    libraries: wishes.libraries ?? [],
    toolchain,
  }
  if (where !== 'board') {
    const folder = resolve(world.host.cwd, where)
    const open = async (): Promise<FileSource> => openFolderFiles(world, folder)
    const why = `the system in ${folder}`
    return sysrootFromFiles(world, folder, open, { ...common, why }, tell)
  }
  const { from } = wishes
  if (from === undefined) return { missing: 'the board cannot be reached to take its files' }
  return sysrootFromFiles(
    world,
    from,
    () => openBoardFiles(world, from),
    {
      ...common,
      why: `the board's own files, taken from ${from}`,
      ...(board.probedAt === undefined ? {} : { stamp: board.probedAt }),
    },
    tell,
  )
}

function noRelease({ abi, board }: SysrootRequest): string {
  const libc = board.libc?.version ?? 'unknown'
  return abi.armLevel === 6 && abi.floatAbi === 'hard' && abi.libc === 'glibc'
    ? 'Debian has no ARMv6 hard-float packages (its armhf is ARMv7), and the board is no Raspberry Pi OS'
    : `no release of Debian has ${abi.debianArchitecture ?? abi.target} with a glibc that is not newer than the board's (${libc})`
}
