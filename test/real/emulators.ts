import { join } from 'node:path'

import type { World } from '../../src/ports/world.ts'

/** qemu-user of Debian trixie, which is static and runs on older hosts: a function from machine (`arm`, `aarch64`, `riscv64`) to its path. */
export async function ensureQemuUser(world: World): Promise<(machine: string) => string> {
  const folder = join(world.host.cache, 'test', 'qemu-user')
  const path = (machine: string): string => join(folder, 'usr', 'bin', `qemu-${machine}`)
  const machines = ['arm', 'aarch64', 'riscv64']
  const there = await Promise.all(machines.map((machine) => world.files.stat(path(machine))))
  if (there.every((stat) => stat !== undefined)) return path
  const fetched = await world.packages.obtain(
    {
      suite: 'trixie',
      architecture: world.host.arch === 'arm64' ? 'arm64' : 'amd64',
      names: ['qemu-user'],
      dependencies: 'none',
    },
    () => {},
  )
  const wanted = new Set(machines.map((machine) => `usr/bin/qemu-${machine}`))
  await world.packages.unpack(fetched, folder, {
    keep: (file) => wanted.has(file) || file === 'usr' || file === 'usr/bin',
  })
  return path
}
