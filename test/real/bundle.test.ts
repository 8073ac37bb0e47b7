import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

import { ensureNode20 } from '../../scripts/node-20.ts'

const root = resolve(import.meta.dirname, '..', '..')
const ferry = join(root, 'bin', 'ferry.js')
const version = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
).version

for (const [name, node] of [
  ['Node 20', ensureNode20()],
  ['the Node of development', process.execPath],
] as const) {
  const run = (...words: string[]): { code: number | null; out: string; err: string } => {
    const ended = spawnSync(node, [ferry, ...words], { encoding: 'utf8', input: '' })
    return { code: ended.status, out: ended.stdout, err: ended.stderr }
  }
  test(`the bundle runs on ${name}`, () => {
    assert.deepEqual(run('--version'), { code: 0, out: `ferry ${version}\n`, err: '' })
    assert.match(run('--help').out, /Usage: ferry COMMAND/)
    assert.match(run('verify', '--help').out, /Usage: ferry verify FILE/)
  })
  test(`commands answer in JSON on ${name}`, () => {
    const explained = JSON.parse(run('explain', 'armhf', '--format', 'json').out) as Record<
      string,
      unknown
    >
    assert.equal(explained['schema'], 'ferry.explain/1')
    assert.equal(explained['target'], 'armv7-unknown-linux-gnueabihf')
    const target = JSON.parse(
      run('target', 'raspberry pi zero w', '--format', 'json').out,
    ) as Record<string, unknown>
    assert.equal(target['target'], 'arm-unknown-linux-gnueabihf')
  })
  test(`wrong words end in 2 with the right one, on ${name}`, () => {
    const ended = run('verfy')
    assert.equal(ended.code, 2)
    assert.match(ended.err, /no such command: verfy\n {2}why: the nearest that exists is verify/)
    assert.equal(run().code, 2)
  })

  test(`compiled code is kept for the next start; one that is damaged, or cannot be written, costs the time alone, on ${name}`, () => {
    const cache = mkdtempSync(join(tmpdir(), 'ferry-compiled-'))
    try {
      const start = (home: string): string => {
        const env = { ...process.env, XDG_CACHE_HOME: home }
        const words = ['explain', 'armhf', '--format', 'json']
        const ended = spawnSync(node, [ferry, ...words], { encoding: 'utf8', input: '', env })
        assert.deepEqual([ended.status, ended.stderr], [0, ''])
        return ended.stdout
      }
      const folder = join(cache, 'ferry', 'compiled')
      const first = start(cache)
      const [kept = '', ...more] = readdirSync(folder)
      assert.match(kept, /^explain-[0-9a-f]{16}-v/)
      assert.deepEqual(more, [])
      const whole = readFileSync(join(folder, kept))
      assert.equal(start(cache), first)
      assert.deepEqual(readFileSync(join(folder, kept)), whole)

      writeFileSync(join(folder, kept), whole.subarray(0, 100))
      writeFileSync(join(folder, 'explain-0123456789abcdef-v1-x64'), 'of an older ferry')
      assert.equal(start(cache), first)
      assert.deepEqual(readdirSync(folder), [kept])
      assert.ok(readFileSync(join(folder, kept)).length > 100_000)

      writeFileSync(join(cache, 'file'), '')
      assert.equal(start(join(cache, 'file')), first)
    } finally {
      rmSync(cache, { recursive: true, force: true })
    }
  })
}
