import { isaMeans, isaOf } from './explain-isa.ts'
import type { RustTarget } from './rust-target.ts'
import { parseTargetParts } from './target-parts.ts'

/** One piece of a target's name and what it means for a board. */
export interface Piece {
  readonly piece: 'arch' | 'vendor' | 'os' | 'env'
  readonly text: string
  readonly means: string
}

/** What each piece of a target's name means. */
export function explainPieces(target: RustTarget): readonly Piece[] {
  const parts = parseTargetParts(target.name)
  const pieces: Piece[] = [{ piece: 'arch', text: parts.arch, means: archMeans(target) }]
  if (parts.vendor)
    pieces.push({
      piece: 'vendor',
      text: parts.vendor,
      means: VENDORS[parts.vendor] ?? 'the vendor of the platform',
    })
  if (parts.os) pieces.push({ piece: 'os', text: parts.os, means: osMeans(target, parts.os) })
  if (parts.env) pieces.push({ piece: 'env', text: parts.env, means: envMeans(target, parts.env) })
  return pieces
}

const VENDORS: Readonly<Record<string, string>> = {
  unknown: 'left open: one target for every vendor',
  pc: 'the PC platform',
  apple: 'Apple’s platforms',
  openwrt: 'OpenWrt’s own variant',
  unikraft: 'the Unikraft unikernel',
  wrs: 'Wind River Systems',
  fortanix: 'Fortanix (SGX enclaves)',
  uwp: 'the Universal Windows Platform',
  win7: 'Windows 7, which later Windows targets no longer run on',
  nintendo: 'Nintendo consoles',
  sony: 'Sony consoles',
  esp: 'Espressif chips',
}

function archMeans(target: RustTarget): string {
  const isa = isaOf(target)
  const silicon = isaMeans(isa)
  const note = target.name.startsWith('thumbv7neon-')
    ? '; Thumb-2 code, NEON required'
    : target.name.startsWith('arm-') && target.os === 'linux'
      ? ' (“arm” alone means ARMv6)'
      : ''
  const size = `${target.bits}-bit, ${target.endian}-endian`
  return `${isa}${note}, ${size}${silicon === undefined ? '' : `: ${silicon}`}`
}

function osMeans(target: RustTarget, os: string): string {
  if (target.os === 'android') return 'a Linux kernel under Android'
  if (os === 'linux')
    return target.minimumKernel === undefined
      ? 'a Linux kernel'
      : `a Linux kernel, ${target.minimumKernel} or later`
  if (os === 'none') return 'no operating system: bare metal'
  return target.os === 'none' ? os : target.os
}

const ENVIRONMENTS: Readonly<Record<string, string>> = {
  msvc: 'Microsoft’s C runtime and linker',
  gnullvm: 'MinGW-w64 with LLVM’s tools',
  android: 'Android’s libc, bionic',
  androideabi: 'Android’s libc, bionic, with ARM’s EABI',
  elf: 'ELF files',
  eabi: 'ARM’s EABI, floating point passed in integer registers (soft-float ABI)',
  eabihf: 'ARM’s EABI, floating point passed in FPU registers (hard-float ABI)',
  ohos: 'OpenHarmony’s libc, which is made from musl',
  sim: 'the simulator',
  macabi: 'Mac Catalyst',
  softfloat: 'no floating-point registers are used',
}

function envMeans(target: RustTarget, env: string): string {
  if (target.os !== 'linux') return ENVIRONMENTS[env] ?? env
  if (env === 'none') return 'no libc: system calls alone'
  const libc =
    {
      gnu: `glibc${minimum(target)}`,
      musl: 'musl',
      uclibc: 'uClibc',
      ohos: ENVIRONMENTS['ohos'] ?? '',
    }[target.env] ?? target.env
  const how =
    target.env === 'musl'
      ? target.crtStatic
        ? ', linked statically by default'
        : ', dynamic by default'
      : ''
  const abi =
    target.abi === 'eabihf'
      ? '; EABI with hard float: floating point in FPU registers, an FPU is a must'
      : target.abi === 'eabi'
        ? '; EABI with soft float: floating point in integer registers'
        : target.abi
          ? `; ${target.abi} ABI`
          : ''
  return `${libc}${how}${abi}`
}

function minimum(target: RustTarget): string {
  const version = target.minimumLibc?.split(' ')[1]
  return version === undefined ? '' : ` ${version} or later`
}
