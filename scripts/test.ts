/**
 * npm test: everything, on a machine that has Node 20 and npm. Format, lint, types, units, laws and
 * golden transcripts; the bundle on Node 20 and 24; then the real boards. Prints a line for each part.
 * `npm test -- NAME…` runs those suites of test/real alone.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'

import { formatDuration } from '../src/core/text/format-duration.ts'
import { makeWorld } from '../src/cli/make-world.ts'
import { readHost } from '../src/shell/host.ts'
import { ensureStd } from '../src/work/std.ts'
import { NEEDS, TEST_NEEDS, ensureHostPackages, isThere } from './host-packages.ts'

const root = resolve(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)
const results: { readonly name: string; readonly ok: boolean; readonly ms: number }[] = []

ensureHostPackages([...Object.values(NEEDS), ...TEST_NEEDS])
if (!isThere('rustc'))
  process.env['PATH'] = `${await ferrysRust()}${delimiter}${process.env['PATH'] ?? ''}`
const only = process.argv.slice(2)
if (only.length === 0) {
  part('format', bin('oxfmt'), ['--check'])
  part('lint', bin('oxlint'), ['--type-aware', '--deny-warnings'])
  part('types', bin('tsc'), ['-p', 'tsconfig.json'])
  part('types of core', bin('tsc'), ['-p', 'tsconfig.core.json'])
}
part('bundle', process.execPath, ['scripts/build.ts'])
if (only.length === 0) {
  part('units, laws, golden transcripts', process.execPath, [
    '--test',
    '--test-isolation=none',
    'src/**/*.test.ts',
    'test/*.test.ts',
  ])
}
const real = readdirSync(join(root, 'test', 'real')).filter(
  (name) =>
    name.endsWith('.test.ts') && (only.length === 0 || only.includes(name.replace('.test.ts', ''))),
)
for (const name of real) {
  const words = ['--test', `test/real/${name}`]
  part(`real: ${name}`, process.execPath, words)
  // These run servers and emulated boards by the clock: what failed on a busy machine is tried once more, by itself and for all to see.
  if (results.at(-1)?.ok === false) part(`real, once more: ${name}`, process.execPath, words)
}

console.log('')
for (const { name, ok, ms } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${formatDuration(ms)})`)
const failed = results.filter(
  ({ name, ok }) =>
    !ok &&
    !results.some((again) => again.ok && again.name === name.replace('real:', 'real, once more:')),
)
process.exit(failed.length === 0 ? 0 : 1)

function part(name: string, file: string, args: readonly string[]): void {
  console.log(`\n== ${name}`)
  const before = performance.now()
  const ended = spawnSync(file, [...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  results.push({ name, ok: ended.status === 0, ms: performance.now() - before })
}

/** Where no Rust is installed: the folder of the rustc that ferry brings, for the tests that compare with rustc. */
async function ferrysRust(): Promise<string> {
  console.log('  No rustc is installed: the tests use the one that ferry brings')
  const host = readHost()
  const target = `${host.arch === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-gnu`
  const { rustc } = await ensureStd(
    makeWorld(host, () => {}),
    { target, folder: root },
    () => {},
  )
  return dirname(rustc)
}
