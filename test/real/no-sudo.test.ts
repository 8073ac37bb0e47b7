import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { ferry, makeFolder } from './ferry.ts'

/** `--sudo` where there is none: said before anything is sent, with the board's name. */
const project = makeFolder({
  'Cargo.toml': '[package]\nname = "tide"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n',
  'src/main.rs': 'fn main() { println!("here") }\n',
})
after(() => project.remove())

test('a board without sudo says so', () => {
  const ended = ferry(['run', '--on', 'virtual:pi-2', '--sudo'], { cwd: project.path })
  assert.equal(ended.code, 4, ended.err)
  assert.match(ended.err, /error\[board\/no-sudo\]: virtual:pi-2 has no sudo\n/)
  assert.match(ended.err, /ssh -F \S+ virtual:pi-2 id\n$/)
  assert.equal(ended.out.length, 0)
})
