import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boardSamples } from '../../test/fakes/board-samples.ts'
import { elfSample } from '../../test/fakes/elf-sample.ts'
import { judge } from '../core/verdict/judge.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import { renderVerify } from './verify-text.ts'

function verdictOf(fixture: string, board: keyof typeof boardSamples): FileVerdict {
  return { file: fixture, board, ...judge(elfSample(fixture), boardSamples[board]) }
}

test('a program that runs is one line', () => {
  assert.equal(renderVerify([verdictOf('aarch64-static', 'pi-4')]), 'aarch64-static runs on pi-4\n')
})

test('need against got, then each finding with its fix', () => {
  const text = renderVerify([verdictOf('aarch64-glibc-2.39', 'pi-4')])
  assert.equal(
    text,
    `aarch64-glibc-2.39 will not run on pi-4

  needs       board has  finding
  GLIBC_2.39  2.36       elf/glibc-too-new

  error[elf/glibc-too-new]: The program needs GLIBC_2.39, but pi-4 has glibc 2.36: the loader would
    say “version 'GLIBC_2.39' not found”. Cause: Rust’s std uses it, weakly, for processes; the
    linker still wrote the need as strong.
    guilty: pidfd_spawnp@GLIBC_2.39, pidfd_getpid@GLIBC_2.39
    fix: Link against the board’s own glibc:
         ferry build --on pi-4
`,
  )
})

test('at most 100 columns, foreign text made visible', () => {
  const names = [
    'armel-dynamic',
    'armhf-dynamic',
    'aarch64-dynamic',
    'armhf-musl',
    'armv7-stripped',
  ]
  const boards = Object.keys(boardSamples) as (keyof typeof boardSamples)[]
  const results = names.flatMap((name) => boards.map((board) => verdictOf(name, board)))
  for (const line of renderVerify(results).split('\n')) {
    assert.ok(line.length <= 100, `${line.length}: ${line}`)
  }
  const evil = { ...verdictOf('aarch64-static', 'pi-4'), file: 'a\u001b[31mb' }
  assert.ok(!renderVerify([evil]).includes('\u001b'))
})
