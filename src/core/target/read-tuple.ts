import type { Reading } from './reading.ts'
import type { AlternativeTarget } from './target-choice.ts'

/** First words of other worlds' tuples → rustc's. */
const ARCHES: Readonly<Record<string, string>> = {
  arm64: 'aarch64',
  armv8: 'aarch64',
  armv8a: 'aarch64',
  aarch64v8: 'aarch64',
  armv6: 'arm',
  armv6l: 'arm',
  armv6k: 'arm',
  armv6z: 'arm',
  armv6kz: 'arm',
  armv6hl: 'arm',
  armv6hf: 'arm',
  arm1176: 'arm',
  armhf: 'armv7',
  armv7l: 'armv7',
  armv7a: 'armv7',
  armv7h: 'armv7',
  armv7hl: 'armv7',
  armv7hf: 'armv7',
  armv7ahf: 'armv7',
  armv8l: 'armv7',
  thumb: 'thumbv7neon',
  thumbv7: 'thumbv7neon',
  thumbv7a: 'thumbv7neon',
  armel: 'armv5te',
  armv5: 'armv5te',
  armv5t: 'armv5te',
  armv5e: 'armv5te',
  armv5tel: 'armv5te',
  armv5tejl: 'armv5te',
  armv4: 'armv4t',
  armv4tl: 'armv4t',
  amd64: 'x86_64',
  x64: 'x86_64',
  x86: 'i686',
  i386: 'i686',
  i486: 'i586',
  riscv: 'riscv64gc',
  riscv64: 'riscv64gc',
  rv64gc: 'riscv64gc',
  rv64: 'riscv64gc',
  riscv32: 'riscv32gc',
  rv32gc: 'riscv32gc',
  ppc: 'powerpc',
  ppc64: 'powerpc64',
  ppc64le: 'powerpc64le',
  ppc64el: 'powerpc64le',
  powerpc64el: 'powerpc64le',
  powerpcle: 'powerpc64le',
  loong64: 'loongarch64',
  mipsle: 'mipsel',
  mips64le: 'mips64el',
  s390: 's390x',
}

/** A GNU, Zig, Nix, Buildroot or Yocto tuple, or a rustc name with a piece missing or put otherwise → rustc's name. */
export function readTuple(name: string, names: ReadonlySet<string>): Reading | undefined {
  const words = name.replace(/^x86-64(?=-|$)/, 'x86_64').split('-')
  const [arch = ''] = words
  if (words.length < 2) return undefined
  if (/^(darwin|macos)/.test(words.at(-1) ?? '') || words.includes('macos'))
    return apple(arch, name)
  if (words.includes('windows') || words.includes('mingw32')) return windows(arch, words, names)
  const linux = words.indexOf('linux')
  if (linux < 1) return undefined
  const vendor = words.slice(1, linux).join('-')
  const [, given = '', level = ''] = /^(.*?android(?:eabi)?)(\d+)$/.exec(
    words.slice(linux + 1).join('-'),
  ) ?? ['', words.slice(linux + 1).join('-')]
  // Fedora's armv7hl is hard-float, though its GNU name ends in gnueabi.
  const hard = arch.endsWith('hl') || /hardfp|hf$|^bcm2708/.test(vendor)
  const env = hard && given === 'gnueabi' ? 'gnueabihf' : given
  const why: string[] = []
  if (level !== '')
    why.push(`The API level (${level}) belongs to the linker’s name, not to rustc’s.`)
  if (name.startsWith('x86-64')) why.push('rustc writes “x86_64”, with an underscore.')
  // An ARM float ABI behind “armv8” means 32-bit programs on such a core.
  const thirtyTwo = /^armv8(-?a)?$/.test(arch) && /eabi/.test(env)
  const rustArch = thirtyTwo ? 'armv7' : (ARCHES[arch] ?? withoutFloat(arch) ?? arch)
  if (thirtyTwo) why.push('32-bit programs on an ARMv8 core are “armv7” for rustc.')
  else if (rustArch !== arch) why.push(archWhy(arch, rustArch))
  const rustEnv = envOf(rustArch, env)
  if (rustEnv !== env) why.push(envWhy(env, rustEnv, rustArch))
  if (vendor !== 'unknown')
    why.push(
      vendor === ''
        ? 'rustc’s names of Linux targets have four pieces; the vendor is “unknown”.'
        : `rustc leaves the vendor open: “unknown”, not “${vendor}”.`,
    )
  if (rustEnv.startsWith('android')) return done(`${rustArch}-linux-${rustEnv}`, why)
  const gnu = gnuArm(arch, vendor, rustEnv)
  if (gnu) return done(gnu.target, [...why, gnu.why], gnu.alternatives)
  return done(`${rustArch}-unknown-linux-${rustEnv}`, why)
}

