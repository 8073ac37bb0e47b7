import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { ProblemError } from '../core/problem/problem.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS } from './cargo-options.ts'
import type { Args, Command } from './command.ts'
import { BOARD_OPTIONS } from './global-options.ts'
import { moveLeadingOptions, parseArgs } from './parse-args.ts'

const command: Command = {
  name: 'run',
  summary: '',
  usage: '',
  options: [...BOARD_OPTIONS, ...BUILD_OPTIONS, ...CARGO_OPTIONS],
  examples: [],
  words: [0, 1],
  rest: true,
  run: async () => 0,
}
const read = (line: string): Args => parseArgs(command, line === '' ? [] : line.split(' '))
const fails = (line: string, title: string, why?: string): void =>
  assert.throws(
    () => read(line),
    (error) => {
      assert.ok(error instanceof ProblemError)
      assert.equal(error.problem.exit, 2)
      assert.equal(error.problem.title, title)
      if (why !== undefined) assert.equal(error.problem.why, why)
      return true
    },
  )

test("cargo's options are kept in order, in long form", () => {
  assert.deepEqual(read('-p station --on pi --features=a,b -Zbuild-std --locked').cargo, [
    '--package',
    'station',
    '--features',
    'a,b',
    '-Z',
    'build-std',
    '--locked',
  ])
  assert.deepEqual(read('-pstation').cargo, ['--package', 'station'])
})

test('what follows -- belongs to the program', () => {
  const args = read('--on pi -- --on x -v --')
  assert.deepEqual(args.rest, ['--on', 'x', '-v', '--'])
  assert.deepEqual(args.values['on'], ['pi'])
})

test('switches, clusters, repeated values', () => {
  assert.equal(read('-vv').values['verbose']?.length, 2)
  assert.equal(read('-qv').switches.has('quiet'), true)
  assert.deepEqual(read('--on a --on=b').values['on'], ['a', 'b'])
})

test('mistakes are answered with the nearest right word', () => {
  fails('--feature x', 'no such option: --feature', 'the nearest that exists is --features')
  fails('--on', '--on needs a value')
  fails('--dev=1', '--dev takes no value')
  fails('--color sometimes', 'no such value: --color sometimes')
  fails('a b', 'ferry run does not take b')
})

test('any words are read or answered by a usage problem', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      try {
        parseArgs(command, words)
      } catch (error) {
        assert.ok(error instanceof ProblemError)
      }
    }),
  )
})

test('options of every command may stand before its name', () => {
  const moved = (line: string): string => moveLeadingOptions(line.split(' ')).join(' ')
  assert.equal(moved('--format json verify a'), 'verify --format json a')
  assert.equal(moved('-qv --color=never run --dev'), 'run -qv --color=never --dev')
  assert.equal(moved('--help run'), 'run --help')
  assert.equal(moved('-q --help'), '--help')
  assert.equal(moved('-q --version'), '--version')
  assert.equal(moved('--on pi run'), '--on pi run')
  assert.equal(moved('run -q'), 'run -q')
  assert.deepEqual(moveLeadingOptions(['-q']), [])
  assert.deepEqual(moveLeadingOptions(['--format']), [])
})

test('the line that was probably meant is told', () => {
  const meant = (line: string): readonly string[] | undefined => {
    try {
      read(line)
    } catch (error) {
      if (error instanceof ProblemError) return error.problem.fix?.command
    }
    return undefined
  }
  assert.deepEqual(meant('--one=pi --locked'), ['ferry', 'run', '--on=pi', '--locked'])
  assert.deepEqual(meant('-x'), ['ferry', 'run', '--help'])
})
