import type { SshSettings } from '../read/ssh-settings.ts'

export interface SshPlan {
  readonly destination: string
  /** Options of the caller, `-F FILE` for a virtual board. */
  readonly sshOptions: readonly string[]
  /** The user's own configuration, where it is known already. */
  readonly settings?: SshSettings
  /** Socket of ferry's own connection sharing; missing: none. */
  readonly controlPath?: string
  readonly interactive: boolean
}

/** Seconds that a shared connection stays after its last session: a pause for thought between two commands. */
const PERSIST_SECONDS = 120

/** ssh's options that every session has (ssh_config(5)), before the destination. The user's own settings stay where they are set. */
export function planSshOptions(plan: SshPlan): readonly string[] {
  const { settings } = plan
  return [
    ...plan.sshOptions,
    ...option('BatchMode', plan.interactive ? undefined : 'yes'),
    ...option('ConnectTimeout', settings?.connectTimeout === undefined ? '10' : undefined),
    // A dead line is noticed after some 20 s, as a person would notice it.
    ...(settings && settings.aliveInterval > 0
      ? []
      : [...option('ServerAliveInterval', '5'), ...option('ServerAliveCountMax', '4')]),
    ...(plan.controlPath === undefined
      ? []
      : [
          ...option('ControlMaster', 'auto'),
          ...option('ControlPath', plan.controlPath.replaceAll('%', '%%')),
          ...option('ControlPersist', String(PERSIST_SECONDS)),
        ]),
    // ssh's last words ("Connection closed by …") are INFO (logdie of log.c). A banner of the server comes with it, and is kept from the
    // terminal by the marks around a script.
    ...option('LogLevel', 'INFO'),
    // What a user's configuration may say for log-ins by hand, and what is wrong for a command.
    ...option('ClearAllForwardings', 'yes'),
    ...option('RemoteCommand', 'none'),
  ]
}

/** The whole argument vector of one session. `--` keeps a destination from being an option. */
export function planSshSession(
  plan: SshPlan,
  command: string,
  session: { pty: boolean },
): string[] {
  return [
    ...planSshOptions(plan),
    ...(session.pty ? ['-tt', '-e', 'none'] : ['-T']),
    '--',
    plan.destination,
    command,
  ]
}

/** Says what the user's configuration makes of a destination; nothing is connected. */
export function planSshQuestion(plan: Pick<SshPlan, 'destination' | 'sshOptions'>): string[] {
  return [...plan.sshOptions, '-G', '--', plan.destination]
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : ['-o', `${name}=${value}`]
}

/**
 * Why a text cannot be an SSH destination, or undefined. OpenSSH itself refuses most of these (valid_hostname and
 * valid_ruser in ssh.c); here they are refused before anything is run.
 */
export function whyBadDestination(text: string): string | undefined {
  if (text === '') return 'it is empty'
  if (text.startsWith('-')) return 'it starts with a dash, so ssh would read it as an option'
  // oxlint-disable-next-line no-control-regex -- finding controls is the purpose
  if (/[\u0000-\u0020\u007f-\u009f]/.test(text)) return 'it holds blanks or control characters'
  if (/['"`$\\;&<>|(){}]/.test(text)) return 'it holds characters that no host or user name has'
  if (text.length > 512) return 'it is longer than any name'
  const host = text.replace(/^ssh:\/\//, '').replace(/^.*@/, '')
  if (host === '' || host.startsWith('-')) return 'its host name is empty or starts with a dash'
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !text.startsWith('ssh://')) {
    return 'ssh:// is the only scheme that a board is reached by'
  }
  return undefined
}
