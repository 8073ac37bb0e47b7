import assert from 'node:assert/strict'
import { test } from 'node:test'

import { BOARD_SILICON } from '../knowledge/board-silicon.ts'
import { BOARDS } from '../knowledge/boards.ts'
import { SOCS } from '../knowledge/socs.ts'
import type { BoardFacts } from './board-facts.ts'
import { completeFacts } from './complete-facts.ts'
import { parseBoards } from './known-board.ts'

const tables = parseBoards(BOARDS, BOARD_SILICON, SOCS)

function check(board: BoardFacts['board'], core: string | undefined): void {
  test(`${JSON.stringify(board)} has ${core ?? 'a core that is not known'}`, () => {
    const facts = completeFacts({ schema: 'ferry.board/1', ...(board && { board }) }, tables)
    assert.equal(facts.cpu?.core, core)
  })
}

check({ model: 'Raspberry Pi 4 Model B Rev 1.4' }, 'cortex-a72')
check({ model: 'Raspberry Pi Zero W Rev 1.1' }, 'arm1176jzf-s')
check({ model: 'Raspberry Pi 2 Model B Rev 1.2' }, 'cortex-a53')
check({ model: 'Raspberry Pi 2 Model B Rev 1.1' }, 'cortex-a7')
check({ model: 'TI AM335x BeagleBone Black' }, 'cortex-a8')
check({ model: 'Raspberry Pi 9 Rev 1.0' }, undefined)
check({ model: '' }, undefined)
check({ compatible: ['raspberrypi,model-zero-w', 'brcm,bcm2835'] }, 'arm1176jzf-s')
check({ compatible: ['acme,board', 'rockchip,rk3566'] }, 'cortex-a55')
check(undefined, undefined)
