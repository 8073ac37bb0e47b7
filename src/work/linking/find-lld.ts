import { join } from 'node:path'

import type { World } from '../../ports/world.ts'

/** Where a Rust toolchain lies, as far as its linker is concerned. */
export interface LldHome {
  /** What `ensureStd` found. */
  readonly rustLld?: string
  /** `rustc --print sysroot`. */
  readonly sysroot?: string
  /** The host's target name. */
  readonly host: string
}

/** Versions of `ld.lld-N` that are looked for, newest first. */
const versions = Array.from({ length: 15 }, (_, i) => 25 - i)

/**
 * Finds an lld: the toolchain's own rust-lld, that of any rustup toolchain of this host, or an
 * `ld.lld` in PATH. They all take ELF of every machine.
 */
export async function findLld(
  world: Pick<World, 'files' | 'host' | 'processes'>,
  toolchain: LldHome,
): Promise<string | undefined> {
  if (toolchain.rustLld !== undefined) return toolchain.rustLld
  const rustup = world.host.env['RUSTUP_HOME'] ?? join(world.host.home, '.rustup')
  const folders = toolchain.sysroot === undefined ? [] : [toolchain.sysroot]
  for (const folder of folders) {
    const found = await lldOf(world, folder, toolchain.host)
    if (found !== undefined) return found
  }
  const installed = (await world.files.list(join(rustup, 'toolchains'))).toSorted()
  const stable = installed.filter((name) => name.startsWith('stable'))
  for (const name of [...stable, ...installed]) {
    const found = await lldOf(world, join(rustup, 'toolchains', name), toolchain.host)
    if (found !== undefined) return found
  }
  for (const name of ['ld.lld', ...versions.map((n) => `ld.lld-${n}`), 'rust-lld']) {
    const found = await world.processes.which(name)
    if (found !== undefined) return found
  }
  return undefined
}

/** A toolchain of rustup or a link to one: the path is kept as named, so that it stays the same when an update replaces what it holds. */
async function lldOf(
  world: Pick<World, 'files'>,
  sysroot: string,
  host: string,
): Promise<string | undefined> {
  const file = join(sysroot, 'lib', 'rustlib', host, 'bin', 'rust-lld')
  return (await world.files.stat(file))?.kind === 'file' ? file : undefined
}
