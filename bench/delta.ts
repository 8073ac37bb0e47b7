/**
 * What a new version of a program weighs on its way, by every way that ferry has and by rsync (where it is installed), and how long this
 * machine looks for the differences. Usage: node bench/delta.ts OLD NEW
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as zlib from 'node:zlib'

import { stripDebug } from '../src/core/elf/strip-debug.ts'
import { makeDelta } from '../src/work/make-delta.ts'
import { median } from './measure.ts'

const [oldFile = '', newFile = ''] = process.argv.slice(2)
const read = (file: string): Uint8Array => {
  const bytes = readFileSync(file)
  return stripDebug(bytes) ?? bytes
}
const [old, fresh] = [read(oldFile), read(newFile)]
console.log(`${fresh.length} bytes without debug sections`)
await row('whole, gzip', () => zlib.gzipSync(fresh, { level: 4 }).length)
if (typeof zlib.zstdCompressSync === 'function') {
  await row('whole, zstd', () => zlib.zstdCompressSync(fresh).length)
}
for (const kind of ['zstd', 'xor', 'blocks'] as const) {
  await row(`differences, ${kind}`, async () => {
    const delta = await makeDelta(kind, { old, fresh, start: 0 }, ['gzip'])
    return delta && delta.bytes.length + (delta.list ?? []).join(' ').length
  })
}
const folder = mkdtempSync(join(tmpdir(), 'ferry-delta-'))
await row('rsync -z', () => {
  copyFileSync(oldFile, join(folder, 'app'))
  utimesSync(join(folder, 'app'), 1, 1)
  const words = ['-z', '--no-whole-file', '--stats', newFile, join(folder, 'app')]
  const { stdout } = spawnSync('rsync', words, { encoding: 'utf8' })
  const both = [...(stdout ?? '').matchAll(/Total bytes (?:sent|received): ([\d,]+)/g)]
  if (both.length === 0) return undefined
  return both.reduce((sum, [, digits = '']) => sum + Number(digits.replaceAll(',', '')), 0)
})
rmSync(folder, { recursive: true })

async function row(
  name: string,
  weigh: () => number | undefined | Promise<number | undefined>,
): Promise<void> {
  const times: number[] = []
  let bytes: number | undefined
  for (let round = 0; round < 3; round++) {
    const before = performance.now()
    bytes = await weigh()
    times.push(performance.now() - before)
  }
  const share = bytes === undefined ? '' : `${((100 * bytes) / fresh.length).toFixed(1)} %`
  console.log(
    `  ${name.padEnd(22)}${String(bytes ?? 'nothing found, or not installed').padStart(9)}${share.padStart(9)}${`${Math.round(median(times))} ms`.padStart(10)}`,
  )
}
