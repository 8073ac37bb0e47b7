import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Finding } from '../verdict/finding.ts'
import { settleByCode } from './settle-by-code.ts'

function finding(text: string): Finding {
  const [severity, code = ''] = text.split(' ')
  assert.ok(severity === 'error' || severity === 'warning' || severity === 'note')
  return { code, severity, message: 'It may.' }
}

function check(
  name: string,
  judged: readonly string[],
  found: readonly string[],
  whole: boolean,
  expected: readonly string[],
): void {
  test(name, () => {
    const settled = settleByCode(judged.map(finding), found.map(finding), whole)
    assert.deepEqual(
      settled.map(({ severity, code }) => `${severity} ${code}`),
      expected,
    )
  })
}

const doubt = 'warning elf/cpu-feature'
const tag = 'error elf/cpu-too-new'
check('a doubt is settled by clean code', [doubt], [], true, ['note elf/cpu-feature'])
check('a doubt gives way to what was found', [doubt], ['error elf/cpu-feature'], true, [
  'note elf/cpu-feature',
  'error elf/cpu-feature',
])
check('a tag that no instruction bears out', [tag], [], true, ['note elf/cpu-too-new'])
check('a tag that instructions may bear out', [tag], [doubt], true, [tag, doubt])
check('code behind a check of the CPU is clean', [tag], ['note elf/cpu-feature'], true, [
  'note elf/cpu-too-new',
  'note elf/cpu-feature',
])
check('code that was seen in part settles nothing', [doubt, tag], [], false, [doubt, tag])
check('what the loader refuses stays', ['error elf/cpu-feature'], [], true, [
  'error elf/cpu-feature',
])
check('other findings stay', ['error elf/glibc-too-new', 'warning elf/time64'], [], true, [
  'error elf/glibc-too-new',
  'warning elf/time64',
])
