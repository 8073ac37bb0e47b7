import { join } from 'node:path'

import type { Tell } from '../core/event.ts'
import { ProblemError } from '../core/problem/problem.ts'
import { stdMissing, toolchainMissing } from '../core/problem/std-problems.ts'
import { debianArchitectureOf, rustHostOf } from '../core/toolchain/debian-rust.ts'
import type { RustHost } from '../core/toolchain/debian-rust.ts'
import {
  parseMissingToolchain,
  pinnedToolchain,
  suitsPin,
} from '../core/toolchain/pinned-toolchain.ts'
import type { PackageToolchain } from '../core/toolchain/package-toolchain.ts'
import type { Toolchain } from '../core/toolchain/toolchain.ts'
import type { World } from '../ports/world.ts'
import { rememberedToolchain } from './std/remembered-toolchain.ts'
import { findRustLld, hasStd, librariesOf } from './std/active-toolchain.ts'
import type { ActiveToolchain, NoToolchain } from './std/active-toolchain.ts'
import { buildStd, builtStdPart } from './std/build-std.ts'
import {
  addCargo,
  addPackagedStd,
  chooseRust,
  listPackageToolchains,
  unpackToolchain,
} from './std/package-toolchain.ts'
import { addRustupTarget, rememberFailure } from './std/rustup-target.ts'

export interface StdRequest {
  /** rustc's name of the target. */
  readonly target: string
  /** The project's folder: its rust-toolchain.toml rules. */
  readonly folder: string
  /** `+toolchain` as the user typed it, without the plus. */
  readonly toolchain?: string
}

/**
 * A toolchain that can build for the target: the project's own where it has the std, or gets it from rustup;
 * else Debian's, unpacked into the cache; else Debian's with a std built from its source.
 * Idempotent; the second time nothing is downloaded. Throws ProblemError `std/missing`, `std/toolchain-missing`,
 * `std/toolchain-broken`, and those of Packages.
 */
export async function ensureStd(world: World, request: StdRequest, tell: Tell): Promise<Toolchain> {
  const { target, folder } = request
  const tried: string[] = []
  const active = await rememberedToolchain(world, folder, request.toolchain)
  if (active.kind !== 'none') {
    if (await hasStd(world, active.sysroot, target))
      return ofActive(world, active, target, 'present')
    if (active.kind === 'rustup') {
      const failed = await addRustupTarget(world, active, target, tell)
      if (failed === undefined && (await hasStd(world, active.sysroot, target))) {
        return ofActive(world, active, target, 'rustup')
      }
      tried.push(failed ?? 'rustup added the target, but no std is there')
    } else tried.push(`the rustc in PATH (${active.version}) has no std of it`)
  }
  const host = rustHostOf(world.host.platform, world.host.arch)
  if (!host) throw stdMissing(target, [...tried, 'Debian has no Rust for this host'])
  const pin = readPin(active)
  const packaged = await ensurePackaged(world, host, target, pin, tried, tell)
  if (!packaged) {
    if (active.kind === 'none' && pin !== undefined) throw toolchainMissing(pin, folder, tried)
    throw stdMissing(target, tried)
  }
  if (active.kind === 'rustup' && tried[0] !== undefined) {
    await rememberFailure(world, active, target, tried[0])
  }
  return ofPackages(world, host, packaged, target, active, tell)
}

/** The toolchain that the project or the user insists on, installed or not. */
function readPin(active: ActiveToolchain | NoToolchain): string | undefined {
  if (active.kind === 'none') {
    const missing = parseMissingToolchain(active.complaint)
    return missing === undefined ? undefined : pinnedToolchain(missing, '')
  }
  return active.name === undefined ? undefined : pinnedToolchain(active.name, active.because ?? '')
}

interface Packaged {
  readonly toolchain: PackageToolchain
  readonly std: 'package' | 'built'
}

