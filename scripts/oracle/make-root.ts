import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { OracleWorld } from './make-oracle-world.ts'
import type { RootRecipe } from './roots.ts'

/** A root file system in the cache. */
export interface Root {
  readonly recipe: RootRecipe
  readonly folder: string
  /** Changes when a package of it does. */
  readonly key: string
}

/** Changes whenever the same packages give another tree. */
const LAYOUT = 2

/** Unpacks the packages of a root (no maintainer script runs); done once for each list of package versions. */
export async function makeRoot(
  recipe: RootRecipe,
  { world, folder, tell }: OracleWorld,
): Promise<Root> {
  const { suite, architecture, packages: names, dependencies } = recipe
  const fetched = await world.packages.obtain({ suite, architecture, names, dependencies }, tell)
  const list = fetched.map(({ name, version, sha256 }) => `${name} ${version} ${sha256}`).toSorted()
  const text = JSON.stringify({ list, links: recipe.links, layout: LAYOUT })
  const key = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const place = join(folder, 'roots', recipe.name)
  const { files } = world
  const done = await files.readText(join(place, '.oracle', 'key'))
  if (done === key) return { recipe, folder: place, key }
  tell({ kind: 'step', id: place, text: `Root ${recipe.name}: ${fetched.length} packages` })
  await files.remove(place)
  for (const [link, target] of Object.entries(recipe.links)) {
    if (link.includes('/')) continue
    await files.makeFolder(join(place, target))
    await files.symlink(target, join(place, link))
  }
  await world.packages.unpack(fetched, place)
  for (const [link, target] of Object.entries(recipe.links)) {
    const path = join(place, link)
    if ((await files.stat(path)) === undefined && (await files.readLink(path)) === undefined) {
      await files.makeFolder(join(path, '..'))
      await files.symlink(target, path)
    }
  }
  for (const empty of ['proc', 'dev', 'sys', 'tmp', 'run', 'root', 'home/pi', 'var/tmp'])
    await files.makeFolder(join(place, empty))
  await files.write(join(place, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  await files.write(join(place, 'var/lib/dpkg/status'), dpkgStatus(recipe, fetched))
  for (const one of dependencies === 'all' ? fetched : []) {
    // dpkg keeps a list of files for each package; that it is there is all that a probe looks at.
    await files.write(
      join(place, 'var/lib/dpkg/info', `${one.name}:${one.architecture}.list`),
      '/.\n',
    )
  }
  await files.write(join(place, '.oracle', 'packages'), `${list.join('\n')}\n`)
  await files.write(join(place, '.oracle', 'key'), key)
  return { recipe, folder: place, key }
}

/** The list that dpkg would have kept: names and versions, for programs that ask it. */
function dpkgStatus(
  recipe: RootRecipe,
  packages: readonly { name: string; version: string; architecture: string }[],
): string {
  if (recipe.dependencies === 'none') return ''
  const entry = (one: { name: string; version: string; architecture: string }): string =>
    `Package: ${one.name}\nStatus: install ok installed\nArchitecture: ${one.architecture}\nVersion: ${one.version}\nMaintainer: none\nDescription: unpacked\n`
  return packages.map(entry).join('\n')
}
