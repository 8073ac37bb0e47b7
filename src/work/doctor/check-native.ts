import { dirname, join } from 'node:path'

import { findNativeNeeds, parseCargoLock, type NativeNeeds } from '../../core/read/cargo-lock.ts'
import type { World } from '../../ports/world.ts'
import { installFix } from '../linking/install-fix.ts'
import type { Linker } from '../linking/ensure-linker.ts'
import { checkTool } from './check-tool.ts'
import { cureByCommand, type Outcome, type Patient } from './outcome.ts'

/** What the project's lock file says it may need beside Rust, with cmake told apart. */
export interface LockedNeeds extends NativeNeeds {
  readonly cmake: readonly string[]
}

/** By the nearest Cargo.lock; undefined where there is none. */
export async function readLockedNeeds(
  world: Pick<World, 'files'>,
  folder: string,
): Promise<LockedNeeds | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await world.files.readText(join(at, 'Cargo.lock'))
    if (text !== undefined) {
      const packages = parseCargoLock(text)
      const cmake = packages.filter(({ dependencies }) => dependencies.includes('cmake'))
      return { ...findNativeNeeds(packages), cmake: cmake.map(({ name }) => name) }
    }
    if (at === dirname(at)) return undefined
  }
}

/** The C compiler for the board and the tools of build scripts, as far as the project's crates use them. */
export async function checkNative(
  patient: Patient,
  needs: LockedNeeds | undefined,
  board: { readonly target: string; readonly linker?: Linker } | undefined,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  if (board) outcomes.push(await checkCompiler(patient, needs, board))
  const { pkgConfig = [], bindgen = [], cmake = [] } = needs ?? {}
  if (pkgConfig.length > 0) {
    const program = patient.world.host.env['PKG_CONFIG'] ?? 'pkg-config'
    outcomes.push(
      await checkTool(patient, {
        id: 'pkg-config',
        program,
        args: ['--version'],
        packages: ['pkg-config'],
        needed: false,
        why: `${list(pkgConfig)} may look for libraries with it`,
        code: 'build/pkg-config',
      }),
    )
  }
  if (cmake.length > 0) {
    const program = patient.world.host.env['CMAKE'] ?? 'cmake'
    outcomes.push(
      await checkTool(patient, {
        id: 'cmake',
        program,
        args: ['--version'],
        packages: ['cmake'],
        needed: true,
        why: `${list(cmake)} builds C or C++ with it`,
        code: 'build/tool-missing',
      }),
    )
  }
  if (bindgen.length > 0) outcomes.push(await checkLibclang(patient, bindgen))
  return outcomes
}

async function checkCompiler(
  { world }: Patient,
  needs: LockedNeeds | undefined,
  { target, linker }: { readonly target: string; readonly linker?: Linker },
): Promise<Outcome> {
  const users = [...new Set([...(needs?.c ?? []), ...(needs?.cxx ?? [])])]
  const why = users.length > 0 ? `${list(users)} may compile C or C++` : 'some crates compile C'
  const common = { id: 'c-compiler', needed: users.length > 0, why, code: 'linker/no-compiler' }
  if (needs && users.length === 0) {
    return { ...common, state: 'ok', evidence: 'not needed: no crate of the lock file compiles C' }
  }
  if (linker?.compiler) return { ...common, state: 'ok', evidence: linker.compiler.why }
  // clang serves as soon as there is a sysroot, which has its own line.
  const clang = await world.processes.which('clang')
  if (clang !== undefined) return { ...common, state: 'ok', evidence: `${clang}, with the sysroot` }
  const fix = await installFix(world, ['clang'])
  const cure = cureByCommand(world, fix)
  const reasons = (linker?.noCompiler ?? []).map((rejected) => `${rejected.kind}: ${rejected.why}`)
  const evidence = `none for ${target}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`
  return { ...common, state: 'missing', evidence, fix, ...(cure ? { cure } : {}) }
}

/** bindgen loads libclang: by LIBCLANG_PATH, or where LLVM puts it (documentation of the crate clang-sys). */
async function checkLibclang({ world }: Patient, users: readonly string[]): Promise<Outcome> {
  const common = {
    id: 'libclang',
    needed: false,
    why: `${list(users)} may make bindings with it`,
    code: 'build/libclang-missing',
  }
  const named = world.host.env['LIBCLANG_PATH']
  const llvm = await world.files.list('/usr/lib')
  const folders = [
    ...(named === undefined ? [] : [named, dirname(named)]),
    ...llvm.filter((name) => name.startsWith('llvm')).map((name) => `/usr/lib/${name}/lib`),
    '/usr/lib',
    '/usr/lib64',
    '/usr/local/lib',
    '/opt/homebrew/opt/llvm/lib',
    ...llvm.filter((name) => name.endsWith('-linux-gnu')).map((name) => `/usr/lib/${name}`),
  ]
  for (const folder of folders) {
    const found = (await world.files.list(folder)).find((name) =>
      /^libclang(?:-[\d.]+)?\.(?:so|dylib)/.test(name),
    )
    if (found !== undefined) return { ...common, state: 'ok', evidence: join(folder, found) }
  }
  const fix = await installFix(world, ['libclang-dev'])
  const cure = cureByCommand(world, fix)
  return {
    ...common,
    state: 'missing',
    evidence: 'no libclang here',
    fix,
    ...(cure ? { cure } : {}),
  }
}

function list(names: readonly string[]): string {
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}
