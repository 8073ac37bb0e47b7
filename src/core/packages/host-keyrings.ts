/** Where the keys of a distribution's archive lie on a host that has them, and the package of Debian and Ubuntu that brings them. */
export interface HostKeyrings {
  readonly files: readonly string[]
  readonly package?: string
}

const both = (name: string): readonly string[] =>
  ['gpg', 'pgp'].map((end) => `/usr/share/keyrings/${name}.${end}`)

/** By the Origin of the Release file (package lists of debian-archive-keyring, ubuntu-keyring, raspberrypi-archive-keyring). */
const keyrings: Readonly<Record<string, HostKeyrings>> = {
  Debian: { files: both('debian-archive-keyring'), package: 'debian-archive-keyring' },
  Ubuntu: { files: both('ubuntu-archive-keyring'), package: 'ubuntu-keyring' },
  Raspbian: {
    files: [...both('raspbian-archive-keyring'), ...both('raspberrypi-archive-keyring')],
  },
}

export function hostKeyrings(origin: string): HostKeyrings {
  return keyrings[origin] ?? { files: [] }
}

/** apt's own keys, for sources that name none (apt-secure(8)): every file of that folder that ends so. */
export function isTrustedPart(name: string): boolean {
  return /\.(?:gpg|asc)$/.test(name)
}
