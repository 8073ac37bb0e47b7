import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What this host must have, each with the Debian package that brings it and why it is needed. */
export interface HostNeed {
  /** A program in PATH, or an absolute path of a file. */
  readonly program: string
  readonly packages: readonly string[]
  readonly why: string
}

export const NEEDS: Readonly<
  Record<'cc' | 'clang' | 'ar' | 'ssh' | 'git' | 'certificates' | 'gpgv', HostNeed>
> = {
  cc: {
    program: 'cc',
    packages: ['gcc', 'libc6-dev'],
    why: 'cargo links build scripts and proc macros for this host with it',
  },
  clang: {
    program: 'clang',
    packages: ['clang'],
    why: 'C code of crates (SQLite in examples/station) is compiled for the board with it',
  },
  ar: { program: 'llvm-ar', packages: ['llvm'], why: 'archives of C objects for the board' },
  ssh: { program: 'ssh', packages: ['openssh-client'], why: 'boards are reached by it' },
  git: { program: 'git', packages: ['git'], why: 'cargo and the checkout' },
  certificates: {
    program: '/etc/ssl/certs/ca-certificates.crt',
    packages: ['ca-certificates'],
    why: 'cargo checks the registry by it',
  },
  gpgv: {
    program: 'gpgv',
    packages: ['gpgv'],
    why: 'signatures of package indexes are checked with it',
  },
}

/** What `npm test` needs beside NEEDS: real servers, real shells, real compilers to compare with. */
export const TEST_NEEDS: readonly HostNeed[] = [
  {
    program: '/usr/sbin/sshd',
    packages: ['openssh-server'],
    why: 'tests reach a real OpenSSH server',
  },
  {
    program: '/usr/sbin/dropbear',
    packages: ['dropbear-bin'],
    why: 'tests reach a real dropbear, as small boards have it',
  },
  { program: 'busybox', packages: ['busybox'], why: 'scripts for boards are tried in its sh' },
  { program: 'zstd', packages: ['zstd'], why: 'a board that has it gets zstd patches' },
  { program: 'mksh', packages: ['mksh'], why: 'scripts for boards are tried in it' },
  { program: 'fish', packages: ['fish'], why: 'a login shell that is no POSIX shell' },
  { program: 'tcsh', packages: ['tcsh'], why: 'a login shell that is no POSIX shell' },
  {
    program: 'readelf',
    packages: ['binutils'],
    why: 'facts of ELF files are compared with its own',
  },
  {
    program: 'arm-linux-gnueabihf-gcc',
    packages: ['gcc-arm-linux-gnueabihf', 'libc6-dev-armhf-cross'],
    why: 'programs that single instructions are looked for in',
  },
  {
    program: 'arm-linux-gnueabihf-g++',
    packages: ['g++-arm-linux-gnueabihf'],
    why: 'the C++ compiler of an SDK',
  },
  {
    program: 'xz',
    packages: ['xz-utils'],
    why: 'source packages that boards of tests are built of',
  },
  {
    program: 'aarch64-linux-gnu-gcc',
    packages: ['gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross'],
    why: 'the same for 64-bit ARM',
  },
  {
    program: 'riscv64-linux-gnu-gcc',
    packages: ['gcc-riscv64-linux-gnu', 'libc6-dev-riscv64-cross'],
    why: 'the same for RISC-V',
  },
  {
    program: 'arm-linux-gnueabi-gcc',
    packages: ['gcc-arm-linux-gnueabi', 'libc6-dev-armel-cross'],
    why: 'the same for ARM without hard float',
  },
  { program: 'gpg', packages: ['gpg'], why: 'tests sign package indexes with keys of their own' },
  { program: 'gpg-agent', packages: ['gpg-agent'], why: 'which makes those keys' },
  { program: 'cmake', packages: ['cmake'], why: 'crates that build C by it' },
  { program: 'make', packages: ['make'], why: 'the same' },
  { program: 'pkg-config', packages: ['pkg-config'], why: 'crates that look for libraries by it' },
  { program: 'ld.lld', packages: ['lld'], why: 'programs of the oracle are linked with it' },
  {
    program: 'zstd',
    packages: ['zstd'],
    why: 'tests send packed files to this machine as if it were a board',
  },
  {
    program: 'qemu-arm-static',
    packages: ['qemu-user-static'],
    why: 'they are run on emulated CPUs',
  },
]

/** Installs what is missing by apt, as root or with sudo; says what and why before it does. */
export function ensureHostPackages(needs: readonly HostNeed[]): void {
  const missing = needs.filter(({ program }) => !isThere(program))
  if (missing.length === 0) return
  const packages = [...new Set(missing.flatMap((need) => need.packages))]
  if (!isDebian()) {
    fail(missing, 'this host is not Debian or Ubuntu: install them by its own package manager')
  }
  const root = process.getuid?.() === 0
  if (!root && !isThere('sudo'))
    fail(missing, 'there is no sudo; as root type: apt-get install ' + packages.join(' '))
  console.error(
    `  Installing Debian packages${root ? '' : ' (this needs root: sudo may ask for your password)'}:`,
  )
  for (const need of missing) console.error(`    ${need.packages.join(', ')}: ${need.why}`)
  const sudo = root ? [] : ['sudo']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (words: readonly string[]): boolean => {
    const [file = '', ...args] = [...sudo, ...words]
    return spawnSync(file, args, { stdio: ['inherit', 'ignore', 'inherit'], env }).status === 0
  }
  if (
    run(['apt-get', '-qq', 'update']) &&
    run(['apt-get', '-qq', '-y', '--no-install-recommends', 'install', ...packages])
  )
    return
  fail(missing, 'apt-get failed; its own message stands above')
}

/** Is a program in PATH, or a file at an absolute path? */
export function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function isDebian(): boolean {
  return (
    existsSync('/etc/debian_version') &&
    /debian|ubuntu/i.test(readFileSync('/etc/os-release', 'utf8'))
  )
}

function fail(missing: readonly HostNeed[], why: string): never {
  console.error('This host lacks:')
  for (const need of missing)
    console.error(`  ${need.program} (package ${need.packages.join(', ')}): ${need.why}`)
  console.error(why)
  process.exit(3)
}
