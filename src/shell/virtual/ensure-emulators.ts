import { createHash, randomBytes } from 'node:crypto'
import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { EmulatedMachine } from '../../core/board/virtual-preset.ts'
import type { Tell } from '../../core/event.ts'
import type { FetchedPackage } from '../../ports/packages.ts'
import { gatherLibraries, isLibrary } from './gather-libraries.ts'
import type { VirtualTools } from './virtual-tools.ts'

/** The steady release whose emulators and SSH server are taken, whatever the host's own is. */
export const TOOLS_SUITE = 'trixie'
/** Changes whenever the same packages give other files. */
const RECIPE = 3
const PACKAGES = ['qemu-user', 'dropbear-bin'] as const

/** Programs of the host's own machine, below one folder. */
export interface Emulators {
  /** `qemu-arm` … */
  readonly emulator: (machine: EmulatedMachine) => string
  /** Folder with `dropbear`, and `lib/` with its libraries and `ld.so`. */
  readonly server: string
}

/** Emulators for `machines`, and the SSH server, from packages of `suite`; nothing is installed. */
export async function ensureEmulators(
  tools: VirtualTools,
  suite: string,
  machines: readonly EmulatedMachine[],
  tell: Tell,
): Promise<Emulators> {
  const { packages, files, folders, host, clock } = tools
  const architecture = host.arch === 'arm64' ? 'arm64' : 'amd64'
  const request = { suite, architecture, dependencies: 'all', names: PACKAGES } as const
  const set = await packages.resolve(request, tell)
  const versions = set.packages.map(({ name, version }) => `${name}=${version}`).toSorted()
  const hash = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 12)
  const folder = join(folders.tools, `${suite}-${architecture}-${RECIPE}-${hash}`)
  const emulators: Emulators = {
    emulator: (machine) => join(folder, `qemu-${machine}`),
    server: join(folder, 'server'),
  }
  const missing = async (): Promise<readonly EmulatedMachine[] | undefined> => {
    const there = await Promise.all(
      machines.map((machine) => files.stat(emulators.emulator(machine))),
    )
    const absent = machines.filter((_, index) => there[index] === undefined)
    const complete = absent.length === 0 && (await files.stat(emulators.server)) !== undefined
    return complete ? undefined : absent
  }
  if (!(await missing())) return emulators
  await files.locked(folder, async () => {
    const absent = await missing()
    if (!absent) return
    const fetched = await packages.obtain(request, tell)
    const started = clock.ticks()
    tell({ kind: 'step', id: 'emulators', text: 'Unpacking the emulator and the SSH server' })
    await files.makeFolder(folder)
    await takeEmulators(tools, fetched, folder, absent, tell)
    if (!(await files.stat(emulators.server))) await takeServer(tools, fetched, emulators.server)
    tell({ kind: 'step-done', id: 'emulators', ms: clock.ticks() - started })
  })
  return emulators
}

/** The package has emulators for some forty machines, 0.5 GB: unpacking ends with the last that is wanted. */
async function takeEmulators(
  tools: VirtualTools,
  fetched: readonly FetchedPackage[],
  folder: string,
  machines: readonly EmulatedMachine[],
  tell: Tell,
): Promise<void> {
  if (machines.length === 0) return
  const left = new Set<string>(machines.map((machine) => `usr/bin/qemu-${machine}`))
  const fresh = freshBeside(folder)
  try {
    await tools.packages.unpack(
      fetched.filter(({ name }) => name === 'qemu-user'),
      fresh,
      {
        keep: (path) => left.has(path),
        enough: (path) => left.delete(path) && left.size === 0,
      },
    )
    for (const machine of machines) {
      const from = join(fresh, 'usr', 'bin', `qemu-${machine}`)
      await hideTraces(from, tell)
      await rename(from, join(folder, `qemu-${machine}`))
    }
  } finally {
    await tools.files.remove(fresh)
  }
}

/**
 * Strings of QEMU that would tell a program that it is no board, each with what stands there in ferry's copy:
 * - QEMU 8.2 and later make up /proc/cpuinfo from the CPU model, with the host's number of processors, no board and
 *   mistakes (`CPU architecture: 6` on ARM1176, which prints 7; `CPU variant: 0x0f`). The board has the real text mounted
 *   there: the name that QEMU looks for becomes one that nobody opens.
 * - A program that a signal ends writes nothing, but QEMU does, to the program's standard error (dump_core_and_abort).
 */
const OWN_TRACES = [
  { what: '/proc/cpuinfo', old: '\0/proc/cpuinfo\0', new: '\0/proc/-cpuinf\0' },
  {
    what: 'line about signals',
    old: '\0qemu: uncaught target signal %d (%s) - %s\n\0',
    new: '\0\0emu: uncaught target signal %d (%s) - %s\n\0',
  },
] as const

async function hideTraces(path: string, tell: Tell): Promise<void> {
  const program = await readFile(path)
  for (const { what, old, new: fresh } of OWN_TRACES) {
    const first = program.indexOf(old, 0, 'latin1')
    if (first < 0 || program.includes(old, first + 1, 'latin1')) {
      tell({ kind: 'warning', text: `the emulator keeps its own ${what}` })
    } else program.write(fresh, first, 'latin1')
  }
  await writeFile(path, program)
  await chmod(path, 0o755)
}

/** dropbear, and what it is linked with; its loader is called by name, so the board's own libraries do not matter. */
async function takeServer(
  tools: VirtualTools,
  fetched: readonly FetchedPackage[],
  server: string,
): Promise<void> {
  const { files } = tools
  const fresh = freshBeside(server)
  try {
    const all = join(fresh, 'all')
    await tools.packages.unpack(
      fetched.filter(({ name }) => name !== 'qemu-user'),
      all,
      {
        keep: (path) => path === 'usr/sbin/dropbear' || isLibrary(path),
      },
    )
    await files.makeFolder(join(fresh, 'lib'))
    await rename(join(all, 'usr', 'sbin', 'dropbear'), join(fresh, 'dropbear'))
    await gatherLibraries(tools, all, fresh)
    await files.remove(all)
    await rename(fresh, server)
  } finally {
    await files.remove(fresh)
  }
}

function freshBeside(folder: string): string {
  return `${folder}.${randomBytes(4).toString('hex')}.new`
}
