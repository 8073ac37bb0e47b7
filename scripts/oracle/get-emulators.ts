import { join } from 'node:path'

import type { OracleWorld } from './make-oracle-world.ts'

/** QEMU 11 or later is needed for cores with 16 double registers; Debian's unstable suite has it. */
const SUITES = ['sid', 'trixie']

/** The unused byte of e_ident: marks the emulator itself, so that rules for its own machine pass it by. */
export const MARK_AT = 15

export interface Emulators {
  /** QEMU's name of a machine → its static program. */
  program(machine: string): string
  /** `qemu-user 1:11.1…`. */
  readonly version: string
}

/** Unpacks QEMU's static user-mode emulators (no root, nothing registered on this host). */
export async function getEmulators(
  { world, folder, tell }: OracleWorld,
  suites: readonly string[] = SUITES,
): Promise<Emulators> {
  const architecture = world.host.arch === 'arm64' ? 'arm64' : 'amd64'
  const problems: unknown[] = []
  for (const suite of suites) {
    const request = { suite, architecture, names: ['qemu-user'], dependencies: 'none' } as const
    try {
      const fetched = await world.packages.obtain(request, tell)
      const version = fetched.map((one) => `${one.name} ${one.version}`).join(', ')
      const place = join(folder, 'tools', `qemu-${fetched[0]?.sha256.slice(0, 12) ?? suite}`)
      const bin = join(place, 'usr', 'bin')
      if ((await world.files.stat(join(place, 'done'))) === undefined) {
        await world.files.remove(place)
        await world.packages.unpack(fetched, place, {
          keep: (path) => /usr\/bin\/qemu-/.test(path),
        })
        for (const name of await world.files.list(bin)) {
          const bytes = await world.files.read(join(bin, name))
          if (bytes?.[0] !== 0x7f) continue
          const marked = bytes.slice()
          marked[MARK_AT] = 0x4f
          await world.files.write(join(bin, name), marked, 0o755)
        }
        await world.files.write(join(place, 'done'), version)
      }
      return { version, program: (machine) => join(bin, `qemu-${machine}`) }
    } catch (error) {
      problems.push(error)
    }
  }
  throw problems[0]
}
