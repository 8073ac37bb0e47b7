import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import type { PackageToolchain } from '../../core/toolchain/package-toolchain.ts'
import {
  BEGIN_FILES,
  EMPTY_ARCHIVE,
  EMPTY_LIBRARIES,
  END_FILES,
  MUSL_START_FILES,
} from '../../core/toolchain/musl-target.ts'
import type { MuslParts } from '../../core/toolchain/musl-target.ts'
import type { World } from '../../ports/world.ts'
import { compileMusl } from './compile-musl.ts'

/**
 * Fills `folder` with what a static musl program is linked with beside Rust: start files, libc.a, libunwind.a.
 * `begin` is the object that was compiled from BEGIN_SOURCE. Gives in words why not, where it cannot.
 */
export async function makeSelfContained(
  world: World,
  toolchain: PackageToolchain,
  parts: MuslParts,
  begin: string,
  folder: string,
  tell: Tell,
): Promise<string | undefined> {
  const { files } = world
  await files.makeFolder(folder)
  for (const name of BEGIN_FILES) await files.copy(begin, join(folder, name))
  for (const name of [...END_FILES, ...EMPTY_LIBRARIES])
    await files.write(join(folder, name), EMPTY_ARCHIVE)
  const why = await takeUnwinder(world, toolchain, parts, folder, tell)
  if (why !== undefined) return why
  if (parts.clang) return compileMusl(world, toolchain, parts.clang, folder, tell)
  if (!parts.libc) return 'no musl is known for it'
  const { architecture, folder: from } = parts.libc
  const fetched = await world.packages.obtain(
    {
      suite: parts.libc.suite ?? toolchain.suite,
      architecture,
      names: ['musl-dev'],
      dependencies: 'none',
    },
    tell,
  )
  const wanted = new Set([...MUSL_START_FILES, 'libc.a'].map((name) => `usr/lib/${from}/${name}`))
  await world.packages.unpack(fetched, folder, {
    keep: (path) => wanted.has(path),
    place: (path) => path.slice(path.lastIndexOf('/') + 1),
  })
  return undefined
}

/** The unwinder as libunwind.a, of the newest version that the suite has; LLVM's of the toolchain's own version first. */
async function takeUnwinder(
  world: World,
  toolchain: PackageToolchain,
  parts: MuslParts,
  folder: string,
  tell: Tell,
): Promise<string | undefined> {
  const suite = parts.unwind.suite ?? toolchain.suite
  const { architecture } = parts.unwind
  const numbers = Array.from({ length: 30 }, (_, i) => String(40 - i))
  const isLlvm = parts.unwind.of === 'llvm'
  const names = isLlvm
    ? [toolchain.llvm, ...numbers].map((version) => `libunwind-${version}-dev`)
    : numbers.map((version) => `libgcc-${version}-dev`)
  const found = await world.packages.find({ suite, architecture, names }, tell)
  const name = names.find((one) => found.some((entry) => entry.name === one))
  if (name === undefined) return `${suite} has no unwinder for ${architecture}`
  const fetched = await world.packages.obtain(
    { suite, architecture, names: [name], dependencies: 'none' },
    tell,
  )
  const file = isLlvm ? /\/llvm-\d+\/lib\/libunwind\.a$/ : /\/gcc\/[^/]+\/\d+\/libgcc_eh\.a$/
  // One of the two names of LLVM's is a symlink to the other, in which direction depends on the version.
  const beside = `${folder}.unwind`
  await world.files.remove(beside)
  let wanted: string | undefined
  await world.packages.unpack(fetched, beside, {
    keep: (path) => {
      if (file.test(path)) wanted = path
      return file.test(path) || path.endsWith('/libunwind.a')
    },
  })
  const real = wanted === undefined ? undefined : await world.files.realpath(join(beside, wanted))
  if (real === undefined) return `${name} has no unwinder in it`
  await world.files.copy(real, join(folder, 'libunwind.a'))
  await world.files.remove(beside)
  return undefined
}
