import { dirname, join, relative } from 'node:path'

import { toolchainBroken } from '../../core/problem/std-problems.ts'
import type { RustHost } from '../../core/toolchain/debian-rust.ts'
import type { World } from '../../ports/world.ts'
import { runText } from './run-text.ts'

/**
 * Makes programs of another release start here, whatever the host's glibc: their interpreter becomes the unpacked loader
 * (an absolute path: the kernel takes no other) and their search path the unpacked libraries. It must be DT_RPATH,
 * not DT_RUNPATH: only the first holds for the libraries' own needs, too (ld.so(8)).
 * patchelf is of the same packages and is started through the unpacked loader.
 */
export async function relocate(
  world: World,
  root: string,
  host: RustHost,
  programs: readonly string[],
): Promise<void> {
  const libraries = join(root, 'usr', 'lib', host.multiarch)
  const loader = join(libraries, host.loader)
  const patchelf = async (args: readonly string[]): Promise<string> => {
    const program = join(root, 'usr', 'bin', 'patchelf')
    const command = { file: loader, args: ['--library-path', libraries, program, ...args] }
    const said = await runText(world, command)
    if (said.ok) return said.stdout.trim()
    throw toolchainBroken(root, `patchelf cannot change ${args.at(-1) ?? ''}`, said.complaint)
  }
  /** A copy is written, then renamed: patchelf's own file and loaded libraries cannot be changed in place. */
  const change = async (path: string, args: readonly string[]): Promise<void> => {
    await patchelf(['--force-rpath', ...args, '--output', `${path}.new`, path])
    await world.files.rename(`${path}.new`, path)
  }
  for (const program of programs) {
    const path = join(root, program)
    const search = `$ORIGIN/${relative(dirname(path), libraries)}`
    await change(path, ['--set-rpath', search, '--set-interpreter', loader])
  }
  // A library with a DT_RUNPATH of its own (libLLVM) does not see the program's DT_RPATH.
  for (const name of await world.files.list(libraries)) {
    const path = join(libraries, name)
    if ((await world.files.realpath(path)) !== (await realpathIn(world, libraries, name))) continue
    const search = await patchelf(['--print-rpath', path])
    if (search !== '' && search !== '$ORIGIN') await change(path, ['--set-rpath', '$ORIGIN'])
  }
}

/** The path that a name would have if it were no symlink. */
async function realpathIn(world: World, folder: string, name: string): Promise<string> {
  return join((await world.files.realpath(folder)) ?? folder, name)
}
