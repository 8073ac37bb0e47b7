/**
 * With nothing changed: what ferry and cargo-zigbuild add to bare cargo, in one run, in turn. And how many crates are
 * built again by going from one to the other: ferry and cargo after `ferry init`, cargo-zigbuild and cargo.
 * The project is test/corpus/lz4 (C code in it), or another one of test/corpus.
 * Usage: node bench/noop.ts [PROJECT] [ROUNDS]     (the peers come as for `npm run corpus`)
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { makeCorpusWorld } from '../scripts/corpus/corpus-world.ts'
import { getPeers } from '../scripts/corpus/get-peers.ts'
import { median, time } from './measure.ts'
import type { CommandLine } from './measure.ts'

const [project = 'lz4', roundsText = '11'] = process.argv.slice(2)
const rounds = Number(roundsText)
const world = makeCorpusWorld()
const peers = getPeers(world)
const target = 'aarch64-unknown-linux-gnu'
const on = ['--on', 'virtual:pi-4']
const folder = mkdtempSync(join(tmpdir(), 'ferry-noop-'))
const light = { CARGO_PROFILE_DEV_DEBUG: '0', CARGO_INCREMENTAL: '0', CARGO_TERM_COLOR: 'never' }

try {
  const forFerry = join(folder, 'ferry')
  const forZig = join(folder, 'zig')
  for (const place of [forFerry, forZig])
    cpSync(join(world.sources, project), place, { recursive: true })
  const line = (cwd: string, file: string, args: readonly string[], more = {}): CommandLine => ({
    file,
    args,
    cwd,
    env: { ...light, ...more },
  })
  const zigPath = { PATH: `${peers.zigFolder}${delimiter}${process.env['PATH'] ?? ''}` }
  const ferry = line(forFerry, process.execPath, [world.ferry, 'build', '--dev', ...on])
  const zigbuild = line(forZig, peers.zigbuild, ['zigbuild', '--target', `${target}.2.36`], zigPath)
  // After `ferry init` plain cargo needs no environment; for zig's folder it has the linker that guides name.
  const cargo = line(forFerry, 'cargo', ['build', '--target', target])
  const plain = line(forZig, 'cargo', ['build', '--target', target], {
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: 'aarch64-linux-gnu-gcc',
  })

  time(line(forFerry, process.execPath, [world.ferry, 'init', ...on]))
  console.log(
    `load ${loadavg()
      .map((value) => value.toFixed(1))
      .join(' ')}; ${peers.version}`,
  )
  const first = [ferry, zigbuild].map(time)
  console.log(`first build: ferry ${seconds(first[0])}, cargo-zigbuild ${seconds(first[1])}`)

  const switching = (a: CommandLine, b: CommandLine): number => {
    let compiled = 0
    for (const one of [b, a, b, a]) compiled += countCompiled(one)
    return compiled
  }
  console.log(
    `crates built again by going to and fro twice: ferry and cargo ${switching(ferry, cargo)}`,
  )
  const times: { readonly cargo: number; readonly ferry: number; readonly zigbuild: number }[] = []
  for (let round = 0; round < rounds; round++) {
    times.push({ cargo: time(cargo), ferry: time(ferry), zigbuild: time(zigbuild) })
  }
  for (const name of ['cargo', 'ferry', 'zigbuild'] as const) {
    const over = median(times.map((one) => one[name] - one.cargo))
    const whole = median(times.map((one) => one[name]))
    console.log(
      `nothing changed, ${name}: ${whole.toFixed(0)} ms, ${over.toFixed(0)} ms over bare cargo`,
    )
  }
  console.log(
    `crates built again by going to and fro twice: cargo-zigbuild and cargo ${switching(zigbuild, plain)}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function countCompiled(command: CommandLine): number {
  const ended = spawnSync(command.file, [...command.args], {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    encoding: 'utf8',
  })
  if (ended.status !== 0) throw new Error(`${command.file}: ${ended.stderr}`)
  return [...ended.stderr.matchAll(/^\s*Compiling /gm)].length
}

function seconds(ms: number | undefined): string {
  return `${((ms ?? 0) / 1000).toFixed(1)} s`
}
