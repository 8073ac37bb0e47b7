import { createHash, randomBytes } from 'node:crypto'
import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import type { FetchedPackage } from '../../ports/packages.ts'
import type { VirtualTools } from './virtual-tools.ts'

/** The steady release whose emulators and SSH server are taken, whatever the host's own is. */
export const TOOLS_SUITE = 'trixie'
const MACHINES = ['arm', 'aarch64', 'riscv64'] as const
/** Changes whenever the same packages give other files. */
const RECIPE = 1

/** Folder with `qemu-<machine>`, `dropbear`, `lib/ld.so` and the libraries of dropbear, all of the host's machine. */
export async function ensureEmulators(
  tools: VirtualTools,
  suite: string,
  tell: Tell,
): Promise<string> {
  const { packages, files, folders, host, clock } = tools
  const architecture = host.arch === 'arm64' ? 'arm64' : 'amd64'
  const request = { suite, architecture, dependencies: 'all', exclude: ['libgcc-s1'] } as const
  const names = ['qemu-user', 'dropbear-bin']
  const set = await packages.resolve({ ...request, names }, tell)
  const versions = set.packages.map(({ name, version }) => `${name}=${version}`).toSorted()
  const hash = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 12)
  const folder = join(folders.tools, `${suite}-${architecture}-${RECIPE}-${hash}`)
  if (await files.stat(folder)) return folder
  await files.locked(folder, async () => {
    if (await files.stat(folder)) return
    const fetched = await packages.obtain({ ...request, names }, tell)
    const started = clock.ticks()
    tell({ kind: 'step', id: 'emulators', text: 'Unpacking emulators and the SSH server' })
    await unpack(tools, fetched, folder, tell)
    tell({ kind: 'step-done', id: 'emulators', ms: clock.ticks() - started })
  })
  return folder
}

async function unpack(
  tools: VirtualTools,
  packages: readonly FetchedPackage[],
  folder: string,
  tell: Tell,
): Promise<void> {
  const fresh = `${folder}.${randomBytes(4).toString('hex')}.new`
  const wanted = new Set([
    ...MACHINES.map((machine) => `usr/bin/qemu-${machine}`),
    'usr/sbin/dropbear',
  ])
  try {
    await tools.packages.unpack(packages, join(fresh, 'all'), {
      keep: (path) =>
        wanted.has(path) || /^(?:usr\/)?lib(?:64)?\/(?:[^/]+\/)?[^/]+\.so(?:\.[^/]*)?$/.test(path),
    })
    for (const machine of MACHINES) await adopt(tools, fresh, machine, tell)
    await rename(join(fresh, 'all', 'usr', 'sbin', 'dropbear'), join(fresh, 'dropbear'))
    await gatherLibraries(tools, fresh)
    await tools.files.remove(join(fresh, 'all'))
    await rename(fresh, folder)
  } finally {
    await tools.files.remove(fresh)
  }
}

const CPUINFO = '/proc/cpuinfo\0'
const CPUINFO_ASIDE = '/proc/-cpuinf\0'

/**
 * Takes an emulator over. QEMU 8.2 and later make up /proc/cpuinfo from the CPU model, with the host's number of
 * processors, no board and other mistakes (`CPU architecture: 6` on ARM1176, which prints 7; `CPU variant: 0x0f`).
 * The board has the real text mounted there: the name that QEMU looks for becomes one that nobody opens.
 */
async function adopt(
  tools: VirtualTools,
  fresh: string,
  machine: string,
  tell: Tell,
): Promise<void> {
  const path = join(fresh, 'all', 'usr', 'bin', `qemu-${machine}`)
  const program = await readFile(path)
  const first = program.indexOf(CPUINFO)
  const second = first < 0 ? -1 : program.indexOf(CPUINFO, first + 1)
  if (first > 0 && second < 0) {
    program.write(CPUINFO_ASIDE, first, 'latin1')
  } else {
    tell({ kind: 'warning', text: `qemu-${machine} keeps its own /proc/cpuinfo` })
  }
  await writeFile(join(fresh, `qemu-${machine}`), program)
  await chmod(join(fresh, `qemu-${machine}`), 0o755)
}

/** The libraries side by side under `lib`, the loader as `ld.so`. */
async function gatherLibraries(tools: VirtualTools, fresh: string): Promise<void> {
  const { files } = tools
  await files.makeFolder(join(fresh, 'lib'))
  const walk = async (folder: string): Promise<void> => {
    for (const name of await files.list(folder)) {
      const path = join(folder, name)
      const stat = await files.stat(path)
      if (stat?.kind === 'directory') await walk(path)
      else if (stat) {
        const real = (await files.read(path)) ?? new Uint8Array()
        const to = /^ld-linux-[^/]+\.so\.\d$/.test(name) ? 'ld.so' : name
        await files.write(join(fresh, 'lib', to), real, 0o755)
      }
    }
  }
  await walk(join(fresh, 'all', 'usr', 'lib'))
  await walk(join(fresh, 'all', 'lib'))
  await walk(join(fresh, 'all', 'lib64'))
}
