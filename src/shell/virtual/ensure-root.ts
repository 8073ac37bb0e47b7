import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'

import type { VirtualArchitecture } from '../../core/board/virtual-preset.ts'
import type { Tell } from '../../core/event.ts'
import {
  MERGED,
  ROOT_EXCLUDED,
  ROOT_PACKAGES,
  ROOT_RECIPE,
  keepInRoot,
  planPackageStatus,
  planRootFiles,
} from '../../core/plan/virtual-root.ts'
import type { FetchedPackage } from '../../ports/packages.ts'
import type { VirtualTools } from './virtual-tools.ts'

/** What is asked for; `emulator` gives the program that runs programs of that architecture. */
export interface RootWish {
  readonly release: string
  readonly architecture: VirtualArchitecture
  readonly emulator: () => Promise<string>
}

/** The shared root of a release and architecture, made of its packages; its name below the folder of roots. */
export async function ensureRoot(
  tools: VirtualTools,
  { release, architecture, emulator }: RootWish,
  tell: Tell,
): Promise<string> {
  const { packages, files, folders, clock } = tools
  const request = {
    suite: release,
    architecture,
    names: ROOT_PACKAGES,
    dependencies: 'all',
    exclude: ROOT_EXCLUDED,
  } as const
  const set = await packages.resolve(request, tell)
  const versions = set.packages.map(({ name, version }) => `${name}=${version}`).toSorted()
  const hash = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 12)
  const name = `${release}-${architecture}-${ROOT_RECIPE}-${hash}`
  const root = join(folders.roots, name)
  if (await files.stat(root)) return name
  await files.locked(root, async () => {
    if (await files.stat(root)) return
    const fetched = await packages.obtain(request, tell)
    const started = clock.ticks()
    const text = `Making a Debian ${release} root file system for ${architecture}`
    tell({ kind: 'step', id: 'root', text })
    const fresh = `${root}.${randomBytes(4).toString('hex')}.new`
    try {
      await fill(tools, fetched, fresh, { release, architecture })
      await finishLibraries(tools, fresh, await emulator())
      await rename(fresh, root)
    } finally {
      await files.remove(fresh)
    }
    const count = `${fetched.length} packages`
    tell({ kind: 'step-done', id: 'root', text: count, ms: clock.ticks() - started })
  })
  return name
}

async function fill(
  tools: VirtualTools,
  fetched: readonly FetchedPackage[],
  fresh: string,
  { release, architecture }: Pick<RootWish, 'release' | 'architecture'>,
): Promise<void> {
  const { files, packages } = tools
  await mkdir(fresh, { recursive: true })
  for (const [target, path] of MERGED) {
    await mkdir(join(fresh, target), { recursive: true })
    await symlink(target, join(fresh, path))
  }
  await packages.unpack(fetched, fresh, { keep: keepInRoot })
  const write = (path: string, text: string, mode?: number): Promise<void> =>
    files.write(join(fresh, path), text, mode)
  const masters = {
    passwd: (await files.readText(join(fresh, 'usr/share/base-passwd/passwd.master'))) ?? '',
    group: (await files.readText(join(fresh, 'usr/share/base-passwd/group.master'))) ?? '',
  }
  for (const [path, text] of Object.entries(planRootFiles(masters))) {
    await write(path, text, path === 'etc/shadow' ? 0o640 : 0o644)
  }
  await write('var/lib/dpkg/status', planPackageStatus(fetched))
  await write('var/lib/dpkg/arch', `${architecture}\n`)
  for (const { name } of fetched) await write(`var/lib/dpkg/info/${name}.list`, '')
  const first = fetched[0]
  const mirror = first?.url.slice(0, first.url.length - first.path.length - 1)
  if (mirror) await write('etc/apt/sources.list', `deb ${mirror} ${release} main\n`)
  if (!(await files.stat(join(fresh, 'usr/bin/sh'))))
    await symlink('dash', join(fresh, 'usr/bin/sh'))
  await symlinkFresh(tools, '/usr/bin/mawk', join(fresh, 'usr/bin/awk'))
  for (const path of [
    'proc',
    'sys',
    'dev',
    'run',
    'root',
    'home/pi',
    'mnt',
    'media',
    'opt',
    'srv',
  ]) {
    await mkdir(join(fresh, path), { recursive: true })
  }
  await mkdir(join(fresh, 'tmp'), { recursive: true })
  await chmod(join(fresh, 'tmp'), 0o1777)
}

async function symlinkFresh(tools: VirtualTools, target: string, path: string): Promise<void> {
  await tools.files.remove(path)
  await symlink(target, path)
}

/**
 * The loader's cache, by the root's own ldconfig under emulation: a plain unpacking has none. ldconfig is a static
 * program, so it starts outside of the root; `-r` keeps it inside.
 */
async function finishLibraries(
  tools: VirtualTools,
  fresh: string,
  emulator: string,
): Promise<void> {
  const ldconfig = join(fresh, 'usr/sbin/ldconfig')
  const { ending, stderr } = await tools.processes.run({
    file: emulator,
    args: [ldconfig, '-r', fresh],
    env: { QEMU_CPU: undefined },
  })
  if (ending.kind !== 'exit' || ending.code !== 0) {
    const text = Buffer.from(stderr).toString().trim()
    throw new Error(`ldconfig of ${fresh} failed: ${JSON.stringify(ending)} ${text}`)
  }
}
