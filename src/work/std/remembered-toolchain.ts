import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'

import type { World } from '../../ports/world.ts'
import { readActiveToolchain } from './active-toolchain.ts'
import type { ActiveToolchain, NoToolchain } from './active-toolchain.ts'

/** rustup looks for these upward from the folder (the rustup book, "Overrides"). */
const TOOLCHAIN_FILES = ['rust-toolchain', 'rust-toolchain.toml']
/** Variables that decide which toolchain is active. */
const VARIABLES = ['RUSTC', 'RUSTUP_TOOLCHAIN', 'RUSTUP_HOME', 'CARGO_HOME', 'PATH'] as const

/**
 * As readActiveToolchain, which starts three programs: taken from the cache while everything that decides it
 * (variables, rustup's settings, toolchain files above the folder, rustc itself) is as it was.
 */
export async function rememberedToolchain(
  world: World,
  folder: string,
  wanted: string | undefined,
): Promise<ActiveToolchain | NoToolchain> {
  const key = await fingerprint(world, folder, wanted)
  const file = `${world.host.cache}/toolchains/active/${key}.json`
  const known = await recall(world, file)
  if (known) return known
  const active = await readActiveToolchain(world, folder, wanted)
  // What is missing may be there the next time.
  if (active.kind !== 'none') {
    await world.files
      .write(file, JSON.stringify({ active, rustc: await stamp(world, realRustc(active)) }))
      .catch(() => {})
  }
  return active
}

async function recall(world: World, file: string): Promise<ActiveToolchain | undefined> {
  const text = await world.files.readText(file)
  if (text === undefined) return undefined
  try {
    const { active, rustc } = JSON.parse(text) as { active: ActiveToolchain; rustc: string }
    return rustc === (await stamp(world, realRustc(active))) ? active : undefined
  } catch {
    return undefined
  }
}

async function fingerprint(
  world: World,
  folder: string,
  wanted: string | undefined,
): Promise<string> {
  const { env, home } = world.host
  const settings = join(env['RUSTUP_HOME'] ?? join(home, '.rustup'), 'settings.toml')
  const parts = [
    folder,
    wanted ?? '',
    ...VARIABLES.map((name) => env[name] ?? ''),
    await stamp(world, settings),
    await stamp(world, (await world.processes.which(env['RUSTC'] ?? 'rustc')) ?? ''),
  ]
  for (let at = folder; ; at = dirname(at)) {
    for (const name of TOOLCHAIN_FILES) parts.push(await stamp(world, join(at, name)))
    if (dirname(at) === at) break
  }
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
}

async function stamp(world: World, path: string): Promise<string> {
  const stat = path === '' ? undefined : await world.files.stat(path)
  return stat === undefined ? '-' : `${path} ${stat.size} ${stat.mtimeMs}`
}

/** Behind rustup's proxy: the compiler itself. */
function realRustc(active: ActiveToolchain): string {
  return join(active.sysroot, 'bin', 'rustc')
}
