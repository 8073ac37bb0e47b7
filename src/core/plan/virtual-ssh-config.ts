/** What ssh must know of one board. Paths of the host. */
export interface VirtualSshFacts {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user: string
  readonly identityFile: string
  readonly knownHostsFile: string
}

/** The ssh_config(5) of one board: nothing of the user's own keys, hosts or agent is used or touched. */
export function formatSshConfig(facts: VirtualSshFacts): string {
  const { name } = facts
  return [
    `Host ${name} virtual:${name}`,
    `  HostName ${facts.address}`,
    `  Port ${facts.port}`,
    `  User ${facts.user}`,
    `  HostKeyAlias ${aliasOf(name)}`,
    `  IdentityFile ${quote(facts.identityFile)}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${quote(facts.knownHostsFile)}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  UpdateHostKeys no',
    '  PreferredAuthentications publickey',
    '  PasswordAuthentication no',
    '  ForwardAgent no',
    '',
  ].join('\n')
}

/** The line of known_hosts. `hostKey`: `ssh-ed25519 AAAA…`. */
export function formatKnownHost(name: string, hostKey: string): string {
  return `${aliasOf(name)} ${hostKey}\n`
}

function aliasOf(name: string): string {
  return `ferry-virtual-${name}`
}

/** ssh_config has no escape for a quote inside quotes; `%` begins a token. */
function quote(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`
}
