import type { Reading } from './reading.ts'
import type { AlternativeTarget } from './target-choice.ts'

/**
 * Names of platforms that are neither tuples nor words of a distribution: tags of Python wheels (PEP 600, PEP 656), runtime identifiers
 * of .NET, platforms of Node.js, levels of the x86-64 psABI, GNU’s tuples for bare metal, and rustc’s own first words alone. Lower case.
 */
export function readOtherName(name: string, names: ReadonlySet<string>): Reading | undefined {
  return (
    readWheel(name) ??
    readLevel(name) ??
    readRuntime(name) ??
    readBareMetal(name) ??
    readFirstWord(name, names)
  )
}

const GLIBC_OF_WHEELS: Readonly<Record<string, string>> = {
  manylinux1: '2.5',
  manylinux2010: '2.12',
  manylinux2014: '2.17',
}

/** `manylinux2014_aarch64`, `manylinux_2_28_x86_64`, `musllinux_1_2_armv7l`. */
function readWheel(name: string): Reading | undefined {
  const [, kind = '', major, minor, arch = ''] =
    /^(manylinux(?:1|2010|2014)|manylinux|musllinux)(?:_(\d+)_(\d+))?_(\w+)$/.exec(name) ?? []
  const known = WHEEL_ARCHES[arch]
  if (!known) return undefined
  const musl = kind === 'musllinux'
  const version = major === undefined ? GLIBC_OF_WHEELS[kind] : `${major}.${minor}`
  const why = `“${name}” is a tag of Python wheels: ${musl ? 'musl' : 'glibc'} ${version ?? ''} or later on ${arch}.`
  return { target: known[musl ? 'musl' : 'gnu'], why: [why.replace('  ', ' ')] }
}

const pair = (gnu: string, musl: string): { readonly gnu: string; readonly musl: string } => ({
  gnu,
  musl,
})
const PAIRS = {
  aarch64: pair('aarch64-unknown-linux-gnu', 'aarch64-unknown-linux-musl'),
  armv7: pair('armv7-unknown-linux-gnueabihf', 'armv7-unknown-linux-musleabihf'),
  armv6: pair('arm-unknown-linux-gnueabihf', 'arm-unknown-linux-musleabihf'),
  x86_64: pair('x86_64-unknown-linux-gnu', 'x86_64-unknown-linux-musl'),
  i686: pair('i686-unknown-linux-gnu', 'i686-unknown-linux-musl'),
  ppc64le: pair('powerpc64le-unknown-linux-gnu', 'powerpc64le-unknown-linux-musl'),
  s390x: pair('s390x-unknown-linux-gnu', 's390x-unknown-linux-musl'),
  riscv64: pair('riscv64gc-unknown-linux-gnu', 'riscv64gc-unknown-linux-musl'),
  loongarch64: pair('loongarch64-unknown-linux-gnu', 'loongarch64-unknown-linux-musl'),
} as const

const WHEEL_ARCHES: Readonly<Record<string, (typeof PAIRS)[keyof typeof PAIRS]>> = {
  aarch64: PAIRS.aarch64,
  armv7l: PAIRS.armv7,
  armv6l: PAIRS.armv6,
  x86_64: PAIRS.x86_64,
  i686: PAIRS.i686,
  ppc64le: PAIRS.ppc64le,
  s390x: PAIRS.s390x,
  riscv64: PAIRS.riscv64,
  loongarch64: PAIRS.loongarch64,
}

/** .NET: linux-arm is ARMv7 with hard float (runtime documentation, “Linux RIDs”); Node.js: its platform and arch. */
const RUNTIME_ARCHES: Readonly<Record<string, (typeof PAIRS)[keyof typeof PAIRS]>> = {
  x64: PAIRS.x86_64,
  x86: PAIRS.i686,
  ia32: PAIRS.i686,
  arm64: PAIRS.aarch64,
  arm: PAIRS.armv7,
  armel: pair('armv7-unknown-linux-gnueabi', 'armv7-unknown-linux-musleabi'),
  armv7: PAIRS.armv7,
  armv7l: PAIRS.armv7,
  armv6: PAIRS.armv6,
  armv6l: PAIRS.armv6,
  aarch64: PAIRS.aarch64,
  x86_64: PAIRS.x86_64,
  amd64: PAIRS.x86_64,
  ppc64le: PAIRS.ppc64le,
  s390x: PAIRS.s390x,
  riscv64: PAIRS.riscv64,
  loong64: PAIRS.loongarch64,
  loongarch64: PAIRS.loongarch64,
}

