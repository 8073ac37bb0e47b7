import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

const folder = makeFolder({
  'notes.txt': '',
  'complete.sh': String(ferry(['completion', 'bash']).out),
})
after(folder.remove)

/** What bash offers for the last word of a line. */
function offered(...words: readonly string[]): readonly string[] {
  const script =
    'source ./complete.sh; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ferry; printf "%s\\n" "${COMPREPLY[@]}"'
  const ended = spawnSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  assert.equal(ended.stderr, '')
  return ended.stdout.split('\n').filter(Boolean)
}

test('bash completes commands, subcommands, options, values and files', () => {
  assert.deepEqual(offered('ferry', 'ru'), ['run'])
  assert.deepEqual(offered('ferry', 'virtual', 'sto'), ['stop'])
  assert.deepEqual(offered('ferry', 'run', '--at'), ['--at-once'])
  assert.deepEqual(offered('ferry', 'test', '--retry'), ['--retry-failed'])
  assert.deepEqual(offered('ferry', 'run', '--format', 'jsonl'), ['jsonl'])
  assert.deepEqual(offered('ferry', 'ship', 'no'), ['notes.txt'])
  assert.deepEqual(offered('ferry', 'nothing-of-the-kind', '--x'), [])
})
