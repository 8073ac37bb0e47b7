import { dirname, join } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { CompilerPaths } from '../../core/plan/cargo-environment.ts'
import { planCmakeToolchain } from '../../core/plan/linkers/cmake-toolchain.ts'
import { planCompilerFiles, type CompilerInput } from '../../core/plan/linkers/compiler-scripts.ts'
import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import type { Rejected } from '../../core/problem/linker-problems.ts'
import type { World } from '../../ports/world.ts'
import type { Sysroot } from '../sysroot.ts'
import { printFileName } from './gcc-facts.ts'
import { libcxxFolder } from './libcxx-folder.ts'
import { writeTools } from './write-tools.ts'
import { findZig } from './zig/find-zig.ts'
import { readZigLib } from './zig/read-zig-lib.ts'

export interface Compiler extends CompilerPaths {
  readonly kind: 'clang' | 'gcc' | 'zig'
  readonly why: string
  /** Folder of the C++ library for musl, which `ensureLibcxx` makes; missing for glibc. */
  readonly libcxx?: string
}

export interface CompilerRequest {
  readonly abi: TargetAbi
  readonly board: BoardFacts
  readonly sysroot?: Sysroot
  readonly lld?: string
  /** The user's own choice: zig alone. */
  readonly only?: 'zig'
}

type CompilerWorld = Pick<World, 'files' | 'host' | 'processes'>

const clangNames = ['clang', ...Array.from({ length: 15 }, (_, i) => `clang-${25 - i}`)]

/**
 * What compiles C and C++ for the target: clang with the sysroot, else a GNU cross gcc with the
 * sysroot's headers, else zig: as a clang with the sysroot, or with all that it brings where there is none. Writes its scripts into the cache. Undefined where
 * this host has none of them; `rejected` then says why.
 */
export async function ensureCompiler(
  world: CompilerWorld,
  request: CompilerRequest,
): Promise<{ readonly compiler?: Compiler; readonly rejected: readonly Rejected[] }> {
  const { abi, sysroot } = request
  const clang = request.only ? undefined : await firstInPath(world, clangNames)
  const libcxx = libcxxFolder(world, abi, sysroot)
  const common = {
    abi,
    ...(sysroot ? { sysroot } : {}),
    ...(request.lld === undefined ? {} : { lld: request.lld }),
  }
  if (clang !== undefined && sysroot) {
    const tools = await findArchiver(world, abi, clang)
    const input = { kind: 'clang', clang, ...common, ...tools } as const
    return made(
      world,
      { ...input, ...(libcxx === undefined ? {} : { libcxx }) },
      `${clang} with the sysroot`,
    )
  }
  const gcc = request.only ? undefined : await world.processes.which(`${abi.gnuPrefix}-gcc`)
  if (gcc !== undefined) {
    const include = await printFileName(world, gcc, 'include')
    const gxx = await world.processes.which(`${abi.gnuPrefix}-g++`)
    if (include !== undefined) {
      const tools = await findArchiver(world, abi, undefined)
      return made(
        world,
        { kind: 'gcc', gcc, include, ...(gxx === undefined ? {} : { gxx }), ...common, ...tools },
        sysroot ? `${gcc} with the headers of the sysroot` : gcc,
      )
    }
  }
  const zig = await findZig(world)
  const lib = zig && (await readZigLib(world, zig))
  if (zig && lib !== undefined) {
    const glibc = request.board.libc?.kind === 'glibc' ? request.board.libc.version : undefined
    const pinned = glibc === undefined ? {} : { glibc }
    const why = sysroot ? 'zig’s clang with the sysroot' : 'zig with the libc that it brings'
    const input = {
      kind: 'zig',
      zig,
      lib,
      ...pinned,
      ...common,
      ar: 'ar',
      ranlib: 'ranlib',
    } as const
    return made(world, { ...input, ...(libcxx === undefined ? {} : { libcxx }) }, why)
  }
  return {
    rejected: [
      { kind: 'clang', why: clang === undefined ? 'not in PATH' : 'there is no sysroot for it' },
      { kind: 'gcc', why: `no ${abi.gnuPrefix}-gcc in PATH` },
      { kind: 'zig', why: 'not installed' },
    ],
  }
}

async function made(
  world: CompilerWorld,
  input: CompilerInput,
  why: string,
): Promise<{ readonly compiler: Compiler; readonly rejected: readonly Rejected[] }> {
  const files = planCompilerFiles(input)
  const folder = await writeTools(world, 'compilers', input.abi.target, files)
  const cc = join(folder, 'cc')
  const cxx = 'c++' in files ? { cxx: join(folder, 'c++') } : {}
  const pkgConfig = 'pkg-config' in files ? { pkgConfig: join(folder, 'pkg-config') } : {}
  const { abi, sysroot } = input
  const ar = 'ar' in files ? join(folder, 'ar') : input.ar
  const ranlib = 'ranlib' in files ? join(folder, 'ranlib') : input.ranlib
  const libcxx = input.libcxx === undefined ? {} : { libcxx: input.libcxx }
  const cmake = planCmakeToolchain({
    abi,
    cc,
    ...cxx,
    ar,
    ranlib,
    ...(sysroot ? { sysroot: sysroot.path } : {}),
    ...pkgConfig,
  })
  const cmakeFolder = await writeTools(world, 'compilers', input.abi.target, {
    'toolchain.cmake': cmake,
  })
  const cmakeToolchain = join(cmakeFolder, 'toolchain.cmake')
  return {
    compiler: {
      kind: input.kind,
      why,
      cc,
      ...cxx,
      ar,
      ranlib,
      cmakeToolchain,
      ...pkgConfig,
      ...libcxx,
    },
    rejected: [],
  }
}

/** llvm-ar knows objects of every machine; the host's own ar may not index them. */
async function findArchiver(
  world: CompilerWorld,
  abi: TargetAbi,
  clang: string | undefined,
): Promise<{ readonly ar: string; readonly ranlib: string }> {
  const real = clang === undefined ? undefined : await world.files.realpath(clang)
  const beside = async (name: string): Promise<string | undefined> => {
    if (real === undefined) return undefined
    const file = join(dirname(real), name)
    return (await world.files.stat(file)) ? file : undefined
  }
  const find = async (name: string): Promise<string> =>
    (await beside(`llvm-${name}`)) ??
    (await firstInPath(world, [
      `llvm-${name}`,
      ...Array.from({ length: 15 }, (_, i) => `llvm-${name}-${25 - i}`),
      `${abi.gnuPrefix}-${name}`,
      name,
    ])) ??
    name
  return { ar: await find('ar'), ranlib: await find('ranlib') }
}

async function firstInPath(
  world: Pick<World, 'processes'>,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    const found = await world.processes.which(name)
    if (found !== undefined) return found
  }
  return undefined
}
