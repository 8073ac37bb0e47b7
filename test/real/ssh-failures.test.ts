import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import type { Remote } from '../../src/ports/remote.ts'
import { makeOpenSshRemote } from '../../src/shell/openssh/make-openssh-remote.ts'
import { probe } from '../../src/work/probe.ts'
import { ship } from '../../src/work/ship.ts'
import { connectTo, makeTestWorld, type TestWorld } from '../fakes/real-world.ts'
import { freePort, hasSshServer, startSshServer, type SshServer } from '../fakes/ssh-server.ts'

const code = (expected: string) => (error: unknown) => {
  const problem = (error as { problem?: { code: string; exit: number } }).problem
  assert.equal(problem?.code, expected)
  return true
}

describe('each failure has its problem', { skip: !hasSshServer('openssh') && 'no sshd' }, () => {
  let server: SshServer
  let it: TestWorld
  before(async () => {
    server = await startSshServer({ kind: 'openssh' })
    it = makeTestWorld((world) => connectTo(server, world))
  })
  after(() => {
    server.stop()
    it.remove()
  })
  /** The server's client configuration with some words replaced. */
  const remote = (
    edit: (config: string) => string,
    more: { program?: string; destination?: string } = {},
  ): Remote => {
    const file = join(it.folder, `config-${Math.random()}`)
    writeFileSync(file, edit(readFileSync(server.config, 'utf8')))
    const { processes, clock, host } = it.world
    return makeOpenSshRemote({
      processes,
      clock,
      host,
      destination: 'board',
      sshOptions: ['-F', file],
      ...more,
    })
  }
  const fails = (title: string, expected: string, make: () => Remote | Promise<Remote>) =>
    test(title, async () => {
      await assert.rejects((await make()).exec('true'), code(expected))
      await assert.rejects(
        (await make()).attach('true', { pty: false, stdin: 'empty' }),
        code(expected),
      )
    })

  fails('an unknown host key', 'ssh/host-key-unknown', () =>
    remote((c) => c.replace(/UserKnownHostsFile .*/, 'UserKnownHostsFile /dev/null')),
  )
  fails('a changed host key', 'ssh/host-key-changed', () => {
    const known = join(it.folder, 'other')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${known}-key`, '-C', ''])
    writeFileSync(known, `[127.0.0.1]:${server.port} ${readFileSync(`${known}-key.pub`, 'utf8')}`)
    execFileSync('rm', [`${known}-key`, `${known}-key.pub`])
    return remote((c) => c.replace(/UserKnownHostsFile .*/, `UserKnownHostsFile ${known}`))
  })
  fails('no key', 'ssh/permission-denied', () =>
    remote((c) => c.replace(/IdentityFile .*/, 'IdentityFile /dev/null')),
  )
  fails('a wrong user', 'ssh/permission-denied', () =>
    remote((c) => c.replace(/User .*/, 'User nobody-of-that-name')),
  )
  fails('a refused port', 'ssh/refused', async () => {
    const port = await freePort()
    return remote((c) => c.replace(/Port \d+/, `Port ${port}`))
  })
  fails('a name that does not resolve', 'ssh/name-not-found', () =>
    remote((c) => c.replace(/HostName .*/, 'HostName no-such-board.invalid')),
  )
  fails('a server that never answers', 'ssh/timeout', async () => {
    const silent = createServer(() => {}).unref()
    await new Promise<void>((settle) => silent.listen(0, '127.0.0.1', settle))
    const { port } = silent.address() as AddressInfo
    return remote((c) => c.replace(/Port \d+/, `Port ${port}\n  ConnectTimeout 1`))
  })
  fails('something that is not SSH', 'ssh/closed', async () => {
    const web = createServer((socket) => void socket.end('HTTP/1.0 400 Bad\r\n\r\n')).unref()
    await new Promise<void>((settle) => web.listen(0, '127.0.0.1', settle))
    return remote((c) => c.replace(/Port \d+/, `Port ${(web.address() as AddressInfo).port}`))
  })
  fails('a jump host that is not there', 'ssh/refused', async () => {
    const port = await freePort()
    return remote((c) => `${c}  ProxyJump root@127.0.0.1:${port}\n`)
  })
  fails('a word that ssh does not know', 'ssh/bad-config', () =>
    remote((c) => `${c}  Frobnicate yes\n`),
  )
  fails('no ssh', 'ssh/no-client', () => remote((c) => c, { program: '/nonexistent/ssh' }))
  for (const destination of [
    '-oProxyCommand=touch /tmp/ferry-evil',
    'a b',
    'a\nb',
    '',
    'x@-y',
    'ftp://x',
    'a;b',
  ])
    fails(`the destination ${JSON.stringify(destination)}`, 'ssh/bad-destination', () =>
      remote((c) => c, { destination }),
    )
  fails('a recording', 'board/recorded', () => remote((c) => c, { destination: 'facts:x.json' }))

  test('an account without a shell', async () => {
    const other = await startSshServer({ kind: 'openssh', lines: ['ForceCommand /bin/false'] })
    try {
      const { processes, clock, host } = it.world
      const remote = makeOpenSshRemote({
        processes,
        clock,
        host,
        destination: 'board',
        sshOptions: other.sshOptions,
      })
      await assert.rejects(remote.exec('true'), code('ssh/no-shell'))
    } finally {
      other.stop()
    }
  })

  test('megabytes of banner and output are bounded', async () => {
    const loud = await startSshServer({
      kind: 'openssh',
      loginShell: `sh -c 'head -c 30000000 /dev/zero; exec sh "$@"' x`,
    })
    try {
      const { processes, clock, host } = it.world
      const remote = makeOpenSshRemote({
        processes,
        clock,
        host,
        destination: 'board',
        sshOptions: loud.sshOptions,
      })
      assert.equal(Buffer.from((await remote.exec('echo hi')).stdout).toString(), 'hi\n')
      const chunks: Uint8Array[] = []
      await remote.attach('echo hi', {
        pty: false,
        stdin: 'empty',
        onStdout: (c) => void chunks.push(c),
      })
      assert.equal(Buffer.concat(chunks).toString(), 'hi\n')
    } finally {
      loud.stop()
    }
    const it2 = remote((c) => c)
    const ended = await it2.exec('head -c 30000000 /dev/zero', { maxBytes: 1000 })
    assert.ok(ended.truncated && ended.stdout.length < 100_000)
    assert.deepEqual(ended.ending, { kind: 'exit', code: 0 })
  })

  test('the user’s own connection sharing is left alone', async () => {
    const own = join(it.folder, 'own-socket')
    const mine = remote(
      (c) => `${c}  ControlMaster auto\n  ControlPath ${own}\n  ControlPersist 10\n`,
    )
    assert.equal(Buffer.from((await mine.exec('echo hi')).stdout).toString(), 'hi\n')
    assert.ok(execFileSync('ls', [own]).includes('own-socket'))
    assert.deepEqual(await mine.attach('exit 9', { pty: false, stdin: 'empty' }), {
      kind: 'exit',
      code: 9,
    })
  })
})

describe(
  'a board whose file systems refuse',
  { skip: process.getuid?.() !== 0 && 'needs root for mounts' },
  () => {
    let server: SshServer
    let it: TestWorld
    let facts: BoardFacts
    let remote: Remote
    let at: string
    before(async () => {
      server = await startSshServer({ kind: 'openssh' })
      it = makeTestWorld((world) => connectTo(server, world))
      remote = await it.world.connect('board')
      facts = await probe(it.world, 'board', () => {})
      at = join(it.folder, 'mnt')
      for (const [name, options] of [
        ['full', 'size=200k'],
        ['noexec', 'noexec'],
        ['ro', 'ro'],
      ] as const) {
        mkdirSync(join(at, name), { recursive: true })
        execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', join(at, name)])
      }
    })
    after(() => {
      for (const name of ['full', 'noexec', 'ro']) execFileSync('umount', ['-l', join(at, name)])
      server.stop()
      it.remove()
    })
    const put = (to: string, mode = 0o755) =>
      ship(it.world, remote, facts, { file: '/usr/bin/ssh', to, mode }, () => {})

    test('full: told before anything is sent', async () => {
      await assert.rejects(put(`${at}/full/x`), code('board/no-space'))
      assert.equal(execFileSync('ls', ['-A', `${at}/full`], { encoding: 'utf8' }), '')
    })
    test('full in the middle: the old file stays, nothing is left beside it', async () => {
      writeFileSync(`${at}/full/x`, 'old')
      const blind: Remote = {
        ...remote,
        // A board whose df tells nothing.
        exec: async (script, options) => remote.exec(script.replace('df -Pk', 'false'), options),
      }
      await assert.rejects(
        ship(it.world, blind, facts, { file: '/usr/bin/ssh', to: `${at}/full/x` }, () => {}),
        code('board/no-space'),
      )
      assert.equal(readFileSync(`${at}/full/x`, 'utf8'), 'old')
      assert.equal(execFileSync('ls', ['-A', `${at}/full`], { encoding: 'utf8' }), 'x\n')
    })
    test('noexec: programs are refused, data is not', async () => {
      await assert.rejects(put(`${at}/noexec/x`), code('board/noexec'))
      assert.equal((await put(`${at}/noexec/data`, 0o644)).unchanged, false)
    })
    test('read-only', () => assert.rejects(put(`${at}/ro/x`), code('board/read-only')))
    test('the first good place is taken', async () => {
      const places = ['ro', 'noexec', 'full'].map((name) => ({
        path: `${at}/${name}`,
        writable: true,
      }))
      const good = { path: it.folder, writable: true }
      const report = await ship(
        it.world,
        remote,
        { ...facts, places: [...places, good] },
        { file: '/usr/bin/ssh' },
        () => {},
      )
      assert.ok(report.path.startsWith(`${it.folder}/ferry-0/bin/`))
      await assert.rejects(
        ship(
          it.world,
          remote,
          { ...facts, places: places.slice(0, 2) },
          { file: '/usr/bin/ssh' },
          () => {},
        ),
        code('board/no-place'),
      )
    })
    test('an upload that is cut: nothing is put in place, the next one cleans up', async () => {
      const stop = new AbortController()
      const slow = { ...it.world, files: { ...it.world.files, stream: () => dripping(stop) } }
      await assert.rejects(
        ship(
          slow,
          remote,
          facts,
          { file: '/usr/bin/ssh', to: `${it.folder}/cut/x`, signal: stop.signal },
          () => {},
        ),
      )
      const report = await ship(
        it.world,
        remote,
        facts,
        { file: '/usr/bin/ssh', to: `${it.folder}/cut/x` },
        () => {},
      )
      assert.equal(report.unchanged, false)
      assert.equal(execFileSync('ls', ['-A', `${it.folder}/cut`], { encoding: 'utf8' }), 'x\n')
    })
  },
)

async function* dripping(stop: AbortController): AsyncIterable<Uint8Array> {
  for (let i = 0; ; i++) {
    yield Buffer.alloc(10_000)
    if (i === 5) stop.abort()
    await new Promise((settle) => setTimeout(settle, 50))
    if (i > 20) return
  }
}
