import { join } from 'node:path'
import { gunzip } from 'node:zlib'
import { promisify } from 'node:util'

import { formatCompactIndex, readCompactIndex } from '../../core/packages/compact-index.ts'
import type { PackageIndex } from '../../core/packages/compact-index.ts'
import { parsePackageIndex } from '../../core/packages/package-index.ts'
import type { Tell } from '../../core/event.ts'
import { downloadFailed, httpStatusOf } from '../../core/problem/download-problems.ts'
import { noArchitecture } from '../../core/problem/package-problems.ts'
import { formatSize } from '../../core/text/format-size.ts'
import type { PackageTools, Suite } from './read-suite.ts'

/**
 * The index of one component and architecture of a suite. It is kept in a compact form by the hash that the Release file
 * gives, so it is downloaded again only when it changed. Throws `host/no-architecture`, `host/hash-mismatch` …
 */
export async function readIndex(
  suite: Suite,
  component: string,
  architecture: string,
  tools: PackageTools,
  tell: Tell,
): Promise<PackageIndex> {
  const { release, mirror, name } = suite
  const folder = `${component}/binary-${architecture}`
  // Security suites list their components as `updates/main` and have them at `main`.
  const choice = await chooseForm(suite, folder, tools)
  if (!choice) {
    throw noArchitecture(
      name,
      architecture,
      release.architectures.filter((word) => word !== 'all'),
    )
  }
  const { form, sha256, size } = choice
  const kept = join(
    tools.folder,
    'indexes',
    `${name}-${component}-${architecture}-${sha256.slice(0, 16)}.tsv`,
  )
  return tools.files.locked(kept, async () => {
    const compact = readCompactIndex((await tools.files.readText(kept)) ?? '')
    if (compact) return compact
    const id = `index ${name} ${architecture}`
    const started = tools.clock.ticks()
    tell({
      kind: 'step',
      id,
      text: `Reading the package index of ${name} for ${architecture} (${formatSize(size)})`,
    })
    const raw = join(
      tools.folder,
      'indexes',
      `${name}-${component}-${architecture}-${sha256.slice(0, 16)}.${form}`,
    )
    const onProgress = (done: number): void =>
      tell({ kind: 'progress', id, done, total: size, unit: 'bytes' })
    const options = { sha256, size, onProgress }
    const plain = `${mirror}/dists/${name}/${folder}/Packages.${form}`
    try {
      await tools.downloads.toFile(
        release.byHash ? `${mirror}/dists/${name}/${folder}/by-hash/SHA256/${sha256}` : plain,
        raw,
        options,
      )
    } catch (error) {
      if (!release.byHash || httpStatusOf(error) !== 404) throw error
      await tools.downloads.toFile(plain, raw, options)
    }
    const text = formatCompactIndex(parsePackageIndex(await decompress(raw, form, plain, tools)))
    await tools.files.write(kept, text)
    await tools.files.remove(raw)
    await removeOlder(kept, `${name}-${component}-${architecture}-`, tools)
    tell({ kind: 'step-done', id, ms: tools.clock.ticks() - started })
    const index = readCompactIndex(text)
    if (!index) throw new Error('the compact index that was just written cannot be read')
    return index
  })
}

/** xz is a sixth smaller than gz; it needs the program. */
async function chooseForm(
  suite: Suite,
  folder: string,
  tools: PackageTools,
): Promise<{ form: 'xz' | 'gz'; sha256: string; size: number } | undefined> {
  const forms =
    (await tools.processes.which('xz')) === undefined ? (['gz'] as const) : (['xz', 'gz'] as const)
  const architecture = folder.replace(/^.*binary-/, '')
  if (!suite.release.architectures.includes(architecture)) return undefined
  for (const form of forms) {
    const file = suite.release.files.get(`${folder}/Packages.${form}`)
    if (file) return { form, ...file }
  }
  return undefined
}

/** The text of an index file. */
export async function decompress(
  raw: string,
  form: 'xz' | 'gz',
  url: string,
  tools: PackageTools,
): Promise<string> {
  const data = await tools.files.read(raw)
  if (!data) throw downloadFailed(url, 'it went away while it was read')
  if (form === 'gz') return new TextDecoder().decode(await promisify(gunzip)(data))
  const ended = await tools.processes.run(
    { file: 'xz', args: ['-dc', raw] },
    { maxBytes: 1024 * 1024 * 1024, timeoutMs: 120_000 },
  )
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0 || ended.truncated) {
    throw downloadFailed(
      url,
      `xz could not unpack it: ${new TextDecoder().decode(ended.stderr).trim()}`,
    )
  }
  return new TextDecoder().decode(ended.stdout)
}

async function removeOlder(kept: string, prefix: string, tools: PackageTools): Promise<void> {
  const folder = join(tools.folder, 'indexes')
  for (const name of await tools.files.list(folder)) {
    const path = join(folder, name)
    if (name.startsWith(prefix) && name.endsWith('.tsv') && path !== kept)
      await tools.files.remove(path)
  }
}
