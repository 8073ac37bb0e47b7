import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'

import { ProblemError } from '../core/problem/problem.ts'
import { chooseProxy } from './http/choose-proxy.ts'
import { makeDownloads } from './downloads.ts'

const body = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) & 255))
const sha256 = createHash('sha256').update(body).digest('hex')

async function serve(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'ferry-downloads-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

const code = (expected: string, status?: number) => (error: unknown) => {
  assert.ok(error instanceof ProblemError, String(error))
  assert.equal(error.problem.code, expected)
  if (status !== undefined) assert.equal(error.problem.details?.['status'], status)
  return true
}

/** Serves `body`, honours Range. */
function whole(request: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': body.length - start,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  })
  response.end(body.subarray(start))
}

const downloads = makeDownloads({ pauseMs: 1, env: {} })

test('fetches, checks the hash, tells progress', async (t) => {
  const url = await serve(t, whole)
  const path = join(await folder(t), 'a', 'file')
  const seen: number[] = []
  await downloads.toFile(url, path, { sha256, onProgress: (done) => seen.push(done) })
  assert.deepEqual(await readFile(path), body)
  assert.equal(seen.at(-1), body.length)
  await assert.rejects(stat(`${path}.part`))
})

test('a line that is cut is continued where it stopped', async (t) => {
  const ranges: (string | undefined)[] = []
  let cut = (): void => {}
  const url = await serve(t, (request, response) => {
    ranges.push(request.headers.range)
    if (ranges.length > 1) return whole(request, response)
    response.writeHead(200, { 'content-length': body.length })
    response.write(body.subarray(0, 40_000))
    cut = () => response.destroy()
  })
  const path = join(await folder(t), 'file')
  // Not before all of it has come: what lies in the socket is lost with the line.
  const onProgress = (done: number): void => {
    if (done === 40_000) cut()
  }
  await downloads.toFile(url, path, { sha256, onProgress })
  assert.deepEqual(await readFile(path), body)
  assert.deepEqual(ranges, [undefined, 'bytes=40000-'])
})

test('a .part of an earlier run is continued where a hash is known', async (t) => {
  const ranges: (string | undefined)[] = []
  const url = await serve(t, (request, response) => {
    ranges.push(request.headers.range)
    whole(request, response)
  })
  const path = join(await folder(t), 'file')
  await writeFile(`${path}.part`, body.subarray(0, 1234))
  await downloads.toFile(url, path, { sha256 })
  assert.deepEqual(ranges, ['bytes=1234-'])
  assert.deepEqual(await readFile(path), body)
})

test('a .part of something else is thrown away, also one that is too long', async (t) => {
  const url = await serve(t, whole)
  for (const old of [Buffer.alloc(500, 1), Buffer.alloc(body.length, 1), Buffer.alloc(200_000)]) {
    const path = join(await folder(t), 'file')
    await writeFile(`${path}.part`, old)
    await downloads.toFile(url, path, { sha256, size: body.length })
    assert.deepEqual(await readFile(path), body)
  }
})

test('a server that knows no ranges sends all again', async (t) => {
  const url = await serve(t, (_, response) => void response.end(body))
  const path = join(await folder(t), 'file')
  await writeFile(`${path}.part`, body.subarray(0, 99))
  await downloads.toFile(url, path, { sha256 })
  assert.deepEqual(await readFile(path), body)
})

test('wrong bytes never get the name', async (t) => {
  const url = await serve(t, (_, response) => void response.end('something else'))
  const path = join(await folder(t), 'file')
  await assert.rejects(downloads.toFile(url, path, { sha256 }), code('host/hash-mismatch'))
  await assert.rejects(stat(path))
  await assert.rejects(stat(`${path}.part`))
})

test('what is there with the right hash is not fetched again', async (t) => {
  const path = join(await folder(t), 'file')
  await writeFile(path, body)
  await downloads.toFile('http://127.0.0.1:1/', path, { sha256 })
})

test('404 is told at once with its status; 503 is tried again', async (t) => {
  let asked = 0
  const url = await serve(t, (request, response) => {
    asked++
    if (request.url === '/late' && asked > 2) return void response.end('here')
    response.writeHead(request.url === '/late' ? 503 : 404).end()
  })
  await assert.rejects(downloads.text(`${url}/none`), code('host/download-failed', 404))
  assert.equal(asked, 1)
  asked = 0
  assert.equal(await downloads.text(`${url}/late`), 'here')
  assert.equal(asked, 3)
})

test('nothing listens: no network', async () => {
  await assert.rejects(downloads.bytes('http://127.0.0.1:1/x'), code('host/no-network'))
  await assert.rejects(downloads.bytes('http://name.invalid/x'), code('host/no-network'))
})

test('a silent server is given up', async (t) => {
  const url = await serve(t, () => undefined)
  const quick = makeDownloads({ idleMs: 50, pauseMs: 1, env: {} })
  await assert.rejects(quick.bytes(url), code('host/download-failed'))
})

test('redirects are followed, but not from https down or round in circles', async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === '/to') return void response.end('there')
    const location =
      request.url === '/from' ? '/to' : request.url === '/file' ? 'file:///etc/passwd' : '/loop'
    response.writeHead(302, { location }).end()
  })
  assert.equal(await downloads.text(`${url}/from`), 'there')
  await assert.rejects(downloads.text(`${url}/loop`), code('host/download-failed'))
  await assert.rejects(downloads.text(`${url}/file`), code('host/download-failed'))
})

