import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { foreignRuntimeFolder } from '../core/problem/host-problems.ts'
import type { Host } from '../ports/world.ts'

/** Reads what the host is. `installation` is found upward from this file (or the bundle) by its package.json. */
export function readHost(): Host {
  const env = process.env
  const home = env['HOME'] ?? homedir()
  const installation = findInstallation()
  const platform =
    process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
  return {
    platform,
    arch: process.arch,
    home,
    cwd: process.cwd(),
    cache: cacheFolder(platform, home, env),
    runtime: runtimeFolder(platform, env),
    env,
    uid: process.getuid?.() ?? -1,
    get stdinIsTerminal() {
      return isTerminal(0)
    },
    get stdoutIsTerminal() {
      return isTerminal(1)
    },
    get stderrIsTerminal() {
      return isTerminal(2)
    },
    installation,
    self: [process.execPath, join(installation, 'bin', 'ferry.js')],
  }
}

/** Not `process.stdin.isTTY`, which opens the stream; asked where it is wanted, since node:tty brings node:net along (3 ms of a start). */
function isTerminal(descriptor: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(descriptor)
}

function cacheFolder(
  platform: Host['platform'],
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const named = env['XDG_CACHE_HOME']
  if (named) return resolve(named, 'ferry')
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'ferry')
  return join(home, '.cache', 'ferry')
}

/** A Unix socket's path holds 107 bytes (sun_path, unix(7)), so it must be short. */
function runtimeFolder(
  platform: Host['platform'],
  env: Readonly<Record<string, string | undefined>>,
): string {
  const named = env['XDG_RUNTIME_DIR']
  if (platform === 'linux' && named && named.length < 40 && existsSync(named)) {
    return join(named, 'ferry')
  }
  const base = platform === 'win32' ? tmpdir() : '/tmp'
  return join(
    base,
    `ferry-${platform === 'win32' ? userInfo().username : (process.getuid?.() ?? 0)}`,
  )
}

/** Makes the folder for sockets, for this user alone. */
export function makeRuntimeFolder(host: Host): void {
  mkdirSync(host.runtime, { recursive: true, mode: 0o700 })
  if (host.platform === 'win32') return
  // /tmp is everybody's: a folder that another user made could hold a socket of theirs.
  const stat = lstatSync(host.runtime)
  if (stat.isDirectory() && stat.uid === host.uid && (stat.mode & 0o077) === 0) return
  if (stat.isDirectory() && stat.uid === host.uid) chmodSync(host.runtime, 0o700)
  else throw foreignRuntimeFolder(host.runtime)
}

function findInstallation(): string {
  let folder = dirname(realpathSync(fileURLToPath(import.meta.url)))
  for (let up = 0; up < 5; up++) {
    if (existsSync(join(folder, 'package.json'))) return folder
    folder = dirname(folder)
  }
  return dirname(folder)
}
