import { existsSync } from 'node:fs'

import type { Remote } from '../../ports/remote.ts'
import { attachOverSsh } from './attach-over-ssh.ts'
import { execOverSsh } from './exec-over-ssh.ts'
import { prepareConnection } from './ssh-connection.ts'
import type { OpenSshOptions, SshConnection } from './ssh-connection.ts'

/**
 * dropbear 2022.82 to 2024.85 may close a session that is just opening, without a word, when another one of the same
 * connection ends at that moment (mkj/dropbear#321): the end of an attach's leash is awaited before the next request.
 */
const SETTLE_MS = 2000

/**
 * A board over the system's ssh: the user's configuration, agent, jump hosts and known_hosts rule. Lazy: nothing is run before the
 * first request. Where connection sharing is there, the connection stays for two minutes for the next command.
 */
export function makeOpenSshRemote(options: OpenSshOptions): Remote {
  let preparing: Promise<SshConnection> | undefined
  let prepared: SshConnection | undefined
  let opened = false
  let settling: Promise<void> | undefined
  const prepare = async (): Promise<SshConnection> => {
    preparing ??= prepareConnection(options)
    prepared = await preparing
    return prepared
  }
  return {
    name: options.name ?? options.destination,
    get near() {
      return prepared?.near ?? false
    },
    exec: async (script, execOptions) => {
      const connection = await prepare()
      await atMost(settling, SETTLE_MS)
      const ended = await execOverSsh(options.processes, connection, script, execOptions)
      opened = true
      return ended
    },
    attach: async (script, attachOptions) => {
      const connection = await prepare()
      await atMost(settling, SETTLE_MS)
      // The two sessions of an attach share one connection: it must be up, and where ssh has something to ask, it asks now.
      const socket = connection.plan.controlPath
      if (connection.shared && !opened && !(socket !== undefined && existsSync(socket))) {
        await execOverSsh(options.processes, connection, ':')
        opened = true
      }
      return attachOverSsh(options.processes, connection, script, attachOptions, (ended) => {
        settling = ended
      })
    },
    // The shared connection ends by itself (ControlPersist); without sharing there is none.
    close: () => Promise.resolve(),
  }
}

/** Waits for `promise`, but not for ever. */
async function atMost(promise: Promise<void> | undefined, ms: number): Promise<void> {
  if (!promise) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((settle) => {
    timer = setTimeout(settle, ms)
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}
