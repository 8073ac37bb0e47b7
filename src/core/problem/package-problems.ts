import { EXIT, ProblemError } from './problem.ts'

/** No mirror of the distribution is known. `looked`: where its name was looked for. */
export function noMirror(origin: string, looked: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'host/no-mirror',
    title: `no mirror of ${origin} is known`,
    why: `none is named in ${looked.join(', ')}`,
    fix: {
      text: 'name one',
      command: ['env', 'FERRY_DEBIAN_MIRROR=http://mirror.example/debian', 'ferry', 'doctor'],
    },
    exit: EXIT.host,
  })
}

/** No mirror has the suite. `tried`: each mirror with what it said. */
export function noSuite(suite: string, tried: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'host/no-suite',
    title: `no mirror has the release ${suite}`,
    why: tried.join('; '),
    fix: {
      text: 'old releases move to an archive: name a mirror that keeps it',
      command: ['env', 'FERRY_DEBIAN_MIRROR=http://archive.example/debian', 'ferry', 'doctor'],
    },
    exit: EXIT.host,
    details: { suite, tried },
  })
}

/** The suite has no packages of the architecture. */
export function noArchitecture(
  suite: string,
  architecture: string,
  has: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'host/no-architecture',
    title: `the release ${suite} has no packages for ${architecture}`,
    why: `it has ${has.join(', ')}`,
    fix: { text: 'choose another release for this board, with release = "…" in ferry.toml' },
    exit: EXIT.host,
    details: { suite, architecture },
  })
}

/** The suite does not have packages of these names. */
export function noPackage(
  names: readonly string[],
  suite: string,
  architecture: string,
  nearest?: string,
): ProblemError {
  return new ProblemError({
    code: 'host/no-package',
    title: `${suite} has no ${names.length === 1 ? 'package' : 'packages'} ${names.join(', ')} for ${architecture}`,
    ...(nearest === undefined ? {} : { why: `the nearest name that exists is ${nearest}` }),
    exit: EXIT.host,
    details: { names, suite, architecture },
  })
}

/** The Release file's signature is not of a key that the host trusts. */
export function badSignature(
  url: string,
  said: readonly string[],
  keyrings: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'host/bad-signature',
    title: `${url} is not signed by a key that is trusted here`,
    why: `keyrings: ${keyrings.join(', ')}`,
    fix: {
      text: 'bring the keyring up to date',
      command: ['sudo', 'apt-get', 'install', 'debian-archive-keyring'],
    },
    exit: EXIT.host,
    output: said,
    details: { url },
  })
}

/** A .deb cannot be unpacked. */
export function badPackage(
  file: string,
  why: string,
  output: readonly string[] = [],
): ProblemError {
  return new ProblemError({
    code: 'host/bad-package',
    title: `cannot unpack ${file}`,
    why,
    exit: EXIT.host,
    output,
  })
}
