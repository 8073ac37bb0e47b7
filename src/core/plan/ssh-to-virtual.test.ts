import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sshToVirtual } from './ssh-to-virtual.ts'

const check = (command: string, expected: string): void =>
  assert.equal(
    sshToVirtual({ text: '', command: command.split(' ') }, '/c').command?.join(' '),
    expected,
  )

test('ssh is told where a virtual board is described', () => {
  check('ssh virtual:pi-2 df -h', 'ssh -F /c/virtual/boards/pi-2/ssh_config virtual:pi-2 df -h')
  check('ssh pi df -h', 'ssh pi df -h')
  check('ferry run --on virtual:pi-2', 'ferry run --on virtual:pi-2')
  assert.deepEqual(sshToVirtual({ text: 'x' }, '/c'), { text: 'x' })
})
