import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { FaultBoard } from './fault-board.ts'

/** The files of a board that this host can see: below `/proc/PID/root` of its first process. */
export function boardFiles(root: () => string): Pick<FaultBoard, 'look' | 'files' | 'put'> {
  return {
    look: (path) => {
      const file = root() + path
      if (!existsSync(file)) return Promise.resolve(undefined)
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
      return Promise.resolve({ sha256, x: (statSync(file).mode & 0o111) === 0o111 })
    },
    files: (folder) => Promise.resolve(walk(root() + folder).map((path) => `${folder}/${path}`)),
    put: (path, text) => {
      if (text === undefined) rmSync(root() + path, { force: true })
      else writeFileSync(root() + path, text, { mode: 0o755 })
      return Promise.resolve()
    },
  }
}

/** Files below a folder, but for what servers and log-ins keep there. */
export function walk(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['.ssh', 'sshd', 'lock', 'user'].includes(entry.name)) return []
    if (!entry.isDirectory()) return [entry.name]
    return walk(join(folder, entry.name)).map((path) => `${entry.name}/${path}`)
  })
}
