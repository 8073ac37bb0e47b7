/**
 * Many boards: a program after an edit, shipped to and run on each, by ferry, by a parallel loop of scp and ssh, and by Ansible; time and
 * peak memory of all processes on the host, in one run, in turn, each with new connections.
 * Usage: node bench/fleet.ts [BOARDS] [ROUNDS] [--ansible FOLDER-OF-A-VENV] [--at-once N] [--copy BOARDS] [--keep]
 * Ansible's `script` needs nothing on a board; its `copy` and `command` need Python there, which --copy N puts into the home folders of N boards.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { makeWorld } from '../src/cli/make-world.ts'
import { readHost } from '../src/shell/host.ts'
import { median } from './measure.ts'
import { measure } from './watch-memory.ts'
import type { Measured } from './watch-memory.ts'

const root = resolve(import.meta.dirname, '..')
const ferry = join(root, 'bin', 'ferry.js')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ansible: { type: 'string' },
    'at-once': { type: 'string', default: '8' },
    copy: { type: 'string', default: '0' },
    keep: { type: 'boolean', default: false },
  },
})
const [count, rounds] = [Number(positionals[0] ?? 100), Number(positionals[1] ?? 2)]
const atOnce = values['at-once']
const names = Array.from({ length: count }, (_, at) => `fleet-${String(at + 1).padStart(3, '0')}`)
const folder = mkdtempSync(join(tmpdir(), 'fleet-'))
/** Sockets of shared connections, to be closed before each measurement. */
const runtime = join(folder, 'run')
const sockets = [join(runtime, 'ferry'), join(folder, 'cp')]

const run = (...words: string[]): string =>
  execFileSync(process.execPath, [ferry, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  })

interface Way {
  readonly name: string
  readonly boards: number
  readonly go: () => Promise<Measured>
  readonly all: Measured[]
}

