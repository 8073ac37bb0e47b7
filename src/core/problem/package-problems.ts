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

/** The Release file is not what was signed, or carries no signature. */
export function badSignature(
  url: string,
  said: readonly string[],
  keyrings: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'host/bad-signature',
    title: `${url} is not what its distribution signed`,
    why: `its signature does not fit its text: a mirror or a proxy changes files${keyrings.length === 0 ? '' : ` (keys: ${keyrings.join(', ')})`}`,
    fix: {
      text: 'take another mirror',
      command: ['env', 'FERRY_DEBIAN_MIRROR=http://mirror.example/debian', 'ferry', 'doctor'],
    },
    exit: EXIT.host,
    output: said,
    details: { url },
  })
}

/** The Release file is signed by keys that this host does not trust for it. `name`: the package that brings the distribution's keys. */
export function unknownKey(
  url: string,
  keys: readonly string[],
  keyrings: readonly string[],
  name: string | undefined,
  said: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'host/unknown-key',
    title: `${url} is signed by a key that is not trusted here: ${keys.join(', ')}`,
    why: `it is not in ${keyrings.join(', ')}`,
    fix:
      name === undefined
        ? { text: 'put the keyring of the distribution where Signed-By of the source names it' }
        : {
            text: 'bring the keyring up to date',
            command: ['sudo', 'apt-get', 'install', name],
          },
    exit: EXIT.host,
    output: said,
    details: { url, keys },
  })
}

/** The signature has expired, or its key had before it signed, or was withdrawn. */
export function expiredKey(
  url: string,
  kind: 'expired' | 'revoked',
  keys: readonly string[],
  said: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'host/expired-key',
    title:
      kind === 'revoked'
        ? `${url} is signed by a key that its owner has withdrawn: ${keys.join(', ')}`
        : `${url} is signed by a key that had expired: ${keys.join(', ')}`,
    why: 'whoever signs with such a key may be someone else; or the keyring here is older than a new term of the key',
    fix: {
      text: 'bring the keyring up to date, in which the key may have a new term',
      command: ['sudo', 'apt-get', 'install', '--only-upgrade', 'debian-archive-keyring'],
    },
    exit: EXIT.host,
    output: said,
    details: { url, keys },
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
