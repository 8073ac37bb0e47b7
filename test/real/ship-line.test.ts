import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import type { Remote } from '../../src/ports/remote.ts'
import { makeOpenSshRemote } from '../../src/shell/openssh/make-openssh-remote.ts'
import { ship } from '../../src/work/ship.ts'
import { makeTestWorld } from '../fakes/real-world.ts'
import { hasSshServer, startSshServer } from '../fakes/ssh-server.ts'

const FILE_BYTES = 4_000_000

for (const kind of ['openssh', 'dropbear'] as const) {
  for (const sharing of ['1', '0']) {
    for (const end of ['cut', 'silent'] as const) {
      const title = `${kind}, sharing ${sharing}, a line that is ${end} in the middle`
      const skip = !hasSshServer(kind) && `${kind} is not installed`
      describe(title, { skip }, () => {
        test('the old file stays, and the next ship goes on from what arrived', async () => {
          const server = await startSshServer({ kind })
          const line = await startLine(server.port)
          const it = makeTestWorld(() => remote(), { FERRY_SSH_SHARING: sharing })
          const remote = (): Remote =>
            makeOpenSshRemote({
              processes: it.world.processes,
              clock: it.world.clock,
              host: it.world.host,
              destination: 'board',
              sshOptions: ['-F', join(server.folder, `config-${line.port()}`)],
            })
          const writeConfig = (): void =>
            writeFileSync(
              join(server.folder, `config-${line.port()}`),
              readFileSync(server.config, 'utf8')
                .replace(/Port \d+/, `Port ${line.port()}`)
                .replace(
                  'IdentitiesOnly yes',
                  'IdentitiesOnly yes\n  StrictHostKeyChecking no\n  ServerAliveInterval 1\n  ServerAliveCountMax 2',
                ),
            )
          try {
            const folder = join(it.folder, 'there')
            mkdirSync(folder)
            writeFileSync(join(folder, 'app'), 'old')
            const file = join(it.folder, 'app')
            const bytes = randomBytes(FILE_BYTES)
            writeFileSync(file, bytes)
            const facts = { tools: ['sha256sum'], places: [] } as unknown as BoardFacts
            const request = { file, to: join(folder, 'app') }
            writeConfig()
            line.breakAfter(FILE_BYTES / 2, end)
            await assert.rejects(
              ship(it.world, remote(), facts, request, () => {}),
              (error) =>
                (error as { problem?: { code: string } }).problem?.code === 'ssh/line-lost',
            )
            assert.equal(readFileSync(join(folder, 'app'), 'utf8'), 'old')
            // What arrived: all of it is written once its writer is gone; on a silent line nothing comes any more.
            if (end === 'cut') await until(() => !isWriterThere(folder))
            const arrived = await whenStill(() => partSize(folder))
            assert.ok(arrived > 0)
            await line.mend()
            writeConfig()
            const report = await ship(it.world, remote(), facts, request, () => {})
            assert.deepEqual([report.resumed, report.sent], [arrived, FILE_BYTES - arrived])
            assert.deepEqual(readFileSync(join(folder, 'app')), bytes)
            // Where the old line is silent, the board's shell waits there still, and its part with it.
            if (end === 'silent') line.forget()
            await until(() => !isWriterThere(folder))
            await ship(it.world, remote(), facts, { ...request, to: join(folder, 'b') }, () => {})
            assert.deepEqual(readdirSync(folder).toSorted(), ['app', 'b'])
          } finally {
            line.stop()
            server.stop()
            it.remove()
          }
        })
      })
    }
  }
}

function isWriterThere(folder: string): boolean {
  return readdirSync(folder).some((name) => {
    const pid = /^\.ferry-.*-(\d+)\.part$/.exec(name)?.[1]
    return pid !== undefined && existsSync(`/proc/${pid}`)
  })
}

/** Bytes of the file on its way. */
function partSize(folder: string): number {
  const part = readdirSync(folder).find((name) => name.endsWith('.part'))
  return part === undefined ? 0 : statSync(join(folder, part)).size
}

/** The value when it has not changed for a while. */
async function whenStill(value: () => number): Promise<number> {
  for (let last = value(); ;) {
    await new Promise((settle) => setTimeout(settle, 300))
    const now = value()
    if (now === last) return now
    last = now
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 15_000
  while (!isSo() && performance.now() < end) await new Promise((settle) => setTimeout(settle, 50))
}

/** A line to a port that breaks after so many bytes to the server: closed at once, or nothing passes any more. */
async function startLine(target: number): Promise<{
  port(): number
  breakAfter(bytes: number, how: 'cut' | 'silent'): void
  /** What comes from now on passes, on a port of its own. */
  mend(): Promise<void>
  /** The server hears at last that the broken connections are gone. */
  forget(): void
  stop(): void
}> {
  const sockets = new Set<Socket>()
  let [left, how] = [Number.POSITIVE_INFINITY, 'cut']
  const servers: ReturnType<typeof createServer>[] = []
  const listen = async (limited: boolean): Promise<void> => {
    const server = createServer((here) => {
      const there = connect(target, '127.0.0.1')
      for (const socket of [here, there]) {
        sockets.add(socket)
        socket.on('error', () => {})
      }
      let isBroken = false
      there.on('data', (chunk: Buffer) => void (isBroken || here.write(chunk)))
      there.once('close', () => void (isBroken || here.destroy()))
      here.once('close', () => void (isBroken || there.destroy()))
      here.on('data', (chunk: Buffer) => {
        if (isBroken) return
        if (limited) left -= chunk.length
        if (left > 0) {
          if (!there.write(chunk)) {
            here.pause()
            there.once('drain', () => here.resume())
          }
          return
        }
        isBroken = true
        if (how === 'cut') {
          here.destroy()
          there.destroy()
        }
      })
    })
    servers.push(server)
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  }
  await listen(true)
  return {
    port: () => (servers.at(-1)?.address() as AddressInfo | undefined)?.port ?? 0,
    breakAfter: (bytes, end) => {
      left = bytes
      how = end
    },
    mend: async () => {
      left = Number.POSITIVE_INFINITY
      await listen(false)
    },
    forget: () => {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    stop: () => {
      for (const server of servers) server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
