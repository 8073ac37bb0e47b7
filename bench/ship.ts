/**
 * One-line edit of a real program to its first output on a board, and the bytes that travel: ferry, scp && ssh, the same over one
 * connection, rsync, cargo-dinghy; on loopback and on a line of 10 Mbit/s and 40 ms; in one run, in turn. The build is the same for all
 * and is not counted; every command still asks cargo, as people type it. The board is this machine's own OpenSSH server with a home
 * of its own. Needs root, sshd, rsync; cargo-dinghy (cargo install cargo-dinghy) where it is found.
 * Usage: node bench/ship.ts [ROUNDS] [station|ripgrep …]
 */
import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

import { quoteSh } from '../src/core/text/quote-sh.ts'
import { startSshServer } from '../test/fakes/ssh-server.ts'
import { median } from './measure.ts'
import { startShapedLine } from './shaped-line.ts'

const root = resolve(import.meta.dirname, '..')
const ferry = join(root, 'bin', 'ferry.js')
const [roundsText = '6', ...named] = process.argv.slice(2)
const rounds = Number(roundsText)
const TARGET = 'x86_64-unknown-linux-gnu'

interface Program {
  readonly name: string
  readonly binary: string
  readonly words: readonly string[]
  /** Makes the sources in that folder. */
  readonly fetch: (folder: string) => void
  /** One line each, in turn: a word of the same length, a longer text, code. `n` is never the same. */
  readonly edits: readonly {
    readonly what: string
    readonly file: string
    readonly find: string
    readonly put: (n: number) => string
  }[]
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'station',
    binary: 'station',
    words: ['--once', '--simulate'],
    fetch: (folder) => {
      for (const name of ['Cargo.toml', 'Cargo.lock', 'src']) {
        cpSync(join(root, 'examples/station', name), join(folder, name), { recursive: true })
      }
    },
    edits: [
      {
        what: 'text',
        file: 'src/http.rs',
        find: '"Bad Request"',
        put: (n) => `"Bad ${100000 + n}"`,
      },
      {
        what: 'longer text',
        file: 'src/http.rs',
        find: '"Not Found"',
        put: (n) => `"Not Found${' here'.repeat(n)}"`,
      },
      {
        what: 'code',
        file: 'src/main.rs',
        find: '    if args.once {',
        put: (n) =>
          `    if std::env::var_os("BENCH_${n}").is_some() { eprintln!("{:?}", args.listen); }\n    if args.once {`,
      },
    ],
  },
  {
    name: 'ripgrep',
    binary: 'rg',
    words: ['--version'],
    fetch: fetchRipgrep,
    edits: [
      {
        what: 'text',
        file: 'crates/core/main.rs',
        find: 'No files were searched',
        put: (n) => `No files ${100 + n} searched`,
      },
      {
        what: 'code',
        file: 'crates/core/main.rs',
        find: 'fn run(',
        put: (n) =>
          `#[inline(never)]\nfn bench_${n}() { if std::env::var_os("BENCH_${n}").is_some() { eprintln!("{:?}", std::env::args()); } }\nfn run(`,
      },
    ],
  },
]

/** By cargo itself: a package that names it as a dependency, its sources written out. */
function fetchRipgrep(folder: string): void {
  const wish = mkdtempSync(join(tmpdir(), 'ferry-bench-wish-'))
  mkdirSync(join(wish, 'src'))
  writeFileSync(join(wish, 'src/lib.rs'), '')
  writeFileSync(
    join(wish, 'Cargo.toml'),
    '[package]\nname = "wish"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nripgrep = "=14.1.1"\n',
  )
  execFileSync('cargo', ['vendor', '-q'], { cwd: wish, stdio: ['ignore', 'ignore', 'inherit'] })
  cpSync(join(wish, 'vendor/ripgrep'), folder, { recursive: true })
  // Written out, it belongs to no workspace.
  writeFileSync(
    join(folder, 'Cargo.toml'),
    `${readFileSync(join(folder, 'Cargo.toml'), 'utf8')}\n[workspace]\n`,
  )
  rmSync(wish, { recursive: true })
}

interface Measured {
  readonly ms: number
  readonly bytes: number
}

