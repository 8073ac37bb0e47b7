import { existsSync } from 'node:fs'

import { ProblemError } from '../../core/problem/problem.ts'
import { lineLost } from '../../core/problem/ssh-problems.ts'
import type { Ended, Ending } from '../../ports/processes.ts'
import type { AttachOptions, ExecOptions, Remote } from '../../ports/remote.ts'
import { attachInSession, hasNoStdin, isForSession } from './attach-in-session.ts'
import { atMost } from './at-most.ts'
import { attachOverSsh } from './attach-over-ssh.ts'
import { holdShell } from './held-shell.ts'
import { execOverSsh, makeNonce } from './exec-over-ssh.ts'
import { holdBySession } from './leash.ts'
import type { Leash } from './leash.ts'
import { canBeginSession, makeShellSession, SessionGone } from './shell-session.ts'
import type { ShellSession } from './shell-session.ts'
import { prepareConnection } from './ssh-connection.ts'
import type { OpenSshOptions, SshConnection } from './ssh-connection.ts'

/**
 * dropbear 2022.82 to 2024.85 may close a session that is just opening, without a word, when another one of the same
 * connection ends at that moment (mkj/dropbear#321): the end of an attach's leash is awaited before the next request.
 */
const SETTLE_MS = 2000

const UNREACHED: ReadonlySet<string> = new Set(['ssh/closed', 'ssh/refused', 'ssh/timeout'])

