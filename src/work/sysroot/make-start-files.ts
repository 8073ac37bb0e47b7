import { join } from 'node:path'

import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import { formatArchive } from '../../core/packages/format-archive.ts'
import { EMPTY_ARCHIVE } from '../../core/toolchain/musl-target.ts'
import {
  formatLibcScript,
  planStartSources,
  type StartSource,
} from '../../core/toolchain/start-files.ts'
import type { Toolchain } from '../../core/toolchain/toolchain.ts'
import type { World } from '../../ports/world.ts'
import { runText } from '../std/run-text.ts'

/** A sysroot in the making, and what is known of the board's libc. */
export interface StartPlace {
  readonly root: string
  readonly abi: TargetAbi
  readonly glibc?: string
  /** Where libraries lie, from the root, in order of search. */
  readonly libraryFolders: readonly string[]
  /** Where gcc's files belong, from the root. */
  readonly gccFolder: string
}

type StartToolchain = Pick<Toolchain, 'rustc' | 'env' | 'targetLibraries'>

/**
 * Makes what a board without development files lacks for linking: start files, the static part of libc, the names under which
 * linkers look for libraries, libgcc (from the compiler-builtins of std, which are of the target's own CPU level). What is there
 * stays. Gives the names of what was made, or in words why it could not be.
 */
export async function makeStartFiles(
  world: Pick<World, 'files' | 'processes'>,
  toolchain: StartToolchain,
  place: StartPlace,
): Promise<readonly string[] | string> {
  const { files } = world
  const { root, abi } = place
  const find = async (name: string): Promise<string | undefined> => {
    for (const folder of place.libraryFolders) {
      if (await files.stat(join(root, folder, name))) return `${folder}/${name}`
    }
    return undefined
  }
  for (const name of ['libc.so.6', 'libgcc_s.so.1']) {
    if ((await find(name)) === undefined) return `it has no ${name}`
  }
  const made: string[] = []
  const home = `usr/lib/${abi.multiarch}`
  const put = async (path: string, data: Uint8Array | string): Promise<void> => {
    if (await files.stat(join(root, path))) return
    await files.write(join(root, path), data)
    made.push(path)
  }
  const link = async (path: string, to: string): Promise<void> => {
    if (await files.stat(join(root, path))) return
    await files.makeFolder(join(root, path, '..'))
    const up = '../'.repeat(path.split('/').length - 1)
    await files.symlink(`${up}${to}`, join(root, path))
    made.push(path)
  }

  const sources = planStartSources(abi, place.glibc)
  if (!sources) return `ferry has no start files for ${abi.target}`
  const objects = await compileAll(world, toolchain, place, sources)
  if (typeof objects === 'string') return objects

  const own = await find('crt1.o')
  for (const name of ['crt1.o', 'Scrt1.o', 'crti.o', 'crtn.o']) {
    const there = own === undefined ? undefined : await find(name)
    if (there !== undefined) await link(`${home}/${name}`, there)
    else await put(`${home}/${name}`, /crt1/.test(name) ? (objects.crt1 ?? '') : EMPTY_ARCHIVE)
  }
  for (const name of ['crtbegin.o', 'crtbeginT.o'])
    await put(`${place.gccFolder}/${name}`, objects.crtbegin ?? '')
  await put(`${place.gccFolder}/crtbeginS.o`, objects.crtbeginS ?? '')
  for (const name of ['crtend.o', 'crtendS.o', 'libgcc_eh.a'])
    await put(`${place.gccFolder}/${name}`, EMPTY_ARCHIVE)
  const builtins = (await files.list(toolchain.targetLibraries)).find((name) =>
    /^libcompiler_builtins-.*\.rlib$/.test(name),
  )
  if (builtins !== undefined && !(await files.stat(join(root, place.gccFolder, 'libgcc.a')))) {
    await files.copy(
      join(toolchain.targetLibraries, builtins),
      join(root, place.gccFolder, 'libgcc.a'),
    )
    made.push(`${place.gccFolder}/libgcc.a`)
  }
  await put(`${place.gccFolder}/libgcc.a`, EMPTY_ARCHIVE)

  if ((await find('libc.so')) === undefined) {
    const members = (['atexit', 'stat'] as const).flatMap((name) => {
      const data = objects[name]
      return data === undefined ? [] : [{ name: `${name}.o`, data }]
    })
    await put(`${home}/libc_nonshared.a`, formatArchive(members))
    await put(`${home}/libc.so`, formatLibcScript(abi.interpreter))
  }
  for (const [name, soname] of DEVELOPMENT_NAMES) {
    if ((await find(`${name}.so`)) ?? (await find(`${name}.a`))) continue
    const there = await find(soname)
    if (there === undefined) await put(`${home}/${name}.a`, EMPTY_ARCHIVE)
    else await link(`${home}/${name}.so`, there)
  }
  return made
}

/** The linker's name and the board's: glibc's parts (all in libc.so.6 since 2.34), libgcc_s, libstdc++. */
const DEVELOPMENT_NAMES = [
  ['libm', 'libm.so.6'],
  ['libpthread', 'libpthread.so.0'],
  ['libdl', 'libdl.so.2'],
  ['librt', 'librt.so.1'],
  ['libutil', 'libutil.so.1'],
  ['libresolv', 'libresolv.so.2'],
  ['libgcc_s', 'libgcc_s.so.1'],
  ['libstdc++', 'libstdc++.so.6'],
] as const

type Objects = Partial<Record<StartSource['name'], Uint8Array>>

async function compileAll(
  world: Pick<World, 'files' | 'processes'>,
  toolchain: StartToolchain,
  { root, abi }: StartPlace,
  sources: readonly StartSource[],
): Promise<Objects | string> {
  const work = `${root}.start`
  const objects: Objects = {}
  try {
    for (const { name, text } of sources) {
      const source = join(work, `${name}.rs`)
      const object = join(work, `${name}.o`)
      await world.files.write(source, text)
      const said = await runText(
        world,
        {
          file: toolchain.rustc,
          args: [
            ...words(abi.target),
            '--crate-name',
            name.toLowerCase(),
            '--emit',
            `obj=${object}`,
            source,
          ],
          cwd: work,
          env: toolchain.env,
        },
        { timeoutMs: 120_000 },
      )
      const data = said.ok ? await world.files.read(object) : undefined
      if (!data)
        return `its start files could not be made: ${said.ok ? '' : said.complaint.join(' | ')}`
      objects[name] = data
    }
    return objects
  } finally {
    await world.files.remove(work)
  }
}

/** Position-independent, so that one object serves programs of both kinds. */
function words(target: string): readonly string[] {
  return `--edition 2021 --target ${target} --crate-type lib -Cpanic=abort -Copt-level=2 -Crelocation-model=pic -Ccodegen-units=1`.split(
    ' ',
  )
}
