import type { BoardFacts } from '../../core/board/board-facts.ts'
import { libraryOfHeader, libraryPackages } from '../../core/plan/library-packages.ts'
import { cargoFailed, crateNotFound } from '../../core/problem/cargo-problems.ts'
import type { KeptSetting } from '../../core/plan/cargo-environment.ts'
import type { ProblemError } from '../../core/problem/problem.ts'
import type { Release } from '../../core/plan/sysroot/choose-release.ts'
import { explainCargoFailure, stripColours } from '../../core/read/cargo-failure.ts'
import {
  chooseFeature,
  type CrateFeatures,
  type FeatureUse,
} from '../../core/read/crate-features.ts'
import type { Fix } from '../../core/verdict/finding.ts'
import type { Ending } from '../../ports/processes.ts'
import type { World } from '../../ports/world.ts'
import { installFix } from '../linking/install-fix.ts'
import type { Sysroot } from '../sysroot.ts'

type ExplainWorld = Pick<World, 'host' | 'processes' | 'packages'>

interface Failed {
  readonly command: readonly string[]
  readonly ending: Ending
  readonly said: string
  /** The user has seen it already. */
  readonly shown: boolean
  readonly board: BoardFacts
  readonly sysroot?: Sysroot
  /** Settings of the user that stood over ferry's. */
  readonly kept: readonly KeptSetting[]
  /** The features of a crate of the project; missing where there is no project. */
  readonly features?: (crate: string) => Promise<CrateFeatures | undefined>
  /** Why the C++ library for musl could not be made. */
  readonly noLibcxx?: string
  /** The crate that was asked for, for `cargo install`. */
  readonly version?: string
}

/** Makes the problem of a cargo that failed: the cause where it is known, and what mends it. */
export async function explainFailure(world: ExplainWorld, failed: Failed): Promise<ProblemError> {
  const { command, said } = failed
  const output = failed.shown ? [] : stripColours(said).trimEnd().split('\n').slice(-20)
  const how = describeEnding(failed.ending)
  const failure = explainCargoFailure(said)
  const problem = (why?: string, fix?: Fix): ProblemError =>
    cargoFailed(command, how, why, fix, output)
  switch (failure?.kind) {
    case undefined: {
      // rustc's own pages of errors (rustc --explain) are the best there are.
      const page = /error\[(E\d{4})\]/.exec(stripColours(said))?.[1]
      return page === undefined
        ? problem(undefined, {
            text: 'see each command that cargo runs',
            command: ['cargo', command[0] ?? 'build', '-v'],
          })
        : problem(undefined, {
            text: 'read the page of that error',
            command: ['rustc', '--explain', page],
          })
    }
    case 'library-missing':
      return await missing(
        world,
        failed,
        failure.library,
        `the linker found no lib${failure.library} in the sysroot of the board`,
        problem,
      )
    case 'header-missing':
      return await missing(
        world,
        failed,
        libraryOfHeader(failure.header),
        `the header ${failure.header} is not in the sysroot of the board`,
        problem,
      )
    case 'pkg-config-package': {
      const who = failure.crate === undefined ? '' : `${failure.crate} needs it, and `
      return await missing(
        world,
        failed,
        failure.name,
        `${who}pkg-config, ${confinedTo(failed.kept)}, knows no ${failure.name}`,
        problem,
        failure.crate,
      )
    }
    case 'pkg-config-unset':
      return await noSysroot(failed, failure.crate, problem)
    case 'bindings-missing':
      return problem(
        `${failure.crate} brings no bindings for ${failure.target}`,
        (await featureFix(failed, failure.crate, 'bindings')) ?? {
          text: `turn on the feature of ${failure.crate} that makes them, often called bindgen`,
        },
      )
    case 'cxx-missing':
      return await noCxx(world, failed, failure.what, problem)
    case 'tool-missing':
      return problem(
        `a build script needs ${failure.tool}, and this machine has none`,
        await installFix(world, [failure.tool]),
      )
    case 'compiler-missing':
      return problem(
        `a build script compiles C, and this machine has no compiler for the board (${failure.tool})`,
        await installFix(world, ['clang']),
      )
    case 'std-missing':
      return problem(`the toolchain has no std for ${failure.target}`, {
        text: 'ferry gets it before it calls cargo: see which toolchain it took, and why',
        command: ['ferry', command[0] ?? 'build', '-v'],
      })
    case 'crate-not-found':
      return command[0] === 'install'
        ? crateNotFound(failure.crate, failed.version, failure.words)
        : problem(failure.words)
    case 'no-network':
      return problem(`the network could not be reached: ${failure.words}`, {
        text: 'with everything downloaded before, cargo can do without',
        command: ['ferry', command[0] ?? 'build', '--offline'],
      })
    case 'no-space':
      return problem('the disk of this machine is full', {
        text: 'make room: what was built before can go',
        command: ['cargo', 'clean'],
      })
    case 'wrong-library':
      return problem(
        `${failure.crate} compiled its C code for this machine: its build script starts make or configure without the compiler for the board`,
        (await featureFix(failed, failure.crate, 'cmake')) ?? {
          text: `see whether ${failure.crate} can build it in another way, or take it from the board`,
        },
      )
    case 'wrong-machine':
      return problem(`something that was linked is for another machine: ${failure.words}`, {
        text: 'see what is set for the target',
        command: ['ferry', 'env'],
      })
    case 'manifest':
      return problem(failure.words)
  }
}

