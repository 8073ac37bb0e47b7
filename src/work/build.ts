import type { Tell } from '../core/event.ts'
import { chooseProgram } from '../core/plan/choose-program.ts'
import type { KeptSetting } from '../core/plan/cargo-environment.ts'
import { noBinary, severalBinaries } from '../core/problem/cargo-problems.ts'
import type { Artifact } from '../core/read/cargo-messages.ts'
import type { Command } from '../ports/processes.ts'
import { explainFailure } from './building/explain-failure.ts'
import {
  prepareBuild,
  type BuildWorld,
  type PreparedBuild,
  type PrepareRequest,
} from './building/prepare-build.ts'
import { readFeatures } from './building/read-features.ts'
import { runCargo, type CargoDisplay } from './building/run-cargo.ts'
import { runWithLibcxx } from './building/run-with-libcxx.ts'
import type { Linker } from './linking/ensure-linker.ts'

export interface BuildRequest extends PrepareRequest {
  /** `test` and `bench` build their programs without running them (`--no-run`). `run` builds the one program that `cargo run` would run. */
  readonly subcommand: 'build' | 'run' | 'test' | 'bench'
  readonly display?: CargoDisplay
}

export interface BuildReport {
  readonly target: string
  /** What linked, and why it was chosen. */
  readonly linker: Linker
  /** Settings of the user that stood over ferry's. */
  readonly kept: readonly KeptSetting[]
  /** Everything that cargo made or found fresh, libraries included. */
  readonly artifacts: readonly Artifact[]
  /** Programs for the board among them: they have an `executable`. */
  readonly programs: readonly Artifact[]
  /** For `run`: the program to be run. */
  readonly program?: Artifact
  /** How many of the artifacts had to be built. */
  readonly rebuilt: number
  readonly command: Command
  readonly ms: number
  /** For further calls of cargo in the same environment: `cargo test`, `cargo doc`. */
  readonly prepared: PreparedBuild
}

/**
 * Builds the project for the target and the board with cargo. Throws `cargo/no-manifest`,
 * `cargo/several-binaries`, `cargo/no-binary`, `cargo/failed`, and the problems of `prepareBuild`.
 */
export async function build(
  world: BuildWorld,
  request: BuildRequest,
  tell: Tell,
): Promise<BuildReport> {
  const prepared = await prepareBuild(world, request, tell)
  const program = request.subcommand === 'run' ? chooseOne(prepared) : undefined
  const command = planCommand(prepared, request.subcommand, program)
  const { run, noLibcxx } = await runWithLibcxx(
    world,
    prepared.linker.compiler,
    () => runCargo(world, command, request.display ?? {}, tell),
    tell,
  )
  if (run.ending.kind !== 'exit' || run.ending.code !== 0) {
    throw await explainFailure(world, {
      ...(noLibcxx === undefined ? {} : { noLibcxx }),
      features: (crate) => readFeatures(world, prepared, crate),
      command: command.args,
      ending: run.ending,
      said: run.said,
      shown: request.display?.show !== undefined,
      board: request.board,
      kept: prepared.environment.kept,
      ...(prepared.linker.sysroot ? { sysroot: prepared.linker.sysroot } : {}),
    })
  }
  const programs = run.artifacts.filter(({ executable }) => executable !== undefined)
  const chosen = program && programs.find((artifact) => isProgram(artifact, program))
  if (program && !chosen) throw noBinary({ what: `cargo built no ${program.name}` })
  return {
    target: request.target,
    linker: prepared.linker,
    kept: prepared.environment.kept,
    artifacts: run.artifacts,
    programs,
    ...(chosen ? { program: chosen } : {}),
    rebuilt: run.artifacts.filter(({ fresh }) => !fresh).length,
    command,
    ms: run.ms,
    prepared,
  }
}

interface Program {
  readonly packageName: string
  readonly packageVersion: string
  readonly name: string
  readonly target: 'bin' | 'example'
}

/** The program of `cargo run`. Throws `cargo/several-binaries`, `cargo/no-binary`. */
function chooseOne({ project, args }: PreparedBuild): Program {
  const choice = chooseProgram(project.metadata, args, project.manifest)
  switch (choice.kind) {
    case 'chosen':
      return choice
    case 'several':
      throw severalBinaries(choice.names, choice.packages)
    case 'none':
      throw noBinary(choice)
  }
}

/** `run` builds the one program alone, as `cargo run` does. */
function planCommand(
  prepared: PreparedBuild,
  subcommand: BuildRequest['subcommand'],
  program: Program | undefined,
): ReturnType<PreparedBuild['command']> {
  const messages = ['--message-format=json-render-diagnostics']
  if (!program) {
    const more = subcommand === 'build' ? [] : ['--no-run']
    return prepared.command(subcommand, [...more, ...messages])
  }
  const { args } = prepared
  const named = args.bins.length + args.examples.length > 0
  const several = prepared.project.metadata.packages.length > 1 && args.packages.length === 0
  return prepared.command('build', [
    ...(several ? ['--package', program.packageName] : []),
    ...(named ? [] : [`--${program.target}`, program.name]),
    ...messages,
  ])
}

function isProgram(artifact: Artifact, program: Program): boolean {
  return (
    artifact.name === program.name &&
    artifact.kind === program.target &&
    artifact.packageName === program.packageName
  )
}
