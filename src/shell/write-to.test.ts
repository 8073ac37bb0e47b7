import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { test } from 'node:test'

import { isReaderGone, writeTo } from './write-to.ts'

const url = JSON.stringify(new URL('write-to.ts', import.meta.url).href)

test('a process may exit after the last promise: a reader that is slow gets every byte', async () => {
  const script = `import { writeTo } from ${url}
const write = writeTo(process.stdout)
for (let i = 0; i < 40; i++) await write(Buffer.alloc(9973, i))
process.exit(7)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let size = 0
  for await (const chunk of child.stdout) {
    size += (chunk as Buffer).length
    await new Promise((settle) => setTimeout(settle, 2))
  }
  assert.equal(size, 40 * 9973)
  assert.equal((await ended)[0], 7)
})

test('a reader that goes away is told by the promise, and to nobody else', async () => {
  const script = `import { isReaderGone, writeTo } from ${url}
const write = writeTo(process.stdout)
try { for (;;) await write(Buffer.alloc(65536)) } catch (error) { process.exitCode = isReaderGone(error) ? 8 : 9 }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  child.stdout.destroy()
  assert.equal((await ended)[0], 8)
})

test('leaves no listeners behind, and waits for the write', async () => {
  let release = (): void => {}
  const stream = new Writable({ write: (_chunk, _encoding, done) => (release = done) })
  const written = writeTo(stream)(Buffer.from('x'))
  let settled = false
  void Promise.resolve(written).then(() => (settled = true))
  await new Promise((settle) => setImmediate(settle))
  assert.equal(settled, false)
  release()
  await written
  assert.equal(stream.listenerCount('error'), 0)
})

test('another failure is not the reader’s going', () => {
  assert.equal(isReaderGone(Object.assign(new Error('full'), { code: 'ENOSPC' })), false)
})