/** Debian's Rust with the target's std, from the cache, from packages, or built. Undefined where none could be had; `tried` then says why. */
async function ensurePackaged(
  world: World,
  host: RustHost,
  target: string,
  pin: string | undefined,
  tried: string[],
  tell: Tell,
): Promise<Packaged | undefined> {
  const here = (await listPackageToolchains(world)).filter(({ release }) => suitsPin(release, pin))
  for (const toolchain of here) {
    if (!(await hasStd(world, join(toolchain.root, 'usr'), target))) continue
    const isBuilt = toolchain.parts.includes(builtStdPart(target))
    // One of an earlier recipe, whose panic_abort did not abort.
    if (!isBuilt && toolchain.parts.includes(`std ${target}`)) continue
    return { toolchain, std: isBuilt ? 'built' : 'package' }
  }
  const architecture = debianArchitectureOf(target)
  if (architecture === undefined) tried.push(`no Debian architecture is ${target}`)
  else {
    const toolchain = await fromPackages(
      world,
      host,
      here,
      { architecture, target, pin },
      tried,
      tell,
    )
    if (toolchain) return { toolchain, std: 'package' }
  }
  const any = here[0] ?? (await unpackAny(world, host, pin, tried, tell))
  if (!any) return undefined
  const built = await buildStd(world, host, any, target, tell).catch((error: unknown) => {
    // Its source, or musl's, cannot be had: one more way that did not work.
    if (error instanceof ProblemError && error.problem.code.startsWith('host/'))
      return error.problem.title
    throw error
  })
  if (typeof built !== 'string') return { toolchain: built, std: 'built' }
  tried.push(built)
  return undefined
}

async function fromPackages(
  world: World,
  host: RustHost,
  here: readonly PackageToolchain[],
  wish: {
    readonly architecture: string
    readonly target: string
    readonly pin: string | undefined
  },
  tried: string[],
  tell: Tell,
): Promise<PackageToolchain | undefined> {
  const { architecture, target, pin } = wish
  for (const toolchain of here) {
    const added = await addPackagedStd(world, toolchain, architecture, target, tell).catch(onlyBugs)
    if (added) return toolchain
  }
  const choice = await chooseRust(world, host, architecture, pin, tell)
  if (!('suite' in choice)) {
    tried.push(...choice)
    return undefined
  }
  const toolchain = await unpackToolchain(world, host, choice, tell)
  return (await addPackagedStd(world, toolchain, architecture, target, tell))
    ? toolchain
    : undefined
}

/** A suite that no longer has that version or architecture, or is not reached, is not the end: the next way is tried. */
function onlyBugs(error: unknown): false {
  if (error instanceof ProblemError) return false
  throw error
}

async function unpackAny(
  world: World,
  host: RustHost,
  pin: string | undefined,
  tried: string[],
  tell: Tell,
): Promise<PackageToolchain | undefined> {
  const choice = await chooseRust(world, host, undefined, pin, tell)
  if ('suite' in choice) return unpackToolchain(world, host, choice, tell)
  tried.push(...choice.filter((text) => !tried.includes(text)))
  return undefined
}

async function ofActive(
  world: World,
  active: ActiveToolchain,
  target: string,
  std: Toolchain['std'],
): Promise<Toolchain> {
  const rustLld =
    (await findRustLld(world, active.sysroot, active.host)) ??
    (await world.processes.which('ld.lld'))
  return {
    target,
    kind: active.kind,
    std,
    cargo: 'cargo',
    rustc: active.rustc,
    env: active.env,
    cargoArgs: [],
    version: active.version,
    host: active.host,
    sysroot: active.sysroot,
    ...(rustLld === undefined ? {} : { rustLld }),
    targetLibraries: librariesOf(active.sysroot, target),
    origin: `${active.name ?? 'the system’s Rust'} (${active.version})`,
  }
}

async function ofPackages(
  world: World,
  host: RustHost,
  { toolchain: found, std }: Packaged,
  target: string,
  active: ActiveToolchain | NoToolchain,
  tell: Tell,
): Promise<Toolchain> {
  const toolchain = active.kind === 'none' ? await addCargo(world, host, found, tell) : found
  const sysroot = join(toolchain.root, 'usr')
  const bin = join(sysroot, 'bin')
  const rustLld = await findRustLld(world, sysroot, toolchain.host)
  return {
    target,
    kind: 'packages',
    std,
    cargo: active.kind === 'none' ? join(bin, 'cargo') : 'cargo',
    rustc: join(bin, 'rustc'),
    env: { RUSTC: join(bin, 'rustc'), RUSTDOC: join(bin, 'rustdoc') },
    cargoArgs: [],
    version: toolchain.release,
    host: toolchain.host,
    sysroot,
    ...(rustLld === undefined ? {} : { rustLld }),
    targetLibraries: librariesOf(sysroot, target),
    origin: `Rust ${toolchain.release} of Debian ${toolchain.suite}${std === 'built' ? ', its std built from source' : ''}`,
  }
}
