import { join } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import { fromProblem } from '../../core/doctor/check.ts'
import { judgeGcc } from '../../core/plan/linkers/cross-gcc.ts'
import type { LinkingWishes } from '../../core/plan/linking-wishes.ts'
import { findTargetAbi, type TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import type { CargoConfig } from '../../core/read/cargo-config.ts'
import { ensureLinker, toSysrootRequest, type Linker } from '../linking/ensure-linker.ts'
import { findLld } from '../linking/find-lld.ts'
import { readGccFacts } from '../linking/gcc-facts.ts'
import { installFix } from '../linking/install-fix.ts'
import { readElfFile } from '../read-elf-file.ts'
import { ensureSysroot, type Sysroot } from '../sysroot.ts'
import type { ToolchainForLinking } from './check-std.ts'
import { cureByCommand, type Outcome, type Patient } from './outcome.ts'
import { withoutNetwork } from './without-network.ts'

export interface LinkingQuestion {
  readonly target: string
  readonly board: BoardFacts
  readonly toolchain: ToolchainForLinking
  readonly settings: CargoConfig
  readonly native: boolean
  readonly wishes?: LinkingWishes
}

export interface LinkingAnswer {
  readonly outcomes: readonly Outcome[]
  readonly linker?: Linker
}

const WHY = {
  linker: 'it makes the program for the board',
  sysroot: 'the program is linked against the board’s own libc and start files',
  gcc: 'crates that look for a cross gcc would take it',
}

/**
 * What would link for the board, the sysroot, and a cross gcc where there is one: each by the same code that a build
 * uses, with the network cut.
 */
export async function checkLinking(
  patient: Patient,
  question: LinkingQuestion,
): Promise<LinkingAnswer> {
  const { target, board } = question
  const abi = findTargetAbi(target)
  if (!abi) {
    const evidence = `${target} is no Linux target that ferry knows`
    const outcome: Outcome = {
      id: 'linker',
      state: 'unknown',
      evidence,
      needed: true,
      why: WHY.linker,
    }
    return { outcomes: [outcome] }
  }
  const gcc = await checkCrossGcc(patient, abi, board)
  let linker: Linker | undefined
  let problem: ProblemError | undefined
  try {
    linker = await ensureLinker(
      withoutNetwork(patient.world),
      { ...question, offline: true },
      () => undefined,
    )
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    problem = error
  }
  const linkerOutcome = await explainLinker(patient, question, linker, problem)
  const own = linker?.kind === 'user' || linker?.kind === 'sdk' || isOfUser(problem)
  const sysroot = own ? [] : await checkSysroot(patient, abi, question, linker)
  return { outcomes: [linkerOutcome, ...sysroot, ...gcc], ...(linker ? { linker } : {}) }
}

async function explainLinker(
  { world }: Patient,
  { toolchain }: LinkingQuestion,
  linker: Linker | undefined,
  problem: ProblemError | undefined,
): Promise<Outcome> {
  const common = { id: 'linker', needed: true, why: WHY.linker }
  // The user's own linker was looked at and will not do.
  if (problem && isOfUser(problem)) {
    return { ...common, ...fromProblem(problem.problem) }
  }
  if (linker?.kind === 'user' || linker?.kind === 'sdk')
    return { ...common, state: 'ok', evidence: `${linker.why}; it suits the board` }
  const lld = await findLld(world, toolchain)
  if (lld !== undefined) return { ...common, state: 'ok', evidence: `rust-lld: ${lld}` }
  if (linker) return { ...common, state: 'ok', evidence: linker.why }
  const fix = await installFix(world, ['lld'])
  const cure = cureByCommand(world, fix)
  const evidence =
    'the Rust toolchain has no rust-lld, no ld.lld is in PATH, and nothing else serves'
  return {
    ...common,
    state: 'missing',
    evidence,
    code: 'linker/missing',
    fix,
    ...(cure ? { cure } : {}),
  }
}

/** The user's own linker or SDK was looked at and will not do. */
function isOfUser(problem: ProblemError | undefined): boolean {
  const { code, details } = problem?.problem ?? {}
  return code === 'linker/bad-sdk' || details?.['linker'] !== undefined
}

async function checkSysroot(
  { world, board: name }: Patient,
  abi: TargetAbi,
  question: LinkingQuestion,
  linker: Linker | undefined,
): Promise<readonly Outcome[]> {
  const { board, native } = question
  const common = { id: 'sysroot', needed: true, why: WHY.sysroot }
  if (linker?.kind === 'self-contained' && !native) {
    return [{ ...common, state: 'ok', evidence: 'not needed: the std of this target brings musl' }]
  }
  const request = toSysrootRequest(question, abi)
  const made = await ensureSysroot(withoutNetwork(world), request, () => undefined)
  if ('path' in made) return [await checkStartFiles(world, abi, board, made)]
  // Another way links, and no release will do: nothing is missing.
  const needed = linker === undefined || made.cause !== undefined
  const fetched = made.cause?.problem.code === 'host/no-network'
  return [
    {
      ...common,
      needed,
      state: 'missing',
      evidence: fetched
        ? 'not made yet; ferry makes it of packages of the board’s release'
        : made.missing,
      code: 'build/no-sysroot',
      fix: fetched
        ? {
            text: 'let ferry make it',
            command: ['ferry', 'doctor', '--fix', '--on', name ?? 'BOARD'],
          }
        : {
            text: 'build a static program, which needs nothing of the board',
            command: ['ferry', 'run', '--target', abi.target.replace('-gnu', '-musl')],
          },
      ...(fetched
        ? {
            cure: {
              says: 'make the sysroot of packages of the board’s release',
              run: async (tell) => {
                const now = await ensureSysroot(world, request, tell)
                if ('path' in now) return `made ${now.path}`
                if (now.cause) throw now.cause
                return undefined
              },
            },
          }
        : {}),
    },
  ]
}

/** The start files go into every program: their CPU level decides where it starts. */
async function checkStartFiles(
  world: Patient['world'],
  abi: TargetAbi,
  board: BoardFacts,
  sysroot: Sysroot,
): Promise<Outcome> {
  const common = { id: 'sysroot', needed: true, why: WHY.sysroot }
  const file = join(sysroot.path, 'usr/lib', abi.multiarch, 'crt1.o')
  const start = await readElfFile(world, file)
  const { release, why, libc } = sysroot
  const origin = release ? `${release.origin} ${release.suite}` : why
  const name = `${sysroot.path} (${origin}, libc ${libc})`
  const verdict = judgeGcc({ name: 'the sysroot', ...(start ? { start } : {}) }, abi, board)
  if (verdict.kind === 'serves') {
    return { ...common, state: 'ok', evidence: `${name}; its start files suit the board` }
  }
  const code = verdict.kind === 'cpu-too-new' ? { code: 'linker/cpu-too-new' } : {}
  return {
    ...common,
    ...code,
    state: 'blocked',
    evidence: `${name}: ${verdict.why}`,
    fix: {
      text: 'build a static program, which needs nothing of the board',
      command: ['ferry', 'run', '--target', abi.target.replace('-gnu', '-musl')],
    },
  }
}

/** A cross gcc in PATH: would what it links start on the board? */
async function checkCrossGcc(
  { world }: Patient,
  abi: TargetAbi,
  board: BoardFacts,
): Promise<readonly Outcome[]> {
  const name = `${abi.gnuPrefix}-gcc`
  if ((await world.processes.which(name)) === undefined) return []
  const verdict = judgeGcc(await readGccFacts(world, name), abi, board)
  const common = { id: 'cross-gcc', needed: false, why: WHY.gcc }
  if (verdict.kind === 'serves')
    return [{ ...common, state: 'ok', evidence: `${name}: ${verdict.why}` }]
  return [
    {
      ...common,
      state: 'blocked',
      evidence: verdict.why,
      ...(verdict.kind === 'no-start-files' ? {} : { code: `linker/${verdict.kind}` }),
      fix: { text: 'nothing is to be done: ferry links without it; do not set it as the linker' },
    },
  ]
}
