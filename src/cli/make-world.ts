import { resolve } from 'node:path'

import { VIRTUAL_PRESETS } from '../core/board/virtual-presets.ts'
import type { Tell } from '../core/event.ts'
import type { Downloads } from '../ports/downloads.ts'
import type { Packages } from '../ports/packages.ts'
import type { Remote } from '../ports/remote.ts'
import type { VirtualBoards } from '../ports/virtual-boards.ts'
import type { Host, World } from '../ports/world.ts'
import { makeClock } from '../shell/clock.ts'
import { makeFiles } from '../shell/files.ts'
import { makeProcesses } from '../shell/processes.ts'
import { findHostCargo } from '../work/find-host-cargo.ts'
import { abortableDownloads, abortablePackages } from './abortable.ts'
import { lazyPort } from './lazy-port.ts'

const VIRTUAL = 'virtual:'
const TAPE = 'tape:'

/** The live world: processes, files, network and boards of this host. `signal` ends downloads and unpacking. */
export function makeWorld(
  host: Host,
  tell: Tell,
  signal: AbortSignal = new AbortController().signal,
): World {
  const processes = makeProcesses(host.env)
  const files = makeFiles()
  const clock = makeClock()
  const downloads = lazyPort<Downloads>(async () =>
    abortableDownloads(
      (await import('../shell/downloads.ts')).makeDownloads({ env: host.env }),
      signal,
    ),
  )
  const parts = { host, processes, files, downloads, clock }
  const packages = lazyPort<Packages>(async () =>
    abortablePackages((await import('../shell/packages/packages.ts')).makePackages(parts), signal),
  )
  const boards = lazyPort<Omit<VirtualBoards, 'presets'>>(async () =>
    (await import('../shell/virtual/make-virtual-boards.ts')).makeVirtualBoards({
      ...parts,
      packages,
      cargo: () => findHostCargo(world, tell),
    }),
  )
  const remotes = new Map<string, Promise<Remote>>()
  const world: World = {
    ...parts,
    packages,
    virtual: {
      presets: () => VIRTUAL_PRESETS,
      list: () => boards.list(),
      find: (name) => boards.find(name),
      start: (request, say) => boards.start(request, say),
      stop: (name) => boards.stop(name),
      remove: (name) => boards.remove(name),
    },
    connect: (destination) => {
      // One connection a destination: ssh is asked once what the user's configuration says.
      const known = remotes.get(destination)
      if (known) return known
      const remote = connect(world, destination, tell)
      remotes.set(destination, remote)
      remote.catch(() => remotes.delete(destination))
      return remote
    },
  }
  return world
}

/** `tape:FILE` plays a recorded board; FERRY_RECORD=FILE records whatever is connected to. */
async function connect(world: World, destination: string, tell: Tell): Promise<Remote> {
  const { host, files } = world
  if (destination.startsWith(TAPE)) {
    const file = resolve(host.cwd, destination.slice(TAPE.length))
    const [{ makeTapeRemote }, { parseTape }, text] = await Promise.all([
      import('../shell/tape/make-tape-remote.ts'),
      import('../shell/tape/tape.ts'),
      files.readText(file),
    ])
    return makeTapeRemote(parseTape(text ?? '{}'))
  }
  const remote = await connectLive(world, destination, tell)
  const into = host.env['FERRY_RECORD']
  if (into === undefined) return remote
  const { recordRemote } = await import('../shell/tape/record-remote.ts')
  const recording = recordRemote(remote)
  const close = async (): Promise<void> => {
    await remote.close()
    const tape = recording.tape()
    const before = await files.readText(resolve(host.cwd, into))
    const entries = before === undefined ? [] : (JSON.parse(before) as typeof tape).entries
    const whole = { ...tape, entries: [...entries, ...tape.entries] }
    await files.write(resolve(host.cwd, into), `${JSON.stringify(whole, undefined, 1)}\n`)
  }
  return { ...recording.remote, close }
}

/** `virtual:NAME` is started first where it does not run; all else is the system ssh's to understand. */
async function connectLive(world: World, destination: string, tell: Tell): Promise<Remote> {
  const { makeOpenSshRemote } = await import('../shell/openssh/make-openssh-remote.ts')
  const { processes, clock, host } = world
  if (!destination.startsWith(VIRTUAL)) {
    return makeOpenSshRemote({ processes, clock, host, destination })
  }
  const board = await world.virtual.start({ name: destination.slice(VIRTUAL.length) }, tell)
  return makeOpenSshRemote({
    processes,
    clock,
    host,
    destination: board.name,
    sshOptions: ['-F', board.sshConfigFile],
    name: destination,
  })
}
