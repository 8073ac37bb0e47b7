import { parsePackageId } from '../read/cargo-messages.ts'
import type { CargoMetadata, MetadataPackage } from '../read/cargo-metadata.ts'
import { nearestWord } from '../text/nearest.ts'
import type { CargoArguments } from './cargo-arguments.ts'

/** The program that `cargo run` would run, or why it cannot tell. */
export type ProgramChoice =
  | {
      readonly kind: 'chosen'
      readonly packageName: string
      readonly packageVersion: string
      readonly name: string
      readonly target: 'bin' | 'example'
    }
  | {
      readonly kind: 'several'
      readonly names: readonly string[]
      readonly packages: readonly string[]
    }
  | {
      readonly kind: 'none'
      /** In words, what is missing. */
      readonly what: string
      readonly examples: readonly string[]
      readonly programs: readonly string[]
      /** What was probably meant: an option and its value. */
      readonly meant?: readonly ['-p' | '--bin' | '--example', string]
    }

/**
 * Chooses the program by the rules of `cargo run` (cargo's manual; its `ops/cargo_run.rs`): the one
 * that `--bin` or `--example` names, else the only binary of the chosen packages, else the one that
 * `default-run` names. `manifest` is the Cargo.toml nearest to where cargo is called.
 */
export function chooseProgram(
  metadata: CargoMetadata,
  args: CargoArguments,
  manifest: string,
): ProgramChoice {
  const packages = choosePackages(metadata, args, manifest)
  const first = packages[0]
  if (!first) {
    const asked = args.packages.join(', ')
    const names = metadata.packages.map(({ name }) => name)
    const what = `the workspace has no package ${asked}`
    return { kind: 'none', what, examples: [], programs: [], ...meantBy('-p', asked, names) }
  }
  const named = args.bins[0] ?? args.examples[0]
  if (named !== undefined) return chooseNamed(packages, args, named)

  const found = programs(packages, 'bin')
  if (found.length === 1 && found[0]) return chosen(found[0], 'bin')
  const byDefault = found.filter(({ pkg, name }) => pkg.defaultRun === name)
  if (byDefault.length === 1 && byDefault[0]) return chosen(byDefault[0], 'bin')
  if (found.length > 1) {
    return {
      kind: 'several',
      names: found.map(({ name }) => name),
      packages: [...new Set(found.map(({ pkg }) => pkg.name))],
    }
  }
  const examples = programs(packages, 'example').map(({ name }) => name)
  const names = packages.map(({ name }) => name)
  const what = `${names.length === 1 ? `the package ${names[0]} has` : `${names.join(', ')} have`} no program`
  return { kind: 'none', what, examples, programs: [] }
}

/** `-p`, else the package of the nearest Cargo.toml, else the workspace's default members. */
function choosePackages(
  metadata: CargoMetadata,
  args: CargoArguments,
  manifest: string,
): readonly MetadataPackage[] {
  if (args.packages.length > 0) {
    return metadata.packages.filter((pkg) => args.packages.some((spec) => matches(pkg, spec)))
  }
  const own = metadata.packages.find(({ manifestPath }) => manifestPath === manifest)
  if (own && !args.workspace) return [own]
  const members = metadata.packages.filter(({ id }) => metadata.defaultMembers.includes(id))
  return args.workspace || members.length === 0 ? metadata.packages : members
}

/** A package specification: `name`, `name@version`, `name:version`, a URL, or a pattern with `*` (cargo pkgid). */
function matches(pkg: MetadataPackage, spec: string): boolean {
  if (/[*?[]/.test(spec)) {
    const pattern = spec
      .replaceAll(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    try {
      return new RegExp(`^${pattern}$`).test(pkg.name)
    } catch {
      return false
    }
  }
  if (spec === pkg.id || spec === pkg.name) return true
  if (spec.includes('://')) return parsePackageId(spec).name === pkg.name
  const [name, version] = spec.split(/[@:]/)
  return name === pkg.name && version !== undefined && `${pkg.version}.`.startsWith(`${version}.`)
}

interface Program {
  readonly pkg: MetadataPackage
  readonly name: string
}

function programs(
  packages: readonly MetadataPackage[],
  kind: 'bin' | 'example',
): readonly Program[] {
  return packages.flatMap((pkg) =>
    pkg.targets.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => ({ pkg, name })),
  )
}

function chooseNamed(
  packages: readonly MetadataPackage[],
  args: CargoArguments,
  name: string,
): ProgramChoice {
  const target = args.bins[0] === undefined ? 'example' : 'bin'
  const all = programs(packages, target)
  const program = all.find((candidate) => candidate.name === name)
  if (program) return chosen(program, target)
  const words = target === 'bin' ? 'program' : 'example'
  return {
    kind: 'none',
    what: `there is no ${words} ${name}`,
    examples: programs(packages, 'example').map((example) => example.name),
    programs: programs(packages, 'bin').map((bin) => bin.name),
    ...meantBy(
      `--${target}`,
      name,
      all.map((candidate) => candidate.name),
    ),
  }
}

function chosen({ pkg, name }: Program, target: 'bin' | 'example'): ProgramChoice {
  return { kind: 'chosen', packageName: pkg.name, packageVersion: pkg.version, name, target }
}

function meantBy(
  option: '-p' | '--bin' | '--example',
  name: string,
  names: readonly string[],
): { readonly meant?: readonly ['-p' | '--bin' | '--example', string] } {
  const nearest = nearestWord(name, names)
  return nearest === undefined ? {} : { meant: [option, nearest] }
}
