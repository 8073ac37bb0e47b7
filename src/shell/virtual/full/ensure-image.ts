import { createHash, randomBytes } from 'node:crypto'
import {
  chmod,
  link,
  mkdir,
  open,
  readFile,
  readdir,
  readlink,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'

import type { VirtualArchitecture } from '../../../core/board/virtual-preset.ts'
import type { Tell } from '../../../core/event.ts'
import {
  EXT4_HEAD,
  giveToRoot,
  readExt4Layout,
  readInodeTables,
} from '../../../core/plan/full/ext4-owners.ts'
import { formatCpio } from '../../../core/plan/full/format-cpio.ts'
import type { CpioEntry } from '../../../core/plan/full/format-cpio.ts'
import { POWER } from '../../../core/plan/full/full-init.ts'
import { ROOT_EXCLUDED, keepInRoot, planPackageStatus } from '../../../core/plan/virtual-root.ts'
import { diskNotMade } from '../../../core/problem/virtual-problems.ts'
import type { VirtualTools } from '../virtual-tools.ts'
import type { Computer } from './ensure-computer.ts'
import type { Kernel } from './ensure-kernel.ts'

/** Changes whenever the same root and packages give another image. */
const RECIPE = 1
const IMAGE_BYTES = 2 * 1024 ** 3

/** No journal where nothing is written; no checksums, so that owners can be set from outside; no large descriptors, for the same reason. */
const FEATURES = '^has_journal,^metadata_csum,^uninit_bg,^64bit,^orphan_file'

export interface ImageWish {
  /** Name below the folder of roots. */
  readonly root: string
  readonly release: string
  readonly architecture: VirtualArchitecture
  /** The root is to be an initial RAM file system, behind that of this kernel. */
  readonly behind?: Pick<Kernel, 'id' | 'initrd'>
}

/** The root of emulated programs, and an SSH server of the board's own architecture, as an ext4 image that boards share. Its name below the folder of images. */
export async function ensureImage(
  tools: VirtualTools,
  computer: Computer,
  { root, release, architecture, behind }: ImageWish,
  tell: Tell,
): Promise<string> {
  const { packages, files, folders, clock } = tools
  const request = {
    suite: release,
    architecture,
    names: ['dropbear-bin'],
    dependencies: 'all',
    exclude: ROOT_EXCLUDED,
  } as const
  const set = await packages.resolve(request, tell)
  const versions = set.packages.map(({ name, version }) => `${name}=${version}`).toSorted()
  const hash = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 12)
  const form = behind === undefined ? 'ext4' : `${behind.id}.initrd`
  const name = `${root}-${RECIPE}-${hash}.${form}`
  const image = join(folders.images, name)
  if (await files.stat(image)) return name
  await files.locked(image, async () => {
    if (await files.stat(image)) return
    const fetched = await packages.obtain(request, tell)
    const started = clock.ticks()
    tell({ kind: 'step', id: 'image', text: 'Making a disk of the root file system' })
    const from = join(folders.roots, root)
    const fresh = `${image}.${randomBytes(4).toString('hex')}.new`
    try {
      await linkTree(from, `${fresh}.root`)
      const own: (typeof fetched)[number][] = []
      for (const each of fetched) {
        const list = join(from, 'var/lib/dpkg/info', `${each.name}.list`)
        if (!(await files.stat(list))) own.push(each)
      }
      await packages.unpack(own, `${fresh}.root`, { keep: keepInRoot })
      await addFiles(tools, `${fresh}.root`, planPackageStatus(own))
      if (behind === undefined) {
        const args = ['-d', `${fresh}.root`, '-O', FEATURES, '-N', '65536']
        await makeDisk(tools, computer, { path: fresh, bytes: IMAGE_BYTES }, args)
        await setOwners(fresh)
      } else {
        const tree = formatCpio(await readTree(`${fresh}.root`, 'base'))
        await writeFile(fresh, Buffer.concat([await readFile(behind.initrd), tree]))
      }
      await rename(fresh, image)
    } finally {
      await files.remove(`${fresh}.root`)
      await files.remove(fresh)
    }
    tell({ kind: 'step-done', id: 'image', ms: clock.ticks() - started })
  })
  return name
}

