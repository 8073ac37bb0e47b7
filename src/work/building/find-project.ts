import { dirname, join, resolve } from 'node:path'

import type { CargoArguments } from '../../core/plan/cargo-arguments.ts'
import { cargoFailed, noCargo, noManifest } from '../../core/problem/cargo-problems.ts'
import { parseCargoMetadata, type CargoMetadata } from '../../core/read/cargo-metadata.ts'
import type { Toolchain } from '../../core/toolchain/toolchain.ts'
import type { World } from '../../ports/world.ts'

/** A Rust project as cargo sees it from a folder. */
export interface Project {
  /** The Cargo.toml nearest to where cargo is called, or the one that was named. */
  readonly manifest: string
  readonly metadata: CargoMetadata
}

/**
 * Finds the project that cargo would build. Throws `cargo/no-manifest`, `cargo/missing`, and
 * `cargo/failed` for a Cargo.toml that cargo cannot read.
 */
export async function findProject(
  world: Pick<World, 'files' | 'processes'>,
  folder: string,
  args: CargoArguments,
  toolchain: Pick<Toolchain, 'cargo' | 'env'>,
): Promise<Project> {
  const manifest = await findManifest(world, folder, args.manifestPath)
  const words = ['metadata', '--no-deps', '--format-version', '1', '--manifest-path', manifest]
  const command = [...words, ...(args.offline ? ['--offline'] : [])]
  const ended = await world.processes.run(
    { file: toolchain.cargo, args: command, cwd: folder, env: { ...toolchain.env } },
    { maxBytes: 64 * 1024 * 1024 },
  )
  if (ended.ending.kind === 'not-started') throw noCargo(toolchain.cargo, ended.ending.errno)
  const metadata = parseCargoMetadata(new TextDecoder().decode(ended.stdout))
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0 || !metadata) {
    const output = new TextDecoder().decode(ended.stderr).trimEnd().split('\n').slice(-20)
    const why = output.find((line) => line.startsWith('error: '))?.slice('error: '.length)
    throw cargoFailed(command, 'cargo metadata', why, undefined, output)
  }
  return { manifest, metadata }
}

/** Upward from the folder, as cargo looks (cargo's `find_root_manifest_for_wd`). */
async function findManifest(
  world: Pick<World, 'files'>,
  folder: string,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) {
    const file = resolve(folder, named)
    if ((await world.files.stat(file))?.kind === 'file') return file
    throw noManifest(file)
  }
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, 'Cargo.toml')
    if (await world.files.stat(file)) return file
    if (at === dirname(at)) throw noManifest(folder)
  }
}
