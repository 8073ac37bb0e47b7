import { dirname, join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { formatArchive } from '../../core/packages/format-archive.ts'
import {
  chooseMuslSources,
  formatAllTypes,
  formatSyscalls,
} from '../../core/toolchain/musl-sources.ts'
import type { MuslObject } from '../../core/toolchain/musl-sources.ts'
import type { PackageToolchain } from '../../core/toolchain/package-toolchain.ts'
import { MUSL_START_FILES } from '../../core/toolchain/musl-target.ts'
import type { World } from '../../ports/world.ts'
import { runText } from './run-text.ts'

/** musl's name of the machine; ARM alone needs to be compiled. */
const ARCH = 'arm'
/** Files that one clang compiles at a time. */
const BATCH = 60

/**
 * Compiles Debian's musl source for a CPU that no Debian architecture suits: libc.a and start files into `folder`.
 * Needs clang; the rest (archive, generated headers) is done here. Gives in words why not.
 */
export async function compileMusl(
  world: World,
  toolchain: PackageToolchain,
  flags: readonly string[],
  folder: string,
  tell: Tell,
): Promise<string | undefined> {
  const clang = await world.processes.which('clang')
  if (clang === undefined)
    return 'musl must be compiled for it, and clang is not here (package clang)'
  const { packages, files } = world
  const fetched = await packages.source(
    { suite: toolchain.suite, name: 'musl', upstream: true },
    tell,
  )
  const archive = fetched.find(({ name }) => /\.orig\.tar\.(gz|xz)$/.test(name))
  if (!archive) return 'the source package of musl has no source archive'
  const id = 'compile musl'
  const started = world.clock.ticks()
  tell({ kind: 'step', id, text: 'Compiling musl' })
  const work = `${folder}.musl`
  await files.remove(work)
  const paths: string[] = []
  await packages.unpack([archive], work, {
    place: (path) => path.replace(/^[^/]+\//, ''),
    keep: (path) => {
      paths.push(path.replace(/^[^/]+\//, ''))
      return true
    },
  })
  await writeGenerated(world, work)
  const objects = chooseMuslSources(paths, ARCH, { time32: true })
  const compiler = { file: clang, flags: [...flags, ...planFlags(work)] }
  const why =
    (await compileAll(world, compiler, work, objects)) ??
    (await compileStart(world, compiler, work, folder))
  if (why === undefined) {
    const members = objects.map(async ({ object }) => ({
      name: object,
      data: (await files.read(join(work, 'obj', object))) ?? new Uint8Array(),
    }))
    await files.write(join(folder, 'libc.a'), formatArchive(await Promise.all(members)))
  }
  await files.remove(work)
  tell({
    kind: 'step-done',
    id,
    ms: world.clock.ticks() - started,
    text: why ?? `${objects.length} objects`,
  })
  return why
}

async function writeGenerated(world: World, work: string): Promise<void> {
  const read = async (path: string): Promise<string> =>
    (await world.files.readText(join(work, path))) ?? ''
  const write = (path: string, text: string): Promise<void> =>
    world.files.write(join(work, 'obj', path), text)
  const types = formatAllTypes(
    await read(`arch/${ARCH}/bits/alltypes.h.in`),
    await read('include/alltypes.h.in'),
  )
  await write('include/bits/alltypes.h', types)
  await write(
    'include/bits/syscall.h',
    formatSyscalls(await read(`arch/${ARCH}/bits/syscall.h.in`)),
  )
  await write('src/internal/version.h', `#define VERSION "${(await read('VERSION')).trim()}"\n`)
}

/** CFLAGS_C99FSE, CFLAGS_AUTO and the -I list of musl's Makefile and configure; PIC, since static programs may be PIE. */
function planFlags(work: string): readonly string[] {
  const includes = [
    `arch/${ARCH}`,
    'arch/generic',
    'obj/src/internal',
    'src/include',
    'src/internal',
    'obj/include',
    'include',
  ]
  return [
    '-std=c99',
    '-nostdinc',
    '-ffreestanding',
    '-frounding-math',
    '-fno-strict-aliasing',
    '-D_XOPEN_SOURCE=700',
    '-Os',
    '-fPIC',
    '-fomit-frame-pointer',
    '-fno-unwind-tables',
    '-fno-asynchronous-unwind-tables',
    '-ffunction-sections',
    '-fdata-sections',
    '-fno-stack-protector',
    '-Wa,--noexecstack',
    '-w',
    '-c',
    ...includes.map((path) => `-I${join(work, path)}`),
  ]
}

interface Compiler {
  readonly file: string
  readonly flags: readonly string[]
}

/** One clang compiles many files of a folder: it writes `<name>.o` into its working folder. Two at a time. */
async function compileAll(
  world: World,
  compiler: Compiler,
  work: string,
  objects: readonly MuslObject[],
): Promise<string | undefined> {
  const batches: MuslObject[][] = []
  for (const group of groupByFolder(objects)) {
    for (let at = 0; at < group.length; at += BATCH) batches.push(group.slice(at, at + BATCH))
  }
  let why: string | undefined
  const worker = async (): Promise<void> => {
    for (let batch = batches.pop(); batch && why === undefined; batch = batches.pop()) {
      const cwd = join(work, 'obj', `batch-${batches.length}`)
      await world.files.makeFolder(cwd)
      const sources = batch.map(({ source }) => join(work, source))
      const said = await runText(
        world,
        { file: compiler.file, args: [...compiler.flags, ...sources], cwd },
        { timeoutMs: 600_000 },
      )
      if (!said.ok) why ??= `clang cannot compile musl: ${said.complaint.slice(-3).join(' | ')}`
      else {
        for (const { source, object } of batch) {
          const name = source.slice(source.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '.o')
          await world.files.rename(join(cwd, name), join(work, 'obj', object))
        }
      }
    }
  }
  await Promise.all([worker(), worker()])
  return why
}

async function compileStart(
  world: World,
  compiler: Compiler,
  work: string,
  folder: string,
): Promise<string | undefined> {
  for (const name of MUSL_START_FILES) {
    const stem = name.replace(/\.o$/, '')
    const own = join(work, 'crt', ARCH, `${stem}.s`)
    const source =
      (await world.files.stat(own)) === undefined ? join(work, 'crt', `${stem}.c`) : own
    const said = await runText(world, {
      file: compiler.file,
      args: [...compiler.flags, '-DCRT', source, '-o', join(folder, name)],
    })
    if (!said.ok) return `clang cannot compile ${name}: ${said.complaint.slice(-3).join(' | ')}`
  }
  return undefined
}

/** Files of one folder have names of their own. Node 20 has no Map.groupBy. */
function groupByFolder(objects: readonly MuslObject[]): Iterable<MuslObject[]> {
  const groups = new Map<string, MuslObject[]>()
  for (const object of objects) {
    const folder = dirname(object.source)
    const group = groups.get(folder)
    if (group) group.push(object)
    else groups.set(folder, [object])
  }
  return groups.values()
}