/** Both sessions of an attach are open after this time. */
const AFTER_OPENING_MS = 3000

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
  /** Somebody has logged in already. */
  const isOpen = ({ plan }: SshConnection): boolean =>
    opened || (plan.controlPath !== undefined && existsSync(plan.controlPath))
  /** ssh can have nothing to ask, and Windows has no process groups. */
  const mayDetach = (connection: SshConnection): boolean =>
    process.platform !== 'win32' &&
    (!connection.plan.interactive || (connection.shared && isOpen(connection)))
  let session: ShellSession | undefined
  let shell: string | undefined
  /** Where this board has answered before and nobody does any more, the line broke: then that is what is told. */
  const anew = async <value>(
    { peer, shared }: SshConnection,
    work: () => Promise<value>,
  ): Promise<value> => {
    if (!shared || !opened) return work()
    try {
      return await work()
    } catch (error) {
      const code = error instanceof ProblemError ? error.problem.code : ''
      throw UNREACHED.has(code) ? lineLost({ peer }, 'a command was started') : error
    }
  }
  /** By the session that waits for a script, else by one that waits for more, else by one of its own. */
  const ask = async (
    connection: SshConnection,
    script: string,
    execOptions: ExecOptions = {},
  ): Promise<Ended> => {
    if (session?.idle()) {
      try {
        return await session.run(script, execOptions)
      } catch (error) {
        if (!(error instanceof SessionGone)) throw error
        return await askAnew(connection, script, execOptions)
      }
    }
    return askAnew(connection, script, execOptions)
  }
  const askAnew = async (
    connection: SshConnection,
    script: string,
    execOptions: ExecOptions,
  ): Promise<Ended> => {
    const busy = session !== undefined && !session.over()
    const goesOn = execOptions.stdin === undefined || execOptions.isCounted !== undefined
    if (!busy && goesOn && canBeginSession(script)) {
      try {
        session = makeShellSession(options.processes, connection, {
          shell,
          detached: mayDetach(connection),
        })
        return await session.run(script, execOptions)
      } catch (error) {
        if (!(error instanceof SessionGone)) throw error
        // The login shell is another one by now.
        shell = undefined
        session = makeShellSession(options.processes, connection, { detached: false })
        return session.run(script, execOptions)
      }
    }
    return execOverSsh(options.processes, connection, script, execOptions)
  }
  const isWaiting = ({ shared }: SshConnection): boolean =>
    shared && session?.detached === true && session.idle()
  const sessionFor =
    (connection: SshConnection) =>
    (frame: string): ShellSession => {
      if (session?.detached === true && session.idle()) return session
      const busy = session !== undefined && !session.over() && !session.idle()
      if (busy || !canBeginSession(frame, shell)) throw new SessionGone()
      session?.end()
      session = makeShellSession(options.processes, connection, { shell, detached: true })
      return session
    }
  const attachAnew = async (
    connection: SshConnection,
    script: string,
    attachOptions: AttachOptions,
    waiting?: Leash,
  ): Promise<Ending> => {
    // The two sessions of an attach share one connection: it must be up, and where ssh has something to ask, it asks now.
    if (connection.shared && !isOpen(connection)) {
      await execOverSsh(options.processes, connection, ':')
      opened = true
    }
    // The program may run for days: what waits for scripts beside it ends, but not while the other two open (SETTLE_MS).
    const idle = session
    const timer = setTimeout(() => idle?.end(), AFTER_OPENING_MS)
    timer.unref()
    const ways = { settling: settle, waiting }
    return attachOverSsh(options.processes, connection, script, attachOptions, ways)
  }
  let leash: Leash | undefined
  const takeLeash = (): Leash | undefined => {
    const taken = leash?.isGone() === true ? undefined : leash
    leash = undefined
    return taken
  }
  const settle = (ended: Promise<void>): void => {
    settling = ended
  }
  const attach = async (
    connection: SshConnection,
    script: string,
    attachOptions: AttachOptions,
  ): Promise<Ending> => {
    let waiting = takeLeash()
    const none = hasNoStdin(attachOptions)
    if (isForSession(attachOptions) && (none ? mayDetach(connection) : isWaiting(connection))) {
      if (!none) waiting ??= holdBySession(connection, makeNonce(), attachOptions.shell)
      try {
        const leashed = none ? undefined : waiting
        const ways = { session: sessionFor(connection), leash: leashed, settling: settle }
        return await attachInSession(ways, script, attachOptions)
      } catch (error) {
        if (!(error instanceof SessionGone)) throw error
        if (none) void waiting?.release()
        return attachAnew(connection, script, attachOptions)
      }
    }
    return attachAnew(connection, script, attachOptions, waiting)
  }
  /** A request that comes meanwhile waits: two log-ins at once would make two connections. */
  let getting: Promise<void> | undefined
  const logIn = async (): Promise<void> => {
    const connection = await prepare()
    if (isOpen(connection)) return
    await ask(connection, ':')
    opened = true
  }
  return {
    name: options.name ?? options.destination,
    get near() {
      return prepared?.near ?? false
    },
    prepare: (known) => {
      shell ??= known
      getting ??= logIn().catch(() => {})
      return getting
    },
    exec: async (script, execOptions) => {
      const connection = await prepare()
      await getting
      await atMost(settling, SETTLE_MS)
      const ended = await anew(connection, () => ask(connection, script, execOptions))
      opened = true
      return ended
    },
    attach: async (script, attachOptions) => {
      const connection = await prepare()
      shell ??= attachOptions.shell
      await getting
      await atMost(settling, SETTLE_MS)
      return anew(connection, () => attach(connection, script, attachOptions))
    },
    hold: async () => {
      const connection = await prepare()
      await getting
      await atMost(settling, SETTLE_MS)
      if (!connection.shared) return undefined
      await logIn()
      return holdShell(options.processes, connection)
    },
    expectAttach: (streams) => {
      const connection = prepared
      const needsNone = isForSession(streams) && hasNoStdin(streams)
      if (needsNone && session?.detached !== false) return
      if (connection?.shared && isOpen(connection) && leash?.isGone() !== false) {
        leash = holdBySession(connection, makeNonce(), shell)
      }
    },
    // The shared connection ends by itself (ControlPersist); without sharing there is none.
    close: () => {
      // Not waited for: it keeps nobody from ending, and a ferry that ends while it waits has no exit code.
      void takeLeash()?.release()
      return Promise.resolve()
    },
  }
}
