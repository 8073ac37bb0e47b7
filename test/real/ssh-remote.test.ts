import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'

import type { Remote } from '../../src/ports/remote.ts'
import { connectTo, makeTestWorld, type TestWorld } from '../fakes/real-world.ts'
import {
  hasSshServer,
  startSshServer,
  type SshServer,
  type SshServerOptions,
} from '../fakes/ssh-server.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface Attached {
  readonly code: number
  readonly out: Uint8Array
  readonly err: string
}

interface Case {
  readonly title: string
  readonly server: SshServerOptions
  readonly sharing: string
}

const cases: readonly Case[] = [
  { title: 'OpenSSH, one connection', server: { kind: 'openssh' }, sharing: '1' },
  { title: 'OpenSSH, sharing off', server: { kind: 'openssh' }, sharing: '0' },
  { title: 'dropbear, one connection', server: { kind: 'dropbear' }, sharing: '1' },
  { title: 'dropbear, sharing off', server: { kind: 'dropbear' }, sharing: '0' },
  ...['busybox sh', 'fish', 'tcsh', 'mksh'].map((shell) => ({
    title: `login shell ${shell}`,
    server: { kind: 'openssh' as const, loginShell: shell },
    sharing: '1',
  })),
  {
    title: 'a login shell that prints a banner',
    server: {
      kind: 'openssh',
      loginShell: `sh -c 'printf "\\033]0;evil\\007WELCOME\\n"; echo NOISE >&2; exec sh "$@"' x`,
    },
    sharing: '1',
  },
]

