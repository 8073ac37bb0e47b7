import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { elfBytes } from '../../../test/fakes/elf-sample.ts'
import { isArchive, readArchive, type ArchiveMember } from './read-archive.ts'
import { readElfBytes } from './read-elf-bytes.ts'

function members(bytes: Uint8Array): readonly ArchiveMember[] {
  const reading = readArchive(bytes.length)
  let step = reading.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = reading.next(bytes.subarray(offset, offset + length))
  }
  return step.value
}

test('the member of an archive that llvm-ar made', () => {
  const bytes = elfBytes('armv7-archive')
  assert.ok(isArchive(bytes))
  const [only, ...more] = members(bytes)
  assert.equal(only?.name, 'armv7-archive.o')
  assert.deepEqual(more, [])
  const inside = bytes.subarray(only?.offset, (only?.offset ?? 0) + (only?.size ?? 0))
  assert.equal(readElfBytes(inside).arm?.cpuArch, 10)
})

test('long names, GNU and BSD', () => {
  const entry = (name: string, data: string): string =>
    `${name.padEnd(48)}${String(data.length).padEnd(10)}\`\n${data}${data.length % 2 ? '\n' : ''}`
  const long = 'a-name-longer-than-sixteen-bytes.o'
  const text = `!<arch>\n${entry('//', `${long}/\n`)}${entry('/0', 'one')}${entry('#1/8', 'bsd.o\0\0\0two')}${entry('short.o/', 'x')}`
  const found = members(new TextEncoder().encode(text))
  assert.deepEqual(
    found.map((m) => [m.name, m.size]),
    [
      [long, 3],
      ['bsd.o', 3],
      ['short.o', 1],
    ],
  )
})

test('arbitrary bytes behind the magic never throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 300 }), (text) => {
      members(new TextEncoder().encode(`!<arch>\n${text}`))
    }),
  )
})
