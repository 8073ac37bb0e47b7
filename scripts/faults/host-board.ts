import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { freePort } from '../../test/fakes/ssh-server.ts'
import { quoteSh } from '../../src/core/text/quote-sh.ts'
import { boardFiles } from './board-files.ts'
import type { FaultBoard } from './fault-board.ts'
import { runProcess } from './run-process.ts'

export interface HostBoardOptions {
  readonly kind: 'openssh' | 'dropbear'
  /** An empty or missing folder that becomes the board's. */
  readonly folder: string
  /** Text of a script that is the user's login shell, called `name`; `exec fish "$@"`. */
  readonly loginShell?: { readonly name: string; readonly script: string }
  /** Commands as root of the board before its server starts: mounts, tools that lie. `/mnt` is `folder`. */
  readonly before?: readonly string[]
  /** More lines of sshd_config. */
  readonly lines?: readonly string[]
}

/** Folders of the board that are its own; all others are this host's. */
const OWN = { tmp: '/tmp', 'var-tmp': '/var/tmp', shm: '/dev/shm', run: '/run' } as const

/**
 * This machine as a board: an SSH server in namespaces of its own (mounts and processes), whose home and temporary folders lie
 * in `folder`. Ending its first process ends all. Needs root.
 */
export async function startHostBoard(options: HostBoardOptions): Promise<FaultBoard> {
  const { folder, kind } = options
  const at = (name: string): string => join(folder, name)
  for (const name of ['home/.ssh', 'local', ...Object.keys(OWN)]) {
    mkdirSync(at(name), { recursive: true, mode: name.endsWith('.ssh') ? 0o700 : 0o755 })
  }
  mkdirSync(at('run/sshd'), { recursive: true, mode: 0o755 })
  keygen(at('id'))
  writeFileSync(at('home/.ssh/authorized_keys'), readFileSync(at('id.pub')), { mode: 0o600 })
  const port = await freePort()
  const hostKey = kind === 'openssh' ? layOutOpenSsh(options, port) : layOutDropbear(options)
  writeFileSync(at('known_hosts'), `${KNOWN_AS} ${hostKey}\n`)
  const shell = options.loginShell
  if (shell) {
    writeFileSync(at(shell.name), `#!/bin/sh\n${shell.script}\n`, { mode: 0o755 })
    const users = readFileSync('/etc/passwd', 'utf8')
    writeFileSync(
      at('passwd'),
      users.replace(/^((?:[^:]*:){2}0:.*:)[^:\n]*$/m, `$1/mnt/${shell.name}`),
    )
  }
  writeFileSync(at('start'), planStart(options, port))
  let child: ChildProcess | undefined
  let init = 0
  const start = async (): Promise<void> => {
    child = spawn('unshare', ['-m', '-p', '-f', '--kill-child', 'sh', at('start'), folder], {
      stdio: 'ignore',
    })
    await whenListening(port, child)
    init = firstChild(child.pid ?? 0)
  }
  await start()
  return {
    name: kind,
    machine: process.arch === 'arm64' ? 'aarch64' : 'x86-64',
    address: () => ({ host: '127.0.0.1', port }),
    home: homedir(),
    clientLines: [
      `User ${userInfo().username}`,
      `IdentityFile ${at('id')}`,
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${at('known_hosts')}`,
      'GlobalKnownHostsFile /dev/null',
      `HostKeyAlias ${KNOWN_AS}`,
    ],
    ...boardFiles(() => `/proc/${init}/root`),
    say: async (script) => {
      const inside = ['-t', String(init), '-m', '-p', 'sh', '-c', `cd; ${script}`]
      const { code, out } = await runProcess('nsenter', inside, {
        env: { HOME: homedir(), PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' },
      })
      return { code: code ?? -1, out }
    },
    processes: () => Promise.resolve(listProcesses(`/proc/${init}/root/proc`)),
    kill: () => end(child, port),
    start,
    remove: async () => {
      await end(child, port)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Its first process ends with it (--kill-child), and all others with that one (pid_namespaces(7)): over when that is gone, and nothing listens
 * any more. On a busy machine a process that writes a program outlives the other end by some time.
 */
async function end(child: ChildProcess | undefined, port: number): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((settle) => child.once('exit', settle))
  const first = child.pid === undefined ? undefined : firstChild(child.pid)
  child.kill('SIGKILL')
  await ended
  while (first !== undefined && isAlive(first)) await wait(5)
  while (await isListening(port)) await wait(5)
}

const KNOWN_AS = 'ferry-faults'

function planStart({ kind, loginShell, before = [] }: HostBoardOptions, port: number): string {
  const server =
    kind === 'openssh'
      ? '/usr/sbin/sshd -D -f /mnt/sshd_config -E /mnt/log'
      : `dropbear -F -E -s -r /mnt/host -p 127.0.0.1:${port} -P /mnt/pid 2>/mnt/log`
  return [
    'mount --make-rprivate /',
    'mount --bind "$1" /mnt',
    `mount --bind /mnt/home ${quoteSh(homedir())}`,
    ...Object.entries(OWN).map(([name, path]) => `mount --bind /mnt/${name} ${path}`),
    'mount --bind /mnt/local /usr/local/bin',
    'mount -t proc proc /proc',
    ...(loginShell ? ['mount --bind /mnt/passwd /etc/passwd'] : []),
    'cd /',
    ...before,
    // The first process stays: it takes in what others leave behind.
    `${server} &`,
    'while :; do wait; sleep 1; done',
    '',
  ].join('\n')
}

function layOutOpenSsh(options: HostBoardOptions, port: number): string {
  const at = (name: string): string => join(options.folder, name)
  keygen(at('host'))
  writeFileSync(
    at('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      'HostKey /mnt/host',
      'AuthorizedKeysFile /mnt/home/.ssh/authorized_keys',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin yes',
      'MaxStartups 200',
      'PidFile /mnt/pid',
      ...(options.lines ?? []),
      '',
    ].join('\n'),
  )
  return readFileSync(at('host.pub'), 'utf8').split(' ').slice(0, 2).join(' ')
}

function layOutDropbear({ folder }: HostBoardOptions): string {
  const file = join(folder, 'host')
  execFileSync('dropbearkey', ['-t', 'ed25519', '-f', file], { stdio: 'ignore' })
  const told = execFileSync('dropbearkey', ['-y', '-f', file], { encoding: 'utf8' })
  const line = told.split('\n').find((one) => one.startsWith('ssh-ed25519')) ?? ''
  return line.split(' ').slice(0, 2).join(' ')
}

function keygen(path: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'faults', '-f', path])
}

/** proc_pid_stat(5): the state stands behind the name. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

function firstChild(pid: number): number {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return Number(text.trim().split(' ')[0])
}

/** Servers and the first process are no programs of a command. */
const SERVERS =
  /^(?:\S*\/)?(?:sshd|dropbear|sshd-session|sshd-auth)\b|^sshd: |\/board-init|dropbear/

/** Reads a /proc: pid → command line, without the first process, servers, kernel threads and what has ended. */
export function listProcesses(proc: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name) || name === '1') continue
    try {
      const line = readFileSync(`${proc}/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      const stat = readFileSync(`${proc}/${name}/stat`, 'utf8')
      const isOver = /\) [ZX] /.test(stat)
      if (line !== '' && !isOver && !SERVERS.test(line) && !/^sleep 1$/.test(line))
        found.set(Number(name), line)
    } catch {
      continue
    }
  }
  return found
}

async function whenListening(port: number, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (child.exitCode !== null) throw new Error(`the board ended with ${child.exitCode}`)
    if (await isListening(port)) return
    await wait(10)
  }
  throw new Error('the board does not listen')
}

function isListening(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      settle(true)
    })
    socket.once('error', () => settle(false))
  })
}
