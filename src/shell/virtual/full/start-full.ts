import { createHash, randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { addressOf, portOf } from '../../../core/board/virtual-name.ts'
import type { Tell } from '../../../core/event.ts'
import { CONFIG_BYTES, planFullCommand } from '../../../core/plan/full/full-command.ts'
import { computerFacts } from '../../../core/plan/full/full-computers.ts'
import { SAYS, formatFullSettings } from '../../../core/plan/full/full-init.ts'
import { seedDeviceTree } from '../../../core/plan/full/seed-device-tree.ts'
import { startFailed } from '../../../core/problem/virtual-problems.ts'
import { bootId, startTicks } from '../board-state.ts'
import type { KeptBoard, KeptRun } from '../board-state.ts'
import type { VirtualTools } from '../virtual-tools.ts'
import { writeConnection } from '../write-connection.ts'
import { emulate } from './emulation.ts'
import type { Emulation } from './emulation.ts'
import { makeDisk } from './ensure-image.ts'
import {
  BOOT_MS,
  allowMappedRam,
  diskBytes,
  ensureMoment,
  finishMigration,
  fullFiles,
} from './keep-moment.ts'
import type { FullParts } from './keep-moment.ts'

/** An SD card of 8 GB; the file on the host is as large as what is on it. */
export const STORAGE_BYTES = 8_000_000_000
const MOST_ADDRESSES = 20
/** uninit_bg: tables of inodes are holes until they are used. */
const STORAGE_FEATURES = 'has_journal,uninit_bg,^metadata_csum,^orphan_file'

export interface FullStartParts extends FullParts {
  readonly kept: KeptBoard
  /** The client's public key line. */
  readonly publicKey: string
}

/** Starts a full board that does not run; the lock of the board is held by the caller. Throws `virtual/start-failed`, `virtual/disk-not-made`. */
export async function startFull(
  tools: VirtualTools,
  parts: FullStartParts,
  tell: Tell,
): Promise<KeptRun> {
  const { kept } = parts
  const folder = join(tools.folders.boards, kept.name)
  for (const name of ['run.json', 'pid']) await tools.files.remove(join(folder, name))
  await makeStorage(tools, parts, folder)
  const settings = await makeSettings(parts, folder)
  await writeSettings(tools, parts, folder, settings.padEnd(CONFIG_BYTES, '\n'))
  const moment = await ensureMoment(tools, parts, tell)
  const deviceTree = await seeded(tools, parts, folder, moment.deviceTree)
  const place = { ...moment, folder, deviceTree }
  const { run, emulation } = await startSomewhere(tools, parts, place, tell)
  const never = await emulation.saw(SAYS.up, BOOT_MS)
  if (never) {
    const story = await emulation.story()
    await emulation.kill()
    throw startFailed(kept.name, 'boot', never.why, story)
  }
  await writeConnection(tools, kept, folder, run)
  return run
}

/** A computer that boots at each start gets random bytes by a device tree of its own; a kept moment gets them through the console. */
async function seeded(
  tools: VirtualTools,
  { machine }: FullStartParts,
  folder: string,
  deviceTree: string,
): Promise<string> {
  if (computerFacts(machine.computer).canKeep) return deviceTree
  const tree = seedDeviceTree(await readFile(deviceTree), randomBytes(64))
  if (!tree) return deviceTree
  await tools.files.write(join(folder, 'device-tree'), tree, 0o600)
  return 'device-tree'
}

/** Its own disk: made at the first start; at each, where its size was asked for. */
async function makeStorage(
  tools: VirtualTools,
  parts: FullStartParts,
  folder: string,
): Promise<void> {
  const { computer, kept, dataBytes } = parts
  const path = join(folder, 'data')
  if (kept.options.storageBytes === undefined && (await tools.files.stat(path))) return
  const fresh = `${path}.new`
  const wish = { path: fresh, bytes: dataBytes, fileBytes: diskBytes(parts) }
  await makeDisk(tools, computer, wish, ['-O', STORAGE_FEATURES])
  await tools.files.rename(fresh, path)
}

/** On a disk of their own, or at the end of the SD card. */
async function writeSettings(
  tools: VirtualTools,
  parts: FullStartParts,
  folder: string,
  settings: string,
): Promise<void> {
  if (computerFacts(parts.machine.computer).hasVirtio) {
    return tools.files.write(join(folder, 'config'), settings, 0o600)
  }
  const card = await open(join(folder, 'data'), 'r+')
  try {
    await card.write(settings, diskBytes(parts) - CONFIG_BYTES)
  } finally {
    await card.close()
  }
}

async function makeSettings({ kept, publicKey }: FullStartParts, folder: string): Promise<string> {
  const hostKey = await readFile(join(folder, 'hostkey'))
  const { name, serial, options } = kept
  return formatFullSettings({ name, serial, publicKey, hostKey, options })
}

interface Place {
  readonly folder: string
  readonly deviceTree: string
  readonly state?: string
}

/** On the board's own address, or, where another program has it, on the next. */
async function startSomewhere(
  tools: VirtualTools,
  parts: FullStartParts,
  place: Place,
  tell: Tell,
): Promise<{ readonly run: KeptRun; readonly emulation: Emulation }> {
  const { name } = parts.kept
  const hash = createHash('sha256').update(`${tools.host.uid}\0${place.folder}`).digest('hex')
  const files = fullFiles(tools, parts, place.deviceTree)
  const { hasVirtio } = computerFacts(parts.machine.computer)
  let from = place.state
  for (let attempt = 0; ;) {
    const at = { address: addressOf(hash, attempt), port: portOf(attempt) }
    const clock = hasVirtio ? {} : { seconds: Math.round(tools.clock.now() / 1000) }
    const start = { kind: 'run', ...at, ...clock, ...(from === undefined ? {} : { from }) } as const
    const args = planFullCommand(name, parts.machine, files, start)
    const emulation = await emulate(tools, parts.computer, place.folder, args)
    const wrong = await goOn(tools, emulation, from)
    if (wrong === undefined) {
      const startedAt = new Date(tools.clock.now()).toISOString()
      const ticks = startTicks(emulation.pid) ?? ''
      const { pid } = emulation
      const run = { pid, startTicks: ticks, boot: bootId(), ...at, way: 'full', startedAt } as const
      return { run, emulation }
    }
    const story = await emulation.story()
    await emulation.kill()
    if (story.some((line) => line.includes('Could not set up host forwarding'))) {
      if (++attempt === MOST_ADDRESSES) throw startFailed(name, 'listen', 'EADDRINUSE', story)
    } else if (from !== undefined) {
      tell({ kind: 'warning', text: `The kept moment could not be used (${wrong}): booting.` })
      await tools.files.remove(from)
      from = undefined
    } else throw startFailed(name, 'start', wrong, story)
  }
}

/** Loads the kept moment and tells it to go on; without one the board does so by itself. Gives what went wrong. */
async function goOn(
  tools: VirtualTools,
  emulation: Emulation,
  from: string | undefined,
): Promise<string | undefined> {
  const monitor = await emulation.monitor().catch(() => undefined)
  if (!monitor) return 'the emulator ended'
  try {
    if (from === undefined) return undefined
    await allowMappedRam(monitor)
    await monitor.ask('migrate-incoming', { uri: `file:${from}` })
    await finishMigration(tools, monitor)
    await monitor.ask('cont')
    const seconds = Math.round(tools.clock.now() / 1000)
    await emulation.type(`go ${seconds} ${randomBytes(64).toString('hex')}`)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    monitor.close()
  }
}
