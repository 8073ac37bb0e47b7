import { join } from 'node:path'

import {
  looksLikeLinkerScript,
  repairLinkerScript,
  toRelativeLink,
} from '../core/plan/sysroot/repair.ts'
import type { Files } from '../ports/files.ts'

/** Linker scripts are short; libraries are not looked into. */
const longestScript = 8192

/**
 * Makes an unpacked tree usable as a sysroot: absolute symbolic links point inside it, linker
 * scripts name no path of the host, and `/lib` is there where the release keeps all under `/usr`
 * (Debian 13: the link itself belongs to base-files). Repairing twice does no harm.
 */
export async function repairSysroot(files: Files, root: string): Promise<void> {
  for (const name of ['lib', 'lib64']) {
    const there = (await files.stat(join(root, name))) !== undefined
    const inUsr = (await files.stat(join(root, 'usr', name)))?.kind === 'directory'
    if (!there && inUsr) await files.symlink(`usr/${name}`, join(root, name))
  }
  await repairFolder(files, root, 'lib')
  await repairFolder(files, root, 'usr/lib')
  await repairFolder(files, root, 'lib64')
  await repairFolder(files, root, 'usr/lib64')
}

async function repairFolder(files: Files, root: string, folder: string): Promise<void> {
  if ((await files.readLink(join(root, folder))) !== undefined) return
  for (const name of await files.list(join(root, folder))) {
    const path = `${folder}/${name}`
    const target = await files.readLink(join(root, path))
    if (target !== undefined) {
      if (target.startsWith('/')) {
        await files.remove(join(root, path))
        await files.symlink(toRelativeLink(path, target), join(root, path))
      }
      continue
    }
    const stat = await files.stat(join(root, path))
    if (stat?.kind === 'directory') await repairFolder(files, root, path)
    else if (stat && stat.size < longestScript && /\.(?:so|a)$/.test(name)) {
      await repairScript(files, join(root, path))
    }
  }
}

async function repairScript(files: Files, path: string): Promise<void> {
  const text = await files.readText(path)
  if (text === undefined || !looksLikeLinkerScript(text)) return
  const repaired = repairLinkerScript(text)
  if (repaired !== text) await files.write(path, repaired)
}
