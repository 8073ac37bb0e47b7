/** What `ssh -G` says about a destination: the user's own configuration, applied. */
export interface SshSettings {
  readonly hostname: string
  readonly port: number
  readonly user: string
  /** The user's own connection sharing: `no` where it is not set up. */
  readonly sharing: 'no' | 'own'
  readonly jumps: boolean
  readonly connectTimeout?: number
  readonly aliveInterval: number
  readonly identityFiles: readonly string[]
}

/** Reads the answer of `ssh -G` (ssh(1)): lower-case keyword, blank, value, one a line. */
export function readSshSettings(text: string): SshSettings {
  const values = new Map<string, string>()
  const identityFiles: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', value = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
    if (key === 'identityfile') identityFiles.push(value)
    else if (key !== '' && !values.has(key)) values.set(key, value)
  }
  const path = values.get('controlpath')
  const master = values.get('controlmaster') ?? 'false'
  const timeout = Number(values.get('connecttimeout'))
  const jump = values.get('proxyjump') ?? values.get('proxycommand') ?? 'none'
  return {
    hostname: values.get('hostname') ?? '',
    port: Number(values.get('port')) || 22,
    user: values.get('user') ?? '',
    sharing:
      (path !== undefined && path !== 'none') || (master !== 'false' && master !== 'no')
        ? 'own'
        : 'no',
    jumps: jump !== 'none' && jump !== '',
    ...(timeout > 0 ? { connectTimeout: timeout } : {}),
    aliveInterval: Number(values.get('serveraliveinterval')) || 0,
    identityFiles,
  }
}

/** True where the name is this machine's own loopback (RFC 6890: 127.0.0.0/8, ::1). */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(hostname)
}
