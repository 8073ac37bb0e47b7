import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A package of the fake repository. */
export interface FakePackage {
  readonly name: string
  readonly version?: string
  readonly depends?: string
  readonly provides?: string
  /** Path → text, `/` at the end: a folder, a value that starts with `->`: a symlink. */
  readonly files?: Readonly<Record<string, string>>
}

export interface FakeRepository {
  /** The mirror's base. */
  readonly url: string
  /** Paths that were asked for. */
  readonly requests: string[]
  /** Path below the base → what is served; tests may change or delete entries. */
  readonly files: Map<string, Uint8Array>
  /** Publishes a suite anew, with these packages. */
  publish(suite: string, packages: readonly FakePackage[], options?: PublishOptions): void
  /** Publishes a suite with packages for several architectures. */
  publishAll(suite: string, packages: Readonly<Record<string, readonly FakePackage[]>>): void
  close(): void
}

export interface PublishOptions {
  readonly architecture?: string
  readonly origin?: string
  /** Signs the Release text; default: a clear-signed frame with no valid signature. */
  readonly sign?: (text: string) => string
}

/** A Debian-style repository on loopback. */
export async function makeFakeRepository(): Promise<FakeRepository> {
  const files = new Map<string, Uint8Array>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const body = files.get(path)
    if (body) response.end(body)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian`
  return {
    url,
    requests,
    files,
    publish: (suite, packages, options = {}) =>
      publish(files, suite, { [options.architecture ?? 'armhf']: packages }, options),
    publishAll: (suite, packages) => publish(files, suite, packages, {}),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function publish(
  files: Map<string, Uint8Array>,
  suite: string,
  packages: Readonly<Record<string, readonly FakePackage[]>>,
  options: PublishOptions,
): void {
  const hashes = Object.entries(packages).map(([architecture, entries]) => {
    const path = `main/binary-${architecture}/Packages.gz`
    const index = gzipSync(
      entries.map((entry) => addPackage(files, entry, architecture)).join('\n\n'),
    )
    files.set(`/debian/dists/${suite}/${path}`, index)
    return ` ${sha256(index)} ${index.length} ${path}`
  })
  const release = [
    `Origin: ${options.origin ?? 'Debian'}`,
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    `Architectures: all ${Object.keys(packages).join(' ')}`,
    'Components: main',
    'SHA256:',
    ...hashes,
    '',
  ].join('\n')
  const sign = options.sign ?? frame
  files.set(`/debian/dists/${suite}/InRelease`, Buffer.from(sign(release)))
}

/** Puts the .deb into the pool and gives its stanza. */
function addPackage(
  files: Map<string, Uint8Array>,
  entry: FakePackage,
  architecture: string,
): string {
  const version = entry.version ?? '1'
  const deb = makeDeb(entry.files ?? {})
  const path = `pool/${entry.name}_${version.replace(':', '%3a')}_${architecture}.deb`
  files.set(`/debian/${path}`, deb)
  return [
    `Package: ${entry.name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    ...(entry.depends === undefined ? [] : [`Depends: ${entry.depends}`]),
    ...(entry.provides === undefined ? [] : [`Provides: ${entry.provides}`]),
    `Filename: ${path}`,
    `Size: ${deb.length}`,
    `SHA256: ${sha256(deb)}`,
    'Description: of the fake\n more of it',
  ].join('\n')
}

/** The frame of a clear-signed message with a signature that says nothing. */
function frame(text: string): string {
  return `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${text}-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n`
}

/** A .deb: ar of debian-binary, an empty control.tar.gz and data.tar.gz. */
export function makeDeb(files: Readonly<Record<string, string>>): Uint8Array {
  const data = gzipSync(makeTar(files))
  const member = (name: string, body: Uint8Array): Uint8Array =>
    Buffer.concat([
      Buffer.from(
        `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(body.length).padEnd(10)}\`\n`,
      ),
      body,
      Buffer.alloc(body.length % 2, '\n'),
    ])
  return Buffer.concat([
    Buffer.from('!<arch>\n'),
    member('debian-binary', Buffer.from('2.0\n')),
    member('control.tar.gz', gzipSync(makeTar({}))),
    member('data.tar.gz', data),
  ])
}

/** A ustar archive; see `FakePackage.files`, and `=> path` for a hard link. */
export function makeTar(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks: Uint8Array[] = []
  for (const [path, value] of Object.entries(files)) {
    const type = path.endsWith('/')
      ? '5'
      : value.startsWith('->')
        ? '2'
        : value.startsWith('=>')
          ? '1'
          : '0'
    const body = type === '0' ? Buffer.from(value) : Buffer.alloc(0)
    const link = type === '1' || type === '2' ? value.slice(2).trim() : ''
    blocks.push(
      tarHeader(path, type, body.length, link),
      body,
      Buffer.alloc((512 - (body.length % 512)) % 512),
    )
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

function tarHeader(path: string, type: string, size: number, link: string): Uint8Array {
  const block = Buffer.alloc(512)
  block.write(path, 0, 100)
  block.write(type === '5' ? '0000755\0' : '0000644\0', 100)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('14000000000\0', 136)
  block.write('        ', 148)
  block.write(type, 156)
  block.write(link, 157, 100)
  block.write('ustar\u000000', 257)
  const sum = block.reduce((a, b) => a + b, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
