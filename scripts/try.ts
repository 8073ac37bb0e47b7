/**
 * npm run try: the main job, for real. Installs what is missing (and says what and why), then builds
 * ripgrep from crates.io and examples/station for an emulated Raspberry Pi 4 (aarch64) and Raspberry
 * Pi 2 (armv7), verifies, ships over SSH, runs them there, and ends with a table of steps.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { formatDuration } from '../src/core/text/format-duration.ts'
import { NEEDS, ensureHostPackages } from './host-packages.ts'

const root = resolve(import.meta.dirname, '..')
const ferry = join(root, 'bin', 'ferry.js')
const BOARDS = ['virtual:pi-4', 'virtual:pi-2']
const RIPGREP = 'ripgrep@15.2.0'

interface Row {
  readonly board: string
  readonly step: string
  readonly text: string
  readonly ms: number
}

const rows: Row[] = []
const scratch = mkdtempSync(join(tmpdir(), 'ferry-try-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
const started = performance.now()

ensureHostPackages([
  NEEDS.certificates,
  NEEDS.gpgv,
  NEEDS.git,
  NEEDS.cc,
  NEEDS.clang,
  NEEDS.ar,
  NEEDS.ssh,
])
step('host', 'Bundling ferry', () => must(process.execPath, [join(root, 'scripts/build.ts')]))

for (const board of BOARDS) {
  call(board, ['virtual', 'start', board.slice('virtual:'.length)])
  call(board, ['install', RIPGREP, '--locked', '--on', board])
  onBoard(board, ['.local/bin/rg', '--version'])
  onBoard(board, ['.local/bin/rg', '--max-count=1', 'Debian', '/etc/os-release'])
  call(board, [
    'run',
    '--on',
    board,
    '--manifest-path',
    'examples/station/Cargo.toml',
    '--',
    '--once',
  ])
}
printSummary()

/** Runs one ferry command as a user would, and keeps the steps that it tells. */
function call(board: string, words: readonly string[]): void {
  console.error(`\n$ ferry ${words.join(' ')}`)
  const events = join(scratch, `${rows.length}-${words[0] ?? ''}.jsonl`)
  const before = performance.now()
  const [command = '', ...rest] = words
  const ended = spawnSync('node', [ferry, command, '--events', events, ...rest], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (ended.status !== 0) {
    console.error(`ferry ${words.join(' ')} ended with ${ended.status ?? ended.signal}`)
    process.exit(ended.status ?? 1)
  }
  const texts = new Map<string, string>()
  for (const line of existsSync(events) ? readFileSync(events, 'utf8').trim().split('\n') : []) {
    const event = JSON.parse(line || '{}') as {
      kind?: string
      id?: string
      text?: string
      ms?: number
    }
    if (event.kind === 'step') texts.set(event.id ?? '', event.text ?? '')
    if (event.kind === 'step-done') {
      rows.push({
        board,
        step: texts.get(event.id ?? '') ?? '',
        text: event.text ?? '',
        ms: event.ms ?? 0,
      })
    }
  }
  rows.push({
    board,
    step: `ferry ${words.slice(0, 2).join(' ')}`,
    text: 'whole command',
    ms: performance.now() - before,
  })
}

/** Runs a program that `ferry install` put on the board, over the same SSH. */
function onBoard(board: string, words: readonly string[]): void {
  const list = spawnSync('node', [ferry, 'virtual', 'list', '--format', 'json'], {
    encoding: 'utf8',
  })
  const boards = (JSON.parse(list.stdout) as { boards: { name: string; sshConfigFile: string }[] })
    .boards
  const found = boards.find(({ name }) => `virtual:${name}` === board)
  if (!found) throw new Error(`${board} is not in ferry virtual list`)
  step(board, `ssh ${board} ${words.join(' ')}`, () =>
    must('ssh', ['-F', found.sshConfigFile, found.name, ...words]),
  )
}

function step(board: string, text: string, work: () => void): void {
  console.error(`\n$ ${text}`)
  const before = performance.now()
  work()
  rows.push({ board, step: text, text: '', ms: performance.now() - before })
}

function must(file: string, args: readonly string[]): void {
  const ended = spawnSync(file, [...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (ended.status === 0) return
  console.error(`${file} ${args.join(' ')} ended with ${ended.status ?? ended.signal}`)
  process.exit(1)
}

function printSummary(): void {
  const shown = rows.filter(({ ms, text }) => ms >= 20 || text !== '')
  const widths = [
    Math.max(...shown.map(({ board }) => board.length)),
    Math.min(64, Math.max(...shown.map(({ step: name }) => name.length))),
  ]
  console.log('\nSummary')
  for (const { board, step: name, text, ms } of shown) {
    const cut = name.length > (widths[1] ?? 0) ? `${name.slice(0, (widths[1] ?? 0) - 1)}…` : name
    console.log(
      `  ${board.padEnd(widths[0] ?? 0)}  ${cut.padEnd(widths[1] ?? 0)}  ${formatDuration(ms).padStart(10)}  ${text}`,
    )
  }
  console.log(
    `\nDone in ${formatDuration(performance.now() - started)}. Again: npm run try   Stop the boards: node bin/ferry.js virtual stop --all`,
  )
}
