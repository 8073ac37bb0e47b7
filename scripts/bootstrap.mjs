// Runs on a machine that has Node 20 and npm alone: installs the npm packages (once), then goes on
// with the Node that they bring. Usage: node scripts/bootstrap.mjs SCRIPT.ts [WORDS]
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname ?? '.', '..')
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`ferry needs Node 20.19 or later; this is ${process.versions.node}`)
  process.exit(3)
}

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
const stamp = join(root, 'node_modules', '.ferry-lock')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error(
    '  Installing npm packages as package-lock.json has them (once; Node 24 for development among them)',
  )
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // Not `npm ci`: it refuses a lock file that lacks packages of other platforms, and a mirror need not have them all.
  const words = ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error']
  const ended = spawnSync(npm, words, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (ended.status !== 0) {
    console.error('npm install failed; its own message stands above')
    process.exit(3)
  }
  writeFileSync(stamp, lock)
}

const bin = join(root, 'node_modules', '.bin')
const node = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)
const [script = '', ...rest] = process.argv.slice(2)
const ended = spawnSync(existsSync(node) ? node : process.execPath, [join(root, script), ...rest], {
  stdio: 'inherit',
  env: {
    ...process.env,
    FERRY_STARTED_BY_NODE: process.execPath,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  },
})
if (ended.signal) process.kill(process.pid, ended.signal)
process.exit(ended.status ?? 1)
