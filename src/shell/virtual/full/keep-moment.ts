import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { VirtualPreset } from '../../../core/board/virtual-preset.ts'
import type { Tell } from '../../../core/event.ts'
import { editDeviceTree } from '../../../core/plan/full/edit-device-tree.ts'
import { CONFIG_BYTES, planFullCommand } from '../../../core/plan/full/full-command.ts'
import type { FullFiles } from '../../../core/plan/full/full-command.ts'
import { computerFacts, rootNames } from '../../../core/plan/full/full-computers.ts'
import { SAYS } from '../../../core/plan/full/full-init.ts'
import type { FullMachine } from '../../../core/plan/full/full-machine.ts'
import { startFailed } from '../../../core/problem/virtual-problems.ts'
import type { VirtualTools } from '../virtual-tools.ts'
import { emulate } from './emulation.ts'
import type { Emulation } from './emulation.ts'
import type { Computer } from './ensure-computer.ts'
import { makeSparse } from './ensure-image.ts'
import type { Kernel } from './ensure-kernel.ts'
import type { Monitor } from './monitor.ts'
import { pruneMoments, touchMoment } from './prune-moments.ts'

/** Changes whenever the same parts give another moment. */
const RECIPE = 2
/** A boot takes 4 to 8 s; a machine that does much else at the same time needs longer. */
export const BOOT_MS = 180_000

/** All that a full board is made of, but for what is its own. */
export interface FullParts {
  readonly preset: VirtualPreset
  readonly machine: FullMachine
  readonly computer: Computer
  readonly kernel: Kernel
  /** Name below the folder of images. */
  readonly image: string
  readonly dataBytes: number
}

/** A computer that has booted and waits to be told whose board it is, as a file; boards of the same parts share it. */
export interface Moment {
  readonly deviceTree: string
  /** Undefined where it could not be kept: boards then boot each time. */
  readonly state?: string
}

/** The moment of these parts, made at the first start. Throws `virtual/start-failed` where the computer does not boot. */
export async function ensureMoment(
  tools: VirtualTools,
  parts: FullParts,
  tell: Tell,
): Promise<Moment> {
  const { files, folders, clock } = tools
  const { machine, computer, kernel, image, dataBytes, preset } = parts
  const what = [RECIPE, machine, computer.id, kernel.id, image, dataBytes, preset.model]
  const command = planFullCommand('', machine, placeholders(computer), { kind: 'keep' })
  const hash = createHash('sha256').update(JSON.stringify([what, command]))
  const folder = join(folders.moments, `${preset.name}-${hash.digest('hex').slice(0, 12)}`)
  const deviceTree = join(folder, 'device-tree')
  const state = join(folder, 'state')
  const { canKeep } = computerFacts(machine.computer)
  const moment = canKeep ? { deviceTree, state } : { deviceTree }
  const made = canKeep ? state : deviceTree
  if (await files.stat(made)) {
    await touchMoment(tools, made)
    return moment
  }
  await pruneMoments(tools)
  await files.locked(folder, async () => {
    if (await files.stat(made)) return
    const started = clock.ticks()
    const text = `Booting Linux ${kernel.release} once, to keep the moment when it is up`
    if (canKeep) tell({ kind: 'step', id: 'moment', text })
    const fresh = `${folder}.${randomBytes(4).toString('hex')}.new`
    try {
      await mkdir(fresh, { recursive: true, mode: 0o700 })
      await make(tools, parts, fresh)
      await files.remove(folder)
      await rename(fresh, folder)
    } finally {
      await files.remove(fresh)
    }
    if (canKeep) tell({ kind: 'step-done', id: 'moment', ms: clock.ticks() - started })
  })
  return moment
}

function placeholders(computer: Computer): FullFiles {
  const names = { kernel: 'k', initrd: 'i', deviceTree: 'd', base: 'b', data: 'd', config: 'c' }
  return { ...names, ...(computer.firmware === undefined ? {} : { firmware: 'f' }) }
}

