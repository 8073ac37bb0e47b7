import { resolve } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Tell } from '../../core/event.ts'
import { parseCargoArguments, type CargoArguments } from '../../core/plan/cargo-arguments.ts'
import {
  leaveOutWritten,
  planCargoEnvironment,
  type CargoEnvironment,
} from '../../core/plan/cargo-environment.ts'
import { withTargetFolder } from '../../core/plan/target-folder-words.ts'
import type { LinkingWishes } from '../../core/plan/linking-wishes.ts'
import { withGlibc } from '../../core/plan/sysroot/choose-release.ts'
import { findTargeted, toCargoVariable } from '../../core/plan/target-variables.ts'
import { listNames, noCompiler, noHostLinker } from '../../core/problem/linker-problems.ts'
import type { CargoConfig } from '../../core/read/cargo-config.ts'
import type { Toolchain } from '../../core/toolchain/toolchain.ts'
import type { Command } from '../../ports/processes.ts'
import { readCargoSettings } from '../cargo-settings.ts'
import { ensureLinker, type Linker } from '../linking/ensure-linker.ts'
import { installFix } from '../linking/install-fix.ts'
import { ensureZig } from '../linking/zig/ensure-zig.ts'
import type { SysrootWorld } from '../sysroot.ts'
import { placeBeside, placeOfBuild } from './build-place.ts'
import { findProject, type Project } from './find-project.ts'
import { readExactNeeds, readNativeNeeds } from './native-code.ts'

export type BuildWorld = SysrootWorld

export interface PrepareRequest {
  /** Folder in which cargo is called; default: ferry's own. */
  readonly folder?: string
  /** cargo's arguments up to `--`, without the subcommand. */
  readonly cargoArgs: readonly string[]
  readonly target: string
  readonly board: BoardFacts
  readonly toolchain: Toolchain
  /** Command that runs a program on the board. */
  readonly runner?: readonly string[]
  /** What ferry.toml and the command line say of linking for this board. */
  readonly wishes?: LinkingWishes
}

/** All that is needed to call cargo for the target. */
export interface PreparedBuild {
  readonly folder: string
  readonly project: Project
  readonly args: CargoArguments
  /** What the user set in cargo's configuration. */
  readonly settings: CargoConfig
  readonly linker: Linker
  readonly environment: CargoEnvironment
  /** What of it cargo's configuration (`ferry init`) does not say already: that is what cargo is given. */
  readonly added: Readonly<Record<string, string>>
  /** Where cargo builds, whole; missing: where it does by itself. */
  readonly aside?: string
  /** `cargo SUBCOMMAND ARGS --target … -- PROGRAM-ARGS` in that environment, as data. */
  command(
    subcommand: string,
    more?: readonly string[],
    programArgs?: readonly string[],
  ): Command & { readonly env: Readonly<Record<string, string>> }
}

/**
 * Finds the project, chooses the linker and the C compiler, and makes the environment in which
 * cargo builds for the board. Throws `cargo/no-manifest`, `linker/missing` (for the board or for
 * this host), `linker/no-compiler` and the problems of `ensureLinker`, all before cargo starts.
 */
export async function prepareBuild(
  world: BuildWorld,
  request: PrepareRequest,
  tell: Tell,
): Promise<PreparedBuild> {
  const folder = resolve(world.host.cwd, request.folder ?? '.')
  const args = parseCargoArguments(request.cargoArgs)
  const project = await findProject(world, folder, args, request.toolchain)
  const prepared = await prepareLinking(world, request, { folder, project, args }, tell)
  const { target, toolchain } = request
  const apart = await placeApart(world, target, prepared)
  const { targetFolder } = project.metadata
  const cargoArgs =
    apart === undefined
      ? request.cargoArgs
      : withTargetFolder(request.cargoArgs, apart, targetFolder)
  return {
    folder,
    project,
    args,
    ...prepared,
    ...(apart === undefined ? {} : { aside: resolve(targetFolder, apart) }),
    command: (subcommand, more = [], programArgs = []) => ({
      file: toolchain.cargo,
      args: [
        subcommand,
        ...toolchain.cargoArgs,
        ...cargoArgs,
        ...(args.target === undefined ? ['--target', target] : []),
        ...more,
        ...(programArgs.length > 0 ? ['--', ...programArgs] : []),
      ],
      cwd: folder,
      env: { ...toolchain.env, ...prepared.added },
    }),
  }
}

/**
 * Where to build, below cargo's target folder; undefined: in it. cargo builds everything anew where the linker is another one, so
 * each has a place of its own, and the one of cargo's configuration (`ferry init`) has cargo's.
 */
