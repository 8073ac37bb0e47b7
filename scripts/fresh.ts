/**
 * Proves that the README's two commands do everything on a fresh machine: makes a bare Debian 12 root
 * in the cache with only Node 20, npm and git added, an empty HOME and an empty cache, no rustup,
 * clones this checkout into it and runs `npm run try` and `npm test` there. Needs root (it says so).
 * Usage: npm run fresh [-- try|test] [--keep] [--only SUITE,SUITE]   (the suites of test/real that `npm test` runs there)
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

import { ensureHostPackages } from './host-packages.ts'

const RELEASE = 'bookworm'
const NODE_MAJOR = '20'
const checkout = resolve(import.meta.dirname, '..')
const words = process.argv.slice(2)
const commands = words.filter((word) => word === 'try' || word === 'test')
const suites = (words[words.indexOf('--only') + 1] ?? '').split(',')
const only = words.includes('--only') ? ` -- ${suites.join(' ')}` : ''
const cache = resolve(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ferry', 'fresh')
const base = join(cache, 'base')
const root = join(cache, 'root')

if (process.getuid?.() !== 0) {
  console.error(
    'npm run fresh makes a root file system and mounts in it: it must be run as root (sudo npm run fresh)',
  )
  process.exit(3)
}
ensureHostPackages([
  { program: 'debootstrap', packages: ['debootstrap'], why: 'makes the bare Debian 12' },
  {
    program: 'pivot_root',
    packages: ['util-linux'],
    why: 'enters it (a user namespace cannot be made from a chroot)',
  },
])

makeBase()
console.error('  Copying the bare root, and a clone of this checkout into it')
rmSync(root, { recursive: true, force: true })
must('cp', ['-a', base, root])
must('git', ['clone', '-q', '--no-hardlinks', checkout, join(root, 'home/user/ferry')])
let failed = false
for (const command of commands.length > 0 ? commands : ['try', 'test']) {
  const line = command === 'try' ? 'npm run try' : `npm test${only}`
  console.error(`\n$ ${line}    (in the bare Debian 12)`)
  const started = performance.now()
  const code = inside(`cd /home/user/ferry && ${line}`)
  console.error(
    `${line}: ${code === 0 ? 'done' : `FAILED with ${code}`} in ${Math.round((performance.now() - started) / 1000)} s`,
  )
  failed ||= code !== 0
}
if (!words.includes('--keep')) rmSync(root, { recursive: true, force: true })
process.exit(failed ? 1 : 0)

/** debootstrap's minbase with git and certificates; Node 20 and npm from their npm packages. */
function makeBase(): void {
  const done = join(base, '.made')
  if (existsSync(done)) return
  console.error(`  Making a bare Debian 12 (debootstrap --variant=minbase ${RELEASE}), once`)
  rmSync(base, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  must('debootstrap', [
    '--variant=minbase',
    '--include=git,ca-certificates',
    RELEASE,
    base,
    mirror(),
  ])
  const packages = join(cache, 'npm')
  mkdirSync(packages, { recursive: true })
  for (const [name, into] of [
    [`node-linux-${process.arch}@${NODE_MAJOR}`, 'usr/local'],
    ['npm@10', 'usr/local/lib/node_modules/npm'],
  ] as const) {
    const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', packages, name], {
      encoding: 'utf8',
    })
    if (packed.status !== 0) throw new Error(`npm pack ${name}: ${packed.stderr}`)
    const folder = join(base, into)
    mkdirSync(folder, { recursive: true })
    must('tar', [
      '-xzf',
      join(packages, packed.stdout.trim().split('\n').at(-1) ?? ''),
      '--strip-components=1',
      '-C',
      folder,
    ])
  }
  must('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(base, 'usr/local/bin/npm')])
  must('ln', ['-s', '../lib/node_modules/npm/bin/npx-cli.js', join(base, 'usr/local/bin/npx')])
  must('chmod', ['+x', join(base, 'usr/local/lib/node_modules/npm/bin/npm-cli.js')])
  // The same sources as this machine has: a mirror is a setting, not a fact of ferry's.
  rmSync(join(base, 'etc/apt/sources.list'), { force: true })
  const lists = '/etc/apt/sources.list.d'
  for (const name of existsSync(lists) ? readdirSync(lists) : []) {
    if (/debian/.test(readFileSync(join(lists, name), 'utf8')))
      cpSync(join(lists, name), join(base, lists.slice(1), name))
  }
  if (existsSync('/etc/apt/sources.list'))
    cpSync('/etc/apt/sources.list', join(base, 'etc/apt/sources.list'))
  if (existsSync('/etc/npmrc')) cpSync('/etc/npmrc', join(base, 'etc/npmrc'))
  // A network that re-signs TLS needs its own authority, as this machine has it.
  const authorities = '/usr/local/share/ca-certificates'
  if (existsSync(authorities)) {
    cpSync(authorities, join(base, authorities.slice(1)), { recursive: true })
    must('chroot', [base, 'update-ca-certificates'])
  }
  mkdirSync(join(base, 'home/user'), { recursive: true })
  writeFileSync(done, '')
}

/** Runs a line as root of the bare system: own mounts and pids, pivot_root, an empty environment. */
function inside(line: string): number {
  const script = `set -e
mount --bind ${root} ${root}
cd ${root}
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs -o mode=1777 tmpfs tmp
cat /etc/resolv.conf > etc/resolv.conf
cat /etc/hosts > etc/hosts
mkdir -p .old
pivot_root . .old
cd /
umount -l /.old
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/user TERM=\${TERM:-dumb} ${registrySettings()} sh -c "$1"`
  const ended = spawnSync(
    'unshare',
    [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--propagation',
      'private',
      'sh',
      '-c',
      script,
      'sh',
      line,
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  return ended.status ?? 128
}

/** Where packages come from is this machine's own setting: npm's and cargo's, read at run time. */
function registrySettings(): string {
  const registry = spawnSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
  }).stdout.trim()
  const cargo = Object.entries(process.env).filter(([name]) =>
    /^(CARGO_REGISTRIES?_|CARGO_SOURCE_|CARGO_HTTP_|https?_proxy$|GIT_SSL_|no_proxy$|SSL_CERT_|NODE_EXTRA_CA)/i.test(
      name,
    ),
  )
  return [['npm_config_registry', registry] as const, ...cargo]
    .map(([name, value]) => `${name}='${value ?? ''}'`)
    .join(' ')
}

function mirror(): string {
  for (const file of [
    '/etc/apt/sources.list',
    ...(existsSync('/etc/apt/sources.list.d')
      ? readdirSync('/etc/apt/sources.list.d').map((name) => `/etc/apt/sources.list.d/${name}`)
      : []),
  ]) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const found =
      /^URIs:\s*(\S+\/debian)\/?\s*$/m.exec(text) ??
      /^deb\s+(?:\[[^\]]*\]\s+)?(\S+\/debian)\/?\s/m.exec(text)
    if (found?.[1]) return found[1]
  }
  throw new Error('no Debian mirror in the apt sources of this machine')
}

function must(file: string, args: readonly string[]): void {
  const ended = spawnSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (ended.status !== 0)
    throw new Error(`${file} ${args.join(' ')} ended with ${ended.status ?? ended.signal}`)
}
