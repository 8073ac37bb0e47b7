import type { RustTarget } from './rust-target.ts'

/** What to know about a target before a board is bought into it. Sources: facts/README.md traps 1, 4, 5, 6, 8, 11; rustc book. */
export function explainWhy(target: RustTarget): readonly string[] {
  return [
    ...armWhy(target),
    ...muslWhy(target),
    ...tierWhy(target),
    ...atomicWhy(target),
    ...otherWhy(target),
  ]
}

function armWhy({ name, floatAbi, os }: RustTarget): readonly string[] {
  if (os !== 'linux') return []
  if (name === 'arm-unknown-linux-gnueabihf')
    return [
      'For Raspberry Pi 1, Zero, Zero W and CM1: their ARM1176 is ARMv6 with a VFPv2 float unit.',
      'Debian’s and Ubuntu’s arm-linux-gnueabihf-gcc adds ARMv7 start files: what it links ends with SIGILL on ARMv6.',
      'On ARMv7 and later take armv7-…: ARMv6 code uses CP15 barriers that trap on ARMv8 cores.',
    ]
  if (name.startsWith('armv7-') && floatAbi === 'hard')
    return [
      'The float ABI is in the last piece, not in “armv7”: armv7-unknown-linux-gnueabi is soft-float.',
      'rustc 1.94 and later may use d16–d31 in its code: SIGILL on cores with 16 double registers (Tegra 2, Armada 370, SAMA5D3; rust-lang/rust#159973).',
    ]
  if (name.startsWith('thumbv7neon-'))
    return ['It asks for NEON: SIGILL on Tegra 2, Armada 370 and XP, SAMA5D3.']
  if (floatAbi === 'soft' && (name.startsWith('arm-') || name.startsWith('armv7-')))
    return [
      'Soft-float ABI: the program interpreter and libraries are not those of armhf systems; a program of one does not start on the other (“No such file or directory”).',
    ]
  if (name === 'aarch64-unknown-linux-gnu' || name === 'aarch64-unknown-linux-musl')
    return [
      'The programs on the board must be 64-bit, not the kernel alone: 32-bit Raspberry Pi OS boots a 64-bit kernel (uname -m says aarch64, dpkg says armhf).',
      '-C target-cpu=cortex-a53 or cortex-a72 turns on AES and SHA instructions, which Raspberry Pi 3 and 4 lack.',
    ]
  return []
}

function muslWhy({ env, crtStatic, os, tier }: RustTarget): readonly string[] {
  if (os !== 'linux' || env !== 'musl') return []
  if (crtStatic)
    return ['Programs are static by default: they need nothing of the board but the kernel.']
  return tier <= 3
    ? [
        'Programs are dynamic by default, though it is musl: add -C target-feature=+crt-static for a static one.',
      ]
    : []
}

function tierWhy({ tier, std, os }: RustTarget): readonly string[] {
  if (tier === 3 && std !== false)
    return ['Tier 3: no prebuilt std; cargo -Zbuild-std makes it from rust-src.']
  if (std === false && os === 'none') return ['No std: core and alloc alone.']
  return []
}

function atomicWhy({ maxAtomicBits, os }: RustTarget): readonly string[] {
  if (maxAtomicBits === undefined || maxAtomicBits >= 64 || os === 'none') return []
  return [`Atomics end at ${maxAtomicBits} bits: no AtomicU64 (crates use portable-atomic).`]
}

function otherWhy({ name }: RustTarget): readonly string[] {
  if (name.startsWith('riscv64gc-unknown-linux'))
    return [
      'It uses no vector: boards with the 0.7.1 draft (C906, C910, C920) and with V 1.0 both run it.',
    ]
  if (name.startsWith('i686-unknown-linux'))
    return ['It asks for SSE2: on Geode, Quark, Vortex86 and Pentium III take i586.']
  if (name.startsWith('mips') && name.includes('linux-musl'))
    return ['Its float ABI is soft, as OpenWrt’s.']
  return []
}
