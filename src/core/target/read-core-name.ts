import { allCores } from '../cpu/cores.ts'
import type { Core } from '../cpu/cores.ts'
import type { Reading } from './reading.ts'

/**
 * A core (`cortex-a72`, `arm1176jzf-s`), or a Yocto SDK's tuple that begins with one (`cortexa7t2hf-neon-vfpv4-poky-linux-gnueabi`, from
 * the TUNE_PKGARCH of meta/conf/machine/include) → the target for its programs. undefined where it names no core that Linux runs on.
 */
export function readCoreName(text: string): Reading | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/^["'`]+|["'`]+$/g, '')
  const [, tuned = '', digits = '', tune = '', env = ''] =
    /^(cortexa(\d+))([\w-]*?)-[a-z0-9]+-linux(?:-(\w+))?$/.exec(name) ?? []
  const core = tuned === '' ? coreOf(name) : coreOf(`cortex-a${digits}`)
  if (!core) return undefined
  const wide = tuned === '' ? core.bits === 64 : !env.includes('eabi')
  const cpu = wide ? wideTarget(core) : armTarget(core, tuned === '' ? undefined : tune)
  if (cpu === undefined) return undefined
  const libc = env.startsWith('musl') ? 'musl' : 'gnu'
  const target = cpu.replace('-gnu', `-${libc}`)
  const what = `“${tuned === '' ? name : tuned}” is a core (${core.label}, ${core.isa}), not a target.`
  const flag =
    core.llvm === undefined
      ? []
      : [`Code for it alone: \`-C target-cpu=${core.llvm}\` on top of ${target}.`]
  const care =
    core.llvm !== undefined && core.crypto === '?'
      ? [
          'That flag turns on AES and SHA, which some chips with this core lack (Raspberry Pi 3, 4).',
        ]
      : []
  const narrow = wide && core.aarch32 === true && tuned === ''
  return {
    target,
    why: [what, ...flag, ...care],
    alternatives: [
      ...(narrow
        ? [{ target: 'armv7-unknown-linux-gnueabihf', when: 'the programs on it are 32-bit' }]
        : []),
      ...(libc === 'gnu' && tuned === ''
        ? [{ target: target.replace('-gnu', '-musl'), when: 'the system on it uses musl' }]
        : []),
    ],
  }
}

function coreOf(name: string): Core | undefined {
  const flat = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '')
  return allCores().find((core) =>
    [core.name, core.label, core.compatible, core.llvm ?? ''].some(
      (one) => one !== '' && flat(one) === flat(name),
    ),
  )
}

function wideTarget(core: Core): string | undefined {
  if (core.level !== undefined) return 'aarch64-unknown-linux-gnu'
  if (core.isa.startsWith('rv64') && /^rv64(g|imafd)/.test(core.isa))
    return 'riscv64gc-unknown-linux-gnu'
  return core.isa.startsWith('x86-64') ? 'x86_64-unknown-linux-gnu' : undefined
}

/** `tune`: what stands behind the core in Yocto's name; its “hf” is the float ABI. */
function armTarget(core: Core, tune: string | undefined): string | undefined {
  const level = core.level
  if (level === undefined) return undefined
  const hard = tune === undefined ? core.fpu !== 'none' && level >= 6 : /hf/.test(tune)
  const cpu = level >= 7 ? 'armv7' : level >= 6 ? 'arm' : level >= 5 ? 'armv5te' : 'armv4t'
  return `${cpu}-unknown-linux-gnueabi${hard && level >= 6 ? 'hf' : ''}`
}
