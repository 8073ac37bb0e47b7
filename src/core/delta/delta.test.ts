import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import fc from 'fast-check'

import { fewCopies } from './few-copies.ts'
import { formatBlockList } from './format-block-list.ts'
import { formatXorPatch, XOR_PATCH_READER } from './format-xor-patch.ts'
import { joinCopies } from './join-copies.ts'
import { matchBlocks } from './match-blocks.ts'
import type { Copy } from './match-blocks.ts'

/** An old file, and what a few edits make of it: bytes changed, put in, taken away, parts moved. */
const edits = fc.array(
  fc.record({
    kind: fc.constantFrom('change', 'insert', 'remove', 'move'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  }),
  { maxLength: 6 },
)
const piece = fc.oneof(
  fc.uint8Array({ minLength: 0, maxLength: 400 }),
  // Files of programs hold long runs.
  fc.tuple(fc.nat(255), fc.nat(600)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
)
const files = fc
  .record({ pieces: fc.array(piece, { maxLength: 8 }), edits })
  .map(({ pieces, edits }) => {
    const old = Buffer.concat(pieces)
    let fresh: Buffer = old
    for (const { kind, at, bytes } of edits) {
      const place = Math.floor(at * fresh.length)
      const [head, tail] = [fresh.subarray(0, place), fresh.subarray(place)]
      if (kind === 'change') fresh = Buffer.concat([head, bytes, tail.subarray(bytes.length)])
      if (kind === 'insert') fresh = Buffer.concat([head, bytes, tail])
      if (kind === 'remove') fresh = Buffer.concat([head, tail.subarray(bytes.length)])
      if (kind === 'move') fresh = Buffer.concat([tail, head])
    }
    return { old: new Uint8Array(old), fresh: new Uint8Array(fresh) }
  })
/** Bytes without a pattern, the same each time. */
function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state >>> 24
  })
}

const start = fc.double({ min: 0, max: 1, noNaN: true })

function isOrdered(
  copies: readonly Copy[],
  from: number,
  old: Uint8Array,
  fresh: Uint8Array,
): void {
  let end = from
  for (const { to, from: at, length } of copies) {
    assert.ok(to >= end && length > 0 && at >= 0)
    assert.ok(to + length <= fresh.length && at + length <= old.length)
    end = to + length
  }
}

test('copies are exact, ascending and inside of both files', () => {
  fc.assert(
    fc.property(files, start, fc.constantFrom(4, 16, 64), ({ old, fresh }, part, block) => {
      const from = Math.floor(part * fresh.length)
      const copies = matchBlocks(old, fresh, block, from)
      isOrdered(copies, from, old, fresh)
      for (const { to, from: at, length } of copies) {
        assert.deepEqual(fresh.subarray(to, to + length), old.subarray(at, at + length))
      }
    }),
  )
})

test('what is equal is found: a file against itself is one copy', () => {
  const old = noise(5000)
  assert.deepEqual(matchBlocks(old, old, 64), [{ to: 0, from: 0, length: 5000 }])
  const moved = new Uint8Array([1, 2, 3, ...old])
  assert.deepEqual(matchBlocks(old, moved, 64), [{ to: 3, from: 0, length: 5000 }])
})

test('addresses that moved are inside of one joined copy', () => {
  const old = noise(8000)
  const fresh = old.slice()
  for (let i = 100; i < 7900; i += 90) fresh[i] = (fresh[i] ?? 0) + 4
  const exact = matchBlocks(old, fresh, 32)
  assert.ok(exact.length > 50)
  assert.deepEqual(joinCopies(old, fresh, exact), [{ to: 0, from: 0, length: 8000 }])
})

test('a patch of differences gives the new file, as its own reading of the format and as perl reads it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-delta-'))
  try {
    let count = 0
    fc.assert(
      fc.property(files, start, fc.constantFrom(8, 64), ({ old, fresh }, part, block) => {
        const from = Math.floor(part * fresh.length)
        const copies = joinCopies(old, fresh, matchBlocks(old, fresh, block, from), from)
        isOrdered(copies, from, old, fresh)
        const patch = formatXorPatch(old, fresh, copies, from)
        assert.deepEqual(applyXor(old, patch), Buffer.from(fresh.subarray(from)))
        if (count++ % 10 !== 0) return
        writeFileSync(join(folder, 'old'), old)
        const made = execFileSync('perl', ['-e', XOR_PATCH_READER, join(folder, 'old')], {
          input: patch,
          maxBuffer: 1 << 26,
        })
        assert.deepEqual(made, Buffer.from(fresh.subarray(from)))
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a list of pieces gives the new file, however few copies are left', () => {
  fc.assert(
    fc.property(files, start, fc.nat(5), ({ old, fresh }, part, most) => {
      const from = Math.floor(part * fresh.length)
      const copies = fewCopies(matchBlocks(old, fresh, 16, from), most, 20)
      assert.ok(copies.length <= most)
      const { list, literal } = formatBlockList(fresh, copies, from)
      const made: Uint8Array[] = []
      let at = 0
      for (let i = 0; i < list.length; i += 3) {
        const [place = 0, taken = 0, plain = 0] = list.slice(i, i + 3)
        made.push(old.subarray(place - 1, place - 1 + taken), literal.subarray(at, at + plain))
        at += plain
      }
      assert.deepEqual(Buffer.concat(made), Buffer.from(fresh.subarray(from)))
    }),
  )
})

function applyXor(old: Uint8Array, patch: Uint8Array): Buffer {
  const view = new DataView(patch.buffer, patch.byteOffset, patch.length)
  const made: Uint8Array[] = []
  for (let at = 0; at < patch.length;) {
    const [from, xored, plain] = [0, 4, 8].map((field) => view.getUint32(at + field, true)) as [
      number,
      number,
      number,
    ]
    at += 12
    made.push(patch.slice(at, at + xored).map((byte, i) => byte ^ (old[from + i] ?? 0)))
    at += xored
    made.push(patch.subarray(at, at + plain))
    at += plain
  }
  return Buffer.concat(made)
}
