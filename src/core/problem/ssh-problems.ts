import type { Fix } from '../verdict/finding.ts'
import { EXIT, ProblemError } from './problem.ts'

/** Whom ssh was asked for, as far as it is known. */
export interface SshPeer {
  /** As the user called it. */
  readonly destination: string
  readonly hostname?: string
  readonly port?: number
  readonly user?: string
  readonly jumps?: boolean
  /** Options that stand before the destination in commands to type, `-F FILE`. */
  readonly sshOptions?: readonly string[]
}

/** What ssh printed, for the report; the last lines are kept. */
export interface SshStory {
  readonly peer: SshPeer
  readonly output?: readonly string[]
}

interface Parts {
  readonly code: string
  readonly title: string
  readonly why: string
  readonly fix: Fix
  readonly exit?: number
}

function sshProblem({ peer, output }: SshStory, parts: Parts): ProblemError {
  return new ProblemError({
    code: `ssh/${parts.code}`,
    title: parts.title,
    why: parts.why,
    fix: parts.fix,
    exit: parts.exit ?? EXIT.board,
    ...(output && output.length > 0 ? { output: output.slice(-10) } : {}),
    details: { ...peer },
  })
}

/** The destination cannot be one. */
export function badDestination(destination: string, why: string): ProblemError {
  return new ProblemError({
    code: 'ssh/bad-destination',
    title: `not an SSH destination: ${destination}`,
    why,
    fix: {
      text: 'name the board as ssh does: user@host, ssh://user@host:port or an alias of ~/.ssh/config',
    },
    exit: EXIT.usage,
    details: { destination },
  })
}

export function hostKeyChanged(story: SshStory, offending?: string): ProblemError {
  const { peer } = story
  return sshProblem(story, {
    code: 'host-key-changed',
    title: `${peer.destination} shows another host key than before`,
    why: `it was reinstalled, another board has its address, or someone stands in between${offending === undefined ? '' : `; the old key is in ${offending}`}`,
    fix: {
      text: 'if you know that the board was reinstalled or replaced, forget the old key',
      command: ['ssh-keygen', '-R', keyName(peer)],
    },
  })
}

export function hostKeyUnknown(story: SshStory): ProblemError {
  return sshProblem(story, {
    code: 'host-key-unknown',
    title: `the host key of ${story.peer.destination} is not known yet`,
    why: 'ssh asks whether to trust a key that it sees for the first time, and there is no terminal here to ask on, or the answer was no',
    fix: { text: 'log in once by hand and compare the fingerprint', command: byHand(story.peer) },
  })
}

/** `methods`: what the server would have taken, e.g. `publickey,password`. */
export function permissionDenied(
  story: SshStory,
  methods?: string,
  keyIsOpen = false,
): ProblemError {
  const { peer } = story
  const user = peer.user === undefined ? '' : ` as ${peer.user}`
  const taken = methods === undefined ? '' : ` (it takes ${methods.replaceAll(',', ', ')})`
  return sshProblem(story, {
    code: 'permission-denied',
    title: `${peer.destination} refused the log-in${user}`,
    why: keyIsOpen
      ? 'ssh did not use your key, because other users can read its file'
      : `no key of yours is known there, or that user does not exist${taken}`,
    fix: keyIsOpen
      ? { text: 'keep the key to yourself', command: ['chmod', '600', '~/.ssh/id_ed25519'] }
      : {
          text: 'check the user name, then put your key there',
          command: [
            'ssh-copy-id',
            ...(peer.port && peer.port !== 22 ? ['-p', String(peer.port)] : []),
            login(peer),
          ],
        },
  })
}

export function tooManyKeys(story: SshStory): ProblemError {
  return sshProblem(story, {
    code: 'too-many-keys',
    title: `${story.peer.destination} gave up before the right key came`,
    why: 'the agent offers its keys one after the other, and the server allows a few attempts (MaxAuthTries)',
    fix: {
      text: 'name the key in ~/.ssh/config: IdentityFile and IdentitiesOnly yes',
      command: ['ssh-add', '-l'],
    },
  })
}