/** Where pkg-config looked: the user's own folders stand over ferry's. */
function confinedTo(kept: readonly KeptSetting[]): string {
  const own = kept.find(({ name }) => /PKG_CONFIG_(?:LIBDIR|PATH|SYSROOT_DIR)/.test(name))
  return own === undefined
    ? 'confined to the sysroot of the board'
    : `with your own ${own.name}=${own.value}`
}

/** A library that the sysroot lacks: the package of the board's release that has it. */
async function missing(
  world: ExplainWorld,
  failed: Failed,
  library: string,
  why: string,
  problem: (why: string, fix?: Fix) => ProblemError,
  crate?: string,
): Promise<ProblemError> {
  const { sysroot } = failed
  const candidates = libraryPackages(library)
  const release = sysroot?.release
  const found = release ? await findPackage(world, release, candidates) : undefined
  const own = sysroot && !release ? ownLibrary(failed.board, library) : undefined
  if (own !== undefined) {
    return problem(`${why}, but on the board (${own})`, {
      text: `let ferry take it from there, in ferry.toml: libraries = ["${library}"]`,
    })
  }
  const name = found ?? candidates[0]
  if (name === undefined) return problem(why)
  if (isMusl(sysroot)) {
    const more = `${name} would not help, for Debian's libraries are built for glibc, and this program is static, of musl`
    const feature = crate === undefined ? undefined : await featureFix(failed, crate, 'own-library')
    if (feature) {
      const text = `${feature.text}${orGlibc(failed)}`
      return problem(`${why}; ${more}`, { ...feature, text })
    }
    return problem(`${why}; ${more}`, {
      text: `turn on the feature of the crate that builds the library itself (often called vendored, bundled or static)${orGlibc(failed)}`,
      ...glibcCommand(failed),
    })
  }
  if (sysroot?.packages.some((entry) => entry.startsWith(`${name}=`))) {
    return problem(`${why}, though ${name} is in the sysroot`, {
      text: 'see what is set for the target',
      command: ['ferry', 'env'],
    })
  }
  return problem(why, {
    text: `add the package${found === undefined ? ', probably named thus,' : ''} to the board in ferry.toml: packages = ["${name}"]`,
  })
}

