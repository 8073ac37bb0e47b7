import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'

import type { EmulatedMachine } from '../../../core/board/virtual-preset.ts'
import type { Tell } from '../../../core/event.ts'
import type { Command } from '../../../ports/processes.ts'
import { gatherLibraries, isLibrary } from '../gather-libraries.ts'
import type { VirtualTools } from '../virtual-tools.ts'

/** Changes whenever the same packages give other files. */
const RECIPE = 1
const PACKAGES = {
  aarch64: ['qemu-system-arm'],
  arm: ['qemu-system-arm'],
  riscv64: ['qemu-system-riscv', 'opensbi'],
} as const
const FIRMWARE = 'usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin'

/** Programs of the host's own machine that make and run a full board. */
export interface Computer {
  /** Says which packages it is made of. */
  readonly id: string
  readonly qemu: (args: readonly string[], cwd: string) => Command
  readonly mke2fs: (args: readonly string[]) => Command
  /** OpenSBI, where the machine needs it. */
  readonly firmware?: string
}

/** QEMU's emulator of whole computers, and mke2fs, from packages; nothing is installed. */
export async function ensureComputer(
  tools: VirtualTools,
  machine: EmulatedMachine,
  suite: string,
  tell: Tell,
): Promise<Computer> {
  const { packages, files, folders, host, clock } = tools
  const request = {
    suite,
    architecture: host.arch === 'arm64' ? 'arm64' : 'amd64',
    dependencies: 'all',
    names: [...PACKAGES[machine], 'e2fsprogs'],
    // ROMs and keyboard layouts of machines that are not used, and what only maintainer scripts need.
    exclude: ['qemu-system-common', 'qemu-system-data', 'adduser', 'debconf', 'passwd'],
  } as const
  const set = await packages.resolve(request, tell)
  const versions = set.packages.map(({ name, version }) => `${name}=${version}`).toSorted()
  const hash = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 12)
  const id = `full-${suite}-${machine}-${request.architecture}-${RECIPE}-${hash}`
  const folder = join(folders.tools, id)
  if (!(await files.stat(folder))) {
    await files.locked(folder, async () => {
      if (await files.stat(folder)) return
      const fetched = await packages.obtain(request, tell)
      const started = clock.ticks()
      tell({ kind: 'step', id: 'computer', text: 'Unpacking the emulator of a whole computer' })
      await take(tools, fetched, folder, machine)
      tell({ kind: 'step-done', id: 'computer', ms: clock.ticks() - started })
    })
  }
  const program = (name: string, args: readonly string[]): Command => ({
    file: join(folder, 'lib', 'ld.so'),
    args: ['--library-path', join(folder, 'lib'), join(folder, name), ...args],
  })
  return {
    id,
    qemu: (args, cwd) => ({ ...program('qemu', args), cwd }),
    // Its settings are ferry's, not those of the host.
    mke2fs: (args) => ({ ...program('mke2fs', args), env: { MKE2FS_CONFIG: '/dev/null' } }),
    ...(machine === 'riscv64' ? { firmware: join(folder, 'firmware') } : {}),
  }
}

async function take(
  tools: VirtualTools,
  fetched: readonly { readonly file: string }[],
  folder: string,
  machine: EmulatedMachine,
): Promise<void> {
  const fresh = `${folder}.${randomBytes(4).toString('hex')}.new`
  const qemu = `usr/bin/qemu-system-${machine}`
  try {
    const all = join(fresh, 'all')
    const wanted = new Set<string>([qemu, 'sbin/mke2fs', 'usr/sbin/mke2fs', FIRMWARE])
    await tools.packages.unpack(fetched, all, {
      keep: (path) => wanted.has(path) || isLibrary(path),
    })
    await mkdir(join(fresh, 'lib'))
    await rename(join(all, qemu), join(fresh, 'qemu'))
    const there = (await tools.files.stat(join(all, 'usr/sbin/mke2fs'))) !== undefined
    await rename(join(all, there ? 'usr/sbin/mke2fs' : 'sbin/mke2fs'), join(fresh, 'mke2fs'))
    if (machine === 'riscv64') await rename(join(all, FIRMWARE), join(fresh, 'firmware'))
    await gatherLibraries(tools, all, fresh)
    await tools.files.remove(all)
    await rename(fresh, folder)
  } finally {
    await tools.files.remove(fresh)
  }
}
