import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { escapeControls } from '../core/text/escape-controls.ts'
import { escapeData, escapeProperty, renderAnnotation } from './github-command.ts'

/** How the runner takes a line apart (actions/runner, src/Runner.Common/ActionCommand.cs): replacements one after the other, `%25` last. */
const undo = (text: string, pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((so, [from, to]) => so.replaceAll(from, to), text)
const DATA = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
] as const
const PROPERTY = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
] as const

interface Parsed {
  readonly command: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

function parse(line: string): Parsed | undefined {
  const message = line.trimStart()
  if (!message.startsWith('::')) return undefined
  const end = message.indexOf('::', 2)
  if (end < 0) return undefined
  const info = message.slice(2, end)
  const space = info.indexOf(' ')
  const properties: Record<string, string> = {}
  if (space > 0) {
    for (const one of info
      .slice(space + 1)
      .trim()
      .split(',')) {
      const equals = one.indexOf('=')
      if (equals > 0 && equals < one.length - 1)
        properties[one.slice(0, equals)] = undo(one.slice(equals + 1), PROPERTY)
    }
  }
  const command = space < 0 ? info : info.slice(0, space)
  return { command, properties, data: undo(message.slice(end + 2), DATA) }
}

const check = (annotation: Parameters<typeof renderAnnotation>[0], expected: string): void =>
  assert.equal(renderAnnotation(annotation), `${expected}\n`)

test('as the runner reads it', () => {
  check({ level: 'error', title: 't', message: 'm' }, '::error title=t::m')
  check(
    {
      level: 'warning',
      file: 'a,b:c.rs',
      line: 3,
      column: 7,
      title: '50%',
      message: 'x: y, z\n100%',
    },
    '::warning file=a%2Cb%3Ac.rs,line=3,col=7,title=50%25::x: y, z%0A100%25',
  )
  check({ level: 'error', title: '', message: '\u001b[2J' }, '::error::\\x1b[2J')
})

const text = fc.string({
  unit: fc.constantFrom(...'%0aADC25:,;=\r\n\t ]ü😀'.split(''), '::', '%0A', '%25', '\u001b', 'x'),
})

test('whatever a text holds, the runner reads the same', () => {
  fc.assert(
    fc.property(text, (value) => {
      assert.equal(undo(escapeData(value), DATA), value)
      assert.equal(undo(escapeProperty(value), PROPERTY), value)
    }),
  )
  fc.assert(
    fc.property(text, text, text, fc.nat(), (title, message, file, line) => {
      const written = renderAnnotation({ level: 'error', title, message, file, line })
      assert.match(written, /^::error[^\r\n]*\n$/, 'one line')
      const parsed = parse(written.slice(0, -1))
      const wanted = { file, line: String(line), title }
      const shown = Object.entries(wanted)
        .map(([name, value]) => [name, escapeControls(value).trim()] as const)
        .filter(([, value]) => value !== '')
      assert.deepEqual(parsed, {
        command: 'error',
        properties: Object.fromEntries(shown),
        data: escapeControls(message),
      })
    }),
  )
})