/** The feature of the crate for that use, as a command that turns it on for the whole graph; undefined where it has none. */
async function featureFix(
  { features }: Failed,
  crate: string,
  use: FeatureUse,
): Promise<Fix | undefined> {
  const found = await features?.(crate)
  const feature = found && chooseFeature(found, use)
  if (!found || feature === undefined) return undefined
  const does = {
    'own-library': 'builds the library itself',
    bindings: 'makes them',
    cmake: 'builds it by CMake, which ferry tells of the board',
  }[use]
  return {
    text: `turn on the feature ${feature} of ${found.name}, which ${does}`,
    // Features of one crate are united (Cargo book, "Feature unification"): it holds for who depends on it, too.
    command: [
      'cargo',
      'add',
      `${found.name}@${found.version.replace(/\+.*$/, '')}`,
      '--features',
      feature,
    ],
  }
}

/** A static program for musl without C has no sysroot, and a library of Debian would not do. */
async function noSysroot(
  failed: Failed,
  crate: string,
  problem: (why: string, fix?: Fix) => ProblemError,
): Promise<ProblemError> {
  if (!failed.command.some((word) => word.includes('-linux-musl'))) {
    return problem(`${crate} asks pkg-config for a library, which was told of no sysroot`, {
      text: 'see what is set for the target',
      command: ['ferry', 'env'],
    })
  }
  const why = `${crate} asks pkg-config for a library, and Debian's libraries are built for glibc: this program is static, of musl`
  const feature = await featureFix(failed, crate, 'own-library')
  if (feature) return problem(why, { ...feature, text: `${feature.text}${orGlibc(failed)}` })
  return problem(why, {
    text: `turn on the feature of the crate that builds the library itself (often called vendored, bundled or static)${orGlibc(failed)}`,
    ...glibcCommand(failed),
  })
}

/** For glibc libstdc++ comes with the sysroot; for musl ferry makes libc++, by clang. */
async function noCxx(
  world: ExplainWorld,
  failed: Failed,
  what: string,
  problem: (why: string, fix?: Fix) => ProblemError,
): Promise<ProblemError> {
  if (!isMusl(failed.sysroot))
    return problem(`C++ code needs ${what}, and the sysroot of the board has no C++ library`)
  if (failed.noLibcxx === undefined) {
    const why = `C++ code needs ${what}, and ferry makes the C++ library for musl with clang, which is not here`
    return problem(why, await installFix(world, ['clang']))
  }
  const why = `C++ code needs ${what}, and the C++ library for musl could not be made: ${failed.noLibcxx}`
  return failed.board.libc?.kind === 'glibc'
    ? problem(why, { text: orGlibc(failed).replace(/^, or /, ''), ...glibcCommand(failed) })
    : problem(why)
}

function isMusl(sysroot: Sysroot | undefined): boolean {
  return sysroot?.packages.some((entry) => entry.startsWith('musl-dev=')) ?? false
}

/** The other way for a board that has glibc. */
function orGlibc({ board }: Failed): string {
  if (board.libc?.kind !== 'glibc') return ''
  return `, or build for the board's own glibc ${board.libc.version ?? ''}: without --target, ferry chooses it`
}

function glibcCommand({ board, command }: Failed): Pick<Fix, 'command'> {
  return board.libc?.kind === 'glibc' ? { command: ['ferry', command[0] ?? 'build'] } : {}
}

/** A library that the board has, by the name that the linker looks for. */
function ownLibrary({ libraries }: BoardFacts, library: string): string | undefined {
  return Object.keys(libraries ?? {}).find((soname) => soname.startsWith(`lib${library}.so`))
}

/** The first of the names that the release has. No network is no reason to fail a second time. */
async function findPackage(
  world: ExplainWorld,
  release: Release,
  names: readonly string[],
): Promise<string | undefined> {
  try {
    const { origin, suite, architecture } = release
    const found = await world.packages.find({ origin, suite, architecture, names }, () => {})
    return names.find((name) => found.some((entry) => entry.name === name))
  } catch {
    return undefined
  }
}

function describeEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'exit':
      return `exit code ${ending.code}`
    case 'signal':
      return `ended by ${ending.signal}`
    case 'timeout':
      return `no end after ${ending.afterMs} ms`
    case 'cancelled':
      return 'cancelled'
    case 'not-started':
      return ending.errno
  }
}