function done(
  target: string,
  why: readonly string[],
  alternatives: readonly AlternativeTarget[] = [],
): Reading {
  return { target, why, alternatives }
}

/** `arm-linux-gnueabihf` and `arm-linux-gnueabi` as Debian's multiarch tuples and Arm's own toolchain mean them. */
function gnuArm(
  arch: string,
  vendor: string,
  env: string,
): { target: string; why: string; alternatives: readonly AlternativeTarget[] } | undefined {
  if (arch !== 'arm') return undefined
  if (env.startsWith('uclibceabi')) {
    const cpu = env.endsWith('hf') ? 'armv7' : 'armv5te'
    return {
      target: `${cpu}-unknown-linux-${env}`,
      why: `That name leaves the CPU open; of uClibc rustc has “${cpu}” alone.`,
      alternatives: [],
    }
  }
  const distribution = vendor === '' || vendor === 'none'
  if (env === 'gnueabihf' && distribution)
    return {
      target: 'armv7-unknown-linux-gnueabihf',
      why: 'In the GNU name “arm” leaves the CPU open; the libraries and start files of Debian, Ubuntu and Arm that carry it are ARMv7.',
      alternatives: [
        {
          target: 'arm-unknown-linux-gnueabihf',
          when: 'the board is ARMv6 (Raspberry Pi 1, Zero, Zero W, CM1)',
        },
      ],
    }
  if (env === 'gnueabi' && distribution)
    return {
      target: 'armv5te-unknown-linux-gnueabi',
      why: 'The soft-float GNU name is Debian’s armel, which is ARMv5TE.',
      alternatives: [
        { target: 'arm-unknown-linux-gnueabi', when: 'the core is ARMv6 or later' },
        { target: 'armv7-unknown-linux-gnueabi', when: 'the core is ARMv7 or later' },
      ],
    }
  // TARGET_SYS of OpenEmbedded says gnueabi whatever the float ABI is (meta/conf/bitbake.conf, tune-…hf is in TUNE_FEATURES).
  if ((vendor === 'poky' || vendor === 'oe' || vendor.startsWith('oe-')) && env === 'gnueabi')
    return {
      target: 'armv7-unknown-linux-gnueabihf',
      why: 'Yocto writes “gnueabi” for hard float, too; its tunes for Cortex-A are hard-float by default.',
      alternatives: [
        { target: 'armv7-unknown-linux-gnueabi', when: 'the tune has no “callconvention-hard”' },
        { target: 'arm-unknown-linux-gnueabihf', when: 'the board is ARMv6' },
        { target: 'armv5te-unknown-linux-gnueabi', when: 'the board is ARMv5' },
      ],
    }
  if (vendor.startsWith('bcm2708'))
    return {
      target: `arm-unknown-linux-${env}`,
      why: 'BCM2708 is the Raspberry Pi 1 and Zero: ARMv6.',
      alternatives: [],
    }
  if (vendor === 'unknown' || distribution || !env.endsWith('hf')) return undefined
  return {
    target: `arm-unknown-linux-${env}`,
    why: 'That name leaves the CPU open; rustc’s “arm” is ARMv6, which runs on all of them.',
    alternatives: [
      { target: `armv7-unknown-linux-${env}`, when: 'the core is ARMv7 or later (any Cortex-A)' },
    ],
  }
}

