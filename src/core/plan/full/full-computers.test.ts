import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findPreset } from '../../board/virtual-presets.ts'
import { rootNames } from './full-computers.ts'
import type { FullComputer } from './full-computers.ts'

function check(name: string, computer: FullComputer, compatible: string): void {
  const preset = findPreset(name)
  assert.ok(preset, name)
  const names = rootNames(preset, computer)
  assert.deepEqual(names, { model: [preset.model], compatible: compatible.split(' ') })
}

test("the board's names, and those by which a kernel knows the emulated machine", () => {
  check('pi-zero', 'raspi0', 'raspberrypi,model-zero-w brcm,bcm2835')
  check('pi-4', 'virt', 'raspberrypi,4-model-b brcm,bcm2711 linux,dummy-virt')
  const vexpress = 'arm,vexpress,v2p-ca9 arm,vexpress'
  check('wandboard', 'vexpress-a9', `wand,imx6q-wandboard ${vexpress} fsl,imx6q`)
})
