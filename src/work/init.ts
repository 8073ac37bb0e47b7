import { join } from 'node:path'

import { addSettings, type TomlSetting } from '../core/config/add-settings.ts'
import { stripBlocks } from '../core/config/ferry-blocks.ts'
import type { Tell } from '../core/event.ts'
import type { KeptSetting } from '../core/plan/cargo-environment.ts'
import { planInitSettings, withoutTargetVariables } from '../core/plan/init-settings.ts'
import { toLinkingWishes } from '../core/plan/linking-wishes.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { badCargoConfig, brokenBlock, closedTable } from '../core/problem/init-problems.ts'
import type { World } from '../ports/world.ts'
import { prepareBuild } from './building/prepare-build.ts'
import { findConfigFile } from './cargo-config-file.ts'
import { toolchainFor } from './for-board.ts'
import { probe } from './probe.ts'
import { recordedFile } from './recorded-facts.ts'

export interface InitRequest {
  readonly board: SelectedBoard
  /** Where cargo would be called. */
  readonly folder: string
  readonly target?: string
  readonly toolchain?: string
  /** False: plain cargo is to build for this machine unless `--target` is given. */
  readonly buildTarget: boolean
  /** Only say what would be written. */
  readonly dryRun: boolean
  readonly signal?: AbortSignal
}

export interface InitReport {
  readonly file: string
  readonly board: string
  readonly target: string
  /** False where the file was as it should be. */
  readonly changed: boolean
  /** The whole file as it is, or would be. */
  readonly text: string
  readonly settings: readonly TomlSetting[]
  /** What the user set, in this file or another, and ferry left alone. */
  readonly kept: readonly KeptSetting[]
  /** Names of this shell's environment that stand over the file. */
  readonly overridden: readonly string[]
}

/**
 * Writes linker, runner, target and the environment of build scripts for a board into the `.cargo/config.toml` of the
 * workspace, so that plain cargo works for the board as ferry does. Every byte of the user's stays.
 * Throws `config/closed-table`, `config/bad-cargo-config`, `config/broken-block`, and what a build for the board throws
 * before cargo starts.
 */
export async function init(world: World, request: InitRequest, tell: Tell): Promise<InitReport> {
  const { board, folder, target: wish, toolchain: named, signal } = request
  const facts = await probe(world, board.destination, tell, signal ? { signal } : {})
  const toolchain = await toolchainFor(
    world,
    {
      board,
      facts,
      folder,
      ...(wish === undefined ? {} : { target: wish }),
      ...(named === undefined ? {} : { toolchain: named }),
    },
    tell,
  )
  const { target } = toolchain
  const { environment, dropped } = withoutTargetVariables(world.host.env, target)
  const prepared = await prepareBuild(
    { ...world, host: { ...world.host, env: environment } },
    {
      folder,
      cargoArgs: [],
      target,
      board: facts,
      toolchain,
      wishes: toLinkingWishes(board),
    },
    tell,
  )
  const reachable = recordedFile(board.destination) === undefined
  const { settings, kept } = planInitSettings({
    target,
    abi: prepared.linker.abi,
    environment: prepared.environment,
    ...(reachable
      ? { runner: [...world.host.self, '__runner', '--on', board.destination, '--'] }
      : {}),
    toolchain: toolchain.env,
    config: prepared.settings,
    buildTarget: request.buildTarget,
  })
  const file = await findConfigFile(world, prepared.project.metadata.workspaceRoot)
  const before = await world.files.readText(file)
  const { text, present } = edit(file, before ?? '', settings, [
    `For ${board.name}: plain cargo builds and runs there as ferry does. Paths are those of this machine.`,
    `Written by: ferry init --on ${board.name}   Taken away by: ferry init --undo`,
  ])
  const changed = text !== before
  if (changed && !request.dryRun) {
    const mode = (await world.files.stat(file))?.mode
    await world.files.write(file, text, mode === undefined ? 0o644 : mode & 0o777)
  }
  return {
    file,
    board: board.name,
    target,
    changed,
    text,
    settings: settings.filter((setting) => !present.includes(setting)),
    kept: [...kept, ...present.map(({ table, key }) => presentAs(table, key))],
    overridden: dropped,
  }
}

function edit(
  file: string,
  before: string,
  settings: readonly TomlSetting[],
  head: readonly string[],
): { readonly text: string; readonly present: readonly TomlSetting[] } {
  const { text, broken } = stripBlocks(before)
  if (broken !== undefined) throw brokenBlock(file, broken)
  const added = addSettings(text, settings, head)
  switch (added.kind) {
    case 'added':
      return added
    case 'closed':
      throw closedTable(file, added.line, added.table)
    case 'not-toml':
      throw badCargoConfig(file, added.line, added.message)
  }
}

function presentAs(table: readonly string[], key: string): KeptSetting {
  return { name: `[${table.join('.')}] ${key}`, value: 'as it stands in that file' }
}

/**
 * Takes away what `init` wrote, in the nearest configuration that has any; a file that then holds nothing goes, too.
 * Gives the file, or undefined where none has a block. Throws `config/broken-block`.
 */
export async function undoInit(
  world: Pick<World, 'files' | 'host'>,
  request: { readonly folder: string; readonly dryRun: boolean },
): Promise<string | undefined> {
  for (let at = request.folder; ; at = join(at, '..')) {
    const file = await findConfigFile(world, at)
    const before = await world.files.readText(file)
    const { text, blocks, broken } = stripBlocks(before ?? '')
    if (broken !== undefined) throw brokenBlock(file, broken)
    if (blocks > 0) {
      if (request.dryRun) return file
      if (text.trim() !== '') {
        const mode = (await world.files.stat(file))?.mode ?? 0o644
        await world.files.write(file, text, mode & 0o777)
        return file
      }
      await world.files.remove(file)
      const folder = join(at, '.cargo')
      if ((await world.files.list(folder)).length === 0) await world.files.remove(folder)
      return file
    }
    if (at === join(at, '..')) return undefined
  }
}
