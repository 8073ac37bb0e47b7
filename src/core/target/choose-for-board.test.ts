import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findBoard } from '../board/find-board.ts'
import { parseBoards } from '../board/known-board.ts'
import { parseSystem } from '../board/parse-system.ts'
import { BOARD_SILICON } from '../knowledge/board-silicon.ts'
import { BOARDS } from '../knowledge/boards.ts'
import { OS_LIBC } from '../knowledge/os-libc.ts'
import { SOCS } from '../knowledge/socs.ts'
import { chooseForBoard } from './choose-for-board.ts'

const tables = parseBoards(BOARDS, BOARD_SILICON, SOCS)

/** Board and system in words → target, and whether it is certain. */
function check(words: string, os: string, target: string | undefined, certain = true): void {
  test(`${words} with ${os}`, () => {
    const search = findBoard(words, tables)
    assert.equal(search.kind, 'found')
    if (search.kind !== 'found') return
    const { choice } = chooseForBoard(search.board, parseSystem(os), OS_LIBC)
    assert.deepEqual(
      [choice.target, choice.certain],
      [target, target !== undefined && certain],
      choice.why.join('\n'),
    )
    assert.ok(choice.why.length > 0)
  })
}

check('pi zero w', 'raspberry pi os', 'arm-unknown-linux-gnueabihf')
check('pi zero w', 'dietpi', 'arm-unknown-linux-gnueabihf')
check('pi zero w', 'alpine', 'arm-unknown-linux-musleabihf')
check('pi zero w', 'debian', 'arm-unknown-linux-gnueabi')
check('pi zero w', 'debian 12', 'arm-unknown-linux-gnueabi')
check('pi zero w', 'ubuntu', undefined)
check('pi zero w', 'fedora', undefined)
check('pi zero w', 'raspberry pi os 64', undefined)
check('pi 4', 'raspberry pi os', 'aarch64-unknown-linux-gnu', false)
check('pi 4', 'raspbian', 'armv7-unknown-linux-gnueabihf')
check('pi 4', 'fedora 40', 'aarch64-unknown-linux-gnu')
check('pi 4', 'fedora', 'aarch64-unknown-linux-gnu')
check('pi 4', 'alpine edge aarch64', 'aarch64-unknown-linux-musl')
check('pi 4', 'musl', 'aarch64-unknown-linux-musl', false)
check('pi 4', 'musl 32', 'armv7-unknown-linux-musleabihf')
check('jetson nano', 'jetpack 4.6', 'aarch64-unknown-linux-gnu')
check('jetson nano', 'l4t', 'aarch64-unknown-linux-gnu')
check('beaglebone black', 'kali', 'armv7-unknown-linux-gnueabihf')
check('licheepi 4a', 'revyos', 'riscv64gc-unknown-linux-gnu')
check('visionfive 2', 'alpine edge', 'riscv64gc-unknown-linux-musl')
check('sheevaplug', 'debian 12', 'armv5te-unknown-linux-gnueabi')
