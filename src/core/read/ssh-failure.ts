import type { ProblemError } from '../problem/problem.ts'
import * as problems from '../problem/ssh-problems.ts'
import type { SshPeer, SshStory } from '../problem/ssh-problems.ts'

/** How a session of ssh failed. */
export interface SshFailure {
  readonly peer: SshPeer
  /** ssh's stderr (bytes decoded). */
  readonly text: string
  /** ssh's exit status; undefined where a signal ended it. */
  readonly status: number | undefined
  /** True where the script is known to have begun: then it was the line, not the log-in. */
  readonly begun: boolean
  /** What was going on, for `line-lost`: `the program ran`. */
  readonly during: string
}

/**
 * What ssh printed and how it ended → the problem. Wordings are those of OpenSSH 7.4 to 10
 * (sshconnect.c, clientloop.c, readconf.c, packet.c) and of the C library's strerror. Never throws.
 */
export function readSshFailure(failure: SshFailure): ProblemError {
  const { peer, during, begun, status } = failure
  const text = failure.text.slice(-64 * 1024)
  const story: SshStory = { peer, output: lastLines(text) }
  if (begun || AFTER_LOGIN.test(text)) return problems.lineLost(story, during)
  // Any other status than 255 is the far side's: ssh itself got through.
  if (status !== undefined && status !== 255) {
    return status === 97 ? problems.lineLost(story, during) : problems.noShell(story, status)
  }
  for (const [pattern, make] of WORDS) {
    const match = pattern.exec(text)
    if (match) return make(story, match, text)
  }
  return problems.sshFailed(story, status === undefined ? 'a signal' : `status ${status}`)
}

/** What ssh says of a connection that broke after the log-in alone (clientloop.c, mux.c), also where nothing of the script was heard. */
const AFTER_LOGIN =
  /^(?:connection to .{1,300} closed by remote host|read from remote host .{1,300}: |client_loop: |timeout, server .{1,300} not responding|mux_client_request_session: |failed to connect to new control master)/im

type Make = (story: SshStory, match: RegExpExecArray, text: string) => ProblemError

/** The first that matches tells; what causes others stands before them. */
const WORDS: readonly (readonly [RegExp, Make])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .{1,300} has changed/i, changed],
  [
    /host key verification failed|host key is known for|host key is not cached/i,
    (story) => problems.hostKeyUnknown(story),
  ],
  [/too many authentication failures/i, (story) => problems.tooManyKeys(story)],
  [/permission denied(?: \(([a-z0-9@.,-]{1,200})\))?/i, denied],
  [
    /no supported authentication methods|no more authentication methods/i,
    (story) => problems.permissionDenied(story),
  ],
  [
    /could not resolve hostname|name or service not known|nodename nor servname/i,
    (story) => problems.nameNotFound(story),
  ],
  [
    /^(?:bad packet length|ssh_dispatch_run_fatal: .{1,200}: (?:message authentication code incorrect|incorrect signature|incomplete message|invalid format|unexpected internal error)|.{1,100}banner line contains invalid characters|corrupted mac on input|padding error)/im,
    (story) => problems.damagedLine(story),
  ],
  [/connection refused/i, (story) => problems.sshRefused(story)],
  [/timed out|connection timeout/i, (story) => problems.sshTimeout(story)],
  [
    /no route to host|network is unreachable|host is down|network is down/i,
    (story) => problems.sshUnreachable(story),
  ],
  [
    /no matching (host key type|key exchange method|cipher|mac) found\. their offer: (\S{1,300})/i,
    (story, match) => problems.noCommonAlgorithm(story, match[1] ?? '', match[2] ?? ''),
  ],
  [
    /^.*(?:bad configuration option|terminating, \d+ bad configuration|bad owner or permissions on|can't open user config file|unsupported option|keyword .{1,200} extra arguments).*$/im,
    (story, match) => problems.badSshConfig(story, match[0].trim().slice(0, 300)),
  ],
  [
    /connection (?:closed|reset)|closed by remote host|broken pipe|invalid ssh identification|kex_exchange_identification/i,
    (story) => problems.sshClosed(story),
  ],
]

function changed(story: SshStory, _match: RegExpExecArray, text: string): ProblemError {
  const place = /^Offending .{1,100} key in (\S.{0,300})$/m.exec(text)?.[1]?.trim()
  return problems.hostKeyChanged(story, place)
}

function denied(story: SshStory, match: RegExpExecArray, text: string): ProblemError {
  return problems.permissionDenied(story, match[1], text.includes('UNPROTECTED PRIVATE KEY'))
}

function lastLines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd().slice(0, 400))
    .filter((line) => line !== '' && !/^ferry:[0-9a-f]{24}:/.test(line))
    .slice(-10)
}
