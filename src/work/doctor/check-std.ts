import { join } from 'node:path'

import { debianArchitectureOf } from '../../core/toolchain/debian-rust.ts'
import { pinnedToolchain, suitsPin } from '../../core/toolchain/pinned-toolchain.ts'
import type { Toolchain } from '../../core/toolchain/toolchain.ts'
import { ensureStd } from '../std.ts'
import { findRustLld, hasStd, librariesOf } from '../std/active-toolchain.ts'
import type { ActiveToolchain, NoToolchain } from '../std/active-toolchain.ts'
import { listPackageToolchains } from '../std/package-toolchain.ts'
import type { Outcome, Patient } from './outcome.ts'

/** What linking needs of a toolchain. */
export type ToolchainForLinking = Pick<
  Toolchain,
  'env' | 'host' | 'rustc' | 'rustLld' | 'sysroot' | 'targetLibraries'
>

/** The std of a target: whether it is here, else where it would come from. Nothing is fetched. */
export async function checkStd(
  patient: Patient,
  target: string,
  active: ActiveToolchain | NoToolchain,
): Promise<{ readonly outcome: Outcome; readonly toolchain?: ToolchainForLinking }> {
  const { world, folder } = patient
  const common = {
    id: 'std',
    needed: true,
    why: 'every Rust program holds the standard library of its target',
    code: 'std/missing',
  }
  if (active.kind !== 'none' && (await hasStd(world, active.sysroot, target))) {
    const evidence = `${target}: ${librariesOf(active.sysroot, target)}`
    return {
      outcome: { ...common, state: 'ok', evidence },
      toolchain: await forLinking(patient, active, target),
    }
  }
  const pin =
    active.kind !== 'none' && active.name !== undefined
      ? pinnedToolchain(active.name, active.because ?? '')
      : undefined
  for (const { root, release, suite, host } of await listPackageToolchains(world)) {
    const sysroot = join(root, 'usr')
    if (!suitsPin(release, pin) || !(await hasStd(world, sysroot, target))) continue
    const evidence = `${target}: of Rust ${release} of Debian ${suite}, in ferry's cache`
    return {
      outcome: { ...common, state: 'ok', evidence },
      toolchain: await forLinking(patient, ofPackages(sysroot, host), target),
    }
  }
  const ways = [
    ...(active.kind === 'rustup' ? ['rustup'] : []),
    debianArchitectureOf(target) === undefined ? 'Debian’s source of Rust, built here' : 'Debian',
  ]
  const outcome: Outcome = {
    ...common,
    state: 'missing',
    evidence: `none for ${target} here; ferry gets it from ${ways.join(', else from ')}`,
    fix: {
      text: 'let rustup fetch it, or ferry',
      command:
        active.kind === 'rustup'
          ? ['rustup', 'target', 'add', target]
          : ['ferry', 'doctor', '--fix', '--on', patient.board ?? 'BOARD'],
    },
    cure: {
      says: `get the std of ${target}`,
      run: async (tell) => {
        const { toolchain } = patient
        const wish = toolchain === undefined ? {} : { toolchain }
        const got = await ensureStd(world, { target, folder, ...wish }, tell)
        return `got the std of ${target}: ${got.origin}, ${got.targetLibraries}`
      },
    },
  }
  return active.kind === 'none'
    ? { outcome }
    : { outcome, toolchain: await forLinking(patient, active, target) }
}

async function forLinking(
  { world }: Patient,
  { sysroot, host, rustc, env }: Pick<ActiveToolchain, 'sysroot' | 'host' | 'rustc' | 'env'>,
  target: string,
): Promise<ToolchainForLinking> {
  const rustLld = await findRustLld(world, sysroot, host)
  const targetLibraries = librariesOf(sysroot, target)
  return {
    env,
    host,
    rustc,
    sysroot,
    targetLibraries,
    ...(rustLld === undefined ? {} : { rustLld }),
  }
}

/** A toolchain of ferry's cache. */
function ofPackages(
  sysroot: string,
  host: string,
): Pick<ActiveToolchain, 'sysroot' | 'host' | 'rustc' | 'env'> {
  return { sysroot, host, rustc: join(sysroot, 'bin', 'rustc'), env: {} }
}
