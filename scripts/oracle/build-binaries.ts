import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { OracleWorld } from './make-oracle-world.ts'
import { buildRust } from './build-rust.ts'
import { changeBinary } from './change-binary.ts'
import type { BinaryRecipe } from './binaries/recipe.ts'

/** One binary of the matrix, built. */
export interface Binary {
  readonly recipe: BinaryRecipe
  readonly file: string
  readonly sha256: string
  /** Files that are shipped into the same folder. */
  readonly beside: readonly { readonly name: string; readonly file: string }[]
}

export interface BuildResult {
  readonly binaries: readonly Binary[]
  /** What could not be made here, with the reason; never left out silently. */
  readonly unbuilt: readonly { readonly name: string; readonly why: string }[]
}

export interface BuildTools {
  /** Folder of the matrix's sources. */
  readonly sources: string
  /** zig's own program; missing where it could not be had. */
  readonly zig?: string
  /** A program that links as `ld.lld` does with `-flavor gnu` before its words: rust-lld or lld. */
  readonly lld?: string
  /** Folder of the roots of boards. */
  readonly roots?: string
}

/** Builds what is not yet there, two at a time; a recipe that changed is built again. */
export async function buildBinaries(
  recipes: readonly BinaryRecipe[],
  oracle: OracleWorld,
  tools: BuildTools,
): Promise<BuildResult> {
  const built = new Map<string, Binary>()
  const unbuilt: { name: string; why: string }[] = []
  const build = async (recipe: BinaryRecipe): Promise<void> => {
    const result = await buildOne(recipe, built, oracle, tools)
    if (typeof result === 'string') unbuilt.push({ name: recipe.name, why: result })
    else built.set(recipe.name, result)
  }
  await inPairs(
    recipes.filter((one) => !one.change),
    build,
  )
  await inPairs(
    recipes.filter((one) => one.change),
    build,
  )
  const binaries = recipes.flatMap((one) => built.get(one.name) ?? [])
  return { binaries, unbuilt }
}

/** Runs `work` for each item, two at a time. */
export async function inPairs<item>(
  items: readonly item[],
  work: (one: item) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next)
  }
  await Promise.all([worker(), worker()])
}

async function buildOne(
  recipe: BinaryRecipe,
  built: ReadonlyMap<string, Binary>,
  oracle: OracleWorld,
  tools: BuildTools,
): Promise<Binary | string> {
  const { world, folder, tell } = oracle
  const { files } = world
  const dir = join(folder, 'binaries', recipe.name)
  const out = join(dir, 'out')
  const of = recipe.change && built.get(recipe.change.of)
  if (recipe.change && !of) return `${recipe.change.of}, which it is made of, was not built`
  const key = createHash('sha256')
    .update(JSON.stringify([recipe, of?.sha256, hashSources(recipe, tools.sources)]))
    .digest('hex')
  const finish = async (): Promise<Binary> => ({
    recipe,
    file: out,
    sha256: (await files.sha256(out)) ?? '',
    beside: (recipe.beside ?? []).map((name) => ({ name, file: join(dir, name) })),
  })
  if ((await files.readText(join(dir, 'key'))) === key) return finish()
  await files.remove(dir)
  await files.makeFolder(dir)
  if (recipe.change && of) {
    const good = await files.read(of.file)
    await files.write(out, changeBinary(good ?? new Uint8Array(), recipe.change.edit), 0o755)
  } else if (recipe.rust) {
    tell({ kind: 'step', id: recipe.name, text: `Building ${recipe.name}` })
    const made = await buildRust(recipe.rust, dir, tools.sources, oracle)
    if ('why' in made) return made.why
    await files.copy(made.file, out)
    await files.remove(join(dir, 'target'))
  } else if (recipe.text !== undefined) {
    await files.write(out, Buffer.from(recipe.text, 'latin1'), 0o755)
  } else {
    tell({ kind: 'step', id: recipe.name, text: `Building ${recipe.name}` })
    for (const words of recipe.commands) {
      const filled = words.map((word) => fill(word, { out, dir, tools }))
      const [file = '', ...args] = filled
      if (file === '') return `${words[0] ?? ''} is not there`
      const env = {
        ZIG_GLOBAL_CACHE_DIR: join(folder, 'tools', 'zig-cache'),
        ZIG_LOCAL_CACHE_DIR: join(folder, 'tools', 'zig-cache'),
      }
      const ended = await world.processes.run({
        file: 'nice',
        args: [file, ...args],
        cwd: dir,
        env,
      })
      if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
        const text = new TextDecoder().decode(ended.stderr).trim()
        return `${filled.join(' ')}: ${JSON.stringify(ended.ending)} ${text.split('\n').slice(0, 6).join(' / ')}`
      }
    }
  }
  await files.write(join(dir, 'key'), key)
  return finish()
}

function fill(
  word: string,
  { out, dir, tools }: { out: string; dir: string; tools: BuildTools },
): string {
  return word
    .replace(/^@\//, `${tools.sources}/`)
    .replaceAll('%out', out)
    .replaceAll('%dir', dir)
    .replaceAll('%root', tools.roots ?? '')
    .replace(/^%zig$/, tools.zig ?? '')
    .replace(/^%lld$/, tools.lld ?? '')
}

/** Changes when a source that the recipe names does. */
function hashSources(recipe: BinaryRecipe, folder: string): string {
  const named = recipe.commands
    .flat()
    .filter((word) => word.startsWith('@/'))
    .map((word) => word.slice(2))
  const project = recipe.rust?.project ?? 'rust'
  const ofRust = ['Cargo.toml', 'Cargo.lock', 'src/main.rs'].map((name) => `${project}/${name}`)
  const rust = recipe.rust ? ofRust : []
  const hash = createHash('sha256')
  for (const name of [...new Set([...named, ...rust])].toSorted())
    hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}
