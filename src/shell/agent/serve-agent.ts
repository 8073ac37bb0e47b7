import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'

import { formatAgentFrame } from '../../core/read/agent-frames.ts'
import type { Host } from '../../ports/world.ts'
import { makeRuntimeFolder } from '../host.ts'

/** What a runner asks for: the program and words that cargo gave it, in its own folder and environment. */
export interface AgentRequest {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly color: boolean
}

export interface AgentReply {
  /** Settles when the runner can take more. */
  readonly stdout: (chunk: Uint8Array) => Promise<void>
  readonly stderr: (chunk: Uint8Array) => Promise<void>
  /** Aborts when the runner is gone: whoever waits for it (cargo, nextest) has ended it. */
  readonly gone: AbortSignal
}

export interface Agent {
  /** For the runners' environment. */
  readonly path: string
  readonly close: () => void
}

/** Longest request: an environment and words, which Linux bounds by 2 MiB (execve(2)). */
const LONGEST = 8 * 1024 * 1024

/**
 * Listens on a socket of this user alone for runners that cargo starts: they need no ferry and no connection of their own. `handle` gives
 * the exit code.
 */
export async function serveAgent(
  host: Host,
  handle: (request: AgentRequest, reply: AgentReply) => Promise<number>,
): Promise<Agent> {
  const name = `agent-${randomBytes(6).toString('hex')}`
  if (host.platform !== 'win32') makeRuntimeFolder(host)
  const path = host.platform === 'win32' ? `\\\\.\\pipe\\ferry-${name}` : join(host.runtime, name)
  const server = createServer((socket) => void serve(socket, handle))
  await new Promise<void>((settle, fail) => {
    server.once('error', fail)
    server.listen(path, settle)
  })
  return {
    path,
    close: () => {
      server.close()
      if (host.platform !== 'win32') rmSync(path, { force: true })
    },
  }
}

async function serve(
  socket: Socket,
  handle: (request: AgentRequest, reply: AgentReply) => Promise<number>,
): Promise<void> {
  const gone = new AbortController()
  socket.on('error', () => {})
  socket.on('close', () => gone.abort())
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((settle) => {
      if (socket.destroyed) settle()
      else socket.write(bytes, () => settle())
    })
  const request = await readRequest(socket)
  if (!request) {
    socket.destroy()
    return
  }
  const code = await handle(request, {
    stdout: (bytes) => write(formatAgentFrame({ kind: 'stdout', bytes })),
    stderr: (bytes) => write(formatAgentFrame({ kind: 'stderr', bytes })),
    gone: gone.signal,
  })
  await write(formatAgentFrame({ kind: 'end', code }))
  socket.end()
}

/** One line of JSON. */
function readRequest(socket: Socket): Promise<AgentRequest | undefined> {
  return new Promise((settle) => {
    let said = Buffer.alloc(0)
    const take = (chunk: Buffer): void => {
      said = Buffer.concat([said, chunk])
      const end = said.indexOf(10)
      if (end < 0 && said.length < LONGEST) return
      socket.off('data', take)
      // Its end is heard even where nothing more is read.
      socket.resume()
      try {
        settle(end < 0 ? undefined : (JSON.parse(said.subarray(0, end).toString()) as AgentRequest))
      } catch {
        settle(undefined)
      }
    }
    socket.on('data', take)
    socket.once('close', () => settle(undefined))
  })
}
