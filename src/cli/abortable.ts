import type { Downloads } from '../ports/downloads.ts'
import type { Packages } from '../ports/packages.ts'

/** Downloads that end when ferry is interrupted; what came so far is kept and continued the next time. */
export function abortableDownloads(downloads: Downloads, signal: AbortSignal): Downloads {
  return {
    toFile: (url, path, options = {}) => {
      const both = options.signal ? AbortSignal.any([options.signal, signal]) : signal
      return downloads.toFile(url, path, { ...options, signal: both })
    },
    bytes: (url, maxBytes) => downloads.bytes(url, maxBytes),
    text: (url, maxBytes) => downloads.text(url, maxBytes),
  }
}

/** Packages whose unpacking ends at the next file when ferry is interrupted. */
export function abortablePackages(packages: Packages, signal: AbortSignal): Packages {
  return {
    mirrors: () => packages.mirrors(),
    resolve: (request, tell) => packages.resolve(request, tell),
    fetch: (set, tell) => packages.fetch(set, tell),
    obtain: (request, tell) => packages.obtain(request, tell),
    find: (request, tell) => packages.find(request, tell),
    source: (request, tell) => packages.source(request, tell),
    unpack: (files, folder, options = {}) =>
      packages.unpack(files, folder, {
        ...options,
        keep: (path) => {
          signal.throwIfAborted()
          return options.keep?.(path) ?? true
        },
      }),
  }
}
