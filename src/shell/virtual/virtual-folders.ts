import { join } from 'node:path'

import type { Host } from '../../ports/world.ts'

/** Where the parts of virtual boards lie under the cache. board-init starts in `base`; plans name the rest relative to it. */
export interface VirtualFolders {
  readonly base: string
  readonly boards: string
  readonly roots: string
  readonly tools: string
  readonly helpers: string
  readonly keys: string
  /** Full boards: kernels with their initial roots, disks of roots, kept moments. */
  readonly kernels: string
  readonly images: string
  readonly moments: string
}

export function virtualFolders(host: Pick<Host, 'cache'>): VirtualFolders {
  const base = join(host.cache, 'virtual')
  return {
    base,
    boards: join(base, 'boards'),
    roots: join(base, 'roots'),
    tools: join(base, 'tools'),
    helpers: join(base, 'helpers'),
    keys: join(base, 'keys'),
    kernels: join(base, 'kernels'),
    images: join(base, 'images'),
    moments: join(base, 'moments'),
  }
}