/** The files of a board that has its own in `folder`. */
export function fullFiles(
  tools: VirtualTools,
  { machine, computer, kernel, image }: FullParts,
  deviceTree: string,
): FullFiles {
  const root = join(tools.folders.images, image)
  const { hasVirtio } = computerFacts(machine.computer)
  return {
    kernel: kernel.kernel,
    deviceTree,
    ...(hasVirtio ? { initrd: kernel.initrd, base: root } : { initrd: root }),
    data: 'data',
    config: 'config',
    ...(computer.firmware === undefined ? {} : { firmware: computer.firmware }),
  }
}

/** The size of a board's own disk as a file: an SD card has a power of two, and the settings at its end. */
export function diskBytes({ machine, dataBytes }: FullParts): number {
  if (computerFacts(machine.computer).hasVirtio) return dataBytes
  return 2 ** Math.ceil(Math.log2(dataBytes + CONFIG_BYTES))
}

async function make(tools: VirtualTools, parts: FullParts, folder: string): Promise<void> {
  const { machine } = parts
  await makeSparse(join(folder, 'data'), diskBytes(parts))
  await makeSparse(join(folder, 'config'), CONFIG_BYTES)
  await writeFile(join(folder, 'device-tree'), await makeTree(tools, parts, folder))
  if (computerFacts(machine.computer).canKeep) await keep(tools, parts, folder)
  for (const name of ['data', 'config', 'plain', 'pid'])
    await tools.files.remove(join(folder, name))
}

async function keep(tools: VirtualTools, parts: FullParts, folder: string): Promise<void> {
  const { preset, machine, computer } = parts
  const files = fullFiles(tools, parts, 'device-tree')
  const args = planFullCommand('moment', machine, files, { kind: 'keep' })
  const emulation = await emulate(tools, computer, folder, args)
  try {
    const never = await emulation.saw(SAYS.ready, BOOT_MS)
    if (never) throw startFailed(preset.name, 'boot', never.why, await emulation.story())
    await save(tools, emulation)
  } finally {
    await emulation.kill()
  }
}

/** The computer's own device tree with the names of the board. */
async function makeTree(
  tools: VirtualTools,
  parts: FullParts,
  folder: string,
): Promise<Uint8Array> {
  const { preset, machine, computer, kernel } = parts
  let why = 'it is not one'
  let output: readonly string[] = []
  if (kernel.deviceTree === undefined) {
    const files = fullFiles(tools, parts, 'device-tree')
    const dump = planFullCommand('tree', machine, files, { kind: 'device-tree', into: 'plain' })
    const dumped = await tools.processes.run(computer.qemu(dump, folder), { timeoutMs: BOOT_MS })
    output = Buffer.from(dumped.stderr).toString().trim().split('\n').slice(-10)
    why = JSON.stringify(dumped.ending)
  }
  const plain = await tools.files.read(kernel.deviceTree ?? join(folder, 'plain'))
  const tree = plain && editDeviceTree(plain, rootNames(preset, machine.computer))
  if (!tree) throw startFailed(preset.name, 'device tree', why, output)
  return tree
}

/** RAM and devices into the file `state`. Pages have a place of their own in it (mapped-ram), so that it is read in one go and holes stay holes. */
async function save(tools: VirtualTools, emulation: Emulation): Promise<void> {
  const monitor = await emulation.monitor()
  if (!monitor) throw startFailed('', 'monitor', 'the emulator ended', await emulation.story())
  try {
    await monitor.ask('stop')
    await allowMappedRam(monitor)
    await monitor.ask('migrate', { uri: 'file:state' })
    await finishMigration(tools, monitor)
  } finally {
    monitor.close()
  }
}

export async function allowMappedRam(monitor: Monitor): Promise<void> {
  const capabilities = [{ capability: 'mapped-ram', state: true }]
  await monitor.ask('migrate-set-capabilities', { capabilities })
}

/** Waits for the end of what `migrate` or `migrate-incoming` began. Throws Error where it failed. */
export async function finishMigration(tools: VirtualTools, monitor: Monitor): Promise<void> {
  const readStatus = (answer: unknown): unknown =>
    typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined
  for (;;) {
    const status = readStatus(await monitor.ask('query-migrate'))
    if (status === 'completed') return
    if (status === 'failed' || status === 'cancelled') throw new Error(`migration ${status}`)
    await tools.clock.sleep(5)
  }
}
