import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { compareDebianVersions } from '../../core/packages/debian-version.ts'
import type { PackageEntry } from '../../core/packages/package-entry.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import { toolchainBroken } from '../../core/problem/std-problems.ts'
import { formatSize } from '../../core/text/format-size.ts'
import {
  NOT_NEEDED,
  RUST_SUITES,
  isToolchainFile,
  placeToolchainFile,
  sourceVersion,
  upstreamVersion,
} from '../../core/toolchain/debian-rust.ts'
import type { RustHost } from '../../core/toolchain/debian-rust.ts'
import { parsePackageToolchain } from '../../core/toolchain/package-toolchain.ts'
import type { PackageToolchain } from '../../core/toolchain/package-toolchain.ts'
import { suitsPin } from '../../core/toolchain/pinned-toolchain.ts'
import { parseRustcVersion } from '../../core/toolchain/rustc-version.ts'
import type { World } from '../../ports/world.ts'
import { relocate } from './relocate.ts'
import { runText } from './run-text.ts'

const STAMP = 'ferry-toolchain.json'

/** A Rust that a suite has for the host and, where one is wanted, for the target's architecture. */
export interface RustChoice {
  readonly suite: string
  /** Exact version of the host's rustc. */
  readonly rustc: string
  /** Exact version of the target's libstd-rust-dev. */
  readonly std?: string
}

/** Toolchains that are in the cache, newest first. */
export async function listPackageToolchains(world: World): Promise<readonly PackageToolchain[]> {
  const folder = join(world.host.cache, 'toolchains')
  const found: PackageToolchain[] = []
  for (const name of await world.files.list(folder)) {
    const root = join(folder, name)
    const text = await world.files.readText(join(root, STAMP))
    const stamp = text === undefined ? undefined : parsePackageToolchain(text, root)
    if (stamp) found.push(stamp)
  }
  return found.toSorted((a, b) => compareDebianVersions(b.version, a.version))
}

/**
 * The newest Rust that a suite has for the host and the architecture alike (one may lag behind the other), and that suits the pin.
 * Gives the reasons where there is none; throws only what is no answer about packages (no network for every suite).
 */
export async function chooseRust(
  world: World,
  host: RustHost,
  architecture: string | undefined,
  pin: string | undefined,
  tell: Tell,
): Promise<RustChoice | readonly string[]> {
  const tried: string[] = []
  for (const suite of RUST_SUITES) {
    try {
      const rustcs = await world.packages.find(
        { suite, architecture: host.debian, names: ['rustc'] },
        tell,
      )
      const stds =
        architecture === undefined
          ? undefined
          : await world.packages.find({ suite, architecture, names: ['libstd-rust-dev'] }, tell)
      const choice = pair(rustcs, stds)
      if (choice && suitsPin(upstreamVersion(choice.rustc), pin)) return { suite, ...choice }
      tried.push(
        choice
          ? `Debian ${suite} has Rust ${upstreamVersion(choice.rustc)}, not ${pin}`
          : rustcs.length === 0 || stds?.length === 0
            ? `Debian ${suite} has no Rust for ${rustcs.length === 0 ? host.debian : architecture}`
            : `Debian ${suite} has Rust ${rustcs[0]?.version} for ${host.debian} and ${stds?.[0]?.version} for ${architecture}`,
      )
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      tried.push(`Debian ${suite}: ${error.problem.title}`)
    }
  }
  return tried
}

function pair(
  rustcs: readonly PackageEntry[],
  stds: readonly PackageEntry[] | undefined,
): { rustc: string; std?: string } | undefined {
  for (const { version } of rustcs) {
    if (!stds) return { rustc: version }
    const std = stds.find((entry) => sourceVersion(entry.version) === sourceVersion(version))
    if (std) return { rustc: version, std: std.version }
  }
  return undefined
}

/** Unpacks rustc, its libraries, the host's std and lld, and makes them start from where they lie. What is there already stays. */
export async function unpackToolchain(
  world: World,
  host: RustHost,
  choice: RustChoice,
  tell: Tell,
): Promise<PackageToolchain> {
  const version = sourceVersion(choice.rustc)
  const root = join(
    world.host.cache,
    'toolchains',
    `debian-${version.replace(/[^A-Za-z0-9.+-]/g, '_')}`,
  )
  return world.files.locked(root, async () => {
    const known = parsePackageToolchain((await world.files.readText(join(root, STAMP))) ?? '', root)
    if (known) return known
    await world.files.remove(root)
    const request = { suite: choice.suite, architecture: host.debian, exclude: NOT_NEEDED }
    const names = [`rustc=${choice.rustc}`, 'patchelf']
    const set = await world.packages.resolve({ ...request, names, dependencies: 'all' }, tell)
    const llvm = set.packages.flatMap(({ name }) => /^libllvm(\d+)$/.exec(name)?.[1] ?? [])[0] ?? ''
    const fetched = await world.packages.obtain(
      { ...request, names: [...names, `lld-${llvm}`], dependencies: 'all' },
      tell,
    )
    const id = `unpack rust ${version}`
    const started = world.clock.ticks()
    tell({
      kind: 'step',
      id,
      text: `Unpacking Rust ${upstreamVersion(version)} of Debian ${choice.suite}`,
    })
    const bytes = await unpackIn(world, fetched, root, host)
    const programs = ['usr/bin/patchelf', 'usr/bin/rustc', 'usr/bin/rustdoc', lldPath(host)]
    await relocate(world, root, host, programs)
    await world.files.makeFolder(join(root, lldPath(host), '..', 'gcc-ld'))
    await world.files.symlink('../rust-lld', join(root, lldPath(host), '..', 'gcc-ld', 'ld.lld'))
    const said = await runText(world, { file: join(root, 'usr', 'bin', 'rustc'), args: ['-vV'] })
    const rustc = parseRustcVersion(said.stdout)
    if (!said.ok || rustc?.host !== host.target) {
      throw toolchainBroken(root, 'its rustc does not say its version', said.complaint)
    }
    const stamp: PackageToolchain = {
      schema: 'ferry.toolchain/1',
      root,
      suite: choice.suite,
      version,
      release: rustc.release,
      host: rustc.host,
      llvm,
      parts: ['rustc'],
    }
    await world.files.write(join(root, STAMP), JSON.stringify(stamp))
    tell({ kind: 'step-done', id, text: formatSize(bytes), ms: world.clock.ticks() - started })
    return stamp
  })
}