const work = mkdtempSync(join(tmpdir(), 'ferry-bench-'))
const bin = join(work, 'bin')
mkdirSync(bin)
// scp of OpenSSH 9 speaks sftp; without that subsystem it hangs behind a ProxyCommand.
const board = { kind: 'openssh', ownHome: true, lines: ['Subsystem sftp internal-sftp'] } as const
const near = await startSshServer(board)
const far = await startSshServer(board)
const line = await startShapedLine(far.port, { bitsPerSecond: 10_000_000, roundTripMs: 40 })
const dinghy = findDinghy()
try {
  const config = join(work, 'ssh_config')
  const farConfig = readFileSync(far.config, 'utf8')
    .replace('Host board', 'Host far')
    .replace('HostName 127.0.0.1', 'HostName far.invalid\n  HostKeyAlias far')
    .replace(
      /Port \d+/,
      `Port ${far.port}\n  ProxyCommand bash -c 'exec 3<>/dev/tcp/127.0.0.1/${line.port}; cat <&3 & exec cat >&3'`,
    )
  writeFileSync(
    config,
    `${readFileSync(near.config, 'utf8').replace('Host board', 'Host near')}${farConfig}`,
  )
  const known = join(far.folder, 'known_hosts')
  writeFileSync(
    known,
    `${readFileSync(known, 'utf8')}far ${readFileSync(known, 'utf8').split(' ').slice(1).join(' ')}`,
  )
  // The same for all: tools that take no configuration file call the first ssh of PATH.
  for (const name of ['ssh', 'scp']) {
    const real = execFileSync('which', [name], { encoding: 'utf8' }).trim()
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${real} -F ${quoteSh(config)} "$@"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  for (const program of PROGRAMS) {
    if (named.length === 0 || named.includes(program.name)) await bench(program)
  }
} finally {
  line.stop()
  near.stop()
  far.stop()
  rmSync(work, { recursive: true, force: true })
}
process.exit(0)

async function bench(program: Program): Promise<void> {
  const folder = join(work, program.name)
  mkdirSync(folder)
  program.fetch(folder)
  const originals = new Map(
    program.edits.map(({ file }) => [file, readFileSync(join(folder, file), 'utf8')]),
  )
  const environment = ferryEnvironment(folder)
  const cargo = (): Promise<number> =>
    first('cargo', ['build', '-q', '--release', '--target', TARGET], {
      cwd: folder,
      env: environment,
    })
  const ways = makeWays(program, folder, environment)
  const times = new Map<string, Map<string, Measured[]>>()
  console.log(
    `\n${program.name}: one-line edit to first output, ${rounds} edits; load ${loadavg()[0]?.toFixed(1)}`,
  )
  for (let round = -1; round < rounds; round++) {
    // Edits do not add up; each round has another one, with text that was never there.
    const edit = program.edits[(round + program.edits.length) % program.edits.length]
    if (!edit) continue
    for (const [file, text] of originals) writeFileSync(join(folder, file), text)
    const original = originals.get(edit.file) ?? ''
    if (!original.includes(edit.find)) throw new Error(`${edit.file} has no ${edit.find}`)
    writeFileSync(join(folder, edit.file), original.replace(edit.find, edit.put(round + 2)))
    await cargo()
    if (dinghy)
      await first('cargo', ['dinghy', '-d', 'near', 'build', '--release'], {
        cwd: folder,
        env: dinghyEnvironment(folder),
      })
    // In another order each time, so that a drift of the machine meets all.
    const turn = ways.map((_, i) => ways[(i + round + ways.length) % ways.length])
    for (const board of ['near', 'far'] as const) {
      for (const way of turn) {
        if (!way) continue
        line.taken()
        const ms = await way.run(board)
        const bytes = line.taken()
        // The first round puts it there.
        if (round < 0) continue
        const key = `${way.name}\n${board}`
        const byEdit = times.get(key) ?? new Map<string, Measured[]>()
        byEdit.set(edit.what, [...(byEdit.get(edit.what) ?? []), { ms, bytes }])
        times.set(key, byEdit)
      }
    }
  }
  const size = statSync(join(targetOf(folder), TARGET, 'release', program.binary)).size
  report(
    program,
    size,
    ways.map(({ name }) => name),
    times,
  )
}

function report(
  program: Program,
  size: number,
  names: readonly string[],
  times: ReadonlyMap<string, ReadonlyMap<string, readonly Measured[]>>,
): void {
  const of = (name: string, board: string, edit?: string): { ms: number; bytes: number } => {
    const byEdit = times.get(`${name}\n${board}`) ?? new Map<string, readonly Measured[]>()
    const all = edit === undefined ? [...byEdit.values()].flat() : (byEdit.get(edit) ?? [])
    return { ms: median(all.map(({ ms }) => ms)), bytes: median(all.map(({ bytes }) => bytes)) }
  }
  console.log(
    `${''.padEnd(28)}${'loopback'.padEnd(20)}${'10 Mbit/s, 40 ms'.padEnd(24)}bytes both ways (${size} in the file)`,
  )
  const base = { near: of('scp && ssh', 'near'), far: of('scp && ssh', 'far') }
  for (const name of names) {
    const [a, b] = [of(name, 'near'), of(name, 'far')]
    const times1 = `${Math.round(a.ms)} ms (${(a.ms / base.near.ms).toFixed(2)})`
    const times2 = `${Math.round(b.ms)} ms (${(b.ms / base.far.ms).toFixed(2)})`
    console.log(
      `  ${name.padEnd(26)}${times1.padEnd(20)}${times2.padEnd(24)}${Math.round(b.bytes)} (${(b.bytes / base.far.bytes).toFixed(3)})`,
    )
  }
  for (const { what } of program.edits.slice(0, rounds)) {
    const [mine, theirs] = [of('ferry run', 'far', what), of('scp && ssh', 'far', what)]
    console.log(
      `  an edit of ${what.padEnd(15)}on the shaped line: ferry ${Math.round(mine.ms)} ms, ${Math.round(mine.bytes)} bytes; scp ${Math.round(theirs.ms)} ms, ${Math.round(theirs.bytes)} bytes: ratios ${(mine.ms / theirs.ms).toFixed(2)} and ${(mine.bytes / theirs.bytes).toFixed(3)}`,
    )
  }
}

interface Way {
  readonly name: string
  readonly run: (board: 'near' | 'far') => Promise<number>
}

function makeWays(
  program: Program,
  folder: string,
  env: Readonly<Record<string, string>>,
): readonly Way[] {
  const { binary, words } = program
  const file = quoteSh(join(targetOf(folder), TARGET, 'release', binary))
  const args = words.map(quoteSh).join(' ')
  const build = `cargo build -q --release --target ${TARGET}`
  const shell = (name: string, script: (board: string) => string): Way => ({
    name,
    run: (board) => first('sh', ['-c', script(board)], { cwd: folder, env }),
  })
  const one = (board: string): string =>
    `-o ControlMaster=auto -o ControlPersist=120 -o ControlPath=${quoteSh(join(work, `own-${board}`))}`
  return [
    {
      name: 'ferry run',
      run: (board) =>
        first(
          process.execPath,
          [ferry, 'run', '-q', '--on', board, '--target', TARGET, '--', ...words],
          { cwd: folder },
        ),
    },
    shell(
      'scp && ssh',
      (board) =>
        `${build} && scp -q ${file} ${board}:${binary} && ssh ${board} ./${binary} ${args}`,
    ),
    shell(
      'scp && ssh, one connection',
      (board) =>
        `${build} && scp -q ${one(board)} ${file} ${board}:${binary}-one && ssh ${one(board)} ${board} ./${binary}-one ${args}`,
    ),
    shell(
      'rsync -z && ssh',
      (board) =>
        `${build} && rsync -z ${file} ${board}:${binary}-rsync && ssh ${board} ./${binary}-rsync ${args}`,
    ),
    ...(dinghy ? [makeDinghy(program, folder)] : []),
  ]
}

function makeDinghy({ words }: Program, folder: string): Way {
  const device = (board: string): string =>
    `[ssh_devices.${board}]\nhostname = "${board}"\nusername = "root"\npath = "/root"\n`
  writeFileSync(join(folder, '.dinghy.toml'), device('near') + device('far'))
  return {
    name: 'cargo dinghy run',
    run: (board) =>
      first('cargo', ['dinghy', '-d', board, 'run', '--release', '--', ...words], {
        cwd: folder,
        env: dinghyEnvironment(folder),
      }),
  }
}

/** It has settings of its own, for which cargo would build the C code anew each time. */
function dinghyEnvironment(folder: string): Readonly<Record<string, string>> {
  return { CARGO_TARGET_DIR: `${targetOf(folder)}-dinghy` }
}

/** CARGO_TARGET_DIR saves a second run most of the build. */
function targetOf(folder: string): string {
  return process.env['CARGO_TARGET_DIR'] ?? join(folder, 'target')
}

function findDinghy(): boolean {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((at) => existsSync(join(at, 'cargo-dinghy')))
  if (!found) console.log('cargo-dinghy is not in PATH and is left out: cargo install cargo-dinghy')
  return found
}

function ferryEnvironment(folder: string): Readonly<Record<string, string>> {
  const text = execFileSync(
    process.execPath,
    [
      ferry,
      'env',
      '--on',
      'near',
      '--target',
      TARGET,
      '--manifest-path',
      join(folder, 'Cargo.toml'),
      '--format',
      'json',
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    },
  )
  return (JSON.parse(text) as { variables: Record<string, string> }).variables
}

/** Milliseconds to the first byte on stdout. Throws where the command fails: a time of a failure is no time. */
function first(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<number> {
  return new Promise((settle, fail) => {
    const before = performance.now()
    let ms: number | undefined
    let err = ''
    const child = spawn(file, [...args], {
      cwd: options.cwd,
      env: {
        ...process.env,
        ...options.env,
        PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', () => (ms ??= performance.now() - before))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('error', fail)
    child.once('close', (code) => {
      if (code === 0) settle(ms ?? performance.now() - before)
      else fail(new Error(`${file} ${args.join(' ')}: ${code}\n${err}`))
    })
  })
}
