import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

import { isSameBoard, mergeOptions } from '../../core/board/merge-options.ts'
import { USER } from '../../core/plan/virtual-board.ts'
import { isVirtualName } from '../../core/board/virtual-name.ts'
import type { VirtualPreset } from '../../core/board/virtual-preset.ts'
import { VIRTUAL_PRESETS, findPreset, nearestPreset } from '../../core/board/virtual-presets.ts'
import type { Tell } from '../../core/event.ts'
import {
  badVirtualName,
  notThisHost,
  runsOtherwise,
  unknownVirtualBoard,
} from '../../core/problem/virtual-problems.ts'
import type { VirtualBoard, VirtualBoards, VirtualStart } from '../../ports/virtual-boards.ts'
import { readKept, readRun } from './board-state.ts'
import type { KeptBoard, KeptRun } from './board-state.ts'
import { ensureEmulators } from './ensure-emulators.ts'
import type { Emulators } from './ensure-emulators.ts'
import { ensureHelpers, isHelperHost } from './ensure-helpers.ts'
import type { Helpers } from './ensure-helpers.ts'
import { ensureBoardRoot, machinesOf, suiteOf } from './ensure-board-root.ts'
import { gatherFull } from './full/gather-full.ts'
import { startFull } from './full/start-full.ts'
import { makeKey } from './make-keys.ts'
import { startBoard } from './start-board.ts'
import { deleteBoard, stopBoard, stopStray } from './stop-board.ts'
import { virtualFolders } from './virtual-folders.ts'
import type { HostCargo, VirtualTools } from './virtual-tools.ts'

/** Emulated boards of this host, their state under the cache. */
export function makeVirtualBoards(
  parts: Omit<VirtualTools, 'folders' | 'cargo'> & Partial<Pick<VirtualTools, 'cargo'>>,
): VirtualBoards {
  const tools: VirtualTools = {
    cargo: () => findCargo(parts),
    ...parts,
    folders: virtualFolders(parts.host),
  }
  const held = <value>(name: string, work: () => Promise<value>): Promise<value> => {
    if (!isVirtualName(name)) throw badVirtualName(name)
    return tools.files.locked(join(tools.folders.boards, name), work)
  }
  return {
    presets: () => VIRTUAL_PRESETS,
    list: async () => {
      const names = (await tools.files.list(tools.folders.boards)).filter(isVirtualName)
      const boards = await Promise.all(names.toSorted().map((name) => find(tools, name)))
      return boards.filter((board) => board !== undefined)
    },
    find: (name) => find(tools, name),
    start: async (request, tell) => {
      if (tools.host.platform !== 'linux' || !isHelperHost(tools.host.arch)) {
        throw notThisHost(tools.host.platform, tools.host.arch)
      }
      const running = await find(tools, request.name)
      // No lock where nothing is to be done: many commands at once use a running board.
      if (running?.running) return sameAs(running, request)
      return held(request.name, () => start(tools, request, tell))
    },
    stop: (name) => held(name, () => stop(tools, name)),
    remove: (name) =>
      held(name, async () => {
        await stop(tools, name)
        const there = (await tools.files.stat(join(tools.folders.boards, name))) !== undefined
        await deleteBoard(tools, name)
        return there
      }),
  }
}

/** $CARGO, as cargo itself sets it for what it calls, else the one in PATH. */
async function findCargo({
  host,
  processes,
}: Pick<VirtualTools, 'host' | 'processes'>): Promise<HostCargo | undefined> {
  const file = host.env['CARGO'] ?? (await processes.which('cargo'))
  return file === undefined ? undefined : { file }
}

async function find(tools: VirtualTools, name: string): Promise<VirtualBoard | undefined> {
  if (!isVirtualName(name)) return undefined
  const kept = await readKept(tools.files, tools.folders, name)
  const preset = kept && findPreset(kept.preset)
  if (!preset) return undefined
  return toBoard(tools, preset, kept, await readRun(tools.files, tools.folders, name))
}

function toBoard(
  tools: VirtualTools,
  preset: VirtualPreset,
  kept: KeptBoard,
  run: KeptRun | undefined,
): VirtualBoard {
  return {
    name: kept.name,
    preset: preset.name,
    title: preset.title,
    release: kept.release,
    architecture: preset.architecture,
    options: kept.options,
    sshConfigFile: join(tools.folders.boards, kept.name, 'ssh_config'),
    user: USER.name,
    ...(run === undefined ? {} : { running: toRun(run) }),
  }
}

function toRun({
  pid,
  address,
  port,
  way,
  startedAt,
}: KeptRun): NonNullable<VirtualBoard['running']> {
  return { pid, address, port, way, startedAt }
}

