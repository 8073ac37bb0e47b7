import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** `up`: from the client to the server. */
export type Direction = 'up' | 'down'

/** What happens to the line once `at` bytes have passed in one direction. */
export interface LineFault {
  readonly direction: Direction
  readonly at: number
  readonly kind: LineFaultKind
  /** Afterwards every new connection is refused (closed at once), until `repair`. */
  readonly gone?: boolean
}

/**
 * cut: both ends are closed (FIN); reset: by RST; stall: nothing passes any more, and nobody is told; corrupt: one bit of the byte is
 * another; slow: from there on 20,000 bytes a second.
 */
export type LineFaultKind = 'cut' | 'reset' | 'stall' | 'corrupt' | 'slow'

const SLOW_BYTES_PER_MS = 20

/** A line to a port of this machine that breaks where it is told to. */
export interface FaultLine {
  readonly port: number
  /** Bytes that passed since `reset` or `repair`, over all connections. */
  passed(direction: Direction): number
  arm(fault: LineFault): void
  /** Called once, when so many bytes have passed in a direction. */
  when(direction: Direction, at: number, call: () => void): void
  /** True once the armed fault has happened. */
  happened(): boolean
  /** Bytes of both directions at that moment. */
  happenedAt(): Readonly<Record<Direction, number>> | undefined
  /** The line breaks at this moment. */
  breakNow(kind: LineFaultKind, options?: { readonly gone?: boolean }): void
  /** Takes the fault away and counts from nought; what is open stays. */
  reset(): void
  /** Takes the fault away, closes what is open, counts from nought. `server`: where the server is from now on. */
  repair(server?: ServerAddress): void
  close(): void
}

interface Watch {
  readonly direction: Direction
  readonly at: number
  readonly call: () => void
}

export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** A line to a server of this machine. Listens on 127.0.0.1. */
export async function startFaultLine(behind: ServerAddress): Promise<FaultLine> {
  let server = behind
  let fault: LineFault | undefined
  let happened: Record<Direction, number> | undefined
  let watches: readonly Watch[] = []
  const passed = { up: 0, down: 0 }
  const pairs = new Set<readonly [Socket, Socket]>()

  const happen = (what: LineFault): void => {
    happened = { ...passed }
    if (what.kind !== 'cut' && what.kind !== 'reset') return
    for (const sockets of pairs) {
      for (const socket of sockets) {
        if (what.kind === 'reset') socket.resetAndDestroy()
        else socket.destroy()
      }
    }
  }

  /** What may pass of a chunk; the rest is lost with the line. */
  const meet = (direction: Direction, chunk: Buffer): Buffer => {
    const before = passed[direction]
    const place = fault && fault.direction === direction ? fault.at - before : -1
    if (!fault || happened || place < 0 || place >= chunk.length) {
      passed[direction] += chunk.length
      return chunk
    }
    passed[direction] += place
    happen(fault)
    if (fault.kind === 'slow') return chunk
    if (fault.kind !== 'corrupt') return chunk.subarray(0, place)
    const bent = Buffer.from(chunk)
    bent[place] = (bent[place] ?? 0) ^ 0x10
    return bent
  }

  const move = async (direction: Direction, from: Socket, to: Socket): Promise<void> => {
    for await (const data of from as AsyncIterable<Buffer>) {
      if (happened && fault?.kind === 'stall') continue
      const chunk = meet(direction, data)
      const due = watches.filter((w) => w.direction === direction && passed[direction] >= w.at)
      watches = watches.filter((w) => !due.includes(w))
      for (const { call } of due) call()
      if (happened && fault?.kind === 'slow') await wait(chunk.length / SLOW_BYTES_PER_MS)
      if (to.destroyed) return
      if (!to.write(chunk)) await drained(to)
    }
    to.end()
  }

  const listener = createServer((here) => {
    if (happened && fault?.gone === true) {
      here.resetAndDestroy()
      return
    }
    const there = connect(server.port, server.host)
    const pair = [here, there] as const
    pairs.add(pair)
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      // An end that is none of ours passes through move(), its last bytes first.
      socket.once('close', (failed) => {
        if (failed && !(happened && fault?.kind === 'stall'))
          for (const other of pair) other.destroy()
        if (pair.every((other) => other.destroyed)) pairs.delete(pair)
      })
    }
    void move('up', here, there).catch(() => {})
    void move('down', there, here).catch(() => {})
  })
  listener.on('error', () => {})
  await new Promise<void>((settle) => listener.listen(0, '127.0.0.1', settle))

  const hangUp = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    pairs.clear()
  }
  const forget = (): void => {
    fault = undefined
    happened = undefined
    watches = []
    passed.up = 0
    passed.down = 0
  }
  return {
    port: (listener.address() as AddressInfo).port,
    passed: (direction) => passed[direction],
    arm: (next) => {
      fault = next
    },
    when: (direction, at, call) => {
      watches = [...watches, { direction, at, call }]
    },
    happened: () => happened !== undefined,
    happenedAt: () => happened,
    breakNow: (kind, options = {}) => {
      fault = { direction: 'up', at: 0, kind, ...options }
      happen(fault)
    },
    reset: forget,
    repair: (next) => {
      hangUp()
      forget()
      server = next ?? server
    },
    close: () => {
      hangUp()
      listener.close()
    },
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((settle) => {
    const done = (): void => {
      socket.off('drain', done)
      socket.off('close', done)
      settle()
    }
    socket.on('drain', done)
    socket.on('close', done)
  })
}
