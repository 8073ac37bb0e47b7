import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'

import type { SshPlan } from '../../core/plan/ssh-arguments.ts'
import { planSshQuestion, whyBadDestination } from '../../core/plan/ssh-arguments.ts'
import { recordedBoard } from '../../core/problem/board-problems.ts'
import { badDestination, badSshConfig, noSshClient } from '../../core/problem/ssh-problems.ts'
import type { SshPeer } from '../../core/problem/ssh-problems.ts'
import { isLoopback, readSshSettings } from '../../core/read/ssh-settings.ts'
import { readSshFailure } from '../../core/read/ssh-failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Processes } from '../../ports/processes.ts'
import type { Host } from '../../ports/world.ts'
import { makeRuntimeFolder } from '../host.ts'

export interface OpenSshOptions {
  readonly processes: Processes
  readonly clock: Clock
  readonly host: Host
  /** `user@host`, `ssh://user@host:port`, or an alias of the user's configuration. */
  readonly destination: string
  /** More options, e.g. `['-F', file]` of a virtual board. */
  readonly sshOptions?: readonly string[]
  /** What the board is called in messages; default: the destination. */
  readonly name?: string
  /** Default `ssh`. */
  readonly program?: string
}

/** Everything that is the same for all sessions of one board. */
export interface SshConnection {
  readonly program: string
  readonly plan: SshPlan
  readonly peer: SshPeer
  /** Sessions share one connection, ferry's or the user's own. */
  readonly shared: boolean
  readonly near: boolean
}

/** sun_path holds 107 bytes on Linux, 103 on macOS; ssh adds a dot and 16 letters while it makes the socket. */
const LONGEST_SOCKET = 103 - 17

/**
 * Asks ssh what the user's configuration makes of the destination (`ssh -G`, no connection) and decides how sessions are made.
 * Throws `ssh/bad-destination`, `ssh/no-client`, `ssh/bad-config`.
 */
export async function prepareConnection(options: OpenSshOptions): Promise<SshConnection> {
  const { destination, host, processes } = options
  const name = options.name ?? destination
  const sshOptions = options.sshOptions ?? []
  const program = options.program ?? 'ssh'
  if (destination.startsWith('facts:')) throw recordedBoard(destination)
  const bad = whyBadDestination(destination)
  if (bad !== undefined) throw badDestination(destination, bad)

  const asked = await processes.run(
    { file: program, args: planSshQuestion({ destination, sshOptions }) },
    { timeoutMs: 10_000, maxBytes: 1024 * 1024 },
  )
  if (asked.ending.kind === 'not-started') throw noSshClient(program)
  const stderr = Buffer.from(asked.stderr).toString()
  const asPeer = { destination: name, sshOptions }
  if (asked.ending.kind !== 'exit' || asked.ending.code !== 0) {
    const failure = readSshFailure({
      peer: asPeer,
      text: stderr,
      status: 255,
      begun: false,
      during: 'asking ssh',
    })
    throw failure.problem.code === 'ssh/failed'
      ? badSshConfig({ peer: asPeer }, stderr.trim().slice(0, 300))
      : failure
  }
  const settings = readSshSettings(Buffer.from(asked.stdout).toString())
  const controlPath =
    settings.sharing === 'own' || !mayShare(host) ? undefined : socketPath(options, settings.user)
  return {
    program,
    plan: {
      destination,
      sshOptions,
      settings,
      interactive: host.stdinIsTerminal,
      ...(controlPath === undefined ? {} : { controlPath }),
    },
    peer: {
      destination: name,
      hostname: settings.hostname,
      port: settings.port,
      user: settings.user,
      jumps: settings.jumps,
      sshOptions,
    },
    shared: controlPath !== undefined || (settings.sharing === 'own' && mayShare(host)),
    near: isLoopback(settings.hostname) && !settings.jumps,
  }
}

/** OpenSSH for Windows has no connection sharing (Win32-OpenSSH#405). FERRY_SSH_SHARING=0 switches it off. */
function mayShare(host: Host): boolean {
  return host.platform !== 'win32' && host.env['FERRY_SSH_SHARING'] !== '0'
}

/** A socket of one user, one destination and one set of options; undefined where its path would be too long or its folder is not ours alone. */
function socketPath(options: OpenSshOptions, user: string): string | undefined {
  const { host, destination, sshOptions = [] } = options
  const key = JSON.stringify([destination, user, sshOptions, host.env['SSH_AUTH_SOCK'] ?? ''])
  const path = join(
    host.runtime,
    `ssh-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`,
  )
  if (Buffer.byteLength(path) > LONGEST_SOCKET) return undefined
  makeRuntimeFolder(host)
  const folder = lstatSync(host.runtime)
  const ours = folder.isDirectory() && folder.uid === host.uid && (folder.mode & 0o077) === 0
  return ours ? path : undefined
}