/** The running board, where it is as asked for; silence asks for nothing. */
function sameAs(board: VirtualBoard, request: VirtualStart): VirtualBoard {
  const { preset = board.preset, release = board.release, options } = request
  if (preset !== board.preset) throw runsOtherwise(board.name, `${board.preset}, not ${preset}`)
  if (release !== board.release) throw runsOtherwise(board.name, `${board.release}, not ${release}`)
  if (options !== undefined && !isSameBoard(options, board.options)) {
    throw runsOtherwise(board.name, 'other options')
  }
  return board
}

/** With the board's lock held. */
async function start(
  tools: VirtualTools,
  request: VirtualStart,
  tell: Tell,
): Promise<VirtualBoard> {
  const { name } = request
  const before = await readKept(tools.files, tools.folders, name)
  const running = await find(tools, name)
  if (running?.running) return sameAs(running, request)
  await stopStray(tools, name)
  const presetName = request.preset ?? before?.preset ?? name
  const preset = findPreset(presetName)
  if (!preset) {
    const names = VIRTUAL_PRESETS.map((known) => known.name)
    throw unknownVirtualBoard(presetName, names, nearestPreset(presetName))
  }
  const release = request.release ?? before?.release ?? preset.release
  const options = mergeOptions(before?.options ?? {}, request.options)
  const wish = { preset, release, before }
  const ready = options.full
    ? await gatherFull(tools, { ...wish, options, full: options.full }, tell)
    : await gather(tools, wish, tell)
  const { root } = ready
  if (before && root !== before.root) await deleteBoard(tools, name)
  const kept = await keep(tools, before, {
    schema: 'ferry.virtual-board/1',
    name,
    preset: preset.name,
    release,
    root,
    options,
  })
  const publicKey = await clientKey(tools)
  const started = tools.clock.ticks()
  tell({ kind: 'step', id: `start ${name}`, text: `Starting virtual board ${name}` })
  const run =
    'parts' in ready
      ? await startFull(tools, { ...ready.parts, kept, publicKey }, tell)
      : await startBoard(tools, { ...ready, preset, kept, publicKey }, tell)
  const text = `${run.address}:${run.port}`
  tell({ kind: 'step-done', id: `start ${name}`, text, ms: tools.clock.ticks() - started })
  if (run.way === 'host') tell({ kind: 'warning', text: HOST_WAY })
  return toBoard(tools, preset, kept, run)
}

/** Programs and root, side by side as far as they do not need each other. */
async function gather(
  tools: VirtualTools,
  wish: {
    readonly preset: VirtualPreset
    readonly release: string
    readonly before: KeptBoard | undefined
  },
  tell: Tell,
): Promise<{ readonly helpers: Helpers; readonly emulators: Emulators; readonly root: string }> {
  const { preset, release, before } = wish
  const emulating = ensureEmulators(tools, suiteOf(preset), machinesOf(preset), tell)
  const [helpers, emulators, root] = await Promise.all([
    ensureHelpers(tools, tell),
    emulating,
    ensureBoardRoot(tools, { preset, release, before, emulating }, tell),
  ])
  return { helpers, emulators, root }
}

const HOST_WAY =
  'This host does not allow user namespaces with rules of their own: emulation is registered for the whole host while the board runs, and programs for the host itself start on the board, too.'

/** board.json and the host key: made once, kept as long as the board is. */
async function keep(
  tools: VirtualTools,
  before: KeptBoard | undefined,
  what: Omit<KeptBoard, 'serial' | 'hostKey'>,
): Promise<KeptBoard> {
  const folder = join(tools.folders.boards, what.name)
  const keyFile = join(folder, 'hostkey')
  let hostKey = before?.hostKey
  if (hostKey === undefined || !(await tools.files.stat(keyFile))) {
    const key = makeKey(what.name)
    hostKey = key.publicLine
    await tools.files.write(keyFile, key.dropbearFile, 0o600)
  }
  const kept: KeptBoard = {
    ...what,
    serial: before?.serial ?? randomBytes(8).toString('hex'),
    hostKey,
  }
  await tools.files.write(
    join(folder, 'board.json'),
    `${JSON.stringify(kept, undefined, 2)}\n`,
    0o600,
  )
  return kept
}

/** ferry's own key for its virtual boards; its public line. */
async function clientKey({ files, folders }: VirtualTools): Promise<string> {
  const path = join(folders.keys, 'id_ed25519')
  return files.locked(path, async () => {
    const there = await files.readText(`${path}.pub`)
    if (there !== undefined && (await files.stat(path))) return there.trim()
    const key = makeKey('ferry')
    const line = `${key.publicLine} ferry`
    await files.write(path, key.opensshFile, 0o600)
    await files.write(`${path}.pub`, `${line}\n`)
    return line
  })
}

async function stop(tools: VirtualTools, name: string): Promise<boolean> {
  const run = await readRun(tools.files, tools.folders, name)
  if (!run) return stopStray(tools, name)
  await stopBoard(tools, name, run)
  return true
}