/** `riscv64imac`: rustc has no target for Linux without the F and D extensions. */
function withoutFloat(arch: string): string | undefined {
  return /^(riscv|rv)64i[ma]*c?$/.test(arch) ? 'riscv64gc' : undefined
}

/** rustc's last word for that architecture. */
function envOf(arch: string, env: string): string {
  const arm = /^(arm|armv4t|armv5te|armv7|thumbv7neon|armeb)$/.test(arch)
  const hard = arch === 'arm' || arch === 'armv7' || arch === 'thumbv7neon'
  const abi = hard ? 'eabihf' : 'eabi'
  if (arm) {
    if (env === '' || env === 'gnu' || env === 'glibc') return `gnu${abi}`
    if (env === 'musl') return `musl${abi}`
    if (
      env === 'eabihf' ||
      env === 'hf' ||
      env === 'gnuhf' ||
      env === 'gnueabi-hf' ||
      env === 'gnueabihf64'
    )
      return 'gnueabihf'
    if (env === 'eabi') return 'gnueabi'
    if (env === 'muslhf' || env === 'musleabi-hf') return 'musleabihf'
    if (env === 'android') return 'androideabi'
    return env.replace('uclibcgnueabi', 'uclibceabi').replace('muslgnueabi', 'musleabi')
  }
  const plain = env.replace(/eabi(hf)?$/, '')
  if (plain === '' && env === '') return mipsEnv(arch, 'gnu')
  // LoongArch’s names may tell the float ABI (gnuf64); rustc’s is the double-float one.
  return mipsEnv(arch, plain === 'glibc' || plain === 'gnuf64' ? 'gnu' : plain)
}

function mipsEnv(arch: string, env: string): string {
  const n64 = /^mips(64|isa64)/.test(arch)
  return n64 && (env === 'gnu' || env === 'musl') ? `${env}abi64` : env
}

function archWhy(arch: string, rustArch: string): string {
  if (rustArch === 'arm') return `rustc has no Linux target “${arch}-…”: it spells ARMv6 “arm”.`
  if (rustArch === 'aarch64') return `rustc calls 64-bit ARM “aarch64”, not “${arch}”.`
  if (rustArch.startsWith('riscv'))
    return `rustc’s RISC-V names carry the extensions: “${rustArch}” (imafdc, zicsr, zifencei), the base of every distribution.`
  if (rustArch === 'armv7' && arch === 'armv8l')
    return '“armv8l” is a 32-bit process on an ARMv8 core: rustc’s “armv7”.'
  if (rustArch === 'thumbv7neon')
    return `rustc’s Thumb-2 target for Linux asks for NEON and says so: “thumbv7neon”.`
  return `rustc’s name for “${arch}” is “${rustArch}”.`
}

function envWhy(env: string, rustEnv: string, arch: string): string {
  if (env === '') return `The name leaves the libc out; “${rustEnv}” (glibc) is the usual one.`
  if (env.endsWith('hf') && !rustEnv.endsWith('hf'))
    return `${arch} has one float ABI: no “hf” in its name.`
  if (/eabi/.test(rustEnv) && !/eabi/.test(env))
    return `32-bit ARM names end with the ABI: “${rustEnv}”.`
  return `rustc’s last piece is “${rustEnv}”.`
}

function apple(arch: string, name: string): Reading {
  const rustArch = ARCHES[arch] ?? arch
  return {
    target: `${rustArch}-apple-darwin`,
    why: [`“${name}” is macOS; rustc calls it ${rustArch}-apple-darwin.`],
  }
}

function windows(
  arch: string,
  words: readonly string[],
  names: ReadonlySet<string>,
): Reading | undefined {
  const env = words.includes('msvc') ? 'msvc' : 'gnu'
  const target = `${ARCHES[arch] ?? arch}-pc-windows-${env}`
  return names.has(target) ? { target, why: ['rustc’s vendor for Windows is “pc”.'] } : undefined
}
