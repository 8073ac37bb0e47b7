/**
 * Bytes that come over the network before the first program is linked for a board: ferry from an empty cache, and the
 * Python package of zig, which cargo-zigbuild needs. Rust itself is there for both.
 * Usage: node bench/download.ts [VIRTUAL-BOARD]
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { makeCorpusWorld } from '../scripts/corpus/corpus-world.ts'

const [board = 'pi-4'] = process.argv.slice(2)
const world = makeCorpusWorld()
const folder = mkdtempSync(join(tmpdir(), 'ferry-download-'))

try {
  const facts = join(folder, 'board.json')
  const probed = run(['probe', `virtual:${board}`, '--format', 'json'], folder)
  writeFileSync(facts, probed)
  for (const project of ['build-target', 'cxx-bridge']) {
    const cache = join(folder, `cache-${project}`)
    const events = join(folder, `${project}.jsonl`)
    cpSync(join(world.sources, project), join(folder, project), { recursive: true })
    run(['build', '--dev', '--on', `facts:${facts}`, '--events', events], join(folder, project), {
      XDG_CACHE_HOME: cache,
    })
    const parts = readDownloads(events)
    const total = parts.reduce((sum, [, bytes]) => sum + bytes, 0)
    console.log(`ferry, ${project} for ${board}: ${megabytes(total)}`)
    for (const [id, bytes] of parts) console.log(`  ${id}: ${megabytes(bytes)}`)
  }
  const wheel = join(folder, 'wheel')
  const words = ['-m', 'pip', 'download', '--quiet', '--no-deps', '-d', wheel, 'ziglang']
  const ended = spawnSync('python3', words, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (ended.status !== 0) throw new Error('pip could not download ziglang')
  for (const name of readdirSync(wheel)) {
    console.log(`cargo-zigbuild, ${name}: ${megabytes(statSync(join(wheel, name)).size)}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The last progress of each download that the story tells. */
function readDownloads(file: string): readonly (readonly [string, number])[] {
  const bytes = new Map<string, number>()
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const event = JSON.parse(line) as {
      readonly kind: string
      readonly id?: string
      readonly done?: number
      readonly unit?: string
    }
    if (event.kind === 'progress' && event.unit === 'bytes' && event.id !== undefined) {
      bytes.set(event.id, event.done ?? 0)
    }
  }
  return [...bytes]
}

function run(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const ended = spawnSync(process.execPath, [world.ferry, ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CARGO_PROFILE_DEV_DEBUG: '0', ...env },
  })
  if (ended.status !== 0) throw new Error(`ferry ${words.join(' ')}: ${ended.stderr}`)
  return ended.stdout
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
