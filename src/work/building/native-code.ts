import { join } from 'node:path'

import { parseCargoMetadata } from '../../core/read/cargo-metadata.ts'
import { findNativeNeeds, parseCargoLock, type NativeNeeds } from '../../core/read/cargo-lock.ts'
import type { Toolchain } from '../../core/toolchain/toolchain.ts'
import type { World } from '../../ports/world.ts'

/**
 * What the project may need beside Rust, by its Cargo.lock: a superset, for a lock file holds every
 * optional dependency and every platform's. Undefined where there is no lock file yet.
 */
export async function readNativeNeeds(
  world: Pick<World, 'files'>,
  workspaceRoot: string,
): Promise<NativeNeeds | undefined> {
  const text = await world.files.readText(join(workspaceRoot, 'Cargo.lock'))
  return text === undefined ? undefined : findNativeNeeds(parseCargoLock(text))
}

/** What the build will really compile, by `cargo metadata` for one target: slower, and exact. */
export interface ExactNeeds {
  /** Packages that are built for the target or the host and use a crate which compiles C. */
  readonly c: readonly string[]
  /** Packages with a build script or a procedural macro: they are linked for the host. */
  readonly onHost: readonly string[]
}

/**
 * Asks cargo which packages of the graph are active for the target, with the chosen features.
 * Undefined where cargo cannot tell (it will say why when it builds).
 */
export async function readExactNeeds(
  world: Pick<World, 'processes'>,
  request: {
    readonly toolchain: Pick<Toolchain, 'cargo' | 'env' | 'host'>
    readonly manifest: string
    readonly folder: string
    readonly target: string
    /** Features as arguments of cargo. */
    readonly features: readonly string[]
    readonly offline: boolean
  },
): Promise<ExactNeeds | undefined> {
  const { toolchain, manifest, folder, target, features } = request
  const ended = await world.processes.run(
    {
      file: toolchain.cargo,
      args: [
        'metadata',
        '--format-version=1',
        `--manifest-path=${manifest}`,
        `--filter-platform=${target}`,
        ...features,
        ...(request.offline ? ['--offline'] : []),
      ],
      cwd: folder,
      env: { ...toolchain.env },
    },
    { maxBytes: 256 * 1024 * 1024 },
  )
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) return undefined
  const text = new TextDecoder().decode(ended.stdout)
  const metadata = parseCargoMetadata(text)
  if (!metadata) return undefined
  const active = readActiveNames(text)
  const packages = metadata.packages.filter(({ id }) => active.has(id))
  const needs = findNativeNeeds(
    packages.map(({ id, name, version }) => ({
      name,
      version,
      dependencies: [...(active.get(id) ?? [])].map(
        (dependency) => metadata.packages.find((pkg) => pkg.id === dependency)?.name ?? '',
      ),
    })),
  )
  const onHost = packages
    .filter(({ targets }) =>
      targets.some(({ kinds }) => kinds.includes('custom-build') || kinds.includes('proc-macro')),
    )
    .map(({ name }) => name)
  return { c: needs.c, onHost }
}

/** `resolve.nodes` of cargo metadata: id → ids of its active dependencies. */
function readActiveNames(text: string): ReadonlyMap<string, readonly string[]> {
  const root = JSON.parse(text) as {
    readonly resolve?: {
      readonly nodes?: readonly { readonly id: string; readonly dependencies: readonly string[] }[]
    } | null
  }
  return new Map((root.resolve?.nodes ?? []).map(({ id, dependencies }) => [id, dependencies]))
}
