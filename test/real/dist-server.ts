import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { execFileSync } from 'node:child_process'

/** One component of a rustup channel. */
export interface DistComponent {
  /** `rustc`, `cargo`, `rust-std`. */
  readonly name: string
  readonly target: string
  /** Files: path in the toolchain → path on the host, or text. */
  readonly files: Readonly<Record<string, { readonly from: string } | { readonly text: string }>>
}

/**
 * Writes what a rustup dist server has for one channel (its manifest, version 2, and component tarballs of the
 * rust-installer, version 3) below `folder`. The last target of `damaged` gets a wrong hash in the manifest.
 */
export async function writeDist(
  folder: string,
  version: string,
  host: string,
  components: readonly DistComponent[],
  damaged?: string,
): Promise<void> {
  const lines = ['manifest-version = "2"', 'date = "2026-01-01"', '']
  const [own, others] = [
    components.filter(({ target }) => target === host),
    components.filter(({ target }) => target !== host),
  ]
  lines.push(
    '[pkg.rust]',
    `version = "${version}"`,
    `[pkg.rust.target.${host}]`,
    'available = true',
  )
  lines.push('url = ""', 'hash = ""')
  for (const [list, part] of [
    ['components', own],
    ['extensions', others],
  ] as const) {
    for (const { name, target } of part) {
      lines.push(`[[pkg.rust.target.${host}.${list}]]`, `pkg = "${name}"`, `target = "${target}"`)
    }
  }
  for (const name of new Set(components.map((component) => component.name))) {
    lines.push('', `[pkg.${name}]`, `version = "${version}"`)
    for (const component of components.filter((one) => one.name === name)) {
      const file = await writeComponent(folder, version, component)
      const hash = await sha256(file)
      lines.push(`[pkg.${name}.target.${component.target}]`, 'available = true')
      lines.push(`url = "DIST/${relative(folder, file)}"`)
      lines.push(`hash = "${component.target === damaged ? hash.replace(/./g, '0') : hash}"`)
    }
  }
  lines.push('', '[profiles]', 'minimal = ["rustc", "cargo", "rust-std"]', '', '[renames]', '')
  await writeFile(join(folder, 'manifest.toml'), lines.join('\n'))
}

async function writeComponent(
  folder: string,
  version: string,
  component: DistComponent,
): Promise<string> {
  const base = `${component.name}-${version}-${component.target}`
  const part = component.name === 'rust-std' ? `rust-std-${component.target}` : component.name
  const root = join(folder, 'parts', base)
  for (const [path, source] of Object.entries(component.files)) {
    const to = join(root, part, path)
    await mkdir(dirname(to), { recursive: true })
    if ('text' in source) await writeFile(to, source.text)
    else await cp(source.from, to)
    if (path.startsWith('bin/')) await chmod(to, 0o755)
  }
  const manifest = Object.keys(component.files).map((path) => `file:${path}\n`)
  await writeFile(join(root, part, 'manifest.in'), manifest.join(''))
  await writeFile(join(root, 'components'), `${part}\n`)
  await writeFile(join(root, 'rust-installer-version'), '3\n')
  const file = join(folder, 'dist', `${base}.tar.gz`)
  await mkdir(dirname(file), { recursive: true })
  execFileSync('tar', ['-I', 'gzip -1', '-cf', file, '-C', join(folder, 'parts'), base])
  return file
}

/** All files of a folder as files of a component, below `prefix`. */
export async function filesOf(
  folder: string,
  prefix: string,
): Promise<Record<string, { readonly from: string }>> {
  const files: Record<string, { readonly from: string }> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const from = join(entry.parentPath, entry.name)
    files[`${prefix}/${relative(folder, from)}`] = { from }
  }
  return files
}

/** Serves the folder on loopback as a dist server; `requests` are the paths that were asked for. */
export async function serveDist(
  folder: string,
  version: string,
): Promise<{ readonly url: string; readonly requests: string[]; close(): void }> {
  const requests: string[] = []
  let url = ''
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    void (async () => {
      const name = `/dist/channel-rust-${version}.toml`
      if (path === name || path === `${name}.sha256`) {
        const manifest = (await readFile(join(folder, 'manifest.toml'), 'utf8')).replaceAll(
          'DIST',
          url,
        )
        const hash = createHash('sha256').update(manifest).digest('hex')
        response.end(path === name ? manifest : `${hash}  channel-rust-${version}.toml\n`)
        return
      }
      const stream = createReadStream(join(folder, path))
      stream.once('error', () => response.writeHead(404).end())
      stream.once('open', () => stream.pipe(response))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function sha256(path: string): Promise<string> {
  const sum = createHash('sha256')
  for await (const chunk of createReadStream(path)) sum.update(chunk as Uint8Array)
  return sum.digest('hex')
}
