import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'

import { makeScreen } from '../../test/fakes/screen.ts'
import type { Screen } from '../../test/fakes/screen.ts'
import { makeReporter } from './reporter.ts'
import type { Reporter } from './reporter.ts'

const NAMES = ['four', 'zero', 'two']
const AGAIN = 'ferry run --retry-failed'

interface Shown {
  readonly reporter: Reporter
  readonly screen: Screen
  /** Lets that much time go by. */
  readonly wait: (ms: number) => void
  columns: number
}

function show(t: TestContext, terminal: boolean, verbose = 0): Shown {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  const screen = makeScreen(60)
  let now = 0
  const shown: Shown = {
    columns: 60,
    screen,
    wait: (ms) => {
      now += ms
      t.mock.timers.tick(ms)
    },
    reporter: makeReporter({
      write: screen.write,
      columns: () => shown.columns,
      rows: () => 10,
      terminal,
      color: terminal,
      quiet: false,
      verbose,
      ticks: () => now,
    }),
  }
  return shown
}

test('a terminal: one line a board, drawn again; what is written meanwhile stays above', (t) => {
  const { reporter, screen, wait } = show(t, true)
  const watch = reporter.watch(NAMES)
  watch.begin('four')
  watch.begin('zero')
  reporter.tell({ kind: 'step', id: 'ship', text: 'Sending app', board: 'four' })
  wait(100)
  const count = (text: string): readonly string[] => [...screen.lines().slice(0, -1), text]
  assert.deepEqual(screen.lines(), [
    'four  works     Sending app',
    'zero  works',
    'two   waits',
    '2 at work, 1 waiting',
  ])
  reporter.tell({
    kind: 'progress',
    id: 'ship',
    done: 1000,
    total: 2000,
    unit: 'bytes',
    board: 'four',
  })
  reporter.tell({ kind: 'step', id: 'cargo', text: 'Building for all' })
  reporter.tell({ kind: 'step-done', id: 'cargo', ms: 2000 })
  reporter.clear()
  screen.write('zero | a word\n')
  wait(100)
  assert.deepEqual(screen.lines().slice(0, 3), [
    '    Building for all (2.0 s)',
    'zero | a word',
    'four  works     Sending app 1.0 kB of 2.0 kB',
  ])
  watch.end({ name: 'zero', code: 4, time: '1.0 s', title: 'no such name' })
  wait(1000)
  assert.equal(screen.lines()[3], 'zero  exit 4    1.0 s    no such name')
  assert.deepEqual(count('1 failed, 1 at work, 1 waiting'), screen.lines())
  const lines = [
    { name: 'four', code: 0, time: '2.0 s' },
    { name: 'zero', code: 4, time: '1.0 s', title: 'no such name' },
  ]
  watch.close(lines, AGAIN)
  assert.deepEqual(screen.lines(), [
    '    Building for all (2.0 s)',
    'zero | a word',
    'four  done      2.0 s',
    'zero  exit 4    1.0 s    no such name',
    '1 of 2 boards: done',
    'failed: zero (exit 4)',
    'again: ferry run --retry-failed',
  ])
})

test('a terminal that becomes narrower: the lines that it breaks are taken away whole', (t) => {
  const shown = show(t, true)
  const watch = shown.reporter.watch(NAMES)
  watch.begin('four')
  const text = 'Sending a program with a name that is long enough'
  shown.reporter.tell({ kind: 'step', id: 'ship', text, board: 'four' })
  shown.wait(100)
  shown.columns = 20
  shown.screen.resize(20)
  watch.begin('zero')
  shown.wait(100)
  assert.deepEqual(shown.screen.lines(), [
    'four  works     Se…',
    'zero  works',
    'two   waits',
    '2 at work, 1 waiti…',
  ])
  shown.reporter.clear()
  assert.deepEqual(shown.screen.lines(), [])
})

test('no terminal: a line when a board ends, warnings with its name; steps with -v alone', (t) => {
  const tellAll = (verbose: number): readonly string[] => {
    const { reporter, screen, wait } = show(t, false, verbose)
    const watch = reporter.watch(['four', 'two'])
    watch.begin('four')
    reporter.tell({ kind: 'step', id: 'ship', text: 'Sending app', board: 'four' })
    wait(3000)
    reporter.tell({ kind: 'step-done', id: 'ship', text: '1 kB', ms: 0, board: 'four' })
    reporter.tell({ kind: 'warning', text: 'a\u001b[2Jb', board: 'four' })
    watch.end({ name: 'four', code: 0, time: '3.0 s' })
    watch.close([{ name: 'four', code: 0, time: '3.0 s' }], AGAIN)
    t.mock.timers.reset()
    return screen.lines()
  }
  const quiet = ['four | warning: a\\x1b[2Jb', 'four  done      3.0 s', '1 of 1 boards: done']
  assert.deepEqual(tellAll(0), quiet)
  assert.ok(tellAll(1).includes('four |      Sending app: 1 kB'))
})