export interface DiskWish {
  readonly path: string
  /** Of the file system. */
  readonly bytes: number
  /** Of the file, where it is to be larger. */
  readonly fileBytes?: number
}

/** An ext4 file system in a sparse file. Throws `virtual/disk-not-made`. */
export async function makeDisk(
  tools: VirtualTools,
  computer: Computer,
  { path, bytes, fileBytes = bytes }: DiskWish,
  more: readonly string[],
): Promise<void> {
  await makeSparse(path, fileBytes)
  const lazy = 'lazy_itable_init=1,lazy_journal_init=1,nodiscard'
  const args = [
    '-q',
    '-F',
    '-t',
    'ext4',
    '-b',
    '4096',
    '-m',
    '0',
    '-E',
    lazy,
    ...more,
    path,
    String(Math.floor(bytes / 4096)),
  ]
  const { ending, stderr } = await tools.processes.run(computer.mke2fs(args))
  if (ending.kind !== 'exit' || ending.code !== 0) {
    const output = Buffer.from(stderr).toString().trim().split('\n').slice(-10)
    throw diskNotMade(path, JSON.stringify(ending), output)
  }
}

/** A file of that size without content. */
export async function makeSparse(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.truncate(bytes)
  } finally {
    await file.close()
  }
}

/** The same tree again; files are the same ones under another name, so they must not be written to. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [old, fresh] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await linkTree(old, fresh)
    else if (entry.isSymbolicLink()) await symlink(await readlink(old), fresh)
    else await link(old, fresh)
  }
  await chmod(to, (await stat(from)).mode)
}

/** The tree below `from` as entries below `to`, owned by root; a folder comes before what is in it. */
async function readTree(from: string, to: string): Promise<readonly CpioEntry[]> {
  const entries: CpioEntry[] = [
    { kind: 'folder', path: to, mode: (await stat(from)).mode & 0o7777 },
  ]
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [old, path] = [join(from, entry.name), `${to}/${entry.name}`]
    if (entry.isDirectory()) entries.push(...(await readTree(old, path)))
    else if (entry.isSymbolicLink())
      entries.push({ kind: 'link', path, target: await readlink(old) })
    else {
      const mode = (await stat(old)).mode & 0o7777
      entries.push({ kind: 'file', path, data: await readFile(old), mode })
    }
  }
  return entries
}

async function addFiles(tools: VirtualTools, root: string, status: string): Promise<void> {
  const { files } = tools
  const path = join(root, 'var/lib/dpkg/status')
  await files.write(path, `${(await files.readText(path)) ?? ''}\n${status}`)
  for (const [name, text] of Object.entries(POWER)) {
    if (!(await files.stat(join(root, name)))) await files.write(join(root, name), text, 0o755)
  }
  await mkdir(join(root, '.ferry'), { recursive: true })
}

/** mke2fs gives files the owners that they have on the host; on a board they are root's. */
async function setOwners(image: string): Promise<void> {
  const file = await open(image, 'r+')
  const read = async (at: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length)
    await file.read(bytes, 0, length, at)
    return bytes
  }
  try {
    const layout = readExt4Layout(await read(0, EXT4_HEAD))
    if (!layout) throw diskNotMade(image, 'its layout is not the one that was asked for', [])
    const descriptors = await read(layout.descriptorsAt, layout.descriptorsBytes)
    for (const at of readInodeTables(descriptors, layout)) {
      const fresh = giveToRoot(await read(at, layout.tableBytes), layout.inodeBytes)
      if (fresh) await file.write(fresh, 0, fresh.length, at)
    }
  } finally {
    await file.close()
  }
}
