import { basename, join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import {
  chooseLibcxxSources,
  LIBCXX_ARCHIVES,
  LIBCXX_SOURCE,
  MENDED_LIBCXX_FILES,
  mendLibcxxFile,
  placeLibcxxFile,
  planLibcxxFlags,
  type LibcxxObject,
  type LibcxxPart,
} from '../../core/toolchain/libcxx.ts'
import type { World } from '../../ports/world.ts'
import type { Compiler } from './compiler.ts'
import { runText } from '../std/run-text.ts'

type LibcxxWorld = Pick<World, 'clock' | 'files' | 'host' | 'packages' | 'processes'>

/** The last of the archives: with it, the library is whole. */
const LAST = 'libstdc++.a'
/** Files that one clang compiles at a time. */
const BATCH = 12

/**
 * Makes the C++ library for musl: fetches the source, compiles it by the compiler for the target. Gives why it could not be made;
 * undefined where it is there. Takes half a minute of a core, once.
 */
export async function ensureLibcxx(
  world: LibcxxWorld,
  compiler: Compiler,
  tell: Tell,
): Promise<string | undefined> {
  const { libcxx: folder, cxx } = compiler
  if (folder === undefined || cxx === undefined) return 'clang compiles it, and there is none here'
  const { files } = world
  const last = join(folder, 'lib', LAST)
  if (await files.stat(last)) return undefined
  return await files.locked(`${folder}.lock`, async () => {
    if (await files.stat(last)) return undefined
    const id = 'libc++'
    const started = world.clock.ticks()
    tell({ kind: 'step', id, text: 'Making the C++ library for musl (once)' })
    const why = await make(world, { ...compiler, cxx, folder }, tell)
    const text = why ?? 'libc++ of LLVM, by clang'
    tell({ kind: 'step-done', id, ms: world.clock.ticks() - started, text })
    return why
  })
}

type Maker = Pick<Compiler, 'cc' | 'ar'> & { readonly cxx: string; readonly folder: string }

async function make(world: LibcxxWorld, maker: Maker, tell: Tell): Promise<string | undefined> {
  const { files } = world
  const { folder } = maker
  const work = join(folder, 'work')
  await files.remove(folder)
  let paths: readonly string[]
  try {
    paths = await unpackSource(world, work, tell)
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.title
    throw error
  }
  for (const path of MENDED_LIBCXX_FILES) {
    const file = join(work, path)
    await files.write(file, mendLibcxxFile(path, (await files.readText(file)) ?? ''))
  }
  // The compiler's script names this folder.
  await files.rename(join(work, 'libcxx', 'include'), join(folder, 'include'))
  for (const name of await files.list(join(work, 'libcxxabi', 'include'))) {
    await files.rename(join(work, 'libcxxabi', 'include', name), join(folder, 'include', name))
  }
  const objects = chooseLibcxxSources(paths)
  if (objects.length === 0) return `the source package ${LIBCXX_SOURCE.name} holds no libc++`
  const why =
    (await compileAll(world, maker, work, objects)) ??
    (await archiveAll(world, maker, work, objects))
  await files.remove(work)
  return why
}

async function unpackSource(
  world: LibcxxWorld,
  work: string,
  tell: Tell,
): Promise<readonly string[]> {
  const fetched = await world.packages.source({ ...LIBCXX_SOURCE, upstream: true }, tell)
  const archives = fetched.filter(({ name }) => /\.orig\.tar\.\w+$/.test(name))
  const paths: string[] = []
  await world.packages.unpack(archives, work, {
    place: (path) => placeLibcxxFile(path) ?? path,
    keep: (path) => {
      const place = placeLibcxxFile(path)
      if (place !== undefined) paths.push(place)
      return place !== undefined
    },
  })
  return paths
}

/** One clang compiles some files of a part: it writes `<name>.o` into its working folder. Two at a time. */
async function compileAll(
  world: LibcxxWorld,
  maker: Maker,
  work: string,
  objects: readonly LibcxxObject[],
): Promise<string | undefined> {
  const batches = [...new Set(objects.map(({ part }) => part))].flatMap((part) => {
    const sources = objects.filter((object) => object.part === part).map(({ source }) => source)
    const count = Math.ceil(sources.length / BATCH)
    // Every count-th: neighbours are alike, and the long ones (locale, filesystem) are spread.
    return Array.from({ length: count }, (_, first) => ({
      part,
      sources: sources.filter((_, at) => at % count === first),
    }))
  })
  let why: string | undefined
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch && why === undefined; batch = batches.shift()) {
      const cwd = join(work, 'obj', batch.part)
      await world.files.makeFolder(cwd)
      const file = batch.part === 'unwind-c' ? maker.cc : maker.cxx
      const sources = batch.sources.map((source) => join(work, source))
      const args = [...planLibcxxFlags(batch.part, work), ...sources]
      const said = await runText(world, { file, args, cwd }, { timeoutMs: 1_800_000 })
      if (!said.ok) why ??= `clang cannot compile libc++: ${said.complaint.slice(-3).join(' | ')}`
    }
  }
  await Promise.all([worker(), worker()])
  return why
}

/** The library that tells that all is there is written last, and renamed into its place. */
async function archiveAll(
  world: LibcxxWorld,
  { ar, folder }: Maker,
  work: string,
  objects: readonly LibcxxObject[],
): Promise<string | undefined> {
  await world.files.makeFolder(join(folder, 'lib'))
  for (const [name, parts] of Object.entries(LIBCXX_ARCHIVES)) {
    const members = objects
      .filter(({ part }) => parts.includes(part))
      .map(({ source, part }) => objectFile(work, part, source))
    const file = join(work, name)
    const said = await runText(world, { file: ar, args: ['rcs', file, ...members] })
    if (!said.ok) return `${ar} cannot make ${name}: ${said.complaint.slice(-3).join(' | ')}`
    await world.files.rename(file, join(folder, 'lib', name))
  }
  return undefined
}

function objectFile(work: string, part: LibcxxPart, source: string): string {
  return join(work, 'obj', part, `${basename(source).replace(/\.\w+$/, '')}.o`)
}
