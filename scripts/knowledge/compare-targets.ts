import { allCores } from '../../src/core/cpu/cores.ts'
import { RUST_TARGETS } from '../../src/core/knowledge/rust-targets.ts'
import { parseRustTargets } from '../../src/core/target/rust-target.ts'
import type { RustTarget } from '../../src/core/target/rust-target.ts'
import { RUST_TARGET_COLUMNS, readSpecs, rustc, rustcVersion, toRow } from './rustc-specs.ts'
import { readTsv } from './tsv.ts'

/**
 * Columns in which no version may differ for a Linux target. Other columns, and other systems' targets, are compared
 * strictly with the version that the table was read from alone; rustc moved some bare-metal tiers between versions.
 */
const MATTER = new Set([
  'tier',
  'std',
  'arch',
  'os',
  'env',
  'endian',
  'width',
  'atomic',
  'cpu',
  'crt_static',
  'panic',
])

/**
 * What distributions change in the rustc that they build from the source tarball; rustc -V says that it was. Read from Debian's
 * rustc 1.97.1 (package rustc 1.97.1 of sid, November 2026), which npm run fresh compares with.
 */
const CHANGED_BY_DISTRIBUTIONS = new Set([
  'powerpc64-unknown-linux-gnu cpu pwr4',
  'x86_64-unknown-linux-gnux32 panic abort',
])

/** What a comparison found. `differences` fail; `notes` do not. */
export interface Comparison {
  readonly version: string
  readonly compared: { readonly names: number; readonly cfgs: number; readonly cores: number }
  readonly differences: readonly string[]
  readonly notes: readonly string[]
}

/** Compares the tables of targets and cores with a rustc (`''`: the default toolchain). Needs rustc on PATH. */
export function compareTargets(toolchain: string): Comparison {
  const version = rustcVersion(toolchain)
  const table = parseRustTargets(RUST_TARGETS)
  const names = new Set(rustc(toolchain, ['--print', 'target-list']).trim().split('\n'))
  const differences: string[] = []
  const notes: string[] = []
  for (const name of names)
    if (!table.has(name)) differences.push(`${name}: rustc knows it, the table does not`)
  for (const target of table.values())
    if (target.rustc.includes(version) && !names.has(target.name))
      differences.push(`${target.name}: rustc does not know it`)
  const specs = compareSpecs(toolchain, version)
  differences.push(...specs.differences)
  notes.push(...specs.notes)
  const linux = [...table.values()].filter(({ os, name }) => os === 'linux' && names.has(name))
  let cfgs = 0
  for (const target of linux) {
    const found = compareCfg(toolchain, target)
    if (found === undefined) notes.push(`${target.name}: this rustc's LLVM has no such machine`)
    else {
      cfgs++
      differences.push(...found)
    }
  }
  const cores = allCores().filter(
    (core) => core.llvm !== undefined && core.bits === 64 && core.level !== undefined,
  )
  for (const core of cores) {
    const got = features(toolchain, 'aarch64-unknown-linux-gnu', core.llvm ?? '')
    const want = core.features.toSorted().join(',')
    if (got !== undefined && got !== want) {
      const last = [...table.values()].at(-1)?.rustc.at(-1) === version
      ;(last ? differences : notes).push(
        `-C target-cpu=${core.llvm}: rustc turns on ${got}; the table has ${want}`,
      )
    }
  }
  return {
    version,
    compared: { names: names.size, cfgs, cores: cores.length },
    differences,
    notes,
  }
}

function compareSpecs(
  toolchain: string,
  version: string,
): Pick<Comparison, 'differences' | 'notes'> {
  const differences: string[] = []
  const notes: string[] = []
  const specs = readSpecs(toolchain)
  const rebuilt = rustc(toolchain, ['-V']).includes('built from a source tarball')
  for (const row of readTsv('rust-targets')) {
    const name = row('target')
    const spec = specs[name]
    if (!spec) continue
    const got = toRow(name, spec)
    const same = row('rustc').split(' ').at(-1) === version
    for (const [index, column] of RUST_TARGET_COLUMNS.entries()) {
      if (got[index] === row(column)) continue
      const changed = CHANGED_BY_DISTRIBUTIONS.has(`${name} ${column} ${got[index] ?? ''}`)
      const text = `${name}: ${column} is “${got[index] ?? ''}”, the table has “${row(column)}”`
      ;(!(changed && rebuilt) && (same || (spec.os === 'linux' && MATTER.has(column)))
        ? differences
        : notes
      ).push(text)
    }
  }
  return { differences, notes }
}

/**
 * `rustc --print cfg --target` against what the explanation would say; undefined where the LLVM of that rustc was built
 * without the machine (Debian's knows no C-SKY) and rustc ends with an error of its own.
 */
function compareCfg(toolchain: string, target: RustTarget): readonly string[] | undefined {
  let printed: string
  try {
    printed = rustc(toolchain, ['--print', 'cfg', '--target', target.name])
  } catch (error) {
    if (/could not create LLVM TargetMachine/.test(String(error))) return undefined
    throw error
  }
  const lines = new Set(printed.trim().split('\n'))
  const expected: [string, boolean][] = [
    [`target_endian="${target.endian}"`, true],
    [`target_pointer_width="${target.bits}"`, true],
    [`target_env="${target.env}"`, true],
    [`target_arch="${target.arch}"`, true],
    ['target_feature="crt-static"', target.crtStatic],
  ]
  for (const width of [32, 64, 128])
    if (target.maxAtomicBits !== undefined)
      expected.push([`target_has_atomic="${width}"`, width <= target.maxAtomicBits])
  return expected
    .filter(([line, present]) => lines.has(line) !== present)
    .map(([line, present]) => `${target.name}: --print cfg ${present ? 'lacks' : 'has'} ${line}`)
}

/** Features of a `-C target-cpu`, sorted; undefined where that rustc does not know the name. */
function features(toolchain: string, target: string, cpu: string): string | undefined {
  const known = cpuNames(toolchain, target)
  if (!known.has(cpu)) return undefined
  const text = rustc(toolchain, ['--print', 'cfg', '--target', target, '-C', `target-cpu=${cpu}`])
  return [...text.matchAll(/^target_feature="([^"]+)"$/gm)]
    .map((m) => m[1] ?? '')
    .toSorted()
    .join(',')
}

const names = new Map<string, ReadonlySet<string>>()

function cpuNames(toolchain: string, target: string): ReadonlySet<string> {
  const key = `${toolchain} ${target}`
  const found = names.get(key)
  if (found) return found
  const text = rustc(toolchain, ['--print', 'target-cpus', '--target', target])
  const list = new Set(text.split('\n').map((line) => line.trim().split(' ')[0] ?? ''))
  names.set(key, list)
  return list
}