for (const { title, server: options, sharing } of cases) {
  describe(
    title,
    { skip: !hasSshServer(options.kind) && `${options.kind} is not installed` },
    () => {
      let server: SshServer
      let it: TestWorld
      let remote: Remote
      before(async () => {
        server = await startSshServer(options)
        it = makeTestWorld((world) => connectTo(server, world), { FERRY_SSH_SHARING: sharing })
        remote = await it.world.connect('board')
      })
      after(() => {
        server.stop()
        it.remove()
      })

      const attachTo = async (to: Promise<Remote>, script: string): Promise<Attached> => {
        const [out, err]: [Uint8Array[], Uint8Array[]] = [[], []]
        const ending = await (
          await to
        ).attach(script, {
          pty: false,
          stdin: 'empty',
          onStdout: (chunk) => void out.push(chunk),
          onStderr: (chunk) => void err.push(chunk),
        })
        assert.equal(ending.kind, 'exit')
        return {
          code: ending.kind === 'exit' ? ending.code : -1,
          out: Buffer.concat(out),
          err: text(Buffer.concat(err)),
        }
      }

      test('exec gives output, errors and status apart', async () => {
        const ended = await remote.exec('echo out; echo err >&2; exit 42')
        assert.deepEqual(ended.ending, { kind: 'exit', code: 42 })
        assert.equal(text(ended.stdout), 'out\n')
        assert.equal(text(ended.stderr), 'err\n')
      })

      test('exec keeps values with quotes, line feeds, backslashes, exclamation marks', async () => {
        const script = `printf %s 'it'\\''s !! \\\\ $HOME "q"\nsecond line'`
        assert.equal(
          text((await remote.exec(script)).stdout),
          `it's !! \\\\ $HOME "q"\nsecond line`,
        )
      })

      test('exec of a script too long for a command, with data on stdin', async () => {
        const data = randomBytes(300_000)
        const ended = await remote.exec(`# ${'x'.repeat(20_000)}\nsha256sum`, { stdin: data })
        assert.equal(text(ended.stdout).split(' ')[0], sum(data))
      })

      test('exec moves binary data both ways', async () => {
        const data = randomBytes(1_000_000)
        const ended = await remote.exec('cat', { stdin: data })
        assert.equal(sum(ended.stdout), sum(data))
      })

      for (const way of sharing === '1'
        ? (['own session', 'a session that waits'] as const)
        : ['own session']) {
        const connected = async (): Promise<Remote> => {
          if (way === 'own session') return remote
          // Whoever logs in may be asked something: only what comes behind is ferry's alone.
          const other = await it.world.connect('board')
          await other.exec(':')
          return other
        }
        const attach = (script: string): Promise<Attached> => attachTo(connected(), script)

        test(`${way}: attach ends as the program did`, async () => {
          for (const code of [0, 1, 2, 97, 126, 127, 128, 130, 137, 204, 254, 255]) {
            assert.equal((await attach(`exit ${code}`)).code, code)
          }
        })

        test(`${way}: attach tells a signal as 128+N and adds no words`, async () => {
          for (const [name, number] of [
            ['SEGV', 11],
            ['KILL', 9],
            ['TERM', 15],
          ] as const) {
            const ended = await attach(`exec sh -c 'kill -${name} $$'`)
            assert.deepEqual([ended.code, ended.err], [128 + number, ''])
          }
        })

        test(`${way}: attach keeps stdout and stderr apart, byte for byte`, async () => {
          const ended = await attach(`head -c 3000000 /dev/zero | tr '\\0' '\\377'; echo err >&2`)
          assert.equal(sum(ended.out), sum(Buffer.alloc(3_000_000, 0xff)))
          assert.equal(ended.err, 'err\n')
        })

        test(`${way}: attach of a script too long for a command`, async () => {
          const ended = await attach(`# ${'x'.repeat(20_000)}\necho "$0" $#; exit 7`)
          assert.equal(ended.code, 7)
          assert.match(text(ended.out), / 0\n$/)
        })

        test(`${way}: the first interruption is SIGINT, for children, too`, async () => {
          const stop = new AbortController()
          const out: Uint8Array[] = []
          const ending = await (
            await connected()
          ).attach(
            `exec sh -c 'trap "echo got it; exit 3" INT; echo up; while :; do sleep 0.1; done'`,
            {
              pty: false,
              stdin: 'empty',
              signal: stop.signal,
              onStdout: (chunk) => {
                out.push(chunk)
                if (text(chunk).includes('up')) setTimeout(() => stop.abort(), 400)
              },
            },
          )
          assert.deepEqual(ending, { kind: 'exit', code: 3 })
          assert.equal(text(Buffer.concat(out)), 'up\ngot it\n')
        })

        test(`${way}: the second one kills what does not listen`, async () => {
          const kill = new AbortController()
          const ending = await (
            await connected()
          ).attach(`exec sh -c 'trap "" INT TERM HUP; echo up; sleep 77.25 & sleep 77.25'`, {
            pty: false,
            stdin: 'empty',
            kill: kill.signal,
            onStdout: () => void setTimeout(() => kill.abort(), 400),
          })
          assert.deepEqual(ending, { kind: 'exit', code: 137 })
          await assertNoProcess('sleep\0' + '77.25')
        })
      }

      test(
        'attach takes the session that waits',
        { skip: sharing === '0' && 'each has a connection of its own' },
        async () => {
          await remote.exec(':')
          const other = await it.world.connect('board')
          const shell = text((await other.exec('echo $$')).stdout)
          assert.equal(text((await attachTo(Promise.resolve(other), 'echo $$')).out), shell)
          assert.notEqual(text((await other.exec('echo $$')).stdout), shell)
        },
      )

      test('a line that is lost is no end of the program', async () => {
        let out = ''
        const ended = remote.attach('echo server=$PPID; sleep 60', {
          pty: false,
          stdin: 'empty',
          onStdout: (chunk) => {
            out += text(chunk)
            const server = /server=(\d+)\n/.exec(out)?.[1]
            if (server !== undefined) process.kill(Number(server), 'SIGKILL')
          },
        })
        await assert.rejects(ended, /broke while the program ran/)
      })

      test('nor is it a failed log-in where the program was not heard yet', async () => {
        // How much of the output the server passed on before its end is chance.
        await assert.rejects(
          attachTo(Promise.resolve(remote), 'kill -9 $PPID; sleep 60'),
          /broke while the program (?:ran|was started)/,
        )
      })
    },
  )
}

/** Waits until no process of this machine has such a command line. */
export async function assertNoProcess(commandLine: string, withinMs = 8000): Promise<void> {
  const { readdirSync, readFileSync } = await import('node:fs')
  const find = (): string[] =>
    readdirSync('/proc').filter((pid) => {
      try {
        return (
          /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(commandLine)
        )
      } catch {
        return false
      }
    })
  const until = performance.now() + withinMs
  while (find().length > 0 && performance.now() < until) {
    await new Promise((settle) => setTimeout(settle, 100))
  }
  assert.deepEqual(find(), [])
}
