import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { BOARD_SILICON } from '../knowledge/board-silicon.ts'
import { BOARDS } from '../knowledge/boards.ts'
import { SOCS } from '../knowledge/socs.ts'
import { findBoard } from './find-board.ts'
import { parseBoards } from './known-board.ts'

const tables = parseBoards(BOARDS, BOARD_SILICON, SOCS)

/** words → first compatible entry of the board that is found. */
const FOUND: readonly (readonly [string, string])[] = [
  ['pi zero w', 'raspberrypi,model-zero-w'],
  ['raspberry pi zero w', 'raspberrypi,model-zero-w'],
  ['raspbery pi zero w', 'raspberrypi,model-zero-w'],
  ['rpi zero', 'raspberrypi,model-zero'],
  ['pi zero 2 w', 'raspberrypi,model-zero-2-w'],
  ['zero 2 w', 'raspberrypi,model-zero-2-w'],
  ['pi 1', 'raspberrypi,model-b'],
  ['pi 2', 'raspberrypi,2-model-b'],
  ['Pi 3B+', 'raspberrypi,3-model-b-plus'],
  ['pi 4', 'raspberrypi,4-model-b'],
  ['rpi4', 'raspberrypi,4-model-b'],
  ['RPi 4B', 'raspberrypi,4-model-b'],
  ['raspberry pi 5', 'raspberrypi,5-model-b'],
  ['cm4', 'raspberrypi,4-compute-module'],
  ['raspberrypi,4-model-b', 'raspberrypi,4-model-b'],
  ['beaglebone black', 'ti,am335x-bone-black'],
  ['beagle bone black', 'ti,am335x-bone-black'],
  ['bbb', 'ti,am335x-bone-black'],
  ['pocketbeagle', 'ti,am335x-pocketbeagle'],
  ['beagleplay', 'beagle,am625-beagleplay'],
  ['visionfive 2', 'starfive,visionfive-2-v1.3b'],
  ['visionfiv 2', 'starfive,visionfive-2-v1.3b'],
  ['vf2', 'starfive,visionfive-2-v1.3b'],
  ['jetson nano', 'nvidia,p3450-0000'],
  ['orange pi zero', 'xunlong,orangepi-zero'],
  ['orangepi 5 plus', 'xunlong,orangepi-5-plus'],
  ['licheepi 4a', 'sipeed,lichee-pi-4a'],
  ['milk-v duo', 'milkv,duo'],
  ['odroid c4', 'hardkernel,odroid-c4'],
  ['zynq zedboard', 'avnet,zynq-zed'],
  ['turris omnia', 'cznic,turris-omnia'],
  ['sheevaplug', 'globalscale,sheevaplug'],
  ['rpi0', 'raspberrypi,model-zero'],
  ['rpi 0w', 'raspberrypi,model-zero-w'],
  ['Pi Zero WH', 'raspberrypi,model-zero-w'],
  ['pizero2w', 'raspberrypi,model-zero-2-w'],
  ['pi5', 'raspberrypi,5-model-b'],
  ['himbeere pi 4', 'raspberrypi,4-model-b'],
  ['carte raspberry pi 4', 'raspberrypi,4-model-b'],
  ['das raspberry pi 4 board', 'raspberrypi,4-model-b'],
  ['Raspberry Pi 3 Model B Plus Rev 1.3', 'raspberrypi,3-model-b-plus'],
  ['vision five 2', 'starfive,visionfive-2-v1.3b'],
  ['milkv duo', 'milkv,duo'],
  ['bpi-r3', 'bananapi,bpi-r3'],
  ['banana pi r3', 'bananapi,bpi-r3'],
  ['odroid n2+', 'hardkernel,odroid-n2-plus'],
  ['odroid n2 plus', 'hardkernel,odroid-n2-plus'],
  ['opi5', 'xunlong,orangepi-5'],
  ['rock pi 4b', 'radxa,rockpi4b'],
  ['licheerv', 'sipeed,lichee-rv'],
  ['raspberry pi 4 8gb', 'raspberrypi,4-model-b'],
  ['pi 4 model b 8 GB of RAM', 'raspberrypi,4-model-b'],
  ['nano 2gb', 'nvidia,p3541-0000'],
  ['raspberry pi 2 v1.2', 'raspberrypi,2-model-b-rev2'],
  ['raspberry pi 3b v1.2', 'raspberrypi,3-model-b'],
  ['cm4 io board', 'raspberrypi,4-compute-module'],
  ['coral dev board', 'google,imx8mq-phanbell'],
  ['dragonboard 410c', 'qcom,apq8016-sbc'],
]

for (const [words, entry] of FOUND)
  test(`“${words}” is ${entry}`, () => {
    const search = findBoard(words, tables)
    assert.equal(search.kind, 'found')
    assert.equal(search.kind === 'found' && search.board.compatible[0], entry)
  })

test('words of no board lead to none', () => {
  for (const words of ['nope-nope', 'foo bar', 'raspberry pi 9', 'abcd', '?!'])
    assert.equal(findBoard(words, tables).kind, 'none', words)
})

test('words that fit boards of several kinds are asked back', () => {
  for (const words of ['jetson', 'raspberry pi', 'clearfog', 'orange pi', 'banana pi']) {
    const search = findBoard(words, tables)
    assert.equal(search.kind, 'several', words)
    assert.ok(search.kind === 'several' && search.boards.length > 1)
  }
})

test('several boards of one kind are one answer', () => {
  const search = findBoard('wandboard', tables)
  assert.ok(search.kind === 'found' && search.others.length > 2)
})

test('words for no board give the nearest ones or none', () => {
  const near = findBoard('visionfive 17', tables)
  assert.ok(near.kind === 'none' && near.near.some(({ name }) => name.includes('VisionFive')))
  assert.deepEqual(findBoard('foo bar', tables), { kind: 'none', near: [] })
  assert.deepEqual(findBoard(' ', tables), { kind: 'none', near: [] })
})

test('any words are survived', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (words) => {
      assert.ok(['found', 'several', 'none'].includes(findBoard(words, tables).kind))
    }),
    { numRuns: 40 },
  )
})
