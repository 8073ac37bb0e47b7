import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A line to a port of this machine that is as slow as a real one, and counts. */
export interface ShapedLine {
  readonly port: number
  /** Bytes that went both ways since the last call. */
  readonly taken: () => number
  stop(): void
}

export interface LineShape {
  /** Of each direction, shared by all connections. */
  readonly bitsPerSecond: number
  /** Round trip, half of it each way; a connection takes one to open. */
  readonly roundTripMs: number
}

/** What one direction holds on its way before the sender has to wait. */
const BUFFER_BYTES = 128 * 1024

/**
 * tc's netem would be the truer way, and is a module that many kernels lack (this workshop's, too); tbf alone delays nothing. A proxy does both
 * in user space: bytes leave at the rate, and arrive half a round trip later.
 */
export async function startShapedLine(target: number, shape: LineShape): Promise<ShapedLine> {
  let count = 0
  const hear = (bytes: number): void => {
    count += bytes
  }
  const ways = [makeWay(shape, hear), makeWay(shape, hear)] as const
  const sockets = new Set<Socket>()
  const server = createServer((here) => {
    const there = connect(target, '127.0.0.1')
    for (const socket of [here, there]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
    }
    here.pause()
    setTimeout(() => {
      ways[0](here, there)
      ways[1](there, here)
    }, shape.roundTripMs)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  return {
    port: (server.address() as AddressInfo).port,
    taken: () => {
      const bytes = count
      count = 0
      return bytes
    },
    stop: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function makeWay(
  { bitsPerSecond, roundTripMs }: LineShape,
  hear: (bytes: number) => void,
): (from: Socket, to: Socket) => void {
  let free = 0
  const bytesPerMs = bitsPerSecond / 8000
  return (from, to) => {
    let held = 0
    const later = (bytes: number, deliver: () => void): void => {
      free = Math.max(free, performance.now()) + bytes / bytesPerMs
      setTimeout(deliver, free + roundTripMs / 2 - performance.now())
    }
    from.on('data', (chunk: Buffer) => {
      hear(chunk.length)
      held += chunk.length
      if (held > BUFFER_BYTES) from.pause()
      later(chunk.length, () => {
        to.write(chunk)
        held -= chunk.length
        if (held <= BUFFER_BYTES && from.isPaused()) from.resume()
      })
    })
    from.once('end', () => later(0, () => to.end()))
    from.once('close', () => later(0, () => to.destroySoon()))
    from.resume()
  }
}