/** Two at a time: unpacking is bound by one processor each. */
async function unpackIn(
  world: World,
  packages: readonly { readonly file: string; readonly size: number }[],
  root: string,
  host: RustHost,
): Promise<number> {
  const queue = packages.toSorted((a, b) => b.size - a.size)
  // Libraries that are there may be in use just now: they stay as they are.
  const libraries = join('usr', 'lib', host.multiarch)
  const there = new Set(
    (await world.files.list(join(root, libraries))).map((name) => join(libraries, name)),
  )
  const lld = /^usr\/lib\/llvm-\d+\/bin\/lld$/
  const options = {
    keep: (path: string) => {
      const place = placeToolchainFile(path)
      return isToolchainFile(place) && !there.has(place)
    },
    place: (path: string) => (lld.test(path) ? lldPath(host) : placeToolchainFile(path)),
  }
  let bytes = 0
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const written = await world.packages.unpack([next], root, options)
      bytes += written
    }
  }
  await Promise.all([worker(), worker()])
  return bytes
}

function lldPath(host: RustHost): string {
  return `usr/lib/rustlib/${host.target}/bin/rust-lld`
}

/** Adds the std of a target to a toolchain: beside, then renamed, so it is whole or not there. False where the suite has another version by now. */
export async function addPackagedStd(
  world: World,
  toolchain: PackageToolchain,
  architecture: string,
  target: string,
  tell: Tell,
): Promise<boolean> {
  const folder = join(toolchain.root, 'usr', 'lib', 'rustlib', target)
  const entries = await world.packages.find(
    { suite: toolchain.suite, architecture, names: ['libstd-rust-dev'] },
    tell,
  )
  const entry = entries.find(({ version }) => sourceVersion(version) === toolchain.version)
  if (!entry) return false
  await world.files.locked(folder, async () => {
    if (await world.files.stat(folder)) return
    const names = [`libstd-rust-dev=${entry.version}`]
    const fetched = await world.packages.obtain(
      { suite: toolchain.suite, architecture, names, dependencies: 'none' },
      tell,
    )
    const id = `unpack std ${target}`
    const started = world.clock.ticks()
    tell({ kind: 'step', id, text: `Unpacking the standard library of ${target}` })
    const beside = `${folder}.new`
    await world.files.remove(beside)
    const prefix = `usr/lib/rustlib/${target}/`
    const bytes = await world.packages.unpack(fetched, beside, {
      keep: (path) => path.startsWith(prefix),
      place: (path) => path.slice(prefix.length),
    })
    await world.files.rename(beside, folder)
    tell({ kind: 'step-done', id, text: formatSize(bytes), ms: world.clock.ticks() - started })
  })
  return true
}

/** Adds Debian's cargo and its libraries to a toolchain, for hosts that have none. */
export async function addCargo(
  world: World,
  host: RustHost,
  toolchain: PackageToolchain,
  tell: Tell,
): Promise<PackageToolchain> {
  return addPart(world, toolchain, 'cargo', async () => {
    const request = { suite: toolchain.suite, architecture: host.debian, names: ['cargo'] }
    const fetched = await world.packages.obtain(
      { ...request, dependencies: 'all', exclude: [...NOT_NEEDED, 'rustc'] },
      tell,
    )
    const id = 'unpack cargo'
    const started = world.clock.ticks()
    tell({ kind: 'step', id, text: 'Unpacking cargo' })
    const bytes = await unpackIn(world, fetched, toolchain.root, host)
    await relocate(world, toolchain.root, host, ['usr/bin/cargo'])
    const said = await runText(world, {
      file: join(toolchain.root, 'usr', 'bin', 'cargo'),
      args: ['--version'],
    })
    if (!said.ok) throw toolchainBroken(toolchain.root, 'its cargo does not start', said.complaint)
    tell({ kind: 'step-done', id, text: formatSize(bytes), ms: world.clock.ticks() - started })
  })
}

/** Runs `work` once for a toolchain, and notes in its stamp that the part is whole. */
export async function addPart(
  world: World,
  toolchain: PackageToolchain,
  part: string,
  work: () => Promise<void>,
): Promise<PackageToolchain> {
  const { root } = toolchain
  return world.files.locked(root, async () => {
    const now =
      parsePackageToolchain((await world.files.readText(join(root, STAMP))) ?? '', root) ??
      toolchain
    if (now.parts.includes(part)) return now
    await work()
    const stamp = { ...now, parts: [...now.parts, part] }
    await world.files.write(join(root, STAMP), JSON.stringify(stamp))
    return stamp
  })
}
