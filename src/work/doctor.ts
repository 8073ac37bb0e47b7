import type { BoardFacts } from '../core/board/board-facts.ts'
import { isFailed, type Check } from '../core/doctor/check.ts'
import type { Tell } from '../core/event.ts'
import { toLinkingWishes } from '../core/plan/linking-wishes.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import { chooseReleases } from '../core/plan/sysroot/choose-release.ts'
import { findTargetAbi } from '../core/plan/linkers/target-abi.ts'
import { ProblemError } from '../core/problem/problem.ts'
import { chooseTarget } from '../core/target/choose-target.ts'
import type { World } from '../ports/world.ts'
import { readCargoSettings } from './cargo-settings.ts'
import { checkCache } from './doctor/check-cache.ts'
import { checkClock, checkMinimums, checkPlace, checkTarget } from './doctor/check-board.ts'
import { checkHostLinker } from './doctor/check-host-linker.ts'
import { checkInit } from './doctor/check-init.ts'
import { checkLinking, type LinkingAnswer } from './doctor/check-linking.ts'
import { checkMirror } from './doctor/check-mirror.ts'
import { checkNamespaces } from './doctor/check-namespaces.ts'
import { checkNative, readLockedNeeds } from './doctor/check-native.ts'
import { checkNode } from './doctor/check-node.ts'
import { checkRust } from './doctor/check-rust.ts'
import { checkSignatures } from './doctor/check-signatures.ts'
import { checkStd, type ToolchainForLinking } from './doctor/check-std.ts'
import { checkTool, type ToolQuestion } from './doctor/check-tool.ts'
import { checkReach } from './doctor/check-reach.ts'
import { makeSurgery, type Fixed, type Surgery } from './doctor/surgery.ts'
import type { Outcome, Patient } from './doctor/outcome.ts'
import { targetFor } from './for-board.ts'
import { readActiveToolchain } from './std/active-toolchain.ts'

export interface DoctorRequest {
  /** Missing: this machine alone is looked at. */
  readonly board?: SelectedBoard
  readonly folder: string
  readonly target?: string
  readonly toolchain?: string
  /** Mend what can be mended, and look again. */
  readonly fix: boolean
  readonly signal?: AbortSignal
}

export interface DoctorReport {
  readonly board?: string
  readonly target?: string
  readonly checks: readonly Check[]
  /** What was changed, with `fix`. */
  readonly fixed: readonly Fixed[]
  /** False where something that is needed is missing or blocked. */
  readonly ok: boolean
}

/**
 * Looks for everything that building for a board and running there needs; fetches and changes nothing unless `fix` is
 * set. The board's part is left out where none is named. Never throws for what is missing: that is a check's answer.
 */
export async function doctor(
  world: World,
  request: DoctorRequest,
  tell: Tell,
): Promise<DoctorReport> {
  const { board, folder, toolchain, fix } = request
  const patient: Patient = {
    world: withoutAutoInstall(world),
    folder,
    ...(toolchain === undefined ? {} : { toolchain }),
    ...(board ? { board: board.name } : {}),
  }
  const surgery = makeSurgery(fix, tell)
  const { attend } = surgery
  const isVirtual = board?.destination.startsWith('virtual:') === true
  await attend(async () => [await checkNode(patient)])
  await attend(async () => [await checkTool(patient, SSH)])
  let active = await readActiveToolchain(patient.world, folder, toolchain)
  await attend(async () => {
    active = await readActiveToolchain(patient.world, folder, toolchain)
    return [await checkRust(patient, active)]
  })
  if (active.kind === 'rustup') await attend(async () => [await checkTool(patient, RUSTUP)])
  const host = active.kind === 'none' ? `${world.host.arch}-host` : active.host
  await attend(async () => [await checkHostLinker(patient, host)])
  await attend(async () => [await checkCache(patient)])
  await attend(async () => [await checkSignatures(patient)])
  await attend(async () => [await checkNamespaces(patient, { needed: isVirtual })])
  await attend(() => checkInit(patient))
  const target = board
    ? await attendBoard(patient, { ...request, board }, surgery, tell)
    : await attendProject(patient, surgery)
  const checks = surgery.outcomes().map(toCheck)
  return {
    ...(board ? { board: board.name } : {}),
    ...(target === undefined ? {} : { target }),
    checks,
    fixed: surgery.fixed(),
    ok: !checks.some(isFailed),
  }
}

