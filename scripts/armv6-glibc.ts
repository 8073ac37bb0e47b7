/**
 * npm run armv6-glibc: the target arm-unknown-linux-gnueabihf for real. Debian has no libc for ARMv6 with hard float: one is built
 * of Debian's own source into the cache (once, some twenty minutes), then Rust and C programs are linked against it by ferry, with
 * the libc's own start files and with those that ferry makes where a board has none, and run on an emulated ARM1176.
 * Usage: npm run armv6-glibc
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { makeWorld } from '../src/cli/make-world.ts'
import type { Event } from '../src/core/event.ts'
import { readHost } from '../src/shell/host.ts'
import { ensureQemuUser } from '../test/real/emulators.ts'
import { buildGlibc, DEVELOPMENT_FILES } from './armv6/build-glibc.ts'
import { PROJECT, ZERO_FACTS } from './armv6/project.ts'
import { ensureHostPackages, NEEDS, TEST_NEEDS } from './host-packages.ts'

const TARGET = 'arm-unknown-linux-gnueabihf'
const CROSS = 'arm-linux-gnueabihf-gcc'
const root = resolve(import.meta.dirname, '..')
const rows: (readonly [string, string, boolean])[] = []

ensureHostPackages([
  ...Object.values(NEEDS),
  ...TEST_NEEDS.filter(({ program }) => [CROSS, 'make', 'readelf'].includes(program)),
])
const host = readHost()
const tell = (event: Event): void => {
  if (event.kind === 'step') console.log(`  ${event.text} …`)
}
console.log('  Building glibc for ARMv6 with hard float, where it is not in the cache')
const world = makeWorld(host, tell)
const system = await buildGlibc(world, join(host.cache, 'armv6-glibc'), tell)
const emulator = (await ensureQemuUser(world))('arm')
must(process.execPath, [join(root, 'scripts/build.ts')], root)

const scratch = mkdtempSync(join(tmpdir(), 'ferry-armv6-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
for (const [name, text] of Object.entries({ ...PROJECT, 'zero.json': ZERO_FACTS })) {
  mkdirSync(join(scratch, name, '..'), { recursive: true })
  writeFileSync(join(scratch, name), text)
}
const bare = join(scratch, 'board')
cpSync(system, bare, { recursive: true, verbatimSymlinks: true })
for (const name of DEVELOPMENT_FILES) rmSync(join(bare, 'usr/lib/arm-linux-gnueabihf', name))

for (const [what, sysroot] of [
  ['with the start files of that libc', system],
  ['as on a board, start files made by ferry', bare],
] as const) {
  writeFileSync(
    join(scratch, 'ferry.toml'),
    `[board.zero]\ndestination = "facts:zero.json"\nsysroot = ${JSON.stringify(sysroot)}\n`,
  )
  const built = ferry(['build', '--dev', '--on', 'zero'])
  const program = join(scratch, 'target', TARGET, 'debug', 'zero')
  row(`Rust and C, ${what}`, built.ok && runs(program, 'arm 1.414 5 true true\n'), built.text)
  const env = ferry(['env', '--c', '--on', 'zero'])
  const compiled = spawnSync('sh', ['-ec', `${env.text}\n"$CC" -O1 c/alone.c -o alone -lm`], {
    cwd: scratch,
    encoding: 'utf8',
  })
  const alone = join(scratch, 'alone')
  row(`C alone, ${what}`, compiled.status === 0 && runs(alone, '1.414 1\n'), compiled.stderr)
  row(`ARMv6 in what was made, ${what}`, levelOf(program) === 'v6' && levelOf(alone) === 'v6', '')
}
const trap = ferry(['build', '--on', 'zero'], {
  CARGO_TARGET_ARM_UNKNOWN_LINUX_GNUEABIHF_LINKER: CROSS,
})
row(`${CROSS} is found out before the build`, /linker\/cpu-too-new/.test(trap.err), trap.err)

console.log('')
for (const [what, detail, ok] of rows) {
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${what}`)
  if (!ok) console.log(detail)
}
process.exitCode = rows.every(([, , ok]) => ok) ? 0 : 1

function row(what: string, ok: boolean, detail: string): void {
  rows.push([what, detail, ok])
}

function ferry(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly ok: boolean; readonly text: string; readonly err: string } {
  const ended = spawnSync(process.execPath, [join(root, 'bin/ferry.js'), ...words], {
    cwd: scratch,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.stderr.write(ended.stderr)
  return { ok: ended.status === 0, text: ended.stdout, err: ended.stderr }
}

/** On the emulated CPU of a Raspberry Pi Zero: newer instructions end it with SIGILL. */
function runs(program: string, expected: string): boolean {
  const words = ['-cpu', 'arm1176', '-L', system, program]
  const ended = spawnSync(emulator, words, { encoding: 'utf8' })
  if (ended.stdout !== expected) console.log(`${ended.stdout}${ended.stderr}`)
  return ended.status === 0 && ended.stdout === expected
}

function levelOf(program: string): string | undefined {
  const ended = spawnSync('readelf', ['-A', program], { encoding: 'utf8' })
  return /Tag_CPU_arch: (\S+)/.exec(ended.stdout)?.[1]
}

function must(file: string, args: readonly string[], cwd: string): void {
  const ended = spawnSync(file, [...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  if (ended.status !== 0) process.exit(1)
}
