import { join, resolve } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Tell } from '../../core/event.ts'
import { userLinker, type KeptSetting } from '../../core/plan/cargo-environment.ts'
import {
  chooseLinker,
  type LinkerEvidence,
  type LinkerKind,
} from '../../core/plan/linkers/choose-linker.ts'
import { planLldScript } from '../../core/plan/linkers/lld-script.ts'
import { findTargetAbi, type TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import { planZigLinkerScript } from '../../core/plan/linkers/zig-script.ts'
import type { LinkingWishes } from '../../core/plan/linking-wishes.ts'
import { findTargeted } from '../../core/plan/target-variables.ts'
import { noLinker, noZig, type Rejected } from '../../core/problem/linker-problems.ts'
import type { ProblemError } from '../../core/problem/problem.ts'
import type { CargoConfig } from '../../core/read/cargo-config.ts'
import type { Toolchain } from '../../core/toolchain/toolchain.ts'
import { MUSL_LIBRARIES } from '../../core/toolchain/musl-names.ts'
import type { World } from '../../ports/world.ts'
import { ensureSysroot, type Sysroot, type SysrootRequest, type SysrootWorld } from '../sysroot.ts'
import { checkUserLinker, FERRY_TOML_LINKER } from './check-user-linker.ts'
import { ensureAtomics } from './ensure-atomics.ts'
import { ensureCompiler, type Compiler } from './compiler.ts'
import { ensureLibcxx } from './ensure-libcxx.ts'
import { findLld } from './find-lld.ts'
import { readGccFacts } from './gcc-facts.ts'
import { findSdk } from './sdk.ts'
import { installFix } from './install-fix.ts'
import { writeTools } from './write-tools.ts'
import { ensureZig } from './zig/ensure-zig.ts'
import { findZig } from './zig/find-zig.ts'

export interface LinkerRequest {
  readonly target: string
  readonly board: BoardFacts
  readonly toolchain: Pick<
    Toolchain,
    'env' | 'host' | 'rustc' | 'rustLld' | 'sysroot' | 'targetLibraries'
  >
  /** Cargo's configuration, as it holds for the project. */
  readonly settings: CargoConfig
  /** True where C or C++ may be compiled: libstdc++ and its headers come into the sysroot. */
  readonly native: boolean
  /** True where C++ is sure to be compiled: for musl, its library is made now. */
  readonly cxx?: boolean
  /** What ferry.toml and the command line say. */
  readonly wishes?: LinkingWishes
  /** Nothing is fetched that is no package of the board: no zig. */
  readonly offline?: boolean
}

/** What links (and compiles C) for the target and the board, and why it was chosen. */
export interface Linker {
  readonly kind: LinkerKind | 'user' | 'sdk'
  readonly abi: TargetAbi
  /** Value for CARGO_TARGET_<TARGET>_LINKER; missing where the user's own setting stands. */
  readonly path?: string
  readonly why: string
  /** Ways that were looked at before and cannot serve. */
  readonly rejected: readonly Rejected[]
  readonly sysroot?: Sysroot
  readonly compiler?: Compiler
  /** Why there is no compiler. */
  readonly noCompiler: readonly Rejected[]
}

export type LinkerWorld = SysrootWorld

/**
 * Chooses and prepares the linker for a target and a board. The user's own setting stands over
 * all, after a check. Nothing is probed that the choice does not need, so that a build with
 * nothing to do costs a few file reads.
 * Throws `linker/missing`, `linker/cpu-too-new`, `linker/wrong-machine`, `linker/libc-too-new`,
 * and what `Packages` throws where the sysroot could not be had and nothing else links.
 */
export async function ensureLinker(
  world: LinkerWorld,
  request: LinkerRequest,
  tell: Tell,
): Promise<Linker> {
  const { target, board, settings } = request
  const abi = findTargetAbi(target)
  if (!abi)
    throw await noWay(world, target, [{ kind: 'ferry', why: 'it knows no such Linux target' }])
  const environment = world.host.env
  const isZig = request.wishes?.linker === 'zig'
  const named = isZig ? undefined : ofFerryToml(world, request)
  const own = userLinker({ target, abi, environment, config: settings }) ?? named
  if (own) {
    await checkUserLinker(world, own, abi, board, tell)
    const why = `your own setting, ${own.name} = ${own.value}`
    const hasCompiler =
      findTargeted(environment, 'CC', target) !== undefined ||
      (await world.processes.which(`${abi.gnuPrefix}-gcc`)) !== undefined
    const path = own === named ? { path: own.value } : {}
    if (hasCompiler || !request.native) {
      return { kind: 'user', abi, why, rejected: [], noCompiler: [], ...path }
    }
    const prepared = await prepare(world, request, abi, tell)
    return { ...prepared, kind: 'user', abi, why, rejected: [], ...path }
  }
  const sdk = await findSdk(world, request.wishes?.sdk, { abi, board }, tell)
  if (sdk) return { ...sdk, kind: 'sdk', abi, rejected: [], noCompiler: [] }

  if (isZig) return await byZigAlone(world, request, abi, tell)
  const prepared = await prepare(world, request, abi, tell)
  let { evidence } = prepared
  let choice = chooseLinker(evidence)
  if (!choice.chosen || choice.chosen.kind === 'gcc' || choice.chosen.kind === 'zig') {
    evidence = { ...evidence, ...(await probeOthers(world, abi)) }
    choice = chooseLinker(evidence)
  }
  if (!choice.chosen) {
    const why = `nothing else can link for ${target}`
    const found = await ensureZig(world, { why, ...offlineOf(request) }, tell)
    evidence =
      'zig' in found ? { ...evidence, zig: found.zig } : { ...evidence, noZig: found.missing }
    choice = chooseLinker(evidence)
  }
  if (!choice.chosen) throw prepared.cause ?? (await noWay(world, target, choice.rejected))
  const { kind, why } = choice.chosen
  const path = await linkerPath(world, kind, evidence, prepared)
  const { compiler, noCompiler, sysroot } =
    kind === 'zig' && !prepared.compiler
      ? await withZigsCompiler(world, prepared, abi, board)
      : prepared
  return {
    kind,
    abi,
    path,
    why,
    rejected: choice.rejected,
    noCompiler,
    ...(sysroot ? { sysroot } : {}),
    ...(compiler ? { compiler } : {}),
  }
}

function offlineOf({ offline }: LinkerRequest): { readonly offline?: true } {
  return offline === true ? { offline } : {}
}

/** Where zig links it compiles, too: it was not there before. */
async function withZigsCompiler(
  world: LinkerWorld,
  prepared: Prepared,
  abi: TargetAbi,
  board: BoardFacts,
): Promise<Prepared> {
  const { compiler, rejected } = await ensureCompiler(world, { abi, board, only: 'zig' })
  return { ...prepared, noCompiler: rejected, ...(compiler ? { compiler } : {}) }
}

/**
 * `linker = "zig"` in ferry.toml: zig links and compiles C and C++, with the libc that it brings, pinned to the glibc of the board. A
 * sysroot is made only where libraries of the board are named. Throws `linker/no-zig`.
 */
async function byZigAlone(
  world: LinkerWorld,
  request: LinkerRequest,
  abi: TargetAbi,
  tell: Tell,
): Promise<Linker> {
  const { board, wishes = {} } = request
  const why = `${FERRY_TOML_LINKER} names it`
  const found = await ensureZig(world, { why, ...offlineOf(request) }, tell)
  if ('missing' in found) {
    const fix = { text: 'take linker out of ferry.toml, and ferry chooses another way' }
    throw noZig(found.missing, why, fix)
  }
  const { zig } = found
  const { compiler, rejected } = await ensureCompiler(world, { abi, board, only: 'zig' })
  const { packages, libraries, sysroot: given } = wishes
  const wantsSysroot = abi.libc === 'glibc' && (packages ?? libraries ?? given) !== undefined
  const made = wantsSysroot
    ? await ensureSysroot(world, toSysrootRequest(request, abi), tell)
    : undefined
  if (made && 'missing' in made && made.cause) throw made.cause
  const sysroot = made && 'path' in made ? made : undefined
  const path = await linkerPath(world, 'zig', { abi, board, zig }, sysroot ? { sysroot } : {})
  return {
    kind: 'zig',
    abi,
    path,
    rejected: [],
    noCompiler: rejected,
    why: `${why}${board.libc?.kind === 'glibc' && abi.libc === 'glibc' ? `, for glibc ${board.libc.version}` : ''}`,
    ...(sysroot ? { sysroot } : {}),
    ...(compiler ? { compiler } : {}),
  }
}

/** The linker that ferry.toml names; a path is from where ferry is called. */
function ofFerryToml(
  { host }: Pick<World, 'host'>,
  { wishes }: LinkerRequest,
): KeptSetting | undefined {
  const value = wishes?.linker
  if (value === undefined) return undefined
  return { name: FERRY_TOML_LINKER, value: /[/\\]/.test(value) ? resolve(host.cwd, value) : value }
}

interface Prepared {
  readonly evidence: LinkerEvidence
  readonly sysroot?: Sysroot
  readonly compiler?: Compiler
  readonly noCompiler: readonly Rejected[]
  /** What stood in the way of the sysroot. */
  readonly cause?: ProblemError
}

/** lld, sysroot and compiler: what the usual way needs. */
async function prepare(
  world: LinkerWorld,
  request: LinkerRequest,
  abi: TargetAbi,
  tell: Tell,
): Promise<Prepared> {
  const { board, toolchain, native } = request
  const lld = await findLld(world, toolchain)
  const selfContained =
    abi.libc === 'musl' &&
    (await world.files.stat(join(toolchain.targetLibraries, 'self-contained', 'libc.a'))) !==
      undefined
  const wantsSysroot = !selfContained || native
  const made = wantsSysroot
    ? await ensureSysroot(world, toSysrootRequest(request, abi), tell)
    : undefined
  const sysroot = made && 'path' in made ? made : undefined
  const { compiler, rejected } = await ensureCompiler(world, {
    abi,
    board,
    ...(sysroot ? { sysroot } : {}),
    ...(lld === undefined ? {} : { lld }),
  })
  // Where it cannot be made, the build says what it lacks.
  if (request.cxx && compiler?.libcxx !== undefined) await ensureLibcxx(world, compiler, tell)
  return {
    evidence: {
      abi,
      board,
      selfContained,
      ...(lld === undefined ? {} : { lld }),
      ...(made === undefined
        ? {}
        : { sysroot: 'path' in made ? { path: made.path, why: made.why } : made }),
    },
    ...(sysroot ? { sysroot } : {}),
    ...(compiler ? { compiler } : {}),
    noCompiler: rejected,
    ...(made && 'missing' in made && made.cause ? { cause: made.cause } : {}),
  }
}

/** The sysroot that a build needs: the doctor looks for the same. */
export function toSysrootRequest(
  {
    board,
    native,
    toolchain,
    wishes,
  }: Pick<LinkerRequest, 'board' | 'native' | 'toolchain' | 'wishes'>,
  abi: TargetAbi,
): SysrootRequest {
  const { packages } = wishes ?? {}
  return {
    abi,
    board,
    cxx: native,
    toolchain,
    ...(packages ? { packages } : {}),
    ...(wishes ? { wishes } : {}),
  }
}

async function probeOthers(
  world: LinkerWorld,
  abi: TargetAbi,
): Promise<Pick<LinkerEvidence, 'gcc' | 'zig'>> {
  const gcc = await world.processes.which(`${abi.gnuPrefix}-gcc`)
  const zig = await findZig(world)
  return {
    ...(gcc === undefined ? {} : { gcc: await readGccFacts(world, gcc) }),
    ...(zig ? { zig } : {}),
  }
}

/** Writes the linker's script where it needs one. */
async function linkerPath(
  world: LinkerWorld,
  kind: LinkerKind,
  { abi, lld = '', gcc, zig = [], board }: LinkerEvidence,
  { sysroot, compiler }: Pick<Prepared, 'sysroot' | 'compiler'>,
): Promise<string> {
  switch (kind) {
    case 'gcc':
      return gcc?.name ?? `${abi.gnuPrefix}-gcc`
    case 'zig': {
      const glibc = board.libc?.kind === 'glibc' ? board.libc.version : undefined
      const folders = (sysroot?.libraryFolders ?? []).map((folder) =>
        join(sysroot?.path ?? '', folder),
      )
      const text = planZigLinkerScript(abi, zig, glibc, folders)
      return join(await writeTools(world, 'linkers', abi.target, { cc: text }), 'cc')
    }
    case 'rust-lld':
    case 'self-contained': {
      const text = planLldScript({
        abi,
        lld,
        ...(sysroot && kind === 'rust-lld' ? { sysroot } : {}),
        folders: await muslFolders(world, kind, abi, compiler),
      })
      return join(await writeTools(world, 'linkers', abi.target, { 'rust-lld': text }), 'rust-lld')
    }
  }
}

/** What a static program for musl may link beside libc: its other names, libatomic, the C++ library. */
async function muslFolders(
  world: LinkerWorld,
  kind: LinkerKind,
  abi: TargetAbi,
  compiler: Compiler | undefined,
): Promise<readonly string[]> {
  const cxx = compiler?.libcxx === undefined ? [] : [join(compiler.libcxx, 'lib')]
  if (kind !== 'self-contained') return cxx
  const names = await writeTools(world, 'musl-names', abi.target, MUSL_LIBRARIES)
  const atomics = await ensureAtomics(world, abi, compiler)
  return [names, ...(atomics === undefined ? [] : [atomics]), ...cxx]
}

async function noWay(
  world: LinkerWorld,
  target: string,
  rejected: readonly Rejected[],
): Promise<Error> {
  const lldIsMissing = rejected.some(({ why }) => why.includes('rust-lld'))
  const abi = findTargetAbi(target)
  const armv6 = abi?.armLevel === 6 && abi.floatAbi === 'hard' && abi.libc === 'glibc'
  const fix = armv6
    ? {
        text: 'build a static program, which needs nothing of the board',
        command: ['ferry', 'run', '--target', 'arm-unknown-linux-musleabihf'],
      }
    : await installFix(world, lldIsMissing ? ['lld'] : [`gcc-${abi?.gnuPrefix ?? target}`])
  return noLinker(target, rejected, fix)
}
