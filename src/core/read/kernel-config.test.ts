import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readCompat32 } from './kernel-config.ts'

const arm64 = '# Linux/arm64 6.1.0 Kernel Configuration'
const x86 = '# Linux/x86 6.18.44 Kernel Configuration'

function check(machine: string, lines: readonly string[], expected: boolean | undefined): void {
  test(`${machine}: ${lines.join(' | ')}`, () => {
    assert.equal(readCompat32(lines, machine), expected)
  })
}

check('aarch64', [arm64, 'CONFIG_COMPAT=y'], true)
check('aarch64', [arm64, '# CONFIG_COMPAT is not set'], false)
check('aarch64', [arm64], undefined)
check('aarch64', [x86, 'CONFIG_COMPAT=y', 'CONFIG_IA32_EMULATION=y'], undefined)
check('aarch64', ['CONFIG_COMPAT=y'], undefined)
check('x86_64', [x86, 'CONFIG_IA32_EMULATION=y'], true)
check('x86_64', [x86, '# CONFIG_IA32_EMULATION is not set'], false)
check('riscv64', [arm64, 'CONFIG_COMPAT=y'], undefined)
