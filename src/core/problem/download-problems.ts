import { EXIT, ProblemError } from './problem.ts'

/** The server of `url` was not reached at all. `reason`: what the system said (`ECONNREFUSED`, `timed out after 15 s`). */
export function noNetwork(url: string, reason: string, cause?: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'host/no-network',
      title: `cannot reach ${hostOf(url)}`,
      why: reason,
      fix: {
        text: 'check the network, or name a proxy',
        command: ['env', 'https_proxy=http://proxy.example:3128', 'ferry', 'doctor'],
      },
      exit: EXIT.host,
      details: { url },
    },
    { cause },
  )
}

/** The server answered, but not with the file. `status` is the HTTP status where there was one. */
export function downloadFailed(
  url: string,
  reason: string,
  status?: number,
  cause?: unknown,
): ProblemError {
  return new ProblemError(
    {
      code: 'host/download-failed',
      title: `cannot download ${url}`,
      why: reason,
      fix: { text: 'look at what the server says', command: ['curl', '-I', url] },
      exit: EXIT.host,
      details: { url, ...(status === undefined ? {} : { status }) },
    },
    { cause },
  )
}

/** The bytes that came are not those that were published. Hashes are lower-case hex of sha256. */
export function hashMismatch(url: string, expected: string, got: string): ProblemError {
  return new ProblemError({
    code: 'host/hash-mismatch',
    title: `what came from ${url} is not what was published`,
    why: `sha256 should be ${expected} and is ${got}: a proxy or mirror changed it, or it was just being updated`,
    fix: {
      text: 'try again; if it stays, use another mirror or proxy',
      command: ['curl', '-I', url],
    },
    exit: EXIT.host,
    details: { url, expected, got },
  })
}

/** The HTTP status that a download problem carries, or undefined. */
export function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof ProblemError)) return undefined
  const status = error.problem.details?.['status']
  return typeof status === 'number' ? status : undefined
}

/** Host and port of a URL as text; the text itself where it is none. No URL class in core. */
function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url)?.[1] ?? url
}