try {
  for (const sub of ['src', 'run', 'cp']) mkdirSync(join(folder, sub), { mode: 0o700 })
  writeFileSync(
    join(folder, 'Cargo.toml'),
    '[package]\nname = "fleet"\nversion = "0.1.0"\nedition = "2021"\n',
  )
  let edition = Date.now()
  /** Never a number that an earlier run had: the boards may have that program still. */
  const edit = (): void =>
    writeFileSync(
      join(folder, 'src/main.rs'),
      `fn main() { println!("line {}", ${++edition}u64) }\n`,
    )
  edit()
  const started = performance.now()
  const { boards } = JSON.parse(
    run('virtual', 'start', ...names, '--as', 'pi-4', '--format', 'json'),
  ) as {
    boards: { name: string; sshConfigFile: string }[]
  }
  console.log(`${count} boards started in ${seconds(performance.now() - started)}`)
  writeFileSync(
    join(folder, 'ferry.toml'),
    names.map((name) => `[board.${name}]\ndestination = "virtual:${name}"\n`).join(''),
  )
  const configs = boards.map(({ name, sshConfigFile }) => `${name} ${sshConfigFile}\n`).join('')
  writeFileSync(join(folder, 'boards'), configs)
  const { target, variables } = JSON.parse(
    run('env', '--on', names[0] ?? '', '--format', 'json'),
  ) as {
    target: string
    variables: Record<string, string>
  }
  const program = `target/${target}/release/fleet`
  writeFileSync(
    join(folder, 'one.sh'),
    `#!/bin/sh\nscp -q -F "$2" ${program} "$1:fleet" && ssh -F "$2" "$1" ./fleet\n`,
    { mode: 0o755 },
  )
  writeFileSync(
    join(folder, 'inventory'),
    boards
      .map(({ name, sshConfigFile }) => `${name} ansible_ssh_common_args='-F ${sshConfigFile}'\n`)
      .join(''),
  )

  const env = { XDG_RUNTIME_DIR: runtime }
  const ways: Way[] = []
  const add = (name: string, boardCount: number, go: () => Promise<Measured>): void =>
    void ways.push({ name, boards: boardCount, go, all: [] })
  add('ferry run --all', count, () =>
    measure({
      file: process.execPath,
      args: [ferry, 'run', '--all', '--at-once', atOnce],
      cwd: folder,
      env,
    }),
  )
  add('cargo build, then xargs -P of scp && ssh', count, () =>
    measure({
      file: 'sh',
      args: [
        '-c',
        `cargo build -q --release --target ${target} && xargs -P ${atOnce} -L 1 ./one.sh <boards`,
      ],
      cwd: folder,
      env: { ...env, ...variables },
    }),
  )
  if (values.ansible !== undefined) {
    const ansible = join(resolve(values.ansible), 'bin', 'ansible')
    const settings = {
      ...env,
      ANSIBLE_HOST_KEY_CHECKING: 'False',
      ANSIBLE_SSH_CONTROL_PATH_DIR: join(folder, 'cp'),
      ANSIBLE_PIPELINING: 'True',
      ANSIBLE_RETRY_FILES_ENABLED: 'False',
      ANSIBLE_HOME: join(folder, 'ansible'),
      ANSIBLE_PYTHON_INTERPRETER: '/home/pi/python/python',
      LC_ALL: 'C.UTF-8',
    }
    const all = ['-i', 'inventory', '-f', atOnce]
    add('ansible -m script', count, () =>
      measure({
        file: ansible,
        args: ['all', ...all, '-m', 'script', '-a', join(folder, program)],
        cwd: folder,
        env: settings,
      }),
    )
    const some = Number(values.copy)
    if (some > 0) {
      await putPython(boards.slice(0, some))
      const play = [
        {
          hosts: 'all',
          gather_facts: false,
          tasks: [
            { copy: { src: join(folder, program), dest: '/home/pi/fleet', mode: '0755' } },
            { command: '/home/pi/fleet' },
          ],
        },
      ]
      writeFileSync(join(folder, 'play.json'), JSON.stringify(play))
      add('ansible-playbook: copy, command', some, () =>
        measure({
          file: `${ansible}-playbook`,
          args: [...all, '-l', names.slice(0, some).join(','), 'play.json'],
          cwd: folder,
          env: settings,
        }),
      )
    }
  }

  // Once before, so that ferry knows the boards and every page is in memory: what is compared is the second deployment and those after it.
  run('run', '--all', '--at-once', atOnce)
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      if (way.name.includes('playbook') && way.all.length > 0) continue
      closeConnections()
      edit()
      if (way.name.startsWith('ansible')) run('build', '--on', names[0] ?? '')
      const measured = await way.go()
      const answers = measured.out.split(`line ${edition}`).length - 1
      if (!way.name.includes('playbook') && answers < way.boards)
        throw new Error(`${way.name}: ${answers} boards answered\n${measured.out.slice(0, 2000)}`)
      way.all.push(measured)
      console.log(
        `  round ${round + 1}  ${way.name}: ${seconds(measured.ms)}, peak ${megabytes(measured.peakBytes)}`,
      )
    }
  }
  const [own] = ways
  if (!own) throw new Error('nothing was measured')
  const perBoard = (way: Way): number => median(way.all.map(({ ms }) => ms)) / way.boards
  console.log(`\n${count} boards, ${atOnce} at once, median of ${rounds}`)
  for (const way of ways) {
    const ms = median(way.all.map(({ ms: one }) => one))
    const peak = Math.max(...way.all.map(({ peakBytes }) => peakBytes))
    console.log(
      `  ${way.name.padEnd(42)} ${way.boards} boards ${seconds(ms).padStart(8)}  peak ${megabytes(peak).padStart(7)}  ${(perBoard(way) / perBoard(own)).toFixed(2)} × ferry per board`,
    )
  }
} finally {
  closeConnections()
  if (!values.keep)
    spawnSync(process.execPath, [ferry, 'virtual', 'remove', ...names], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true })
}

/** Ends the connections that ferry and Ansible keep open for the next command. */
function closeConnections(): void {
  for (const place of sockets) {
    if (!existsSync(place)) continue
    for (const name of readdirSync(place)) {
      spawnSync('ssh', ['-O', 'exit', '-S', join(place, name), 'any'], { stdio: 'ignore' })
    }
  }
}

/** Python for Ansible's modules, of the boards' own release, into the home folders of some. */
async function putPython(some: readonly { name: string; sshConfigFile: string }[]): Promise<void> {
  const { packages } = makeWorld(readHost(), () => undefined)
  const fetched = await packages.obtain(
    {
      suite: 'bookworm',
      architecture: 'arm64',
      names: ['python3.11-minimal', 'libpython3.11-stdlib'],
      dependencies: 'all',
      exclude: ['libc6', 'libgcc-s1', 'media-types', 'debconf'],
    },
    () => undefined,
  )
  await packages.unpack(fetched, join(folder, 'python'))
  writeFileSync(
    join(folder, 'python', 'python'),
    `#!/bin/sh\nd=\${0%/*}\nLD_LIBRARY_PATH=$d/usr/lib/aarch64-linux-gnu:$d/lib/aarch64-linux-gnu PYTHONHOME=$d/usr exec $d/usr/bin/python3.11 "$@"\n`,
    { mode: 0o755 },
  )
  execFileSync('tar', ['czf', 'python.tgz', '-C', 'python', '.'], { cwd: folder })
  for (const { name, sshConfigFile } of some) {
    const into = 'mkdir -p python && gunzip -c | tar xf - -C python'
    execFileSync('ssh', ['-F', sshConfigFile, name, into], {
      input: readFileSync(join(folder, 'python.tgz')),
    })
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