function readRuntime(name: string): Reading | undefined {
  const [, system = '', libc = '', arch = ''] =
    /^(linux|alpine|win|win32|osx|darwin)-(?:(musl|bionic|glibc|gnu)-)?(\w+)$/.exec(name) ?? []
  const known = RUNTIME_ARCHES[arch]
  if (!known || libc === 'bionic') return undefined
  const why = [`“${name}” is a platform’s name as .NET and Node.js write it.`]
  if (system.startsWith('win')) {
    const cpu = known.gnu.split('-')[0] ?? ''
    return { target: `${cpu}-pc-windows-msvc`, why }
  }
  if (system === 'osx' || system === 'darwin')
    return { target: `${known.gnu.split('-')[0] ?? ''}-apple-darwin`, why }
  if (arch === 'arm') why.push('There “arm” is ARMv7 with hard float.')
  const musl = libc === 'musl' || system === 'alpine'
  return {
    target: known[musl ? 'musl' : 'gnu'],
    why,
    ...(musl ? {} : { alternatives: [{ target: known.musl, when: 'the system on it uses musl' }] }),
  }
}

/** `x86-64-v3` is a level of one and the same target (x86-64 psABI, 3.1.1). */
function readLevel(name: string): Reading | undefined {
  const level = /^x86[-_]64[-_]v([1-4])$/.exec(name)?.[1]
  if (level === undefined) return undefined
  const flag = `x86-64-v${level}`
  return {
    target: 'x86_64-unknown-linux-gnu',
    why: [
      `“${flag}” is a level of the CPU, not a target: for rustc it is \`-C target-cpu=${flag}\` on top of x86_64.`,
    ],
    alternatives: [{ target: 'x86_64-unknown-linux-musl', when: 'the system on it uses musl' }],
  }
}

const CORTEX_M: readonly AlternativeTarget[] = [
  { target: 'thumbv6m-none-eabi', when: 'it is a Cortex-M0, M0+ or M1' },
  { target: 'thumbv7em-none-eabi', when: 'it is a Cortex-M4 or M7 without FPU' },
  { target: 'thumbv7em-none-eabihf', when: 'it is a Cortex-M4F or M7F' },
  { target: 'thumbv8m.main-none-eabihf', when: 'it is a Cortex-M33 with FPU' },
  { target: 'armv7r-none-eabihf', when: 'it is a Cortex-R' },
]

/** GNU’s toolchains for machines without an operating system. */
function readBareMetal(name: string): Reading | undefined {
  const why = `“${name}” is GNU’s name for bare metal: no operating system, no std.`
  if (/^arm-(none-)?eabi(hf)?$/.test(name))
    return {
      target: 'thumbv7m-none-eabi',
      why: [why, 'It leaves the core open, and rustc’s names say it: thumbv7m is the Cortex-M3.'],
      alternatives: CORTEX_M,
    }
  const [, arch = ''] = /^(aarch64|riscv64|riscv32)-(?:none-|unknown-)?elf$/.exec(name) ?? []
  const target = {
    aarch64: 'aarch64-unknown-none',
    riscv64: 'riscv64gc-unknown-none-elf',
    riscv32: 'riscv32imac-unknown-none-elf',
  }[arch]
  return target === undefined ? undefined : { target, why: [why] }
}

/** rustc’s own first words: `thumbv7m`, `riscv32imac`, `wasm32`. Linux first, and its usual libc. */
function readFirstWord(name: string, names: ReadonlySet<string>): Reading | undefined {
  const arch = name.replace(/^rv(?=\d)/, 'riscv')
  if (!/^[a-z0-9_.]+$/.test(arch)) return undefined
  const own = [...names].filter((target) => target.startsWith(`${arch}-`))
  const ends = [
    'unknown-linux-gnu',
    'unknown-linux-gnueabihf',
    'unknown-linux-gnueabi',
    'unknown-linux-musl',
    'none-eabi',
    'unknown-none-elf',
    'unknown-none',
    'unknown-unknown',
  ]
  const target = ends.map((end) => `${arch}-${end}`).find((candidate) => names.has(candidate))
  const first = target ?? (own.length === 1 ? own[0] : undefined)
  if (first === undefined) return undefined
  const others = own.filter((other) => other !== first).slice(0, 4)
  return {
    target: first,
    why: [`“${name}” is the first piece of a target’s name alone; ${first} is the usual whole.`],
    alternatives: others.map((other) => ({ target: other, when: 'that is the system on it' })),
  }
}
