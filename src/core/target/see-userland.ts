import type { BoardFacts } from '../board/board-facts.ts'
import type { SeenUserland } from './draft.ts'

type Shape = Pick<SeenUserland, 'machine' | 'bits' | 'endian' | 'floatAbi'>

/** Debian architecture names (dpkg-architecture -L) and OpenWrt's and Alpine's where they differ. */
const PACKAGE_ARCHITECTURES: Readonly<Record<string, Shape>> = {
  amd64: { machine: 'x86-64', bits: 64, endian: 'little' },
  i386: { machine: 'i386', bits: 32, endian: 'little' },
  x32: { machine: 'x86-64', bits: 32, endian: 'little' },
  arm64: { machine: 'aarch64', bits: 64, endian: 'little' },
  armhf: { machine: 'arm', bits: 32, endian: 'little', floatAbi: 'hard' },
  armel: { machine: 'arm', bits: 32, endian: 'little', floatAbi: 'soft' },
  riscv64: { machine: 'riscv', bits: 64, endian: 'little', floatAbi: 'hard' },
  loong64: { machine: 'loongarch', bits: 64, endian: 'little', floatAbi: 'hard' },
  ppc64el: { machine: 'powerpc64', bits: 64, endian: 'little' },
  ppc64: { machine: 'powerpc64', bits: 64, endian: 'big' },
  powerpc: { machine: 'powerpc', bits: 32, endian: 'big' },
  s390x: { machine: 's390', bits: 64, endian: 'big' },
  mips: { machine: 'mips', bits: 32, endian: 'big' },
  mipsel: { machine: 'mips', bits: 32, endian: 'little' },
  mips64el: { machine: 'mips', bits: 64, endian: 'little' },
  m68k: { machine: 'm68k', bits: 32, endian: 'big' },
  sparc64: { machine: 'sparc', bits: 64, endian: 'big' },
}

/**
 * What the board's programs are, or undefined where nothing tells. Never from `uname -m`: a 64-bit kernel
 * carries 32-bit userlands (facts: "fields that lie").
 */
export function seeUserland(facts: BoardFacts): SeenUserland | undefined {
  const { userland, packageArchitecture, os } = facts
  const libc = seeLibc(facts)
  if (userland) {
    const floatAbi = userland.floatAbi ?? floatAbiOfInterpreter(userland.interpreter)
    return {
      machine: userland.machine,
      bits: userland.bits,
      endian: userland.endian,
      ...(floatAbi && { floatAbi }),
      ...(userland.flags !== undefined && { flags: userland.flags }),
      ...libc,
      from: 'a program of the board was read',
    }
  }
  const byPackages = PACKAGE_ARCHITECTURES[packageArchitecture ?? '']
  if (byPackages)
    return { ...byPackages, ...libc, from: `its packages are ${String(packageArchitecture)}` }
  // Raspberry Pi OS 32-bit alone calls itself raspbian; the 64-bit one says debian.
  if (os?.id === 'raspbian')
    return {
      machine: 'arm',
      bits: 32,
      endian: 'little',
      floatAbi: 'hard',
      ...libc,
      from: 'its system is Raspbian (32-bit Raspberry Pi OS)',
    }
  return undefined
}

/** glibc where nothing says otherwise. */
export function seeLibc(facts: BoardFacts): Pick<SeenUserland, 'libc' | 'libcKnown'> {
  if (facts.libc) return { libc: facts.libc.kind, libcKnown: true }
  const interpreter = facts.userland?.interpreter ?? ''
  if (interpreter.includes('ld-musl')) return { libc: 'musl', libcKnown: true }
  if (interpreter.includes('uClibc')) return { libc: 'uclibc', libcKnown: true }
  if (interpreter.startsWith('/system/bin/linker')) return { libc: 'bionic', libcKnown: true }
  if (interpreter !== '') return { libc: 'glibc', libcKnown: true }
  const id = facts.os?.id ?? ''
  if (id === 'alpine' || id === 'openwrt' || id === 'postmarketos')
    return { libc: 'musl', libcKnown: true }
  return { libc: 'glibc', libcKnown: id !== '' }
}

function floatAbiOfInterpreter(interpreter: string | undefined): 'hard' | 'soft' | undefined {
  if (interpreter === undefined) return undefined
  if (/ld-(linux|musl)-armhf/.test(interpreter)) return 'hard'
  if (/\/ld-linux\.so\.3$|ld-musl-arm\.so/.test(interpreter)) return 'soft'
  return undefined
}