async function placeApart(
  world: BuildWorld,
  target: string,
  { linker, settings, written }: Linking,
): Promise<string | undefined> {
  if (linker.path === undefined || linker.path === written) return undefined
  const isInits = written !== undefined && settings.targets[target]?.linker === undefined
  return isInits ? placeBeside(linker.path) : placeOfBuild(world, target, linker.path)
}

/** Where cargo is called, and on what; no project for `cargo install`. */
export interface LinkingPlace {
  readonly folder: string
  readonly project?: Project
  readonly args: Pick<CargoArguments, 'features' | 'offline'>
}

type Linking = Pick<PreparedBuild, 'settings' | 'linker' | 'environment' | 'added'> & {
  /** The linker of the target by cargo's configuration, `ferry init`'s included. */
  readonly written?: string
}

/** Settings, linker and environment, for a project or for `cargo install`. */
export async function prepareLinking(
  world: BuildWorld,
  request: PrepareRequest,
  place: LinkingPlace,
  tell: Tell,
): Promise<Linking> {
  const { target, toolchain, runner, wishes } = request
  const board = withGlibc(request.board, wishes?.glibc)
  const isOlder = board !== request.board
  const { own: settings, whole } = await readCargoSettings(world, place.folder)
  const root = place.project?.metadata.workspaceRoot
  const needs = root === undefined ? undefined : await readNativeNeeds(world, root)
  // Without a lock file nothing is known yet: then as if there were C.
  const native = needs === undefined || needs.c.length > 0 || needs.cxx.length > 0
  const asked = {
    target,
    board,
    toolchain,
    settings,
    native,
    cxx: needs !== undefined && needs.surelyCxx.length > 0,
    ...(wishes ? { wishes: isOlder ? withoutBoard(wishes) : wishes } : {}),
    ...(place.args.offline ? { offline: true } : {}),
  }
  const found = { settings, mayCompile: native }
  let linker = await ensureLinker(world, asked, tell)
  const users = await checkNeeds(world, request, place, { ...found, linker })
  if (users.length > 0) {
    const why = `${listNames(users)} ${users.length === 1 ? 'holds' : 'hold'} C or C++ code, and there is no other compiler`
    const zig = await ensureZig(world, { why, offline: place.args.offline }, tell)
    if ('zig' in zig) linker = await ensureLinker(world, asked, tell)
    if (!linker.compiler) {
      const reason = 'missing' in zig ? [{ kind: 'zig', why: zig.missing }] : []
      const rejected = [...linker.noCompiler.filter(({ kind }) => kind !== 'zig'), ...reason]
      throw noCompiler(target, users, rejected, await installFix(world, ['clang']))
    }
  }
  const environment = planCargoEnvironment({
    target,
    abi: linker.abi,
    ...(linker.path === undefined ? {} : { linker: linker.path }),
    ...(runner ? { runner } : {}),
    ...(linker.sysroot ? { sysroot: linker.sysroot } : {}),
    ...(linker.compiler ? { compiler: linker.compiler } : {}),
    environment: world.host.env,
    config: settings,
  })
  const added = leaveOutWritten(environment.variables, {
    target,
    config: whole,
    environment: world.host.env,
  })
  const written = whole.targets[target]?.linker
  return { settings, linker, environment, added, ...(written === undefined ? {} : { written }) }
}

/** For an older glibc than the board's, its own files are too new. */
function withoutBoard(wishes: LinkingWishes): LinkingWishes {
  const { from: _, ...rest } = wishes
  return rest
}

/**
 * What would stop cargo half way: no `cc` for the host (throws `linker/missing`), no C compiler for the target (gives the crates that
 * need one). Asked for only where one is missing.
 */
async function checkNeeds(
  world: BuildWorld,
  request: PrepareRequest,
  place: LinkingPlace,
  found: { readonly linker: Linker; readonly settings: CargoConfig; readonly mayCompile: boolean },
): Promise<readonly string[]> {
  const { target, toolchain } = request
  const { env } = world.host
  const hostLinker =
    env[toCargoVariable(toolchain.host, 'LINKER')] ??
    found.settings.targets[toolchain.host]?.linker ??
    (await world.processes.which('cc'))
  const ownCompiler = findTargeted(env, 'CC', target) !== undefined || found.linker.kind === 'user'
  const compilerMissing = found.mayCompile && !found.linker.compiler && !ownCompiler
  if ((hostLinker !== undefined && !compilerMissing) || !place.project) return []

  const needs = await readExactNeeds(world, {
    toolchain,
    manifest: place.project.manifest,
    folder: place.folder,
    target,
    ...place.args,
  })
  if (hostLinker === undefined && needs && needs.onHost.length > 0) {
    throw noHostLinker(needs.onHost, await installFix(world, ['gcc', 'libc6-dev']))
  }
  return compilerMissing ? (needs?.c ?? []) : []
}
