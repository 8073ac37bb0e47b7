import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')

export interface FerryEnded {
  readonly code: number | null
  readonly signal: string | null
  readonly out: Buffer
  readonly err: string
}

export interface FerryOptions {
  readonly cwd?: string
  readonly input?: Buffer | string
  readonly env?: Readonly<Record<string, string>>
  /** Default 2. */
  readonly minutes?: number
}

/** Runs the bundle as a user does; stdin is empty unless given. */
export function ferry(words: readonly string[], options: FerryOptions = {}): FerryEnded {
  const ended = spawnSync(process.execPath, [join(root, 'bin', 'ferry.js'), ...words], {
    cwd: options.cwd ?? root,
    input: options.input ?? '',
    env: { ...process.env, ...options.env },
    timeout: (options.minutes ?? 2) * 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 256 * 1024 * 1024,
  })
  return {
    code: ended.status,
    signal: ended.signal,
    out: ended.stdout,
    err: ended.stderr.toString(),
  }
}

/** A folder with these files; removed by `remove`. */
export function makeFolder(files: Readonly<Record<string, string>>): {
  readonly path: string
  readonly remove: () => void
} {
  const path = mkdtempSync(join(tmpdir(), 'ferry-test-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
