import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

import { quoteSh } from '../../src/core/text/quote-sh.ts'

/** A real SSH server on loopback, with keys, configuration and known_hosts of its own. */
export interface SshServer {
  readonly destination: string
  /** `-F FILE` for the client. */
  readonly sshOptions: readonly string[]
  readonly folder: string
  readonly config: string
  readonly port: number
  readonly pid: number
  stop(): void
}

export interface SshServerOptions {
  readonly kind: 'openssh' | 'dropbear'
  /** Pretends that the account's login shell is this one (openssh only). */
  readonly loginShell?: string
  /** The account gets an empty home folder of its own, as on a board (dropbear always does). Needs root. */
  readonly ownHome?: true
  /** More lines of sshd_config. */
  readonly lines?: readonly string[]
  /** More lines of the client's configuration. */
  readonly clientLines?: readonly string[]
}

/** True where the server's programs are installed. */
export function hasSshServer(kind: SshServerOptions['kind']): boolean {
  return existsSync(program(kind))
}

function program(kind: SshServerOptions['kind']): string {
  return kind === 'openssh' ? '/usr/sbin/sshd' : '/usr/sbin/dropbear'
}

export async function startSshServer(options: SshServerOptions): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-sshd-'))
  const port = await freePort()
  const at = (name: string): string => join(folder, name)
  keygen(at('id'))
  const user = userInfo().username
  const child = options.kind === 'openssh' ? openssh(options, at, port) : dropbear(at, port)
  await whenListening(port, child)
  const hostKey =
    options.kind === 'openssh'
      ? readFileSync(at('host.pub'), 'utf8').trim()
      : (execFileSync('dropbearkey', ['-y', '-f', at('host')], { encoding: 'utf8' })
          .split('\n')
          .find((line) => line.startsWith('ssh-ed25519')) ?? '')
  writeFileSync(
    at('known_hosts'),
    `[127.0.0.1]:${port} ${hostKey.split(' ').slice(0, 2).join(' ')}\n`,
  )
  const config = at('config')
  writeFileSync(
    config,
    [
      'Host board',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${user}`,
      `  IdentityFile ${at('id')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${at('known_hosts')}`,
      '  GlobalKnownHostsFile none',
      ...(options.clientLines ?? []).map((line) => `  ${line}`),
      '',
    ].join('\n'),
  )
  return {
    destination: 'board',
    sshOptions: ['-F', config],
    folder,
    config,
    port,
    pid: child.pid ?? 0,
    stop: () => {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function openssh(
  options: SshServerOptions,
  at: (name: string) => string,
  port: number,
): ChildProcess {
  mkdirSync('/run/sshd', { recursive: true })
  keygen(at('host'))
  writeFileSync(at('authorized_keys'), readFileSync(at('id.pub')))
  const shell = options.loginShell
  writeFileSync(
    at('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized_keys')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin yes',
      'MaxStartups 200',
      `PidFile ${at('pid')}`,
      ...(shell === undefined ? [] : [`ForceCommand exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`]),
      ...(options.lines ?? []),
      '',
    ].join('\n'),
  )
  const words = ['-D', '-f', at('sshd_config'), '-E', at('log')]
  if (options.ownHome !== true) return spawn('/usr/sbin/sshd', words, { stdio: 'ignore' })
  mkdirSync(at('home'), { mode: 0o700 })
  const script = `mount --bind ${quoteSh(at('home'))} ${quoteSh(userInfo().homedir)} && exec /usr/sbin/sshd "$@"`
  return spawn('unshare', ['-m', 'sh', '-c', script, 'sh', ...words], { stdio: 'ignore' })
}

function dropbear(at: (name: string) => string, port: number): ChildProcess {
  execFileSync('dropbearkey', ['-t', 'ed25519', '-f', at('host')], { stdio: 'ignore' })
  // dropbear reads ~/.ssh/authorized_keys of the passwd entry alone: in a mount namespace of its own the home folder is ours.
  mkdirSync(at('home/.ssh'), { recursive: true, mode: 0o700 })
  writeFileSync(at('home/.ssh/authorized_keys'), readFileSync(at('id.pub')), { mode: 0o600 })
  const script = [
    `mount --bind ${quoteSh(at('home'))} ${quoteSh(userInfo().homedir)}`,
    `exec dropbear -F -E -s -r ${quoteSh(at('host'))} -p 127.0.0.1:${port} -P ${quoteSh(at('pid'))} 2>${quoteSh(at('log'))}`,
  ].join(' && ')
  return spawn('unshare', ['-m', 'sh', '-c', script], { stdio: 'ignore' })
}

function keygen(path: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path])
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  await new Promise((settle) => server.close(settle))
  return port
}

async function whenListening(port: number, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const open = await new Promise<boolean>((settle) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        settle(true)
      })
      socket.once('error', () => settle(false))
    })
    if (open) return
    await new Promise((settle) => setTimeout(settle, 25))
  }
  throw new Error('the server does not listen')
}
