import assert from 'node:assert/strict'
import { test } from 'node:test'

import { mergeConfig } from './merge-config.ts'
import type { MergeIssue } from './merge-config.ts'
import { parseConfig } from './parse-config.ts'

function merge(shared: string, local: string): ReturnType<typeof mergeConfig> {
  const [a, b] = [parseConfig(shared), parseConfig(local)]
  assert.deepEqual([...a.issues, ...b.issues], [])
  return mergeConfig(a.part, b.part)
}

test('of a board key by key; what only one file has stays', () => {
  const { config, issues } = merge(
    '[board.pi]\ndestination = "pi@shared"\npackages = ["a"]\nglibc = "2.31"\n[board.zero]\ndestination = "z"\n',
    '[board.pi]\ndestination = "pi@10.0.0.9"\npackages = ["b"]\n[board.mine]\ndestination = "m"\n',
  )
  assert.deepEqual(issues, [])
  assert.deepEqual(config.board, {
    pi: { destination: 'pi@10.0.0.9', packages: ['b'], glibc: '2.31' },
    zero: { destination: 'z' },
    mine: { destination: 'm' },
  })
})

test('a destination may stand in the private file alone, a linker as well', () => {
  const { config, issues } = merge(
    '[board.pi]\ntarget = "t"\n',
    '[board.pi]\ndestination = "pi@x"\nlinker = "l"\n',
  )
  assert.deepEqual(issues, [])
  assert.deepEqual(config.board, { pi: { target: 't', destination: 'pi@x', linker: 'l' } })
})

test('groups and files as a whole, env by name, allow by code', () => {
  const { config, issues } = merge(
    '[board.a]\ndestination = "a"\n[group]\nx = ["a"]\ny = ["mine"]\n[run]\nfiles = ["d"]\nenv = { A = "1", B = "2" }\n' +
      '[verify]\nallow = [{ code = "elf/time64", reason = "r" }, { code = "elf/page-size", reason = "s" }]\n',
    '[board.mine]\ndestination = "m"\n[group]\nx = ["a", "mine"]\n[run]\nfiles = []\nenv = { B = "3" }\n' +
      '[verify]\nallow = [{ code = "elf/time64", reason = "mine" }]\n',
  )
  assert.deepEqual(issues, [])
  assert.deepEqual(config.group, { x: ['a', 'mine'], y: ['mine'] })
  assert.deepEqual(config.run, { files: [], env: { A: '1', B: '3' } })
  assert.deepEqual(config.verify.allow, [
    { code: 'elf/page-size', reason: 's' },
    { code: 'elf/time64', reason: 'mine' },
  ])
})

test('what is missing in both is told at the file that has the name', () => {
  const check = (shared: string, local: string, from: MergeIssue['from'], path: string): void => {
    const { issues } = merge(shared, local)
    assert.deepEqual(
      issues.map((issue) => [issue.from, issue.path.join('.')]),
      [[from, path]],
    )
  }
  check('[board.pi]\ntarget = "t"\n', '', 'shared', 'board.pi')
  check('[board.pi]\ntarget = "t"\n', '[board.pi]\nlinker = "l"\n', 'shared', 'board.pi')
  check('', '[board.pi]\ntarget = "t"\n', 'local', 'board.pi')
  check('[group]\ng = ["no"]\n', '', 'shared', 'group.g.0')
  check('[board.a]\ndestination = "a"\n', '[group]\ng = ["a", "no"]\n', 'local', 'group.g.1')
})
