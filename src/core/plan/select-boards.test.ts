import assert from 'node:assert/strict'
import { test } from 'node:test'

import { EMPTY_CONFIG } from '../config/config.ts'
import { selectBoards } from './select-boards.ts'

const pi = { destination: 'pi@raspberrypi.local' }
const zero = { destination: 'virtual:pi-zero' }
const two = { ...EMPTY_CONFIG, board: { pi, zero }, group: { desk: ['pi', 'zero'] } }
const check = (on: string[], all: boolean, config: typeof two, expected: string[]): void =>
  assert.deepEqual(
    selectBoards(on, all, config).map(({ name, destination }) => `${name}=${destination}`),
    expected,
  )

test('boards are chosen by name, group, destination, or because there is one', () => {
  check(['pi'], false, two, ['pi=pi@raspberrypi.local'])
  check(['desk', 'pi'], false, two, ['pi=pi@raspberrypi.local', 'zero=virtual:pi-zero'])
  check(['root@10.0.0.7'], false, two, ['root@10.0.0.7=root@10.0.0.7'])
  check([], true, two, ['pi=pi@raspberrypi.local', 'zero=virtual:pi-zero'])
  check([], false, two, [])
  check([], false, { ...EMPTY_CONFIG, board: { pi } } as never, ['pi=pi@raspberrypi.local'])
  check(['toString'], false, two, ['toString=toString'])
})
