import { join } from 'node:path'

import type { World } from '../../src/ports/world.ts'

/** A shell that was fetched, and how it is started. */
export interface FetchedShell {
  readonly file: string
  readonly args: readonly string[]
  readonly root: string
}

/** zsh and fish of Debian bookworm, whether the host has them or not: nothing is installed. fish is started by the loader and libraries that come with it. */
export async function ensureShell(world: World, name: 'zsh' | 'fish'): Promise<FetchedShell> {
  const root = join(world.host.cache, 'test', 'shells', name)
  const arm = world.host.arch === 'arm64'
  if ((await world.files.stat(join(root, 'done'))) === undefined) {
    const fetched = await world.packages.obtain(
      {
        suite: 'bookworm',
        architecture: arm ? 'arm64' : 'amd64',
        names: name === 'zsh' ? ['zsh-static', 'zsh-common'] : ['fish'],
        dependencies: name === 'zsh' ? 'none' : 'all',
        exclude: ['man-db', 'groff-base', 'python3', 'procps', 'bsdextrautils'],
      },
      () => {},
    )
    await world.packages.unpack(fetched, root, {
      keep: (path) => !/^usr\/share\/(doc|man|locale|i18n)\//.test(path),
    })
    await world.files.write(join(root, 'done'), '')
  }
  if (name === 'zsh') return { file: join(root, 'bin', 'zsh-static'), args: [], root }
  const triple = arm ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const loader = arm ? 'ld-linux-aarch64.so.1' : 'ld-linux-x86-64.so.2'
  const libraries = ['lib', 'usr/lib'].map((folder) => join(root, folder, triple))
  return {
    file: join(root, 'lib', triple, loader),
    args: ['--library-path', libraries.join(':'), join(root, 'usr', 'bin', 'fish')],
    root,
  }
}
