import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The path of a Node 20: the one that started npm where it is a 20, else npm's own package of it, unpacked into the cache once. */
export function ensureNode20(): string {
  const system = process.env['FERRY_STARTED_BY_NODE']
  if (system && versionOf(system).startsWith('v20.')) return system
  const folder = join(
    resolve(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')),
    'ferry',
    'node-20',
  )
  const node = join(folder, 'bin', 'node')
  if (existsSync(node)) return node
  const beside = `${folder}.${process.pid}`
  mkdirSync(beside, { recursive: true })
  const name = `node-${process.platform}-${process.arch}@20`
  console.error(`  Fetching ${name} from npm (the oldest Node that ferry supports), once`)
  const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', beside, name], {
    encoding: 'utf8',
  })
  if (packed.status !== 0) throw new Error(`npm pack ${name}: ${packed.stderr}`)
  const tarball = join(beside, packed.stdout.trim().split('\n').at(-1) ?? '')
  const unpacked = spawnSync(
    'tar',
    ['-xzf', tarball, '--strip-components=1', '-C', beside, 'package/bin'],
    { encoding: 'utf8' },
  )
  if (unpacked.status !== 0) throw new Error(`tar: ${unpacked.stderr}`)
  rmSync(tarball)
  renameSync(beside, folder)
  return node
}

function versionOf(node: string): string {
  return spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
}
