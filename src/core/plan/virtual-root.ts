/** Changes whenever the same packages give another root: part of its name in the cache. */
export const ROOT_RECIPE = 1

/** What a small board has: a shell, the tools that ferry's probe and a user's hands reach for, sftp, the C++ library. */
export const ROOT_PACKAGES: readonly string[] = words(`
  base-files base-passwd dash bash coreutils libc-bin dpkg hostname login
  grep sed mawk tar gzip zstd findutils diffutils procps util-linux mount
  openssh-sftp-server libstdc++6 libgcc-s1 ncurses-base ncurses-bin`)

/** Needed only by maintainer scripts, which do not run. */
export const ROOT_EXCLUDED: readonly string[] = words(`
  debconf init-system-helpers perl-base sensible-utils passwd libpam-modules
  libpam-modules-bin libpam-runtime adduser debianutils`)

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean)
}

/** Documentation and translations stay out: boards of the field have none, and they are a third of the files. */
export function keepInRoot(path: string): boolean {
  return !/^usr\/share\/(?:doc|man|locale|info|lintian|bash-completion|bug)\//.test(path)
}

/** Links that stand before anything is unpacked, so that /bin and /usr/bin are one, as on every Debian since 12. */
export const MERGED: readonly (readonly [target: string, path: string])[] = [
  ['usr/bin', 'bin'],
  ['usr/sbin', 'sbin'],
  ['usr/lib', 'lib'],
]

/** Files of the root that a package's maintainer script, or an installer, would have written. `masters`: base-passwd's lists. */
export function planRootFiles(masters: {
  readonly passwd: string
  readonly group: string
}): Readonly<Record<string, string>> {
  const passwd = masters.passwd.replaceAll(/^(root:)\*/gm, '$1x').replaceAll(/:\*:/g, ':x:')
  const names = passwd.split('\n').flatMap((line) => line.split(':')[0] || [])
  return {
    'etc/passwd': `${passwd.trimEnd()}\npi:x:1000:1000:,,,:/home/pi:/bin/bash\n`,
    'etc/group': `${masters.group.trimEnd()}\npi:x:1000:\n`.replace(/^(sudo:.*:)$/m, '$1pi'),
    'etc/shadow': [...names, 'pi'].map((name) => `${name}:*:19000:0:99999:7:::\n`).join(''),
    'etc/shells': '/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/dash\n/usr/bin/dash\n',
    'etc/nsswitch.conf':
      'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n',
    'etc/fstab': '',
  }
}

/** dpkg's record of what is installed, as far as it is known: names, versions, architectures. */
export function planPackageStatus(
  packages: readonly {
    readonly name: string
    readonly version: string
    readonly architecture: string
  }[],
): string {
  return packages
    .map(
      ({ name, version, architecture }) =>
        `Package: ${name}\nStatus: install ok installed\nMaintainer: Debian\nArchitecture: ${architecture}\nVersion: ${version}\nDescription: ${name}\n`,
    )
    .join('\n')
}
