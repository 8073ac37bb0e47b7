import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

import { explainError } from '../core/explain/explain-error.ts'
import { explainWordText } from './explain-word.ts'

test('texts of errors stay errors', async () => {
  const tested = readFileSync(
    resolve(import.meta.dirname, '../core/explain/error-texts.test.ts'),
    'utf8',
  )
  const texts = [...tested.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)+)\1/g)]
    .map(([, , text = '']) => text.replaceAll(/\\(.)/g, '$1'))
    .filter((text) => text.includes(' ') && explainError(text).length > 0)
  assert.ok(texts.length > 60, String(texts.length))
  for (const text of texts) assert.equal(await explainWordText(text), undefined, text)
})

test('a target in it is explained, also as variables spell it', async () => {
  const check = async (text: string, target: string | undefined): Promise<void> =>
    assert.equal((await explainWordText(text))?.target?.target, target, text)
  await check('CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER', 'x86_64-unknown-linux-musl')
  await check('CC_armv7_unknown_linux_gnueabihf', 'armv7-unknown-linux-gnueabihf')
  await check('CARGO_TARGET_ARMV6_UNKNOWN_LINUX_GNUEABIHF_LINKER', 'arm-unknown-linux-gnueabihf')
  await check('CARGO_TARGET_<TARGET>_LINKER', undefined)
  await check('apt install gcc-aarch64-linux-gnu', 'aarch64-unknown-linux-gnu')
})

test('a command with a target that does not exist comes back with the one that was meant', async () => {
  const report = await explainWordText('rustup target add armv6-unknown-linux-gnueabihf')
  assert.deepEqual(report?.fix?.command, ['rustup', 'target', 'add', 'arm-unknown-linux-gnueabihf'])
  assert.match(report.why[0] ?? '', /no target called armv6-.*meant is arm-unknown/)
  assert.equal(await explainWordText('flubber'), undefined)
})
