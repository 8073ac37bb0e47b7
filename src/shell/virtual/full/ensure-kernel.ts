import { randomBytes } from 'node:crypto'
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { VirtualArchitecture } from '../../../core/board/virtual-preset.ts'
import type { Tell } from '../../../core/event.ts'
import { computerFacts } from '../../../core/plan/full/full-computers.ts'
import type { ComputerFacts, FullComputer } from '../../../core/plan/full/full-computers.ts'
import { formatCpio } from '../../../core/plan/full/format-cpio.ts'
import type { CpioEntry } from '../../../core/plan/full/format-cpio.ts'
import {
  APPLETS,
  INIT,
  INIT_RECIPE,
  LATER,
  MODULES,
  isKernelPart,
} from '../../../core/plan/full/full-init.ts'
import { moduleName, orderModules, readModuleNeeds } from '../../../core/plan/full/module-order.ts'
import { formatUimage, readZimage } from '../../../core/plan/full/read-zimage.ts'
import { noKernel } from '../../../core/problem/virtual-problems.ts'
import type { VirtualTools } from '../virtual-tools.ts'

export interface KernelWish {
  /** The package that depends on the newest kernel, and its suite. */
  readonly name: string
  readonly suite: string
  readonly architecture: VirtualArchitecture
  /** Of the board: its busybox is the initial root's. */
  readonly release: string
  readonly computer: FullComputer
}

export interface Kernel {
  /** Says which packages and scripts it is made of. */
  readonly id: string
  /** `6.1.0-50-arm64`. */
  readonly release: string
  readonly kernel: string
  readonly initrd: string
  /** The computer's device tree, where the package has it. */
  readonly deviceTree?: string
}

