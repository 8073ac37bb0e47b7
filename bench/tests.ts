/**
 * 1,000 tests in 50 binaries on a virtual board: ferry test, a loop of scp and ssh over the binaries, cargo-dinghy as cargo's runner; the
 * first time (nothing on the board) and again. Nothing is compiled in what is timed.
 * Usage: node bench/tests.ts [BOARD] [BINARIES] [--dinghy PROGRAM]
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { makeWorld } from '../src/cli/make-world.ts'
import { readHost } from '../src/shell/host.ts'
import { measure } from './watch-memory.ts'
import type { Measured } from './watch-memory.ts'

const TESTS = 20
const root = resolve(import.meta.dirname, '..')
const ferry = join(root, 'bin', 'ferry.js')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dinghy: { type: 'string' } },
})
const [board, count] = [positionals[0] ?? 'pi-4', Number(positionals[1] ?? 50)]
const on = ['--on', `virtual:${board}`]
const folder = mkdtempSync(join(tmpdir(), 'tests-'))
const run = (...words: string[]): string =>
  execFileSync(process.execPath, [ferry, ...words], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })

try {
  for (const sub of ['src', 'tests', 'bin']) mkdirSync(join(folder, sub))
  writeFileSync(
    join(folder, 'Cargo.toml'),
    '[package]\nname = "many"\nversion = "0.1.0"\nedition = "2021"\n',
  )
  writeFileSync(join(folder, 'src/lib.rs'), 'pub fn twice(x: u64) -> u64 { 2 * x }\n')
  for (let at = 1; at <= count; at++) {
    const tests = Array.from(
      { length: TESTS },
      (_, one) =>
        `#[test]\nfn t${one}() { assert_eq!(many::twice(${at * one}), ${2 * at * one}); }\n`,
    )
    writeFileSync(join(folder, 'tests', `t${at}.rs`), tests.join(''))
  }
  const { boards } = JSON.parse(run('virtual', 'start', board, '--format', 'json')) as {
    boards: { sshConfigFile: string }[]
  }
  const config = boards[0]?.sshConfigFile ?? ''
  const { target, variables } = JSON.parse(run('env', ...on, '--format', 'json')) as {
    target: string
    variables: Record<string, string>
  }
  const ssh = (script: string, input?: Buffer): string =>
    execFileSync('ssh', ['-F', config, board, script], {
      encoding: 'utf8',
      ...(input ? { input } : {}),
    })
  const building = performance.now()
  const built = execFileSync(
    'cargo',
    ['test', '--tests', '--no-run', '--target', target, '--message-format', 'json'],
    {
      cwd: folder,
      env: { ...process.env, ...variables },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const programs = [...built.matchAll(/"executable":"([^"]+)"/g)].map(([, path = '']) => path)
  writeFileSync(join(folder, 'programs'), programs.map((path) => `${path}\n`).join(''))
  console.log(
    `${count * TESTS} tests in ${programs.length} programs (one has no test), built in ${seconds(performance.now() - building)}`,
  )

  const wipe = (): void => void ssh('rm -rf .cache/ferry/t loop dinghy; mkdir -p loop dinghy')
  const ways: { name: string; go: () => Promise<Measured>; all: Measured[] }[] = []
  ways.push({
    name: 'ferry test --tests',
    all: [],
    go: () =>
      measure({ file: process.execPath, args: [ferry, 'test', ...on, '--tests'], cwd: folder }),
  })
  writeFileSync(
    join(folder, 'loop.sh'),
    `set -e\nwhile read -r p; do n=\${p##*/}; scp -q -F ${config} "$p" ${board}:loop/$n; ssh -n -F ${config} ${board} "./loop/$n"; done <programs\n`,
  )
  ways.push({
    name: 'loop: scp && ssh for each program',
    all: [],
    go: () => measure({ file: 'sh', args: ['loop.sh'], cwd: folder }),
  })
  if (values.dinghy !== undefined) {
    await putRsync(ssh)
    // It has no option for an ssh configuration.
    writeFileSync(join(folder, 'bin', 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${config} "$@"\n`, {
      mode: 0o755,
    })
    writeFileSync(
      join(folder, '.dinghy.toml'),
      `[platforms.board]\nrustc_triple = "${target}"\ntoolchain = "/usr"\n[ssh_devices.board]\nhostname = "${board}"\nusername = "pi"\npath = "/home/pi/dinghy"\nplatform = "board"\ninstall_adhoc_rsync_local_path = "/bin/false"\n`,
    )
    const runner = `${resolve(values.dinghy)} dinghy -d board -p board runner --`
    const name = `CARGO_TARGET_${target.toUpperCase().replaceAll('-', '_')}_RUNNER`
    const env = {
      ...variables,
      [name]: runner,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    }
    ways.push({
      name: 'cargo test with cargo-dinghy as its runner',
      all: [],
      go: async () => {
        ssh(`mkdir -p dinghy/dinghy && cp rsync/rsync dinghy/dinghy/rsync`)
        return measure({
          file: 'cargo',
          args: ['test', '--tests', '--target', target],
          cwd: folder,
          env,
        })
      },
    })
  }
  const passed = new RegExp(`test result: ok. ${TESTS} passed`, 'g')
  for (const when of ['first', 'again']) {
    for (const way of ways) {
      if (when === 'first') wipe()
      const measured = await way.go()
      const programsPassed = measured.out.match(passed)?.length ?? 0
      if (programsPassed !== count)
        throw new Error(
          `${way.name}: ${programsPassed} programs passed\n${measured.out.slice(-2000)}`,
        )
      way.all.push(measured)
      const ratio = measured.ms / (ways[0]?.all.at(-1)?.ms ?? measured.ms)
      console.log(
        `  ${when.padEnd(6)} ${way.name.padEnd(44)} ${seconds(measured.ms).padStart(8)}  ${ratio.toFixed(2)} × ferry`,
      )
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** dinghy needs rsync on the board: of the board's own release, with its libraries, in the home folder. */
async function putRsync(ssh: (script: string, input?: Buffer) => string): Promise<void> {
  const { packages } = makeWorld(readHost(), () => undefined)
  const fetched = await packages.obtain(
    {
      suite: 'bookworm',
      architecture: 'arm64',
      names: ['rsync'],
      dependencies: 'all',
      exclude: ['libc6', 'libgcc-s1', 'init-system-helpers', 'lsb-base', 'debconf'],
    },
    () => undefined,
  )
  const into = join(folder, 'rsync')
  await packages.unpack(fetched, into, { keep: (path) => /bin\/rsync$|\.so/.test(path) })
  const script = `#!/bin/sh\nd=/home/pi/rsync\nLD_LIBRARY_PATH=$d/usr/lib/aarch64-linux-gnu:$d/lib/aarch64-linux-gnu exec $d/usr/bin/rsync "$@"\n`
  writeFileSync(join(into, 'rsync'), script, { mode: 0o755 })
  execFileSync('tar', ['czf', 'rsync.tgz', '-C', 'rsync', '.'], { cwd: folder })
  ssh('mkdir -p rsync && gunzip -c | tar xf - -C rsync', readFileSync(join(folder, 'rsync.tgz')))
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