const SSH: ToolQuestion = {
  id: 'ssh',
  program: 'ssh',
  args: ['-V'],
  packages: ['openssh-client'],
  needed: true,
  why: 'boards are reached with it',
  code: 'ssh/no-client',
}
const RUSTUP: ToolQuestion = {
  id: 'rustup',
  program: 'rustup',
  args: ['--version'],
  packages: ['rustup'],
  needed: false,
  why: 'it fetches the std of further targets',
}

/** An outcome as it is reported: without its cure. */
function toCheck({ cure, ...check }: Outcome): Check {
  return cure && !check.fix ? { ...check, fix: { text: cure.says } } : check
}

/** Without a board: what the project's crates need, and the mirror where something may be fetched. */
async function attendProject(patient: Patient, { attend, fix }: Surgery): Promise<undefined> {
  await attend(async () =>
    checkNative(patient, await readLockedNeeds(patient.world, patient.folder), undefined),
  )
  if (fix) await attend(async () => [await checkMirror(patient, 'stable', { needed: false })])
  return undefined
}

/** The board itself, and what building for it needs here. Gives the target. */
async function attendBoard(
  patient: Patient,
  request: DoctorRequest & { readonly board: SelectedBoard },
  { attend, outcomes }: Surgery,
  tell: Tell,
): Promise<string | undefined> {
  const { world, folder } = patient
  const { board } = request
  let facts: BoardFacts | undefined
  await attend(async () => {
    const { outcome, facts: found } = await checkReach(
      patient,
      board.destination,
      tell,
      request.signal,
    )
    facts = found
    return [outcome]
  })
  const known = facts
  if (known === undefined) return undefined
  const isHere = outcomes().some(({ id, state }) => id === 'board' && state === 'ok')
  if (isHere && !board.destination.startsWith('facts:')) {
    await attend(async () => [await checkClock(patient, board.destination)])
  }
  await attend(async () => [checkPlace(known)])
  const asked = request.target ?? board.config?.target
  await attend(async () => [checkTarget(chooseTarget(known), asked)])
  let target: string
  try {
    target = targetFor({ board, facts: known, ...(asked === undefined ? {} : { target: asked }) })
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
  await attend(async () => [checkMinimums(known, target)])

  let toolchain: ToolchainForLinking | undefined
  await attend(async () => {
    const active = await readActiveToolchain(world, folder, patient.toolchain)
    const answer = await checkStd(patient, target, active)
    toolchain = answer.toolchain
    return [answer.outcome]
  })
  const needs = await readLockedNeeds(world, folder)
  const native = needs === undefined || needs.c.length > 0 || needs.cxx.length > 0
  let linking: LinkingAnswer | undefined
  const tools = toolchain
  if (tools) {
    const { own: settings } = await readCargoSettings(world, folder)
    const question = {
      target,
      board: known,
      toolchain: tools,
      settings,
      native,
      wishes: toLinkingWishes(board),
    }
    await attend(async () => {
      linking = await checkLinking(patient, question)
      return linking.outcomes
    })
  }
  const linker = linking?.linker
  await attend(() => checkNative(patient, needs, { target, ...(linker ? { linker } : {}) }))
  const abi = findTargetAbi(target)
  const suite = (abi && chooseReleases(known, abi)[0]?.suite) ?? 'stable'
  const fetches = outcomes().some(
    ({ id, state }) => state !== 'ok' && (id === 'std' || id === 'sysroot'),
  )
  await attend(async () => [await checkMirror(patient, suite, { needed: fetches })])
  return target
}

/** Asking rustc for its version must not make rustup fetch a toolchain (rustup book, RUSTUP_AUTO_INSTALL). */
function withoutAutoInstall(world: World): World {
  const { processes } = world
  return {
    ...world,
    processes: {
      detach: (command, log) => processes.detach(command, log),
      which: (program) => processes.which(program),
      run: (command, options) =>
        processes.run({ ...command, env: { RUSTUP_AUTO_INSTALL: '0', ...command.env } }, options),
    },
  }
}
