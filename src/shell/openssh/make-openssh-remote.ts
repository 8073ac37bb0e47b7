import { existsSync } from 'node:fs'

import type { Remote } from '../../ports/remote.ts'
import { attachOverSsh } from './attach-over-ssh.ts'
import { execOverSsh } from './exec-over-ssh.ts'
import { prepareConnection } from './ssh-connection.ts'
import type { OpenSshOptions, SshConnection } from './ssh-connection.ts'

/**
 * A board over the system's ssh: the user's configuration, agent, jump hosts and known_hosts rule. Lazy: nothing is run before the
 * first request. Where connection sharing is there, the connection stays for two minutes for the next command.
 */
export function makeOpenSshRemote(options: OpenSshOptions): Remote {
  let preparing: Promise<SshConnection> | undefined
  let prepared: SshConnection | undefined
  let opened = false
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
      const ended = await execOverSsh(options.processes, connection, script, execOptions)
      opened = true
      return ended
    },
    attach: async (script, attachOptions) => {
      const connection = await prepare()
      // The two sessions of an attach share one connection: it must be up, and where ssh has something to ask, it asks now.
      const socket = connection.plan.controlPath
      if (connection.shared && !opened && !(socket !== undefined && existsSync(socket))) {
        await execOverSsh(options.processes, connection, ':')
        opened = true
      }
      return attachOverSsh(options.processes, connection, script, attachOptions)
    },
    // The shared connection ends by itself (ControlPersist); without sharing there is none.
    close: () => Promise.resolve(),
  }
}