test('reads no more than it may; refuses what is no URL', async (t) => {
  const url = await serve(t, whole)
  await assert.rejects(downloads.bytes(url, 1000), code('host/download-failed'))
  await assert.rejects(downloads.bytes('ftp://x/y'), code('host/download-failed'))
  await assert.rejects(downloads.bytes('-o x'), code('host/download-failed'))
})

test('goes through an HTTP proxy, with its password', async (t) => {
  const seen: string[] = []
  const proxy = await serve(t, (request, response) => {
    seen.push(request.url ?? '', request.headers['proxy-authorization'] ?? '')
    response.end('by proxy')
  })
  const env = { http_proxy: proxy.replace('://', '://me:secret@') }
  assert.equal(await makeDownloads({ env }).text('http://name.invalid/x'), 'by proxy')
  assert.deepEqual(seen, ['http://name.invalid/x', `Basic ${btoa('me:secret')}`])
})

test('a proxy that refuses the tunnel is told', async (t) => {
  const proxy = await serve(t, () => undefined)
  const server = await import('node:http')
  const refusing = server.createServer()
  refusing.on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
  t.after(() => refusing.close())
  void proxy
  const env = { https_proxy: `http://127.0.0.1:${(refusing.address() as AddressInfo).port}` }
  await assert.rejects(
    makeDownloads({ env }).text('https://name.invalid/'),
    code('host/download-failed', 403),
  )
})

test('reads file: URLs', async (t) => {
  const path = join(await folder(t), 'file')
  await writeFile(path, 'text')
  assert.equal(await downloads.text(`file://${path}`), 'text')
  await assert.rejects(downloads.text(`file://${path}x`), code('host/download-failed', 404))
})

test('the proxy is chosen as curl does', () => {
  const env = { http_proxy: 'p:1', HTTPS_PROXY: 'http://s:2', no_proxy: 'a.org,.b.org,c.org:8080' }
  const choose = (url: string) => chooseProxy(new URL(url), env)?.host
  assert.equal(choose('http://x.org/'), 'p:1')
  assert.equal(choose('https://x.org/'), 's:2')
  assert.equal(choose('http://a.org/'), undefined)
  assert.equal(choose('http://sub.a.org/'), undefined)
  assert.equal(choose('http://sub.b.org/'), undefined)
  assert.equal(choose('http://bb.org/'), 'p:1')
  assert.equal(choose('http://c.org:8080/'), undefined)
  assert.equal(choose('http://c.org/'), 'p:1')
  assert.equal(choose('http://127.0.0.1/'), undefined)
  assert.equal(chooseProxy(new URL('http://x/'), { HTTP_PROXY: 'p:1' }), undefined)
})
