import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { readHost } from '../../src/shell/host.ts'

/** Where the corpus keeps what it makes, and where ferry lies. */
export interface CorpusWorld {
  /** Everything of the corpus lies under this folder of ferry's cache. */
  readonly folder: string
  /** ferry's cache. */
  readonly cache: string
  /** bin/ferry.js. */
  readonly ferry: string
  /** test/corpus. */
  readonly sources: string
  readonly tell: (text: string) => void
}

export function makeCorpusWorld(): CorpusWorld {
  const { cache } = readHost()
  const root = resolve(import.meta.dirname, '..', '..')
  const folder = join(cache, 'corpus')
  mkdirSync(folder, { recursive: true })
  return {
    folder,
    cache,
    ferry: join(root, 'bin', 'ferry.js'),
    sources: join(root, 'test', 'corpus'),
    tell: (text) => process.stderr.write(`${text}\n`),
  }
}
