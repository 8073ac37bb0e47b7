import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { hasSshServer, startSshServer, type SshServer } from '../fakes/ssh-server.ts'

const runner = join(import.meta.dirname, '../fakes/run-attached.ts')

for (const kind of ['openssh', 'dropbear'] as const) {
  for (const [sharing, first] of [
    ['1', ''],
    ['1', 'in the session of a request'],
    ['0', ''],
  ] as const) {
    const title = `${kind}, sharing ${sharing}${first && `, ${first}`}`
    describe(title, { skip: !hasSshServer(kind) && `${kind} is not installed` }, () => {
      let server: SshServer
      let count = 0
      before(async () => {
        server = await startSshServer({ kind })
      })
      after(() => server.stop())
      /** A time that no other process sleeps for. */
      const mark = (): string => `${900 + Math.floor(Math.random() * 90)}.${process.pid}${++count}`
      const start = (script: string, config = server.config, stdin: 'pipe' | 'ignore' = 'ignore') =>
        spawn(process.execPath, [runner, config, sharing, script, first], {
          stdio: [stdin, 'pipe', 'pipe'],
        })
      const tree = (time: string): string =>
        `exec sh -c 'trap "" HUP TERM; echo up; sleep ${time} & setsid sleep ${time} & sleep ${time}'`

      test('ferry killed by SIGKILL: no orphan stays', async () => {
        const time = mark()
        const ferry = start(tree(time))
        await says(ferry, 'up')
        assert.ok((await whenCount(time, (n) => n >= 3)) >= 3)
        ferry.kill('SIGKILL')
        assert.equal(await whenCount(time, (n) => n === 0), 0)
      })

      test('the line cut in between: no orphan stays, and the end is not taken for the program’s', async () => {
        const time = mark()
        const line = await startLine(server.port)
        const config = join(server.folder, `cut-${count}`)
        writeFileSync(
          config,
          readFileSync(server.config, 'utf8')
            .replace(/Port \d+/, `Port ${line.port}`)
            .replace('IdentitiesOnly yes', 'IdentitiesOnly yes\n  StrictHostKeyChecking no'),
        )
        const ferry = start(tree(time), config)
        await says(ferry, 'up')
        assert.ok((await whenCount(time, (n) => n >= 3)) >= 3)
        const ended = whenEnded(ferry)
        line.cut()
        assert.equal(await whenCount(time, (n) => n === 0), 0)
        const { code, err } = await ended
        assert.equal(code, 4)
        assert.match(err, /ssh\/line-lost$/)
      })

      test('Ctrl-C is SIGINT there; the status comes back', async () => {
        const ferry = start(`exec sh -c 'trap "exit 42" INT; echo up; while :; do sleep 0.1; done'`)
        await says(ferry, 'up')
        await new Promise((settle) => setTimeout(settle, 500))
        ferry.kill('SIGINT')
        assert.equal((await whenEnded(ferry)).code, 42)
      })

      test('big binary stdin and stdout pass byte for byte', async () => {
        const data = randomBytes(4_000_000)
        const ferry = start('exec cat', server.config, 'pipe')
        const hash = createHash('sha256')
        ferry.stdout?.on('data', (chunk: Buffer) => hash.update(chunk))
        ferry.stdin?.end(data)
        assert.equal((await whenEnded(ferry)).code, 0)
        assert.equal(hash.digest('hex'), createHash('sha256').update(data).digest('hex'))
      })

      test('a slow reader gets the last byte', async () => {
        // The runner exits at once when attach is done: then everything must have left it.
        const data = randomBytes(1_500_000)
        const ferry = start('exec cat', server.config, 'pipe')
        ferry.stdin?.end(data)
        const ended = whenEnded(ferry)
        const chunks: Buffer[] = []
        for await (const chunk of ferry.stdout ?? []) {
          chunks.push(chunk as Buffer)
          await new Promise((settle) => setTimeout(settle, 5))
        }
        assert.equal((await ended).code, 0)
        assert.ok(Buffer.concat(chunks).equals(data))
      })

      test('a reader that goes away ends the program as it would here', async () => {
        const ferry = start('exec yes')
        const ended = whenEnded(ferry)
        await says(ferry, 'y')
        ferry.stdout?.destroy()
        // OpenSSH passes on that nobody reads (SIGPIPE); with dropbear ferry ends the program (SIGTERM).
        assert.equal((await ended).code, kind === 'openssh' ? 141 : 143)
      })

      test('also one that hears no signal', async () => {
        const ferry = start(
          `exec sh -c 'trap "" PIPE TERM HUP; echo up; while :; do echo more 2>/dev/null; sleep 0.2; done'`,
        )
        const ended = whenEnded(ferry)
        await says(ferry, 'up')
        ferry.stdout?.destroy()
        assert.equal((await ended).code, 137)
      })
    })
  }
}

type Ferry = ReturnType<typeof spawn>

function says(ferry: Ferry, word: string): Promise<void> {
  return new Promise((settle, fail) => {
    ferry.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes(word)) settle()
    })
    ferry.once('exit', (code) => fail(new Error(`ended with ${code}`)))
  })
}

function whenEnded(ferry: Ferry): Promise<{ code: number | null; err: string }> {
  let err = ''
  ferry.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  return new Promise((settle) => ferry.once('close', (code) => settle({ code, err })))
}

/** Counts `sleep TIME` until it is as it should be, or 15 s are over. */
async function whenCount(time: string, good: (count: number) => boolean): Promise<number> {
  const until = performance.now() + 15_000
  for (;;) {
    const count = readdirSync('/proc').filter((pid) => isSleep(pid, time)).length
    if (good(count) || performance.now() > until) return count
    await new Promise((settle) => setTimeout(settle, 100))
  }
}

function isSleep(pid: string, time: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${time}\0`
  } catch {
    return false
  }
}

/** A line to a port that can be cut. */
async function startLine(port: number): Promise<{ port: number; cut(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((here) => {
    const there = connect(port, '127.0.0.1')
    for (const socket of [here, there]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    here.pipe(there)
    there.pipe(here)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
