import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

/** A stdin that never comes, and keeps nothing awake. */
const folder = makeFolder({
  'never.mjs': `Object.defineProperty(process, 'stdin', {
  value: { on: () => {}, once: () => {}, async *[Symbol.asyncIterator]() { await new Promise(() => {}) } },
})
`,
})
after(folder.remove)

test('a command that waits for what can no longer come is a bug, not a success', () => {
  const env = { NODE_OPTIONS: `--import ${folder.path}/never.mjs` }
  const ended = ferry(['explain', '-'], { env })
  assert.equal(ended.code, 70, ended.err)
  assert.match(ended.err, /^error\[ferry\/bug\]: .*\n {2}fix: /)
  assert.equal(ferry(['explain', 'armhf']).code, 0)
})
