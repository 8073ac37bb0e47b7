import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Event } from '../../src/core/event.ts'
import type { VirtualBoard, VirtualBoards } from '../../src/ports/virtual-boards.ts'
import { readHost } from '../../src/shell/host.ts'
import { makeVirtualBoards } from '../../src/shell/virtual/make-virtual-boards.ts'
import { makeRealWorld } from './real-world.ts'

/** Virtual boards with state of their own; packages, roots and programs are those of the user's cache. */
export interface VirtualWorld {
  readonly boards: VirtualBoards
  readonly cache: string
  readonly tell: (event: Event) => void
  readonly events: readonly Event[]
  /** Stops and deletes all. */
  remove(): Promise<void>
}

export function makeVirtualWorld(ways?: readonly ('private' | 'host')[]): VirtualWorld {
  const cache = mkdtempSync(join(tmpdir(), 'ferry-v-'))
  const shared = readHost().cache
  mkdirSync(join(cache, 'virtual'))
  const common = ['roots', 'tools', 'helpers', 'kernels', 'images'].map((name) => `virtual/${name}`)
  for (const path of ['packages', ...common]) {
    mkdirSync(join(shared, path), { recursive: true })
    symlinkSync(join(shared, path), join(cache, path))
  }
  const { host, processes, files, clock, packages } = makeRealWorld({}, cache)
  const parts = { host, processes, files, clock, packages, ...(ways ? { ways } : {}) }
  const boards = makeVirtualBoards(parts)
  const events: Event[] = []
  return {
    boards,
    cache,
    events,
    tell: (event) => void events.push(event),
    remove: async () => {
      for (const { name } of await boards.list()) await boards.remove(name)
      await rm(cache, { recursive: true, force: true })
    },
  }
}

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a script on a board by the system's ssh. */
export function say(board: VirtualBoard, script: string, input?: Uint8Array): Promise<Said> {
  return new Promise((settle, fail) => {
    const args = ['-F', board.sshConfigFile, '-o', 'BatchMode=yes', board.name, script]
    const child = spawn('ssh', args)
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.once('error', fail)
    child.once('close', (code) => {
      settle({
        code: code ?? -1,
        out: Buffer.concat(out).toString(),
        err: Buffer.concat(err).toString(),
      })
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** Puts executable files into the board's home. */
export async function send(
  board: VirtualBoard,
  programs: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const script = [...programs].map(
    ([name, bytes]) => `head -c ${bytes.length} >${name} && chmod 755 ${name}`,
  )
  const said = await say(board, script.join(' && '), Buffer.concat([...programs.values()]))
  if (said.code !== 0) throw new Error(said.err)
}

/** Exit codes of programs in the board's home, each started by the login shell. */
export async function runEach(
  board: VirtualBoard,
  names: Iterable<string>,
  before = '',
): Promise<ReadonlyMap<string, number>> {
  const script = `for name in ${[...names].join(' ')}; do ${before} ./$name >/dev/null 2>&1; echo "$name $?"; done`
  const { out } = await say(board, script)
  return new Map(
    out
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', code] = line.split(' ')
        return [name, Number(code)]
      }),
  )
}
