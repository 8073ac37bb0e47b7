import { connect } from 'node:net'
import { isatty } from 'node:tty'

import { makeAgentReader } from '../core/read/agent-frames.ts'

/**
 * The runner that `ferry test` gives to cargo: it asks the ferry that started cargo, which has the connection, and passes on what it is
 * told. A bundle of its own (dist/runner.cjs), since it starts once for each test program.
 */
const path = process.env['FERRY_AGENT'] ?? ''
const words = process.argv.slice(process.argv.indexOf('--') + 1)
const [file = '', ...args] = words
const socket = connect(path)
let code: number | undefined
// Ctrl-C reaches the ferry above as well, which passes it on to the program: its end is awaited.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined)

socket.once('connect', () => {
  const env = { ...process.env }
  const request = { file, args, cwd: process.cwd(), env, color: isatty(1) }
  socket.write(`${JSON.stringify(request)}\n`)
})
const take = makeAgentReader((frame) => {
  if (frame.kind === 'end') code = frame.code
  else {
    const stream = frame.kind === 'stdout' ? process.stdout : process.stderr
    // What is not read is not asked for either.
    if (!stream.write(frame.bytes)) {
      socket.pause()
      stream.once('drain', () => socket.resume())
    }
  }
})
socket.on('data', take)
socket.on('error', (error: Error) => {
  if (code !== undefined) return
  process.stderr.write(`error: the ferry that started cargo does not answer: ${error.message}\n`)
  code = 4
})
socket.on('close', () => {
  process.exitCode = code ?? 4
})