/** A Debian kernel and an initial RAM file system of ferry's own for it. Throws `virtual/no-kernel`. */
export async function ensureKernel(
  tools: VirtualTools,
  wish: KernelWish,
  tell: Tell,
): Promise<Kernel> {
  const { packages, files, folders, clock } = tools
  const { suite, architecture, release } = wish
  const computer = computerFacts(wish.computer)
  const newest = await packages.resolve(
    { suite, architecture, names: [wish.name], dependencies: 'none' },
    tell,
  )
  const name = /\blinux-image-\d[^\s,(|]*/.exec(newest.packages[0]?.depends ?? '')?.[0]
  if (name === undefined) throw noKernel(wish.name, `its package depends on no kernel (${suite})`)
  const asked = [
    { suite, architecture, names: [name], dependencies: 'none' },
    { suite: release, architecture, names: ['busybox-static'], dependencies: 'none' },
  ] as const
  const sets = await Promise.all(asked.map((request) => packages.resolve(request, tell)))
  const versions = sets.flatMap((set) => set.packages.map(({ version }) => plain(version)))
  const id = `${plain(name)}-${versions.join('-')}-${computer.name}-${INIT_RECIPE}`
  const folder = join(folders.kernels, id)
  const made = {
    id,
    release: name.replace('linux-image-', ''),
    kernel: join(folder, 'kernel'),
    initrd: join(folder, 'initrd'),
    ...(computer.deviceTree === undefined ? {} : { deviceTree: join(folder, 'device-tree') }),
  }
  if (await files.stat(folder)) return made
  await files.locked(folder, async () => {
    if (await files.stat(folder)) return
    const [image, busybox] = [
      await packages.obtain(asked[0], tell),
      await packages.obtain(asked[1], tell),
    ]
    const started = clock.ticks()
    tell({ kind: 'step', id: 'kernel', text: `Unpacking ${name} and making its initial root` })
    const fresh = `${folder}.${randomBytes(4).toString('hex')}.new`
    try {
      const all = join(fresh, 'all')
      await packages.unpack(image, all, {
        keep: (path) => isKernelPart(path) || isTree(path, computer),
      })
      await packages.unpack(busybox, all, { keep: (path) => /(?:^|\/)bin\/busybox$/.test(path) })
      await fill(tools, all, fresh, { name, computer })
      await files.remove(all)
      await rename(fresh, folder)
    } finally {
      await files.remove(fresh)
    }
    tell({ kind: 'step-done', id: 'kernel', ms: clock.ticks() - started })
  })
  return made
}

/** Versions in names of files: without what paths and shells give a meaning. */
function plain(text: string): string {
  return text.replaceAll(/[^\w.+-]/g, '_')
}

function isTree(path: string, { deviceTree }: ComputerFacts): boolean {
  return deviceTree !== undefined && path.endsWith(`/${deviceTree}`)
}

async function fill(
  tools: VirtualTools,
  all: string,
  fresh: string,
  { name, computer }: { readonly name: string; readonly computer: ComputerFacts },
): Promise<void> {
  const paths = (await readdir(all, { recursive: true })).toSorted()
  const image = paths.find((path) => /^boot\/vmlinu[xz]-/.test(path))
  const busybox = paths.find((path) => path.endsWith('bin/busybox'))
  const list = paths.find((path) => path.endsWith('/modules.builtin'))
  if (!image || !busybox || !list) throw noKernel(name, 'its package has no kernel where one is')
  const modules = new Map<string, Uint8Array>()
  for (const path of paths.filter((each) => /\.ko(?:\.\w+)?$/.test(each))) {
    modules.set(moduleName(path), await unpacked(tools, join(all, path)))
  }
  const builtin = new Set((await readFile(join(all, list), 'utf8')).split('\n').map(moduleName))
  const useful = MODULES.useful.filter((each) => modules.has(each))
  const { order, missing } = orderModules(
    [...useful, ...computer.modules, ...MODULES.wanted],
    (each) => {
      const module = modules.get(each)
      return module && readModuleNeeds(Buffer.from(module).toString('latin1'))
    },
    builtin,
  )
  if (missing.length > 0) throw noKernel(name, `it has no module ${missing.join(', ')}`)
  const entries: readonly CpioEntry[] = [
    ...['bin', 'dev', 'proc', 'sys', 'run', 'base', 'data', 'new', 'ferry', 'modules'].map(
      (path) => ({
        kind: 'folder' as const,
        path,
      }),
    ),
    { kind: 'device', path: 'dev/console', major: 5, minor: 1 },
    { kind: 'file', path: 'bin/busybox', data: await readFile(join(all, busybox)), mode: 0o755 },
    ...APPLETS.map((each) => ({
      kind: 'link' as const,
      path: `bin/${each}`,
      target: 'busybox',
    })),
    text('init', INIT),
    text('later', LATER),
    text('modules/order', order.map((each) => `${each}.ko\n`).join('')),
    ...order.map((each) => ({
      kind: 'file' as const,
      path: `modules/${each}.ko`,
      data: modules.get(each) ?? new Uint8Array(0),
      mode: 0o644,
    })),
  ]
  await mkdir(fresh, { recursive: true })
  await writeFile(join(fresh, 'initrd'), formatCpio(entries))
  const packed = await readFile(join(all, image))
  const unpackedKernel = await unpackKernel(tools, packed, computer.memoryAt)
  await writeFile(join(fresh, 'kernel'), unpackedKernel ?? packed)
  if (computer.deviceTree === undefined) return
  const tree = paths.find((path) => isTree(path, computer))
  if (!tree) throw noKernel(name, `it has no ${computer.deviceTree}`)
  await rename(join(all, tree), join(fresh, 'device-tree'))
}

/** A 32-bit ARM kernel unpacks itself, which takes it two seconds under emulation. Undefined for others, and where this host cannot do it. */
async function unpackKernel(
  tools: VirtualTools,
  packed: Uint8Array,
  memoryAt: number,
): Promise<Uint8Array | undefined> {
  const zimage = readZimage(packed)
  for (const at of zimage?.xzAt ?? []) {
    const xz = { file: 'xz', args: ['-dcq', '--single-stream'] }
    const { stdout } = await tools.processes
      .run(xz, { stdin: packed.subarray(at), maxBytes: 512 * 1024 ** 2 })
      .catch(() => ({ stdout: new Uint8Array(0) }))
    if (zimage && stdout.length === zimage.unpackedBytes) {
      return formatUimage(stdout, memoryAt + zimage.textOffset)
    }
  }
  return undefined
}

function text(path: string, content: string): CpioEntry {
  return { kind: 'file', path, data: Buffer.from(content), mode: 0o755 }
}

/** Modules may be packed; a kernel unpacks them only where it was built to. */
async function unpacked(tools: VirtualTools, path: string): Promise<Uint8Array> {
  const program = path.endsWith('.xz') ? 'xz' : path.endsWith('.zst') ? 'zstd' : undefined
  if (program === undefined) return readFile(path)
  const ended = await tools.processes.run(
    { file: program, args: ['-dcq', path] },
    { maxBytes: 256 * 1024 ** 2 },
  )
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
    throw noKernel(path, `${program} did not unpack it (${JSON.stringify(ended.ending)})`)
  }
  return ended.stdout
}
