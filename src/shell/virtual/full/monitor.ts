import { connect } from 'node:net'
import type { Socket } from 'node:net'

import type { Clock } from '../../../ports/clock.ts'

/** QEMU's monitor, as far as it is needed (docs/interop/qmp-spec.rst of QEMU: a JSON object a line). */
export interface Monitor {
  /** Throws Error with QEMU's own sentence where it refuses, or ends meanwhile. */
  ask(command: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>
  close(): void
}

/** Connects to the monitor in the folder of that process, however long its path is; `isAlive` ends the waiting. Undefined where QEMU ended before. */
export async function openMonitor(
  clock: Clock,
  pid: number,
  socketName: string,
  isAlive: () => boolean,
): Promise<Monitor | undefined> {
  const socket = await openSocket(clock, pid, socketName, isAlive)
  if (!socket) return undefined
  const waiting: { readonly done: (value: unknown) => void; readonly fail: (e: Error) => void }[] =
    []
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) answer(readObject(line))
  })
  const answer = (object: Readonly<Record<string, unknown>>): void => {
    if ('return' in object) waiting.shift()?.done(object['return'])
    else if ('error' in object) waiting.shift()?.fail(new Error(describe(object['error'])))
  }
  const end = (): void => {
    for (const each of waiting.splice(0)) each.fail(new Error('the emulator ended'))
  }
  socket.on('error', end)
  socket.on('close', end)
  const ask: Monitor['ask'] = (command, parameters) =>
    new Promise((done, fail) => {
      if (socket.destroyed) return fail(new Error('the emulator ended'))
      waiting.push({ done, fail })
      const request = { execute: command, ...(parameters ? { arguments: parameters } : {}) }
      socket.write(`${JSON.stringify(request)}\n`)
    })
  await ask('qmp_capabilities')
  return { ask, close: () => socket.destroy() }
}

/** The socket of that name in a process's folder, as soon as it listens; undefined where the process ended before. */
export async function openSocket(
  clock: Clock,
  pid: number,
  name: string,
  isAlive: () => boolean,
): Promise<Socket | undefined> {
  while (isAlive()) {
    const socket = connect(`/proc/${pid}/cwd/${name}`)
    const open = await new Promise<boolean>((settle) => {
      socket.once('connect', () => settle(true))
      socket.once('error', () => settle(false))
    })
    if (open) return socket
    socket.destroy()
    await clock.sleep(10)
  }
  return undefined
}

function readObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function describe(error: unknown): string {
  return typeof error === 'object' && error !== null && 'desc' in error
    ? String(error.desc)
    : JSON.stringify(error)
}
