import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'
import { parse } from 'smol-toml'

import { appendBoard } from './append-board.ts'

const check = (text: string, expected: string): void =>
  assert.equal(appendBoard(text, { name: 'pi', destination: 'pi@x' }), expected)

test('behind a blank line, with the line ends of the file', () => {
  check('', '[board.pi]\ndestination = "pi@x"\n')
  check('# mine\n', '# mine\n\n[board.pi]\ndestination = "pi@x"\n')
  check('# mine', '# mine\n\n[board.pi]\ndestination = "pi@x"\n')
  check('a = 1\r\n# z', 'a = 1\r\n# z\r\n\r\n[board.pi]\r\ndestination = "pi@x"\r\n')
})

const comment = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => {
  // oxlint-disable-next-line no-control-regex -- what TOML does not take in a comment
  return `# ${text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f]|[\ud800-\udfff]/g, '')}`
})
const parts = fc.record({
  tables: fc.shuffledSubarray([
    '[board.one] # first\n  destination = "a" # where',
    '[board."two.five"]\ndestination="""b"""',
    "board.dotted.destination = 'c'",
    '[group]\nall = [\n  "one", # one\n]',
    '[run]\nenv = { A = "1" }\t# tab',
    '[verify]\nallow = [ ]',
    '[board]',
  ]),
  comments: fc.array(comment, { minLength: 8, maxLength: 8 }),
  newline: fc.constantFrom('\n', '\r\n'),
  last: fc.boolean(),
})
const name = fc.oneof(
  fc.constantFrom('pi', 'a-b', 'a.b', '4', 'Ünder'),
  fc.string({ minLength: 1, maxLength: 8 }),
)

test('every byte before survives, comments and formatting with it, and the board is there beside the others', () => {
  let checked = 0
  fc.assert(
    fc.property(
      parts,
      name,
      fc.string(),
      ({ tables, comments, newline, last }, key, destination) => {
        // Dotted keys stand in front of the first header.
        const sorted = tables.toSorted(
          (a, b) => Number(a.startsWith('[')) - Number(b.startsWith('[')),
        )
        const lines = sorted.flatMap((part, at) => [comments[at] ?? '', part, ''])
        const text = [...lines, ...(last ? [''] : [])].join('\n').replaceAll('\n', newline)
        let before: Record<string, unknown>
        try {
          before = plain(parse(text))
        } catch {
          return
        }
        if (Object.hasOwn((before['board'] ?? {}) as object, key) || key === '__proto__') return
        const after = appendBoard(text, { name: key, destination })
        assert.ok(after.startsWith(text))
        assert.deepEqual(plain(parse(after)), {
          ...before,
          board: { ...(before['board'] as object), [key]: { destination } },
        })
        assert.equal(
          /(?<!\r)\n/.test(after.slice(text.length)),
          newline === '\n' || !text.includes('\r\n'),
        )
        checked++
      },
    ),
  )
  assert.ok(checked > 20)
})

function plain(value: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>
}
