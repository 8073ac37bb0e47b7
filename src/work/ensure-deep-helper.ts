import type { Tell } from '../core/event.ts'
import { deepNotBuilt, noCargoForDeep } from '../core/problem/deep-problems.ts'
import type { World } from '../ports/world.ts'
import { findHostCargo } from './find-host-cargo.ts'

/** Of a source: what decides whether a helper that was built is still the right one. */
const manifest = ['Cargo.toml', 'Cargo.lock']

/** Path of the program that looks into code where it was built before. */
export async function findDeepHelper(world: World): Promise<string | undefined> {
  const { program } = await placeOf(world)
  return (await world.files.stat(program)) ? program : undefined
}

/**
 * Path of the program that looks into code, built by the user's cargo once for each version of its
 * source. Throws ProblemError `deep/no-cargo`, `deep/helper-not-built`.
 */
export async function ensureDeepHelper(world: World, tell: Tell): Promise<string> {
  const { source, folder, name, program } = await placeOf(world)
  if (await world.files.stat(program)) return program
  await world.files.locked(folder, async () => {
    if (!(await world.files.stat(program))) await build(world, source, folder, name, tell)
  })
  return program
}

async function placeOf(
  world: World,
): Promise<{ source: string; folder: string; name: string; program: string }> {
  const source = `${world.host.installation}/helpers/deep`
  const name = world.host.platform === 'win32' ? 'ferry-deep.exe' : 'ferry-deep'
  const folder = `${world.host.cache}/deep/${await stampOf(world, source)}-${world.host.arch}`
  return { source, folder, name, program: `${folder}/${name}` }
}

/** A short name for the contents of the source. */
async function stampOf({ files }: World, source: string): Promise<string> {
  const sources = (await files.list(`${source}/src`)).toSorted().map((file) => `src/${file}`)
  const hashes = await Promise.all(
    [...manifest, ...sources].map((path) => files.sha256(`${source}/${path}`)),
  )
  // Folded, since core and work have no hash function: 48 bits tell versions of one source apart.
  const folded = hashes.reduce((sum, hash) => {
    const part = Number.parseInt((hash ?? '').slice(0, 12) || '0', 16)
    return (sum * 31 + part) % 2 ** 43
  }, 7)
  return folded.toString(16).padStart(11, '0')
}

async function build(
  world: World,
  source: string,
  folder: string,
  name: string,
  tell: Tell,
): Promise<void> {
  const cargo = await findHostCargo(world, tell)
  if (!cargo) throw noCargoForDeep()
  const started = world.clock.ticks()
  tell({
    kind: 'step',
    id: 'deep-helper',
    text: 'Building the helper that looks into code (once, about a minute)',
  })
  const target = `${folder}.target`
  const command = {
    file: cargo.file,
    args: ['build', '--release', '--locked'],
    cwd: source,
    env: {
      ...cargo.env,
      CARGO_TARGET_DIR: target,
      CARGO_BUILD_TARGET: undefined,
      CARGO_ENCODED_RUSTFLAGS: '',
      CARGO_TERM_COLOR: 'never',
    },
  }
  const ended = await world.processes.run(command, { timeoutMs: 30 * 60_000 })
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
    throw deepNotBuilt(new TextDecoder().decode(ended.stderr).trimEnd().split('\n').slice(-20))
  }
  await world.files.makeFolder(folder)
  await world.files.copy(await findBuilt(world, target, name), `${folder}/${name}.new`)
  await world.files.rename(`${folder}/${name}.new`, `${folder}/${name}`)
  await world.files.remove(target)
  tell({ kind: 'step-done', id: 'deep-helper', ms: world.clock.ticks() - started })
}

/** Where `build.target` is set in the user's configuration, cargo puts a folder of that name between. */
async function findBuilt({ files }: World, target: string, name: string): Promise<string> {
  for (const between of ['', ...(await files.list(target)).map((folder) => `${folder}/`)]) {
    const path = `${target}/${between}release/${name}`
    if (await files.stat(path)) return path
  }
  throw deepNotBuilt([`cargo said it built ${name}, and it is not under ${target}`])
}
