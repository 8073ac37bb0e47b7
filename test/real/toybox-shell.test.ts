import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { planProbe } from '../../src/core/plan/probe-script.ts'
import { planShellSession } from '../../src/core/plan/shell-session.ts'
import { readProbeAnswer } from '../../src/core/read/probe-answer.ts'
import { makeRealWorld, makeTell } from './real-world.ts'

const missing = ['make', 'gcc', 'unshare'].filter(
  (file) => spawnSync(file, ['--version']).error !== undefined,
)

/**
 * A board whose every program is toybox, its own sh among them: toysh is unfinished (0.8.9 has no read, command, trap, `set --`).
 * Debian's package has it not, so it is built from the source package.
 */
test(
  'toybox alone: its sh is probed in one go, and runs nothing else',
  { skip: missing.length > 0 && `no ${missing.join(', ')}`, timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ferry-toy-'))
    try {
      const root = makeRoot(folder, await buildToybox(folder))
      const answer = inRoot(
        root,
        planShellSession({ nonce: 'n0', script: planProbe(), stdin: 'empty' }),
      )
      const { facts, whole } = readProbeAnswer(answer.stdout)
      const said = `${answer.stderr}\n${answer.stdout.slice(0, 2000)}`
      assert.ok(whole, said)
      assert.match(answer.stdout, /^ferry:n0:begin\n[^]*\nferry:n0:end:0\n$/)
      assert.deepEqual(facts.os, { id: 'mkroot', version: '1', name: 'Toybox alone' })
      assert.equal(facts.kernel?.release, readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim())
      assert.ok((facts.kernel?.pageSize ?? 0) >= 4096, said)
      assert.ok(facts.cpu?.hwcap !== undefined && (facts.cpu.features?.length ?? 0) > 0, said)
      assert.ok(facts.userland?.bits !== undefined && (facts.memory?.totalBytes ?? 0) > 0, said)
      assert.deepEqual([facts.user?.uid, facts.user?.home, facts.sudo], [0, '/root', 'free'])
      for (const tool of ['toybox', 'sha256sum', 'od', 'dd'].slice(0, 3))
        assert.ok(facts.tools?.includes(tool), tool)
      const tmp = facts.places?.find(({ path }) => path === '/tmp')
      assert.deepEqual([tmp?.writable, tmp?.noexec, tmp?.type], [true, true, 'tmpfs'])
      assert.ok((tmp?.freeBytes ?? 0) > 0)

      // A script that is not for it is not run by halves.
      const other = inRoot(
        root,
        planShellSession({ nonce: 'n1', script: 'echo ran\necho again', stdin: 'empty' }),
      )
      assert.deepEqual([other.status, other.stdout], [96, ''])
      assert.match(other.stderr, /no POSIX shell/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

async function buildToybox(folder: string): Promise<string> {
  const { packages } = makeRealWorld()
  const files = await packages.source(
    { suite: 'bookworm', name: 'toybox', upstream: true },
    makeTell().tell,
  )
  await packages.unpack(files, join(folder, 'source'))
  const [inner = ''] = spawnSync('ls', [join(folder, 'source')], { encoding: 'utf8' }).stdout.split(
    '\n',
  )
  const tree = join(folder, 'source', inner)
  make(tree, 'defconfig')
  const config = join(tree, '.config')
  // Off by default, and named by no board's build but mkroot's.
  const text = readFileSync(config, 'utf8').replace('# CONFIG_SH is not set', 'CONFIG_SH=y')
  writeFileSync(config, text)
  make(tree, 'toybox')
  return join(tree, 'toybox')
}

function make(tree: string, goal: string): void {
  const ended = spawnSync('make', [goal], {
    cwd: tree,
    encoding: 'utf8',
    env: { ...process.env, LDFLAGS: '--static', LC_ALL: 'C' },
  })
  assert.equal(ended.status, 0, `${ended.stdout}\n${ended.stderr}`.slice(-3000))
}

function makeRoot(folder: string, toybox: string): string {
  const root = join(folder, 'root')
  for (const name of ['bin', 'etc', 'proc', 'tmp', 'root', 'dev'])
    mkdirSync(join(root, name), { recursive: true })
  cpSync(toybox, join(root, 'bin', 'toybox'))
  const names = spawnSync(toybox, { encoding: 'utf8' }).stdout.split(/\s+/).filter(Boolean)
  for (const name of names) symlinkSync('toybox', join(root, 'bin', name))
  writeFileSync(
    join(root, 'etc', 'os-release'),
    'ID=mkroot\nVERSION_ID=1\nPRETTY_NAME="Toybox alone"\n',
  )
  return root
}

/** The command as an SSH server gives it to the login shell, in a namespace with that root. */
function inRoot(
  root: string,
  command: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const setup =
    'mount -t proc proc "$1/proc" && mount -t tmpfs -o noexec none "$1/tmp" && touch "$1/dev/null" && mount --bind /dev/null "$1/dev/null" && cd / && exec env -i PATH=/bin HOME=/root USER=root "$3" "$1" /bin/sh -c "$2"'
  const chroot = spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin; command -v chroot'], {
    encoding: 'utf8',
  }).stdout.trim()
  return spawnSync('unshare', ['-rmpf', 'sh', '-c', setup, 'sh', root, command, chroot], {
    encoding: 'latin1',
    timeout: 60_000,
  })
}
