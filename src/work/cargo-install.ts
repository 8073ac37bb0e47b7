import { createHash } from 'node:crypto'
import { delimiter, join, resolve } from 'node:path'

import type { Tell } from '../core/event.ts'
import { crateNotFound, noBinary } from '../core/problem/cargo-problems.ts'
import { parseInstalledCrates } from '../core/read/installed-crates.ts'
import { explainFailure } from './building/explain-failure.ts'
import { prepareLinking, type BuildWorld, type PrepareRequest } from './building/prepare-build.ts'
import { runCargo, type CargoDisplay, type CargoRun } from './building/run-cargo.ts'
import { runWithLibcxx } from './building/run-with-libcxx.ts'
import type { Linker } from './linking/ensure-linker.ts'

export interface InstallRequest extends Pick<
  PrepareRequest,
  'target' | 'board' | 'toolchain' | 'wishes'
> {
  /** Name of the crate; may be missing with `git` or `path`. */
  readonly crate?: string
  /** As `cargo install --version` takes it: `15.1.0`, `^15`. */
  readonly version?: string
  readonly git?: string
  readonly branch?: string
  readonly tag?: string
  readonly rev?: string
  readonly path?: string
  readonly locked?: boolean
  /** More arguments of cargo install: `--features`, `--bin`, `--profile`, `-j`. */
  readonly cargoArgs?: readonly string[]
  readonly display?: CargoDisplay
}

export interface InstalledProgram {
  readonly name: string
  /** Absolute path on the host. */
  readonly path: string
}

export interface InstallReport {
  readonly crate: string
  readonly version: string
  readonly programs: readonly InstalledProgram[]
  readonly linker: Linker
  /** False: it was built before, nothing had to be done. */
  readonly built: boolean
  readonly ms: number
}

/**
 * Builds a crate of a registry, a git repository or a folder for the board by `cargo install`, into
 * ferry's cache; what was built before is taken. cargo reads the user's own configuration alone
 * there, and that of the folder with `path` (cargo's manual). Throws `cargo/crate-not-found`,
 * `cargo/no-binary`, `cargo/failed`, and the problems of linking.
 */
export async function installCrate(
  world: BuildWorld,
  request: InstallRequest,
  tell: Tell,
): Promise<InstallReport> {
  const { target, toolchain, crate: name } = request
  // cargo's rule for names (`restricted_names`); what begins with `-` would be an option.
  if (name !== undefined && !/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name)) {
    throw crateNotFound(name, undefined, 'names of crates are made of letters, digits, - and _')
  }
  const path = request.path === undefined ? undefined : resolve(world.host.cwd, request.path)
  const home = world.host.env['CARGO_HOME'] ?? join(world.host.home, '.cargo')
  const folder = path ?? home
  await world.files.makeFolder(home)
  const { linker, environment } = await prepareLinking(
    world,
    { ...request, cargoArgs: [] },
    { folder, args: { features: [], offline: false } },
    tell,
  )
  const root = join(
    world.host.cache,
    'installs',
    `${target}-${hash(linker.path ?? 'user', path ?? request.git ?? request.crate ?? '')}`,
  )
  const build = join(root, 'build')
  const command = {
    file: toolchain.cargo,
    args: ['install', ...toolchain.cargoArgs, ...toWords(request, path), '--target', target].concat(
      ['--root', root, '--target-dir', build, '--message-format=json-render-diagnostics'],
    ),
    cwd: folder,
    // cargo warns where what it installs is not in PATH: here that is meant.
    env: {
      ...toolchain.env,
      ...environment.variables,
      PATH: [toolchain.env['PATH'] ?? world.host.env['PATH'], join(root, 'bin')].join(delimiter),
    },
  }
  return await world.files.locked(`${root}.lock`, async () => {
    const cargo = (): Promise<CargoRun> => runCargo(world, command, request.display ?? {}, tell)
    const { run, noLibcxx } = await runWithLibcxx(world, linker.compiler, cargo, tell)
    if (run.ending.kind !== 'exit' || run.ending.code !== 0) {
      throw await explainFailure(world, {
        command: command.args,
        ending: run.ending,
        said: run.said,
        shown: request.display?.show !== undefined,
        board: request.board,
        kept: environment.kept,
        ...(noLibcxx === undefined ? {} : { noLibcxx }),
        ...(linker.sysroot ? { sysroot: linker.sysroot } : {}),
        ...(request.version === undefined ? {} : { version: request.version }),
      })
    }
    await world.files.remove(build)
    const text = await world.files.readText(join(root, '.crates2.json'))
    const [crate] = parseInstalledCrates(text ?? '')
    const named = request.crate ?? request.path ?? request.git ?? ''
    if (!crate || crate.programs.length === 0) {
      throw noBinary({ what: `${named} has no program` })
    }
    return {
      crate: crate.name,
      version: crate.version,
      programs: crate.programs.map((name) => ({ name, path: join(root, 'bin', name) })),
      linker,
      built: run.artifacts.length > 0,
      ms: run.ms,
    }
  })
}

function toWords(request: InstallRequest, path: string | undefined): readonly string[] {
  const option = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [name, value]
  return [
    ...option('--version', request.version),
    ...option('--git', request.git),
    ...option('--branch', request.branch),
    ...option('--tag', request.tag),
    ...option('--rev', request.rev),
    ...option('--path', path),
    ...(request.locked ? ['--locked'] : []),
    ...(request.cargoArgs ?? []),
    ...(request.crate === undefined ? [] : [request.crate]),
  ]
}

function hash(...texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12)
}
