import { spawn } from 'node:child_process'

import { lineLost } from '../../src/core/problem/ssh-problems.ts'
import type { ExecOptions, Remote } from '../../src/ports/remote.ts'
import type { Ended } from '../../src/ports/processes.ts'

/** What happens to one script, counted in bytes of its own streams. */
export type ScriptFault =
  /** The line breaks when so many bytes of the file have gone up, or so many of the answer have come down. */
  | { readonly kind: 'cut'; readonly stream: 'up' | 'down'; readonly at: number }
  /** One byte is another. */
  | { readonly kind: 'bent'; readonly stream: 'up' | 'down'; readonly at: number }
  /** Bytes of the file are missing, or come twice, and the line goes on. */
  | { readonly kind: 'lost' | 'twice'; readonly at: number }
  /** The script's shell, and all that it started, are killed at that byte of the file. */
  | { readonly kind: 'killed'; readonly at: number }
  /** The user ends ferry's waiting at that byte of the file. */
  | { readonly kind: 'aborted'; readonly at: number }
  /** What came before the script's own answer: text of a login shell. */
  | { readonly kind: 'noise'; readonly text: string }

export interface ScriptedOptions {
  readonly shell: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly fault?: ScriptFault
  /** Called where a fault of kind `aborted` is due. */
  readonly abort?: () => void
}

/** How much of a file goes to the script at once. */
const PIECE = 8192

/**
 * This machine as a board, without a server: scripts run by a shell of its own, and their streams are broken as told. A line that is
 * lost ends as it does over ssh: the script's stdin is over, nobody reads its stdout, and what ferry hears is `ssh/line-lost`.
 */
export function makeScriptedRemote(options: ScriptedOptions): Remote {
  return {
    name: 'scripted',
    near: true,
    exec: (script, execOptions) => exec(options, script, execOptions ?? {}),
    attach: () => Promise.reject(new Error('scripts alone are run here')),
    close: () => Promise.resolve(),
  }
}

function exec(options: ScriptedOptions, script: string, asked: ExecOptions): Promise<Ended> {
  const { fault, shell, env } = options
  const [file = 'sh', ...args] = shell
  const child = spawn(file, [...args, '-c', script], { env, stdio: 'pipe', detached: true })
  const killAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // All have ended.
    }
  }
  let isLost = false
  let ended: { readonly code: number | null } | undefined
  const out: Buffer[] = []
  const err: Buffer[] = []
  let heard = 0
  const lose = (): void => {
    isLost = true
    child.stdin.end()
    child.stdout.destroy()
    child.stderr.destroy()
  }
  child.stdin.on('error', () => undefined)
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const hear = (chunk: Buffer): void => {
    out.push(chunk)
    asked.onStdout?.(chunk)
  }
  if (fault?.kind === 'noise') hear(Buffer.from(fault.text))
  child.stdout.on('data', (data: Buffer) => {
    if (isLost) return
    const place = fault && 'stream' in fault && fault.stream === 'down' ? fault.at - heard : -1
    heard += data.length
    if (place < 0 || place >= data.length) return hear(data)
    if (fault?.kind === 'bent') return hear(bend(data, place))
    hear(data.subarray(0, place))
    lose()
  })
  const feed = async (): Promise<void> => {
    let sent = 0
    for await (const piece of pieces(asked.stdin)) {
      if (isLost || ended) return
      const at =
        fault && 'at' in fault && !('stream' in fault && fault.stream === 'down')
          ? fault.at - sent
          : -1
      sent += piece.length
      if (fault === undefined || at < 0 || at >= piece.length) await write(child.stdin, piece)
      else if (fault.kind === 'bent') await write(child.stdin, bend(piece, at))
      else if (fault.kind === 'twice') await write(child.stdin, Buffer.concat([piece, piece]))
      else if (fault.kind !== 'lost') {
        await write(child.stdin, piece.subarray(0, at))
        if (fault.kind === 'cut') return lose()
        if (fault.kind === 'killed') killAll()
        if (fault.kind === 'aborted') options.abort?.()
      }
    }
    child.stdin.end()
  }
  asked.signal?.addEventListener('abort', () => child.kill('SIGTERM'))
  void feed()
  return new Promise((settle, fail) => {
    child.once('error', fail)
    child.once('close', (code) => {
      ended = { code }
      const story = { peer: { destination: 'scripted' } }
      if (isLost || (code === null && asked.signal?.aborted !== true)) {
        fail(lineLost(story, 'a command ran'))
        return
      }
      settle({
        ending: code === null ? { kind: 'cancelled' } : { kind: 'exit', code },
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(err),
        truncated: false,
        ms: 0,
      })
    })
  })
}

async function* pieces(stdin: ExecOptions['stdin']): AsyncIterable<Buffer> {
  const source = stdin instanceof Uint8Array ? [stdin] : (stdin ?? [])
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += PIECE)
      yield Buffer.from(chunk.subarray(at, at + PIECE))
  }
}

function bend(bytes: Buffer, at: number): Buffer {
  const bent = Buffer.from(bytes)
  bent[at] = (bent[at] ?? 0) ^ 0x10
  return bent
}

function write(stdin: NodeJS.WritableStream, bytes: Buffer): Promise<void> {
  return new Promise((settle) => {
    stdin.write(bytes, () => settle())
  })
}
