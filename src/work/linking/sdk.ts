import { join, resolve } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Tell } from '../../core/event.ts'
import { planCmakeToolchain } from '../../core/plan/linkers/cmake-toolchain.ts'
import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import { planPkgConfigScript } from '../../core/plan/pkg-config.ts'
import { libraryFolders } from '../../core/plan/sysroot/pull.ts'
import { badSdk } from '../../core/problem/linker-problems.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import {
  isSdkShell,
  parseNulEnvironment,
  readSdkEnvironment,
  type Sdk,
} from '../../core/read/sdk-environment.ts'
import { joinSh, quoteSh } from '../../core/text/quote-sh.ts'
import type { World } from '../../ports/world.ts'
import type { Sysroot } from '../sysroot/sysroot-shape.ts'
import { checkLinkerOf } from './check-user-linker.ts'
import type { Compiler } from './compiler.ts'
import { writeTools } from './write-tools.ts'

/** A Yocto or Buildroot SDK, ready to be called. */
export interface SdkTools {
  readonly path: string
  readonly why: string
  readonly compiler: Compiler
  readonly sysroot?: Sysroot
}

type SdkWorld = Pick<World, 'files' | 'host' | 'processes'>

/**
 * The SDK that ferry.toml names by its environment script, else the one whose script was read into this shell, as long as it makes
 * programs for the target. Its own gcc then links and compiles. Undefined where there is none. Throws `linker/bad-sdk`, and
 * what the check of a linker throws, where ferry.toml names one that will not do; one of the shell is then left alone.
 */
export async function findSdk(
  world: SdkWorld,
  named: string | undefined,
  target: { readonly abi: TargetAbi; readonly board: BoardFacts },
  tell: Tell,
): Promise<SdkTools | undefined> {
  if (named !== undefined) {
    const script = resolve(world.host.cwd, named)
    const sdk = await readScript(world, script)
    return prepareSdk(world, sdk, `the SDK of ${script}`, target, tell)
  }
  const { env } = world.host
  if (!isSdkShell(env)) return undefined
  const sdk = readSdkEnvironment(env, env)
  if (!sdk) return undefined
  try {
    return await prepareSdk(world, sdk, 'the SDK of this shell (its CC)', target, tell)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    tell({
      kind: 'warning',
      text: `The SDK of this shell is left alone: ${error.problem.title}`,
    })
    return undefined
  }
}

/** Reads the script in a shell and looks at what it set. Buildroot's finds itself by bash's own variable. */
async function readScript(world: SdkWorld, script: string): Promise<Sdk> {
  if (!(await world.files.stat(script))) throw badSdk(script, 'there is no such file', [])
  const shell = (await world.processes.which('bash')) ?? 'sh'
  const ended = await world.processes.run(
    {
      file: shell,
      args: ['-c', '. "$1" >/dev/null && exec env -0', 'sdk', script],
      // Yocto's script refuses to work where it is set.
      env: { LD_LIBRARY_PATH: undefined },
    },
    { timeoutMs: 60_000 },
  )
  const said = new TextDecoder().decode(ended.stderr).trim().split('\n')
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
    throw badSdk(script, 'its script failed', said)
  }
  const variables = parseNulEnvironment(new TextDecoder().decode(ended.stdout))
  const sdk = readSdkEnvironment(variables, world.host.env)
  if (!sdk)
    throw badSdk(script, `it names no cross compiler (CC is ${variables['CC'] ?? 'not set'})`, [])
  return sdk
}

async function prepareSdk(
  world: SdkWorld,
  sdk: Sdk,
  why: string,
  { abi, board }: { readonly abi: TargetAbi; readonly board: BoardFacts },
  tell: Tell,
): Promise<SdkTools> {
  const script = (words: readonly string[]): string =>
    `#!/bin/sh\n# Made by ferry: ${abi.target} by an SDK. Do not edit.\n${sdk.path.length > 0 ? `PATH=${quoteSh(sdk.path.join(':'))}:$PATH\nexport PATH\n` : ''}exec ${joinSh(words)} "$@"\n`
  const tool = (name: 'ar' | 'ranlib'): string => sdk[name] ?? `${abi.gnuPrefix}-${name}`
  const scripts = {
    cc: script(sdk.cc),
    ...(sdk.cxx ? { 'c++': script(sdk.cxx) } : {}),
    ar: script([tool('ar')]),
    ranlib: script([tool('ranlib')]),
  }
  const first = await writeTools(world, 'linkers', abi.target, scripts)
  const cc = join(first, 'cc')
  await checkLinkerOf(world, cc, { called: sdk.cc[0] ?? cc, abi, board, fix: FIX }, tell)

  const root = sdk.sysroot ?? (await printSysroot(world, cc))
  const sysroot: Sysroot | undefined =
    root === undefined
      ? undefined
      : {
          path: root,
          why,
          gccFolder: '',
          libraryFolders: libraryFolders(abi),
          libc: '',
          packages: [],
        }
  const files = sysroot ? { ...scripts, 'pkg-config': planPkgConfigScript(sysroot) } : scripts
  const folder = await writeTools(world, 'compilers', abi.target, files)
  const paths = {
    cc: join(folder, 'cc'),
    ...(sdk.cxx ? { cxx: join(folder, 'c++') } : {}),
    ar: join(folder, 'ar'),
    ranlib: join(folder, 'ranlib'),
    ...(sysroot ? { pkgConfig: join(folder, 'pkg-config') } : {}),
  }
  const cmake = planCmakeToolchain({
    abi,
    ...paths,
    ...(root === undefined ? {} : { sysroot: root }),
  })
  const cmakeFolder = await writeTools(world, 'compilers', abi.target, { 'toolchain.cmake': cmake })
  return {
    path: cc,
    why,
    compiler: { kind: 'gcc', why, ...paths, cmakeToolchain: join(cmakeFolder, 'toolchain.cmake') },
    ...(sysroot ? { sysroot } : {}),
  }
}

const FIX = {
  text: 'take sdk out of ferry.toml, and ferry links by itself, or name the SDK of this board',
}

async function printSysroot(world: SdkWorld, cc: string): Promise<string | undefined> {
  const ended = await world.processes.run(
    { file: cc, args: ['-print-sysroot'] },
    { timeoutMs: 10_000, maxBytes: 65_536 },
  )
  const path = new TextDecoder().decode(ended.stdout).trim()
  return ended.ending.kind === 'exit' && path.startsWith('/') && path !== '/' ? path : undefined
}
