import { spawn } from 'node:child_process'
import { open, access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import type { Command, Ended, Ending, Processes, RunOptions } from '../ports/processes.ts'

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024
/** A process that ignores SIGTERM gets SIGKILL after this time. */
const KILL_AFTER_MS = 3000

/** The host's processes over node:child_process. No shell stands between. */
export function makeProcesses(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Processes {
  return {
    run: (command, options = {}) => run(command, options, env),
    detach: (command, logFile) => detach(command, logFile, env),
    which: (program) => which(program, env),
  }
}

async function run(
  command: Command,
  options: RunOptions,
  base: Readonly<Record<string, string | undefined>>,
): Promise<Ended> {
  const started = performance.now()
  const out = makeCollector(options.maxBytes ?? DEFAULT_MAX_BYTES, options.onStdout)
  const err = makeCollector(options.maxBytes ?? DEFAULT_MAX_BYTES, options.onStderr)
  const finish = (ending: Ending): Ended => ({
    ending,
    stdout: out.bytes(),
    stderr: err.bytes(),
    truncated: out.truncated() || err.truncated(),
    ms: performance.now() - started,
  })
  if (options.signal?.aborted) return finish({ kind: 'cancelled' })

  const child = spawn(command.file, [...command.args], {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: mergeEnv(base, command.env),
    stdio: [
      options.stdin === 'inherit' ? 'inherit' : options.stdin === undefined ? 'ignore' : 'pipe',
      stdioOf(options.stdout),
      stdioOf(options.stderr),
    ],
    windowsHide: true,
  })
  child.stdout?.on('data', out.take)
  child.stderr?.on('data', err.take)

  let why: 'timeout' | 'cancelled' | undefined
  let killer: NodeJS.Timeout | undefined
  const stop = (reason: 'timeout' | 'cancelled'): void => {
    why ??= reason
    child.kill('SIGTERM')
    killer ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
    killer.unref()
  }
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => stop('timeout'), options.timeoutMs)
  const onAbort = (): void => stop('cancelled')
  options.signal?.addEventListener('abort', onAbort, { once: true })

  // Ends by itself or never: a source may wait for output that no longer comes. Nobody waits for it once the process has ended.
  void feed(child.stdin, options.stdin)
  try {
    return finish(
      await new Promise<Ending>((settle) => {
        child.once('error', (error: NodeJS.ErrnoException) => {
          if (child.pid === undefined) {
            settle({ kind: 'not-started', errno: error.code ?? 'UNKNOWN' })
          }
        })
        child.once('close', (code, signal) => {
          if (why === 'timeout') settle({ kind: 'timeout', afterMs: options.timeoutMs ?? 0 })
          else if (why === 'cancelled') settle({ kind: 'cancelled' })
          else if (signal !== null) settle({ kind: 'signal', signal })
          else settle({ kind: 'exit', code: code ?? 0 })
        })
      }),
    )
  } finally {
    clearTimeout(timer)
    clearTimeout(killer)
    options.signal?.removeEventListener('abort', onAbort)
  }
}

function stdioOf(wish: RunOptions['stdout']): 'pipe' | 'inherit' | 'ignore' {
  return wish === undefined || wish === 'capture' ? 'pipe' : wish
}

/** Writes stdin. A program that stops reading early (EPIPE) is no failure of ours. */
async function feed(
  stdin: NodeJS.WritableStream | null,
  source: RunOptions['stdin'],
): Promise<void> {
  if (!stdin || source === undefined || source === 'inherit') return
  const readable = source instanceof Uint8Array ? Readable.from([source]) : Readable.from(source)
  try {
    await pipeline(readable, stdin)
  } catch {
    // The process's own ending tells what happened.
  }
}

interface Collector {
  readonly take: (chunk: Uint8Array) => void
  readonly bytes: () => Uint8Array
  readonly truncated: () => boolean
}

function makeCollector(limit: number, onChunk?: (chunk: Uint8Array) => void): Collector {
  const chunks: Uint8Array[] = []
  let size = 0
  let cut = false
  return {
    take: (chunk) => {
      onChunk?.(chunk)
      const room = limit - size
      if (chunk.length > room) cut = true
      if (room <= 0) return
      const kept = chunk.length > room ? chunk.subarray(0, room) : chunk
      chunks.push(kept)
      size += kept.length
    },
    bytes: () => new Uint8Array(Buffer.concat(chunks)),
    truncated: () => cut,
  }
}

function mergeEnv(
  base: Readonly<Record<string, string | undefined>>,
  changes: Command['env'],
): Record<string, string> {
  const merged: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...base, ...changes })) {
    if (value !== undefined) merged[name] = value
  }
  return merged
}

async function detach(
  command: Command,
  logFile: string,
  base: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const log = await open(logFile, 'a')
  try {
    const child = spawn(command.file, [...command.args], {
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      env: mergeEnv(base, command.env),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
    })
    return await new Promise<number>((settle, fail) => {
      child.once('error', fail)
      child.once('spawn', () => {
        child.unref()
        settle(child.pid ?? 0)
      })
    })
  } finally {
    await log.close()
  }
}

async function which(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const extensions =
    process.platform === 'win32' ? (env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : ['']
  const folders = isAbsolute(program) ? [''] : (env['PATH'] ?? '').split(delimiter)
  for (const folder of folders) {
    for (const extension of extensions) {
      const path = isAbsolute(program)
        ? program + extension
        : resolve(join(folder, program + extension))
      if (await isExecutable(path)) return path
    }
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
