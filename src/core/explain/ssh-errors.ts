import { fixBy } from './error-pattern.ts'
import type { ErrorPattern } from './error-pattern.ts'

const PROBE = fixBy('try the way to the board', 'ferry', 'probe', 'BOARD')

/** What ssh, scp, sftp, rsync and sudo say on the way to a board. Texts: OpenSSH 7.4 to 10, dropbear 2022 and later. */
export const SSH_ERRORS: readonly ErrorPattern[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    means: () => ({
      code: 'ssh/host-key-changed',
      title: 'The board’s host key is not the one that this machine remembers.',
      why: 'The board was installed anew, another board took its address, or somebody is in between.',
      fix: fixBy('if it was installed anew, forget the old key', 'ssh-keygen', '-R', 'BOARD'),
    }),
  },
  {
    pattern: /Host key verification failed/,
    means: () => ({
      code: 'ssh/host-key-unknown',
      title: 'The board’s host key was not accepted.',
      why: 'It is not in known_hosts, and nobody was there to be asked; or it has changed.',
      fix: fixBy('connect once by hand and compare the fingerprint', 'ssh', 'BOARD'),
    }),
  },
  {
    pattern: /Too many authentication failures/,
    means: () => ({
      code: 'ssh/too-many-keys',
      title: 'The agent offered more keys than the board allows.',
      why: 'The board counts each key as an attempt and hangs up before the right one.',
      fix: fixBy('offer one alone', 'ssh', '-o', 'IdentitiesOnly=yes', '-i', 'KEY', 'BOARD'),
    }),
  },
  {
    pattern: /Permission denied \((?:[\w-]+,?)+\)/,
    means: () => ({
      code: 'ssh/permission-denied',
      title: 'The board did not let you in.',
      why: 'User name, key or password is not the one that it knows. On Raspberry Pi OS there is no user pi unless one was made.',
      fix: fixBy('put your key there', 'ssh-copy-id', 'BOARD'),
    }),
  },
  {
    pattern: /Could not resolve hostname ([^:\s]+)/,
    means: ([, host = '']) => ({
      code: 'ssh/name-not-found',
      title: `Nothing answers to the name ${host}.`,
      why: host.endsWith('.local')
        ? 'Names in .local are found by mDNS, within one network alone, and some containers and VPNs do not pass it on. The address does without.'
        : 'It is neither in DNS, nor in /etc/hosts, nor an alias of ~/.ssh/config.',
      fix: fixBy('use the address', 'ferry', 'probe', 'USER@ADDRESS'),
      names: [host],
    }),
  },
  {
    pattern: /connect to (?:host|address) \S+ port \d+: Connection refused/,
    means: () => ({
      code: 'ssh/refused',
      title: 'The board is there, and no SSH server answers at that port.',
      why: 'SSH is off (Raspberry Pi OS leaves it off until it is turned on), listens at another port, or the board is still booting.',
      fix: fixBy('on the board, turn it on', 'sudo', 'systemctl', 'enable', '--now', 'ssh'),
    }),
  },
  {
    pattern:
      /connect to (?:host|address) \S+ port \d+: (?:Connection|Operation) timed out|Connection timed out during banner exchange/,
    means: () => ({
      code: 'ssh/timeout',
      title: 'The board did not answer.',
      why: 'It is off, elsewhere, asleep, or a firewall drops what is sent to it.',
      fix: PROBE,
    }),
  },
  {
    pattern:
      /connect to (?:host|address) \S+ port \d+: (?:No route to host|Network is unreachable|Host is down)/,
    means: () => ({
      code: 'ssh/unreachable',
      title: 'There is no way to that address.',
      why: 'The board is off or in another network; for addresses in fe80:: the interface must be named (%eth0).',
      fix: PROBE,
    }),
  },
  {
    pattern:
      /^Bad packet length|ssh_dispatch_run_fatal: .*: (?:message authentication code incorrect|incorrect signature)|Corrupted MAC on input/m,
    means: () => ({
      code: 'ssh/damaged-line',
      title: 'What came from the board was damaged on the way.',
      why: 'The sums of SSH do not add up: a bad cable, adapter or router changes bits, or something stands in between.',
      fix: PROBE,
    }),
  },
  {
    pattern:
      /(?:kex_exchange_identification|ssh_exchange_identification|banner exchange).*(?:Connection (?:closed|reset)|Connection to \S+ port \d+: invalid format)/,
    means: () => ({
      code: 'ssh/closed',
      title: 'The board hung up before anybody logged in.',
      why: 'Too many connections at once (MaxStartups), a ban after failed logins, or something else than an SSH server at that port.',
      fix: PROBE,
    }),
  },
  {
    pattern:
      /client_loop: send disconnect|packet_write_wait: .*Broken pipe|Connection to \S+ closed by remote host|Timeout, server \S+ not responding/,
    means: () => ({
      code: 'ssh/line-lost',
      title: 'The connection broke while it was in use.',
      why: 'The board rebooted, crashed, lost its network or power, or a firewall forgot an idle connection.',
      fix: PROBE,
    }),
  },
  {
    pattern:
      /Unable to negotiate with .*no matching (?:host key type|key exchange method|cipher|MAC)/,
    means: () => ({
      code: 'ssh/no-common-algorithm',
      title: 'The board’s SSH server is too old for this machine’s ssh.',
      why: 'It offers only algorithms that OpenSSH no longer takes by itself (ssh-rsa with SHA-1, diffie-hellman-group1).',
      fix: fixBy(
        'allow it for that board alone',
        'ssh',
        '-o',
        'HostKeyAlgorithms=+ssh-rsa',
        'BOARD',
      ),
    }),
  },
  {
    pattern: /Bad owner or permissions on|UNPROTECTED PRIVATE KEY FILE|Bad configuration option/,
    means: () => ({
      code: 'ssh/bad-config',
      title: 'ssh refuses its own files on this machine.',
      why: 'A key or a configuration that others may read or write is not used, and neither is one with unknown options.',
      fix: fixBy('take the rights away', 'chmod', '600', '~/.ssh/config', '~/.ssh/id_ed25519'),
    }),
  },
  {
    pattern:
      /sftp-server: (?:command )?not found|sftp-server: No such file|subsystem request failed on channel|scp: Connection closed/,
    means: () => ({
      code: 'ssh/no-sftp',
      title: 'The board has no SFTP server, and scp of OpenSSH 9 needs one.',
      why: 'dropbear, as on OpenWrt and Buildroot, comes without. ferry ship needs neither scp nor sftp.',
      fix: fixBy('ship it without', 'ferry', 'ship', 'FILE', '--on', 'BOARD'),
    }),
  },
  {
    pattern:
      /rsync: (?:command )?not found|rsync error: (?:remote command not found|error in rsync protocol data stream)/,
    means: () => ({
      code: 'board/no-rsync',
      title: 'rsync is missing on one side.',
      why: 'It must be installed on both machines. ferry ship needs a shell alone.',
      fix: fixBy('ship it without', 'ferry', 'ship', 'FILE', '--on', 'BOARD'),
    }),
  },
  {
    pattern: /sudo: (?:a terminal is required|no tty present|a password is required)/,
    means: () => ({
      code: 'board/sudo-password',
      title: 'sudo on the board asks for a password, and nobody can type it.',
      why: 'A command over SSH has no terminal unless it is asked for (ssh -t).',
      fix: fixBy('with a terminal', 'ssh', '-t', 'BOARD', 'sudo COMMAND'),
    }),
  },
]
