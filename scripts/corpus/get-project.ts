import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'

import { execute } from './execute.ts'
import type { CorpusProject } from './project.ts'
import type { CorpusWorld } from './corpus-world.ts'

/** A project that lies ready to be built. */
export interface ReadyProject {
  readonly folder: string
  /** Hash of what it is: its row and its sources. */
  readonly input: string
}

/**
 * Lays a fresh copy of the project into the cache: nothing of an earlier run is in it, no configuration of ours.
 * A crate of crates.io comes by cargo itself, as its author packed it, with its Cargo.lock.
 */
export function getProject(project: CorpusProject, world: CorpusWorld): ReadyProject {
  const folder = join(world.folder, 'src', project.name)
  const source =
    project.from === 'ours'
      ? join(world.sources, project.name)
      : fetchCrate(project.from.crate, project.from.version, world)
  const { exercises: _, ...row } = project
  const hash = createHash('sha256').update(JSON.stringify({ ...row, prints: String(row.prints) }))
  // What is pinned tells the content of a crate; ours are read.
  if (project.from === 'ours') for (const file of filesOf(source)) hash.update(readFileSync(file))
  const input = hash.digest('hex').slice(0, 12)
  const stamp = join(world.folder, 'src', `${project.name}.input`)
  // The files keep their times where nothing changed: cargo would build all again else.
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== input) {
    rmSync(folder, { recursive: true, force: true })
    cpSync(source, folder, { recursive: true, preserveTimestamps: true })
    writeFileSync(stamp, input)
  }
  return { folder: join(folder, project.folder ?? '.'), input }
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/(?:^|\/)target\//.test(relative(folder, file)))
    .toSorted()
}

/** A crate's own folder below cargo's registry, unpacked by `cargo fetch` for a package that depends on it. */
function fetchCrate(name: string, version: string, world: CorpusWorld): string {
  const found = findCrate(name, version)
  if (found !== undefined) return found
  const folder = join(world.folder, 'fetch', name)
  mkdirSync(join(folder, 'src'), { recursive: true })
  writeFileSync(join(folder, 'src', 'lib.rs'), '')
  writeFileSync(
    join(folder, 'Cargo.toml'),
    `[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n${name} = "=${version}"\n`,
  )
  const ended = execute('cargo', ['fetch', '-q'], { cwd: folder, minutes: 10 })
  const fetched = findCrate(name, version)
  if (fetched === undefined)
    throw new Error(`cargo could not fetch ${name} ${version}: ${ended.err}`)
  return fetched
}

function findCrate(name: string, version: string): string | undefined {
  const registries = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'src')
  if (!existsSync(registries)) return undefined
  return readdirSync(registries)
    .map((registry) => join(registries, registry, `${name}-${version}`))
    .find((folder) => existsSync(join(folder, 'Cargo.toml')))
}
