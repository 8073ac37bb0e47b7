import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { findSourceFiles } from '../../core/packages/source-index.ts'
import type { SourceFile } from '../../core/packages/source-index.ts'
import type { SourceRequest } from '../../ports/packages.ts'
import { noPackage } from '../../core/problem/package-problems.ts'
import { findMirrors } from './find-mirrors.ts'
import { decompress } from './read-index.ts'
import { readSuite } from './read-suite.ts'
import type { PackageTools } from './read-suite.ts'

interface KeptSource {
  readonly mirror: string
  readonly files: readonly SourceFile[]
}

/** Downloads the files of a source package of a suite's `main`; what was found before needs no index. */
export async function fetchSource(
  request: SourceRequest,
  tools: PackageTools,
  tell: Tell,
): Promise<readonly { readonly name: string; readonly file: string }[]> {
  const { suite, name } = request
  const path = join(tools.folder, 'resolved', `source-${suite}-${name}.json`)
  const kept = await tools.files.readText(path)
  const found =
    kept === undefined ? await find(request, tools, tell) : (JSON.parse(kept) as KeptSource)
  await tools.files.write(path, JSON.stringify(found))
  const fetched: { name: string; file: string }[] = []
  const wanted = request.upstream === true ? found.files.filter(isUpstream) : found.files
  for (const { name: fileName, path: below, sha256, size } of wanted) {
    const file = join(tools.folder, 'sources', sha256.slice(0, 16), fileName)
    if ((await tools.files.stat(file))?.size !== size) {
      await tools.downloads.toFile(`${found.mirror}/${below}`, file, { sha256, size })
    }
    fetched.push({ name: fileName, file })
  }
  return fetched
}

function isUpstream({ name }: SourceFile): boolean {
  return /\.orig(?:-[\w-]+)?\.tar\.\w+$/.test(name)
}

async function find(request: SourceRequest, tools: PackageTools, tell: Tell): Promise<KeptSource> {
  const mirrors = await findMirrors(tools.host, tools.files, [], tools.apt)
  const options = { refresh: false }
  const suite = await readSuite(
    request.suite,
    request.origin ?? 'Debian',
    mirrors,
    options,
    tools,
    tell,
  )
  const hasXz = (await tools.processes.which('xz')) !== undefined
  const form = hasXz ? 'xz' : 'gz'
  const entry = suite.release.files.get(`main/source/Sources.${form}`)
  if (!entry) throw noPackage([request.name], request.suite, 'source')
  const raw = join(
    tools.folder,
    'indexes',
    `${request.suite}-source-${entry.sha256.slice(0, 16)}.${form}`,
  )
  const url = `${suite.mirror}/dists/${suite.name}/main/source/Sources.${form}`
  const id = `index ${suite.name} source`
  const started = tools.clock.ticks()
  tell({ kind: 'step', id, text: `Reading the index of sources of ${suite.name}` })
  await tools.downloads.toFile(url, raw, {
    ...entry,
    onProgress: (done) => tell({ kind: 'progress', id, done, total: entry.size, unit: 'bytes' }),
  })
  const files = findSourceFiles(await decompress(raw, form, url, tools), request.name)
  await tools.files.remove(raw)
  tell({ kind: 'step-done', id, ms: tools.clock.ticks() - started })
  if (files.length === 0) throw noPackage([request.name], request.suite, 'source')
  return { mirror: suite.mirror, files }
}