export function nameNotFound(story: SshStory): ProblemError {
  const host = story.peer.hostname ?? story.peer.destination
  // ssh takes a port in `ssh://` alone: the URI of ssh(1); `host:port` is one name to it.
  if (/^[^:]+:\d{1,5}$/.test(host)) {
    return sshProblem(story, {
      code: 'name-not-found',
      title: `no host is called ${host}`,
      why: 'ssh takes what follows the colon as a part of the name, not as a port',
      fix: {
        text: 'with a port, the destination begins with ssh://',
        command: ['ferry', 'probe', `ssh://${story.peer.destination}`],
      },
    })
  }
  return sshProblem(story, {
    code: 'name-not-found',
    title: `no host is called ${host}`,
    why: host.endsWith('.local')
      ? 'names in .local are answered by the board itself (mDNS): it is off, in another network, or this machine does not ask'
      : 'neither ~/.ssh/config nor the name server knows it',
    fix: { text: 'check the name, or use the address', command: ['getent', 'hosts', host] },
  })
}

export function sshTimeout(story: SshStory): ProblemError {
  return sshProblem(story, {
    code: 'timeout',
    title: `${story.peer.destination} does not answer`,
    why: 'nothing came back in time: the board is off, still starting, in another network, or a firewall swallows the packets',
    fix: {
      text: 'see whether it is there at all',
      command: ['ping', '-c', '3', story.peer.hostname ?? story.peer.destination],
    },
  })
}

export function sshRefused(story: SshStory): ProblemError {
  const port = story.peer.port ?? 22
  return sshProblem(story, {
    code: 'refused',
    title: `${story.peer.destination} is there, but nothing listens on port ${port}`,
    why: 'the board has no SSH server running, or it listens on another port',
    fix: {
      text: 'start the server on the board (Raspberry Pi OS: an empty file named ssh on the boot partition), or name its port',
      command: ['ferry', 'probe', `ssh://${login(story.peer)}:2222`],
    },
  })
}

export function sshUnreachable(story: SshStory): ProblemError {
  return sshProblem(story, {
    code: 'unreachable',
    title: `there is no way to ${story.peer.hostname ?? story.peer.destination}`,
    why: 'the network says that the address cannot be reached: the board is off or in another network',
    fix: {
      text: 'check cable, Wi-Fi and address',
      command: ['ping', '-c', '3', story.peer.hostname ?? story.peer.destination],
    },
  })
}

export function noSshClient(program: string): ProblemError {
  return new ProblemError({
    code: 'ssh/no-client',
    title: `there is no ${program} on this machine`,
    why: 'ferry reaches boards through the OpenSSH client of the system',
    fix: {
      text: 'install it (Debian: openssh-client; Windows: Settings, Optional features)',
      command: ['sudo', 'apt-get', 'install', 'openssh-client'],
    },
    exit: EXIT.host,
    details: { program },
  })
}

/** The connection was up and broke before the script's end was told. */
export function lineLost(story: SshStory, during: string): ProblemError {
  return sshProblem(story, {
    code: 'line-lost',
    title: `the connection to ${story.peer.destination} broke while ${during}`,
    why: 'the network or the board went away, so how it ended is not known; what ran there through ferry is ended by the board',
    fix: {
      text: 'see whether the board is back, then run the command again',
      command: ['ferry', 'probe', story.peer.destination],
    },
  })
}

/** The line is there, and what ran on the board was killed there. `during` as in lineLost. */
export function commandKilled(story: SshStory, during: string): ProblemError {
  const { peer } = story
  return sshProblem(story, {
    code: 'killed',
    title: `${peer.destination} killed it while ${during}`,
    why: 'the connection is still there, but the shell at its other end is not: most often the kernel takes it when memory runs out',
    fix: {
      text: 'see what the kernel says about it, then run the command again',
      command: [...byHand(peer), 'dmesg', '|', 'tail'],
    },
  })
}

