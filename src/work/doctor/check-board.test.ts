import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { BoardFacts, Place } from '../../core/board/board-facts.ts'
import { checkMinimums, checkPlace, checkTarget } from './check-board.ts'

const facts = (more: Partial<BoardFacts>): BoardFacts => ({ schema: 'ferry.board/1', ...more })
const place = (more: Partial<Place>): Place => ({ path: '/home/pi', writable: true, ...more })

test('a place: good, noexec, read-only, full, not known', () => {
  const check = (places: readonly Place[] | undefined): readonly (string | undefined)[] => {
    const { state, code } = checkPlace(facts(places ? { places } : {}))
    return [state, code]
  }
  assert.deepEqual(check([place({ freeBytes: 1e9 })]), ['ok', undefined])
  assert.deepEqual(check([place({ noexec: true })]), ['blocked', 'board/noexec'])
  assert.deepEqual(check([place({ readOnly: true })]), ['blocked', 'board/no-place'])
  assert.deepEqual(check([place({ freeBytes: 4096 })]), ['blocked', 'board/no-space'])
  assert.deepEqual(check([place({ freeBytes: 4096 }), place({ path: '/tmp' })]), ['ok', undefined])
  assert.deepEqual(check(undefined), ['unknown', undefined])
})

test('libc and kernel against the minimum of std', () => {
  const check = (
    glibc: string | undefined,
    release: string | undefined,
    target: string,
  ): readonly (string | undefined)[] => {
    const { state, code } = checkMinimums(
      facts({
        ...(glibc === undefined ? {} : { libc: { kind: 'glibc', version: glibc } }),
        ...(release === undefined ? {} : { kernel: { release } }),
      }),
      target,
    )
    return [state, code]
  }
  const gnu = 'armv7-unknown-linux-gnueabihf'
  assert.deepEqual(check('2.36', '6.1.0', gnu), ['ok', undefined])
  assert.deepEqual(check('2.13', '6.1.0', gnu), ['blocked', 'elf/glibc-too-new'])
  assert.deepEqual(check('2.36', '2.6.32', gnu), ['blocked', 'elf/kernel-too-old'])
  assert.deepEqual(check(undefined, '6.1.0', gnu), ['unknown', undefined])
  assert.deepEqual(check(undefined, '6.1.0', 'armv7-unknown-linux-musleabihf'), ['ok', undefined])
})

test('a target: asked for, certain, guessed, none', () => {
  const choice = { alternatives: [], why: ['because'], warnings: [] }
  const state = (target: string | undefined, certain: boolean, asked?: string): string =>
    checkTarget({ ...choice, target, certain }, asked).state
  assert.equal(state('a', false, 'b'), 'ok')
  assert.equal(state('a', true), 'ok')
  assert.equal(state('a', false), 'unknown')
  assert.equal(state(undefined, false), 'missing')
})
