import { join } from 'node:path'

import { parseRustcVersion } from '../../core/toolchain/rustc-version.ts'
import type { World } from '../../ports/world.ts'
import { runText } from './run-text.ts'

/** The toolchain that cargo would use in a folder. */
export interface ActiveToolchain {
  readonly kind: 'rustup' | 'system'
  /** rustup's name of it; for `rustup` alone. */
  readonly name?: string
  /** rustup's reason for this one: `default`, `overridden by '…/rust-toolchain.toml'`. */
  readonly because?: string
  readonly version: string
  readonly host: string
  readonly sysroot: string
  readonly rustc: string
  readonly env: Readonly<Record<string, string>>
}

export interface NoToolchain {
  readonly kind: 'none'
  readonly hasRustup: boolean
  readonly hasCargo: boolean
  /** What rustup said: which toolchain is missing, and who asked for it. */
  readonly complaint: readonly string[]
}

/**
 * Asks rustc itself (RUSTC, else PATH) in the project's folder, so rust-toolchain.toml, RUSTUP_TOOLCHAIN, directory
 * overrides and `+toolchain` (`wanted`) hold as they do for cargo.
 */
export async function readActiveToolchain(
  world: World,
  folder: string,
  wanted: string | undefined,
): Promise<ActiveToolchain | NoToolchain> {
  const env = wanted === undefined ? {} : { RUSTUP_TOOLCHAIN: wanted }
  const rustc = world.host.env['RUSTC'] ?? 'rustc'
  const [hasRustup, hasCargo] = [
    (await world.processes.which('rustup')) !== undefined,
    (await world.processes.which('cargo')) !== undefined,
  ]
  // rustup may install the project's toolchain at this moment, which takes its time.
  const patience = { timeoutMs: 900_000 }
  // A backtrace would push rustup's own words out of the lines that are kept.
  const brief = { ...env, RUST_BACKTRACE: '0' }
  const said = await runText(
    world,
    { file: rustc, args: ['-vV'], cwd: folder, env: brief },
    patience,
  )
  const version = parseRustcVersion(said.stdout)
  const root = await runText(world, { file: rustc, args: ['--print', 'sysroot'], cwd: folder, env })
  const sysroot = root.stdout.trim()
  if (!said.ok || !root.ok || !version || sysroot === '' || !hasCargo) {
    return { kind: 'none', hasRustup, hasCargo, complaint: said.complaint }
  }
  // A toolchain of rustup lies in <RUSTUP_HOME>/toolchains/<name>; a linked one is a symlink of that name.
  const shown = hasRustup ? await readActiveName(world, folder, env) : undefined
  const isRustups =
    shown !== undefined &&
    (await world.files.stat(join(sysroot, 'lib', 'rustlib', 'components'))) !== undefined
  return {
    kind: isRustups ? 'rustup' : 'system',
    ...shown,
    version: version.release,
    host: version.host,
    sysroot,
    rustc,
    env,
  }
}

async function readActiveName(
  world: World,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly name: string; readonly because: string } | undefined> {
  const args = ['show', 'active-toolchain']
  const said = await runText(world, { file: 'rustup', args, cwd: folder, env })
  const [, name, because] = /^(\S+)(?:\s+\((.*)\))?/.exec(said.ok ? said.stdout : '') ?? []
  return name === undefined ? undefined : { name, because: because ?? '' }
}

/** Whether the sysroot has a std of the target. */
export async function hasStd(world: World, sysroot: string, target: string): Promise<boolean> {
  const names = await world.files.list(librariesOf(sysroot, target))
  return (
    names.some((name) => /^libstd-[^.]*\.(rlib|so)$/.test(name)) &&
    names.some((name) => name.startsWith('libcore-'))
  )
}

export function librariesOf(sysroot: string, target: string): string {
  return join(sysroot, 'lib', 'rustlib', target, 'lib')
}

/** rust-lld of a sysroot, or undefined. */
export async function findRustLld(
  world: World,
  sysroot: string,
  host: string,
): Promise<string | undefined> {
  const path = join(sysroot, 'lib', 'rustlib', host, 'bin', 'rust-lld')
  return (await world.files.stat(path)) === undefined ? undefined : path
}
