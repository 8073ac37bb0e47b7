import { mkdirSync, rmSync, writeFileSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { startFaultLine } from '../../test/fakes/fault-line.ts'
import type { FaultLine } from '../../test/fakes/fault-line.ts'
import { walk } from './board-files.ts'
import type { FaultBoard } from './fault-board.ts'
import { makeVersion } from './make-versions.ts'
import type { Version } from './make-versions.ts'
import { runProcess } from './run-process.ts'
import type { ProcessEnded, ProcessOptions } from './run-process.ts'

/** The ferry of this checkout. */
const FERRY = resolve(import.meta.dirname, '..', '..', 'bin', 'ferry.js')

export interface LaneOptions {
  readonly name: string
  readonly board: FaultBoard
  /** A folder of its own, short: sockets lie in it. */
  readonly folder: string
  /** The board is not on this machine's loopback as far as ferry can see: what is sent is packed. */
  readonly far?: boolean
  /** Each session has a connection of its own, as on Windows. */
  readonly unshared?: boolean
  /** Another ferry than that of this checkout: its `bin/ferry.js`. */
  readonly ferry?: string
  /** Size of the programs. */
  readonly size?: number
  /** More lines of ssh_config. */
  readonly clientLines?: readonly string[]
}

/** One board, one faulty line to it, and a ferry whose cache, sockets and ssh configuration are its own. */
export interface Lane {
  readonly name: string
  readonly board: FaultBoard
  readonly line: FaultLine
  /** Holds `config`, its ssh_config. */
  readonly configFolder: string
  readonly size: number
  /** Each session logs in. */
  readonly unshared: boolean
  /** The next version, as a file of this host. */
  make(): ProgramFile
  /** The version with that hash, if it was ever made here. */
  known(sha256: string): Version | undefined
  ferry(words: readonly string[], options?: FerryOptions): Promise<ProcessEnded>
  /** Ends the shared connections, so that the next command logs in. */
  hangUp(): void
  /** Every file of the board's own folders, by its path there. */
  files(): Promise<readonly string[]>
  /** It was there before anything was sent. */
  isOwn(path: string): boolean
  /** Files of ferry's cache on this host that are no more than a beginning. */
  hostLeft(): readonly string[]
  remove(): Promise<void>
}

export interface FerryOptions extends ProcessOptions {
  /** A ferry on another machine, so to speak, with a cache and sockets of its own. */
  readonly second?: boolean
  /** ssh gives a silent line up within seconds. */
  readonly impatient?: boolean
}

export interface ProgramFile extends Version {
  readonly file: string
  /** Removes the file of this host. */
  forget(): void
}

const IMPATIENT = ['ConnectTimeout 3', 'ServerAliveInterval 1', 'ServerAliveCountMax 3'] as const
/** A host that is busy takes its time to log in. */
const PATIENT = ['ConnectTimeout 30', 'ServerAliveInterval 10', 'ServerAliveCountMax 4'] as const

/** Folders that commands write into. */
const FOLDERS = ['/tmp', '/var/tmp', '/dev/shm', '/run', '/mnt/small'] as const

export async function makeLane(options: LaneOptions): Promise<Lane> {
  const { board, folder } = options
  const size = options.size ?? 300_000
  const line = await startFaultLine(board.address())
  const at = (name: string): string => join(folder, name)
  for (const name of ['bin', 'cwd', 'home', 'r1', 'r2', 'files'])
    mkdirSync(at(name), { recursive: true })
  writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${at('config')} "$@"\n`, {
    mode: 0o755,
  })
  const writeConfig = (isImpatient: boolean): void => {
    const lines = [
      `HostName ${options.far === true ? '::ffff:127.0.0.1' : '127.0.0.1'}`,
      `Port ${line.port}`,
      ...board.clientLines,
      ...(isImpatient ? IMPATIENT : PATIENT),
      ...(options.clientLines ?? []),
    ]
    // A ferry that runs meanwhile reads the old one or the new one, never a part.
    writeFileSync(at('config.new'), `Host board\n${lines.map((l) => `  ${l}\n`).join('')}`)
    renameSync(at('config.new'), at('config'))
  }
  writeConfig(false)
  const env = (n: 1 | 2): Record<string, string | undefined> => ({
    ...process.env,
    HOME: at('home'),
    PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`,
    XDG_CACHE_HOME: at(`cache${n}`),
    XDG_RUNTIME_DIR: at(`r${n}`),
    SSH_AUTH_SOCK: undefined,
    ...(options.unshared === true ? { FERRY_SSH_SHARING: '0' } : {}),
  })
  const known = new Map<string, Version>()
  let number = Math.floor(Date.now() / 1000) % 1_000_000
  const files = async (): Promise<readonly string[]> => {
    const found = await Promise.all([board.home, ...FOLDERS].map((root) => board.files(root)))
    return found.flat()
  }
  const own = new Set(await files())
  return {
    name: options.name,
    board,
    line,
    configFolder: folder,
    size,
    unshared: options.unshared === true,
    make: () => {
      const { bytes, ...version } = makeVersion(board.machine, ++number, size)
      const file = at(`files/${number}/app`)
      mkdirSync(join(file, '..'))
      writeFileSync(file, bytes, { mode: 0o755 })
      known.set(version.sha256, version)
      return { ...version, file, forget: () => rmSync(join(file, '..'), { recursive: true }) }
    },
    known: (sha256) => known.get(sha256),
    ferry: (words, { second, impatient, ...more } = {}) => {
      writeConfig(impatient === true)
      return runProcess(process.execPath, [options.ferry ?? FERRY, ...words], {
        cwd: at('cwd'),
        env: env(second === true ? 2 : 1),
        ...more,
      })
    },
    hangUp: () => line.repair(board.address()),
    files,
    isOwn: (path) => own.has(path),
    hostLeft: () =>
      ['cache1', 'cache2']
        .flatMap((name) => walk(at(name)))
        .filter((path) => /\.new$|\.part$|\.tmp$|\.lock\b/.test(path)),
    remove: async () => {
      line.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
