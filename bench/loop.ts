/**
 * One-line edit to first output, nothing changed, and start-up: ferry and the plain commands in one run,
 * in turn, on a virtual board. Usage: node bench/loop.ts [BOARD] [ROUNDS]
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { compare, time } from './measure.ts'
import type { CommandLine } from './measure.ts'

const root = resolve(import.meta.dirname, '..')
const ferry = join(root, 'bin', 'ferry.js')
const [board = 'pi-4', roundsText = '9'] = process.argv.slice(2)
const rounds = Number(roundsText)
const on = `virtual:${board}`
const node = process.execPath
const run = (...words: string[]): string =>
  execFileSync(node, [ferry, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

const folder = mkdtempSync(join(tmpdir(), 'ferry-bench-'))
try {
  mkdirSync(join(folder, 'src'))
  writeFileSync(
    join(folder, 'Cargo.toml'),
    '[package]\nname = "loop"\nversion = "0.1.0"\nedition = "2021"\n',
  )
  // Never a number that an earlier run had: the board may have that program still.
  let edition = Date.now()
  const edit = (): void =>
    writeFileSync(
      join(folder, 'src/main.rs'),
      `fn main() { println!("line {}", ${++edition}u64) }\n`,
    )
  edit()

  const started = (
    JSON.parse(run('virtual', 'start', board, '--format', 'json')) as {
      boards: { sshConfigFile: string; name: string }[]
    }
  ).boards[0]
  if (!started) throw new Error(`${board} did not start`)
  const env = JSON.parse(
    run('env', '--on', on, '--manifest-path', join(folder, 'Cargo.toml'), '--format', 'json'),
  ) as { target: string; variables: Record<string, string> }
  const program = join(folder, 'target', env.target, 'release', 'loop')
  const ferryRun: CommandLine = { file: node, args: [ferry, 'run', '--on', on], cwd: folder }
  const cargo: CommandLine = {
    file: 'cargo',
    args: ['build', '--release', '--target', env.target],
    cwd: folder,
    env: env.variables,
  }
  const byHand = (): number =>
    time(cargo) +
    time({
      file: 'scp',
      args: ['-q', '-F', started.sshConfigFile, program, `${started.name}:loop`],
    }) +
    time({ file: 'ssh', args: ['-F', started.sshConfigFile, started.name, './loop'] })

  const edited = compare(
    rounds,
    () => (edit(), time(ferryRun)),
    () => (edit(), byHand()),
  )
  print(
    'one-line edit to output',
    'ferry run',
    edited.a,
    'cargo build && scp && ssh',
    edited.b,
    edited.ratio,
  )

  const nothing = compare(
    rounds,
    () => time(ferryRun),
    () => time(cargo),
  )
  print('nothing changed', 'ferry run', nothing.a, 'cargo build alone', nothing.b, nothing.ratio)
  console.log(
    `  ${''.padEnd(26)} ferry adds ${Math.round(nothing.a - nothing.b)} ms to cargo's own no-op (it also runs the program)`,
  )

  const start = compare(
    rounds * 3,
    () => time({ file: node, args: [ferry, '--help'] }),
    () => time({ file: node, args: ['-e', '0'] }),
  )
  print('start-up', 'ferry --help', start.a, 'node -e 0', start.b, start.ratio)

  edit()
  const shipped = JSON.parse(
    execFileSync(node, [ferry, 'run', '--on', on, '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as { shipped: { size: number; sent: number } | null }
  console.log(
    `  ${'bytes after an edit'.padEnd(26)} ferry sent ${shipped.shipped?.sent ?? 0}; scp sends the whole file, ${statSync(program).size}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function print(what: string, a: string, ams: number, b: string, bms: number, ratio: number): void {
  console.log(
    `  ${what.padEnd(26)} ${a} ${Math.round(ams)} ms, ${b} ${Math.round(bms)} ms: ratio ${ratio.toFixed(2)} (median of pairs)`,
  )
}
