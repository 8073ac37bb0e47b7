import type { RustTarget } from './rust-target.ts'

/** Bare-metal and other ARM profiles that the first word of a name tells: `thumbv7em` → `armv7e-m`. */
const PROFILES: readonly (readonly [RegExp, string])[] = [
  [/^thumbv6m/, 'armv6-m'],
  [/^thumbv7em/, 'armv7e-m'],
  [/^thumbv7m/, 'armv7-m'],
  [/^thumbv8m\.base/, 'armv8-m.base'],
  [/^thumbv8m\.main/, 'armv8-m.main'],
  [/^(armv|armebv|thumbv)7r/, 'armv7-r'],
  [/^(armv|thumbv)8r|^aarch64v8r/, 'armv8-r'],
  [/^(armv7|thumbv7|thumbv7neon|armv7a|armv7k|armv7s|thumbv7a)(?=-|$)/, 'armv7-a'],
  [/^armeb-/, 'armv8-a'],
  [/^(arm|thumb)v4t/, 'armv4t'],
  [/^(arm|thumb)v5te/, 'armv5te'],
  [/^armv6k/, 'armv6k'],
  [/^(arm|thumb)v6/, 'armv6'],
]

/** The instruction set that a target's code may use, in its makers' words. From the specification's `features` and `cpu`. */
export function isaOf(target: RustTarget): string {
  const { arch, features, cpu, name } = target
  if (arch === 'arm') return armIsa(name, features)
  if (arch === 'aarch64' || arch === 'arm64ec')
    return PROFILES.find(([p]) => p.test(name))?.[1] ?? 'armv8-a'
  if (arch.startsWith('riscv')) return riscvIsa(arch, features)
  if (arch === 'x86' || arch === 'x86_64') return cpu === 'generic' ? arch : cpu
  if (arch.startsWith('mips'))
    return (
      features.find((f) => /^\+mips(32|64)/.test(f))?.slice(1) ?? (cpu === 'generic' ? arch : cpu)
    )
  if (arch.startsWith('loongarch')) return features.includes('+lsx') ? `${arch} with LSX` : arch
  if (arch === 'powerpc64') return cpu === 'ppc64le' ? 'power8' : cpu
  return cpu === 'generic' ? arch : cpu
}

function armIsa(name: string, features: readonly string[]): string {
  const profile = PROFILES.find(([pattern]) => pattern.test(name))?.[1]
  if (profile) return profile
  if (features.includes('+v7')) return 'armv7-a'
  if (features.includes('+v6')) return 'armv6'
  return features.includes('+v5te') ? 'armv5te' : 'arm'
}

function riscvIsa(arch: string, features: readonly string[]): string {
  if (features.includes('+rva23u64')) return 'rva23u64'
  const on = new Set(features.filter((f) => f.startsWith('+')).map((f) => f.slice(1)))
  const base = on.has('e') ? 'e' : 'i'
  const letters = ['m', 'a', 'f', 'd', 'c', 'b', 'v'].filter((l) => on.has(l)).join('')
  const gc = `${base}${letters}`.replace('imafd', 'g')
  return `rv${arch.slice(5)}${gc}`
}

/** What that instruction set means for a board: which silicon runs it. */
export function isaMeans(isa: string): string | undefined {
  return ISA_MEANS.find(([pattern]) => pattern.test(isa))?.[1]
}

const ISA_MEANS: readonly (readonly [RegExp, string])[] = [
  [/^armv4t$/, 'every ARM core since ARM7TDMI: ARM720T, ARM920T'],
  [/^armv5te$/, 'ARM926EJ-S, Feroceon, XScale and later'],
  [/^armv6$/, 'ARM11 and later: Raspberry Pi 1, Zero, Zero W, CM1'],
  [
    /^armv7-a$/,
    'Cortex-A5 to A17, Krait, and 32-bit programs on ARMv8: Raspberry Pi 2 and later, BeagleBone',
  ],
  [
    /^armv8-a$/,
    'Cortex-A35, A53, A72, A76 and later: Raspberry Pi 3 and later with a 64-bit system',
  ],
  [/^armv.*-m/, 'microcontrollers (Cortex-M): no Linux'],
  [/^armv[78]-r$/, 'real-time cores (Cortex-R): no Linux'],
  [/^rv64gc/, 'every RISC-V board with a distribution: VisionFive 2, LicheePi 4A, BPI-F3'],
  [/^rva23u64$/, 'boards with the RVA23 profile (V 1.0, Zba, Zbb, Zbs and more): SpacemiT K3'],
  [/^x86-64$/, 'every 64-bit x86'],
  [/^pentium4$/, 'x86 with SSE2: Pentium 4, Atom and later'],
  [/^pentium$/, 'every x86 since the Pentium: Geode, Quark, Vortex86'],
  [/^power8$/, 'POWER8 and later, little-endian'],
  [/^z10$/, 'IBM z10 and later'],
  [/LSX$/, 'Loongson 3A5000, 2K1000LA and later'],
  [/^mips(32|64)r2$/, 'MIPS Release 2 cores: 24Kc, 74Kc, 1004Kc; Octeon'],
]
