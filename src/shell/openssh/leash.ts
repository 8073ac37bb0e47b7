import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'

import { planCommandFor } from '../../core/plan/login-command.ts'
import { makeFrameMarks, planLeash, planSignal } from '../../core/plan/remote-frame.ts'
import { planSshSession } from '../../core/plan/ssh-arguments.ts'
import type { Processes } from '../../ports/processes.ts'
import { execOverSsh } from './exec-over-ssh.ts'
import type { SshConnection } from './ssh-connection.ts'

export type LeashSignal = 'INT' | 'TERM' | 'HUP' | 'QUIT' | 'KILL'

/** Holds the process tree of one attached script: passes signals on, ends the tree when ferry ends. */
export interface Leash {
  /** Of the processes that it holds. */
  readonly nonce: string
  /** Settles when it holds: what is started earlier may outlive a line that breaks at once. */
  readonly ready: Promise<void>
  readonly isGone: () => boolean
  signal(signal: LeashSignal): void
  /** The script has ended by itself: let go. Settles when the leash itself is gone. */
  release(): Promise<void>
}

/**
 * A second session over the shared connection, its stdin held open by ferry: when ferry dies, by
 * whatever cause, the pipe closes, and the board ends the tree.
 */
export function holdBySession(
  connection: SshConnection,
  nonce: string,
  shell: string | undefined,
): Leash {
  const child = spawn(
    connection.program,
    planSshSession(connection.plan, planCommandFor(shell, planLeash(nonce)), { pty: false }),
    // A session of its own: Ctrl-C on the terminal is ferry's to pass on.
    { detached: true, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true },
  )
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.unref()
  const gone = whenGone(child)
  const ready = Promise.race([gone, whenSaid(child.stdout, makeFrameMarks(nonce).begin)])
  let isGone = false
  void gone.then(() => (isGone = true))
  return {
    nonce,
    ready,
    isGone: () => isGone,
    signal: (signal) => void child.stdin.write(`${signal}\n`),
    release: () => {
      child.stdin.end('done\n')
      return gone
    },
  }
}

/**
 * Without connection sharing: the board watches the server's process of the connection (planAttachFrame), and a small
 * process here ends ssh when ferry is gone. Signals take a connection of their own.
 */
export function holdByWatcher(
  processes: Processes,
  connection: SshConnection,
  nonce: string,
  sshPid: number,
): Leash {
  const watcher = spawn(process.execPath, ['-e', END_WITH_ME, String(sshPid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  })
  watcher.on('error', () => {})
  watcher.stdin.on('error', () => {})
  watcher.unref()
  const gone = whenGone(watcher)
  return {
    nonce,
    ready: Promise.resolve(),
    isGone: () => false,
    signal: (signal) => {
      execOverSsh(processes, connection, planSignal(nonce, signal)).catch(() => {})
    },
    release: () => {
      watcher.stdin.end('done')
      return gone
    },
  }
}

/**
 * A leash that was dropped while it opened (dropbear, see makeOpenSshRemote) has left a shell on the board that ends in its own time,
 * and whose end drops the next session in its turn: it gets this long.
 */
const DROPPED_MS = 500

function whenGone(child: ChildProcess): Promise<void> {
  return new Promise((settle) => {
    child.once('exit', (code) => {
      if (code === 0) settle()
      else setTimeout(settle, DROPPED_MS)
    })
    child.once('error', () => settle())
  })
}

/** What login shells print may come before it. Nothing of this keeps ferry from ending. */
function whenSaid(stream: Readable, word: string): Promise<void> {
  ;(stream as Socket).unref()
  let said = ''
  return new Promise((settle) => {
    stream.on('data', (chunk: Buffer) => {
      if (said.includes(word)) return
      said = (said + chunk.toString('latin1')).slice(-16 * 1024)
      if (said.includes(word)) settle()
    })
  })
}

/** Waits for the end of stdin; where it did not say `done`, ferry was killed, and so is ssh. */
const END_WITH_ME = `let said = ''
process.stdin.on('data', (c) => { said += c })
process.stdin.on('end', () => { if (said !== 'done') try { process.kill(Number(process.argv[1]), 'SIGKILL') } catch {} })`
