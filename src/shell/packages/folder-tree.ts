import * as fs from 'node:fs'
import { join } from 'node:path'

/** Folders below a root that files are being unpacked into. */
export interface FolderTree {
  /** Makes a folder; its mode is set by `finish`, so that a read-only one can still be filled. */
  folder(parts: readonly string[], mode: number): void
  /** The host path for a new file, its folders made, whatever was there of that name removed. Throws where a folder has that name. */
  file(parts: readonly string[]): string
  /** The host path of something that is there, or undefined. */
  existing(parts: readonly string[]): string | undefined
  finish(): void
}

const MAX_LINKS = 40

/** A tree below `root`. Symlinks on the way are followed as a chroot would: absolute ones start at the root, `..` stops there. */
export function makeFolderTree(root: string): FolderTree {
  fs.mkdirSync(root, { recursive: true })
  const known = new Map<string, readonly string[]>([['', []]])
  const modes = new Map<string, number>()

  /** Real parts (no symlink among them) of a folder, made where it is not there. */
  const enter = (parts: readonly string[], links = 0): readonly string[] => {
    const name = parts.join('/')
    const found = known.get(name)
    if (found) return found
    let real: readonly string[] = []
    for (const part of parts) {
      const path = join(root, ...real, part)
      const stat = fs.lstatSync(path, { throwIfNoEntry: false })
      if (stat?.isSymbolicLink()) {
        if (links >= MAX_LINKS) throw new Error(`it goes round in symlinks: ${name}`)
        real = enter(follow(real, fs.readlinkSync(path)), links + 1)
        continue
      }
      if (!stat) fs.mkdirSync(path)
      else if (!stat.isDirectory())
        throw new Error(`it has ${name} as a folder, and a file is there`)
      real = [...real, part]
    }
    known.set(name, real)
    return real
  }

  return {
    folder: (parts, mode) => {
      const real = enter(parts)
      if (real.length > 0) modes.set(join(root, ...real), mode)
    },
    file: (parts) => {
      const path = join(root, ...enter(parts.slice(0, -1)), parts.at(-1) ?? '')
      const stat = fs.lstatSync(path, { throwIfNoEntry: false })
      if (stat?.isDirectory())
        throw new Error(`it has ${parts.join('/')} as a file, and a folder is there`)
      if (stat) {
        fs.unlinkSync(path)
        known.clear() // It may have been a symlink that led somewhere.
        known.set('', [])
      }
      return path
    },
    existing: (parts) => {
      const path = join(root, ...enter(parts.slice(0, -1)), parts.at(-1) ?? '')
      return fs.lstatSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined
    },
    finish: () => {
      for (const [path, mode] of modes) fs.chmodSync(path, mode)
    },
  }
}

/** Where a symlink in the folder `at` leads, as parts below the root. */
function follow(at: readonly string[], target: string): readonly string[] {
  const parts = target.startsWith('/') ? [] : [...at]
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts
}
