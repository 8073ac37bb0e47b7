import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

import { makeSessionStream } from '../read/session-stream.ts'
import { planSessionScript, planShellSession } from './shell-session.ts'

const shells = [['dash'], ['bash'], ['busybox', 'sh'], ['mksh'], ['fish'], ['tcsh', '-f']].filter(
  ([file = '']) => spawnSync(file, ['-c', 'true']).error === undefined,
)

test('there is a shell to test with', () => assert.ok(shells.length >= 2))

for (const [file = '', ...options] of shells) {
  test(`${file}: several scripts in one session, the last one with stdin`, () => {
    const scripts: readonly (readonly [string, string, number])[] = [
      ['cat; x=1; cd /; exit 3', '', 3],
      ['printf "%s|" "${x-unset}" "it\'s" \'a!\\b\'; false', "unset|it's|a!\\b|", 1],
      ['printf no-line-feed; kill -9 $(exec sh -c \'echo "$PPID"\')', 'no-line-feed', 137],
      ['ferry-go is no command 2>/dev/null; true', '', 0],
      ['head -c 18; true', 'ferry-go x\nno end\n', 0],
      ['echo after', 'after\n', 0],
      ['cat; exit 7', 'the rest\nof it', 7],
    ]
    const [first = ['', '', 0] as const, ...more] = scripts
    const input = more
      .map(([script, answer], i) => {
        const isData = script.startsWith('head')
        const stdin = isData ? 'data' : i === more.length - 1 ? 'rest' : 'empty'
        const line = planSessionScript({ nonce: `n${i + 1}`, script, stdin })
        return isData ? line + answer : line
      })
      .join('')
    const command = planShellSession({ nonce: 'n0', script: first[0], stdin: 'empty' })
    const ended = spawnSync(file, [...options, '-c', command], { input: `${input}the rest\nof it` })
    for (const [i, [, stdout, status]] of scripts.entries()) {
      const [out, err] = [makeSessionStream(`n${i}`), makeSessionStream(`n${i}`)]
      assert.equal(Buffer.from(out.take(ended.stdout)).toString(), stdout)
      err.take(ended.stderr)
      const told = i === scripts.length - 1 ? undefined : status
      assert.deepEqual([out.status(), err.status()], [told, status])
    }
    assert.equal(ended.status, 7)
  })

  test(`${file}: what a failed script left of its data is no script`, () => {
    const left = 'echo ran\nferry-go n1\n'
    for (const stdin of ['data', 'rest'] as const) {
      const script = stdin === 'data' ? 'exit 3' : 'true'
      const first = planShellSession({ nonce: 'n0', script, stdin })
      assert.ok(!spawnSync(file, [...options, '-c', first], { input: left }).stdout.includes('ran'))
      const begin = planShellSession({ nonce: 'n0', script: 'true', stdin: 'empty' })
      const input = planSessionScript({ nonce: 'n2', script, stdin }) + left
      const ended = spawnSync(file, [...options, '-c', begin], { input })
      assert.ok(ended.stderr.includes('n2:end') && !ended.stdout.includes('ran'))
    }
  })

  test(`${file}: a script that was cut on the way is not run`, () => {
    const command = planShellSession({ nonce: 'n0', script: 'echo one', stdin: 'empty' })
    const two = { nonce: 'n1', script: 'echo two\necho three', stdin: 'empty' } as const
    const cut = planSessionScript(two).slice(0, -9)
    const ended = spawnSync(file, [...options, '-c', command], { input: cut })
    assert.ok(!ended.stdout.includes('two'))
  })
}
