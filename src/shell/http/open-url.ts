import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import * as tls from 'node:tls'
import { fileURLToPath } from 'node:url'

import { downloadFailed, noNetwork } from '../../core/problem/download-problems.ts'
import { chooseProxy } from './choose-proxy.ts'

/** A server that does not even open a connection in this time is not there. */
const CONNECT_MS = 15_000
/** Silence on an open connection for this long is a lost line. */
const IDLE_MS = 30_000
const MAX_REDIRECTS = 8
const AGENTS = {
  http: new http.Agent({ keepAlive: true, maxSockets: 8 }),
  https: new https.Agent({ keepAlive: true, maxSockets: 8 }),
}

export interface OpenOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly connectMs?: number
  readonly idleMs?: number
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown }
  /** Where it came from after redirects. */
  readonly url: string
}

/**
 * Opens `http:`, `https:` and `file:` URLs for reading; follows redirects, goes through proxies.
 * Gives whatever status the server said. Throws `host/no-network` where no connection came about,
 * `host/download-failed` for everything else that is no answer.
 */
export async function openUrl(url: string, options: OpenOptions): Promise<Answer> {
  let at = parse(url)
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (at.protocol === 'file:') return openFile(at, options.headers?.['range'])
    const answer = await request(at, options)
    const to = answer.headers['location']
    if (answer.status < 300 || answer.status >= 400 || typeof to !== 'string') return answer
    answer.body.destroy()
    const next = new URL(to, at)
    if (next.protocol !== 'https:' && next.protocol !== at.protocol) {
      throw downloadFailed(url, `it redirects to ${next.href}, which is less safe`)
    }
    at = next
  }
  throw downloadFailed(url, `more than ${MAX_REDIRECTS} redirects`)
}

function parse(url: string): URL {
  try {
    const parsed = new URL(url)
    if (['http:', 'https:', 'file:'].includes(parsed.protocol)) return parsed
  } catch {
    // Told below.
  }
  throw downloadFailed(url, 'this is no http, https or file URL')
}

async function openFile(url: URL, range: string | undefined): Promise<Answer> {
  const path = fileURLToPath(url)
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  )
  if (size === undefined) throw downloadFailed(url.href, 'there is no such file', 404)
  const stream = createReadStream(path, { start })
  return {
    status: start > 0 ? 206 : 200,
    headers: {
      'content-length': String(size - start),
      'content-range': `bytes ${start}-${size - 1}/${size}`,
    },
    body: stream,
    url: url.href,
  }
}

async function request(url: URL, options: OpenOptions): Promise<Answer> {
  const proxy = chooseProxy(url, options.env)
  const secure = url.protocol === 'https:'
  const headers: Record<string, string> = { 'user-agent': 'cargo-ferry', ...options.headers }
  const base: https.RequestOptions = {
    headers,
    ...(options.signal ? { signal: options.signal } : {}),
  }
  if (!proxy) {
    const module = secure ? https : http
    return settle(
      module.request(url, { ...base, agent: secure ? AGENTS.https : AGENTS.http }),
      url,
      options,
    )
  }
  if (!secure) {
    headers['host'] = url.host
    Object.assign(headers, proxyAuthorization(proxy))
    return settle(http.request(proxy, { ...base, path: url.href }), url, options)
  }
  const socket = await tunnel(url, proxy, options)
  return settle(
    https.request(url, {
      ...base,
      agent: false,
      createConnection: () => tls.connect({ socket, servername: url.hostname }),
    }),
    url,
    options,
  )
}

/** Waits for the status line and headers; turns what the system said into a problem. */
function settle(outgoing: http.ClientRequest, url: URL, options: OpenOptions): Promise<Answer> {
  const connectMs = options.connectMs ?? CONNECT_MS
  const idleMs = options.idleMs ?? IDLE_MS
  return new Promise((resolve, reject) => {
    let connected = false
    const timer = setTimeout(() => {
      if (!connected) outgoing.destroy(new Error(`no connection after ${connectMs / 1000} s`))
    }, connectMs)
    outgoing.once('socket', (socket) => {
      const ready = (): void => {
        connected = true
        clearTimeout(timer)
      }
      if (socket.connecting) socket.once('connect', ready)
      else ready()
    })
    outgoing.setTimeout(idleMs, () => {
      outgoing.destroy(new Error(`nothing came for ${idleMs / 1000} s`))
    })
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (options.signal?.aborted) reject(error)
      else
        reject(
          connected
            ? downloadFailed(url.href, sayWhy(error), undefined, error)
            : noNetwork(url.href, sayWhy(error), error),
        )
    })
    outgoing.once('response', (response) => {
      clearTimeout(timer)
      // From here the body's reader sees errors; a destroyed request tells them there.
      outgoing.on('error', (error) => response.destroy(error))
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: response,
        url: url.href,
      })
    })
    outgoing.end()
  })
}

/** HTTP CONNECT (RFC 9110, 9.3.6). */
function tunnel(url: URL, proxy: URL, options: OpenOptions): Promise<Socket> {
  const to = `${url.hostname}:${url.port || 443}`
  const module = proxy.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const outgoing = module.request(proxy, {
      method: 'CONNECT',
      path: to,
      headers: { host: to, ...proxyAuthorization(proxy) },
      timeout: options.connectMs ?? CONNECT_MS,
      ...(options.signal ? { signal: options.signal } : {}),
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error('the proxy does not answer')))
    outgoing.once('error', (error) => reject(noNetwork(proxy.origin, sayWhy(error), error)))
    outgoing.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(
          downloadFailed(
            url.href,
            `the proxy ${proxy.host} says ${response.statusCode}`,
            response.statusCode,
          ),
        )
      }
    })
    outgoing.end()
  })
}

function proxyAuthorization(proxy: URL): Record<string, string> {
  if (!proxy.username) return {}
  const words = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(words).toString('base64')}` }
}

/** What the system said, in words. Several addresses tried (AggregateError) give the first one's. */
function sayWhy(error: NodeJS.ErrnoException): string {
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error
  return WORDS[first.code ?? ''] ?? (first.message || first.code || 'unknown')
}

const UNTRUSTED =
  'its certificate is not trusted: a proxy that opens TLS? Name its authority in NODE_EXTRA_CA_CERTS'
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name has no address here (DNS): no network, or a wrong name',
  EAI_AGAIN: 'its name has no address here (DNS): no network, or a wrong name',
  ECONNREFUSED: 'the connection was refused: nothing listens there',
  ENETUNREACH: 'there is no route to it',
  EHOSTUNREACH: 'there is no route to it',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
}