/** What arrived is not what was sent: SSH's own sums say so, before the log-in was over. */
export function damagedLine(story: SshStory): ProblemError {
  const { peer } = story
  return sshProblem(story, {
    code: 'damaged-line',
    title: `what came from ${peer.destination} was damaged on the way`,
    why: 'the sums of SSH do not add up: a bad cable, adapter or router changes bits, something stands in between, or what listens there is no SSH server',
    fix: {
      text: 'try again, and see what ssh says in full',
      command: ['ssh', '-v', ...byHand(peer).slice(1)],
    },
  })
}

/** The server closed the connection before anyone logged in. */
export function sshClosed(story: SshStory): ProblemError {
  return sshProblem(story, {
    code: 'closed',
    title: `${story.peer.destination} closed the connection before the log-in`,
    why: story.peer.jumps
      ? 'the way leads through another host (ProxyJump or ProxyCommand), and that one did not get through'
      : 'the server is starting, is full (MaxStartups), bans this address for a while, or is not SSH at all',
    fix: {
      text: 'see what ssh says in full',
      command: ['ssh', '-v', ...byHand(story.peer).slice(1)],
    },
  })
}

/** Client and server have no algorithm in common. `offer`: what the server has. */
export function noCommonAlgorithm(story: SshStory, what: string, offer: string): ProblemError {
  const keyword = what.includes('host key')
    ? 'HostKeyAlgorithms'
    : what.includes('key exchange')
      ? 'KexAlgorithms'
      : what.includes('cipher')
        ? 'Ciphers'
        : 'MACs'
  return sshProblem(story, {
    code: 'no-common-algorithm',
    title: `${story.peer.destination} speaks only ${what}s that this ssh no longer takes`,
    why: `the server is old and offers ${offer}`,
    fix: {
      text: `allow it for this board alone, in its part of ~/.ssh/config: ${keyword} +${offer.split(',')[0] ?? ''}`,
    },
  })
}

/** ssh does not like the user's configuration or its file modes. */
export function badSshConfig(story: SshStory, line: string): ProblemError {
  return sshProblem(story, {
    code: 'bad-config',
    title: 'ssh cannot use its configuration',
    why: line,
    fix: { text: 'mend that file', command: ['ssh', '-G', story.peer.destination] },
    exit: EXIT.host,
  })
}

/** Logged in, but the account's shell did not run a command. */
export function noShell(story: SshStory, status: number | undefined): ProblemError {
  return sshProblem(story, {
    code: 'no-shell',
    title: `${story.peer.destination} runs no commands for this user`,
    why: `the log-in worked, but its shell ran no sh${status === undefined ? '' : ` (status ${status})`}: the account has no shell, a forced command, or there is no sh`,
    fix: {
      text: 'see what the board answers',
      command: [...byHand(story.peer), 'sh', '-c', 'true'],
    },
  })
}

/** ssh failed in a way that ferry does not know. */
export function sshFailed(story: SshStory, status: string): ProblemError {
  return sshProblem(story, {
    code: 'failed',
    title: `ssh to ${story.peer.destination} failed`,
    why: `ssh ended with ${status} and words that ferry does not know`,
    fix: {
      text: 'see what ssh says in full',
      command: ['ssh', '-v', ...byHand(story.peer).slice(1)],
    },
  })
}

function login(peer: SshPeer): string {
  const plain = peer.destination.replace(/^ssh:\/\//, '').replace(/:\d+$/, '')
  return peer.destination.startsWith('ssh://') ? plain : peer.destination
}

function byHand(peer: SshPeer): readonly string[] {
  return ['ssh', ...(peer.sshOptions ?? []), peer.destination]
}

/** The name under which known_hosts has a key: `[host]:port` for other ports (sshd(8)). */
function keyName(peer: SshPeer): string {
  const host = peer.hostname ?? login(peer).replace(/^.*@/, '')
  return peer.port === undefined || peer.port === 22 ? host : `[${host}]:${peer.port}`
}
