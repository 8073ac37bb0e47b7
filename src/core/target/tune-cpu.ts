import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore, readArmSilicon } from '../cpu/arm-silicon.ts'
import type { Core } from '../cpu/cores.ts'
import { readRiscvIsa } from '../cpu/riscv-isa.ts'
import type { Tuning } from './target-choice.ts'

/** rustc feature → name in the Features line of /proc/cpuinfo on arm64 (arch/arm64/kernel/cpuinfo.c, Documentation/arch/arm64/elf_hwcaps.rst). */
const HWCAPS: Readonly<Record<string, string>> = {
  aes: 'aes',
  sha2: 'sha2',
  crc: 'crc32',
  lse: 'atomics',
  fp16: 'asimdhp',
  dotprod: 'asimddp',
  rcpc: 'lrcpc',
  rcpc2: 'ilrcpc',
  rdm: 'asimdrdm',
  dpb: 'dcpop',
  dpb2: 'dcpodp',
  paca: 'paca',
  pacg: 'pacg',
  sve: 'sve',
  sve2: 'sve2',
  i8mm: 'i8mm',
  bf16: 'bf16',
  flagm: 'flagm',
  flagm2: 'flagm2',
  frintts: 'frint',
  jsconv: 'jscvt',
  fcma: 'fcma',
  fhm: 'asimdfhm',
  dit: 'dit',
  sb: 'sb',
  ssbs: 'ssbs',
  bti: 'bti',
  mte: 'mte',
  rand: 'rng',
  sha3: 'sha3',
  sm4: 'sm4',
  lse2: 'uscat',
}

/** `-C target-cpu` and `-C target-feature` that the board really has; undefined where its core is not known to LLVM. */
export function tuneCpu(facts: BoardFacts, target: string): Tuning | undefined {
  const core = findBoardCore(facts)
  if (target.startsWith('aarch64-'))
    return core?.llvm === undefined ? undefined : tuneAarch64(facts, core, core.llvm)
  if (target.startsWith('riscv64gc-')) return tuneRiscv(facts, core)
  if (/^(arm|armv7|armv5te|thumbv7neon)-/.test(target)) return tuneArm(facts, core, target)
  if (target.startsWith('x86_64-')) return tuneX86(facts)
  return undefined
}

function tuneAarch64(facts: BoardFacts, core: Core, cpu: string): Tuning {
  const features = facts.cpu?.features ?? []
  const known = features.includes('asimd') || features.includes('fp')
  const lacking = core.features.filter((feature) => {
    const hwcap = HWCAPS[feature]
    if (hwcap === undefined) return false
    return known
      ? !features.includes(hwcap)
      : core.crypto === '?' && (feature === 'aes' || feature === 'sha2')
  })
  const off = lacking.map((feature) => `-${feature}`)
  const why =
    off.length === 0
      ? `Every feature that rustc turns on for ${cpu} is in the board’s cpuinfo.`
      : known
        ? `rustc turns on ${lacking.join(', ')} for ${cpu}; the board’s cpuinfo lists none of it, and such code would end with SIGILL.`
        : `rustc turns on ${lacking.join(', ')} for ${cpu}; not every chip with that core has it (Raspberry Pi 3 and 4 do not), and the board was not asked.`
  return { cpu, features: off, why }
}

function tuneArm(facts: BoardFacts, core: Core | undefined, target: string): Tuning | undefined {
  const { fpu, neon } = readArmSilicon(facts)
  const soft = /-(gnu|musl|uclibc)eabi$/.test(target)
  const cpu = core?.llvm
  const features: string[] = []
  if (!soft && fpu === 'd16' && !target.startsWith('arm-')) features.push('-d32')
  if (!soft && neon === true && target.startsWith('armv7-')) features.push('+neon')
  if (cpu === undefined && features.length === 0) return undefined
  if (soft && (fpu === 'none' || fpu === undefined) && cpu !== undefined && (core?.level ?? 0) >= 7)
    return undefined
  const listed = facts.cpu?.features ?? []
  if (
    core !== undefined &&
    core.features.includes('crc') &&
    listed.length > 0 &&
    !listed.includes('crc32') &&
    !listed.includes('asimd')
  )
    features.push('-crc')
  const why = features.includes('-d32')
    ? 'The core has 16 double registers: code must keep off d16–d31. The prebuilt std is not changed by it.'
    : features.includes('+neon')
      ? 'The core has NEON, which armv7 code does not use unless told; rustc warns that the feature’s name is not stable.'
      : `The core is ${core?.label ?? ''}.`
  return { cpu: cpu ?? 'generic', features, why }
}

/** Extensions that make code and that kernels print when the device tree lists them. */
const RISCV_CODE = ['zba', 'zbb', 'zbc', 'zbs', 'zbkb', 'zbkc', 'zbkx', 'zfh', 'zfhmin', 'zicond']

function tuneRiscv(facts: BoardFacts, core: Core | undefined): Tuning | undefined {
  const isa = readRiscvIsa(facts)
  if (isa === undefined) return undefined
  const vector = isa.extensions.has('v') && !isa.draftVector
  // A core name brings its whole vector family along; without V on the board nothing of it may stay.
  const usable = core?.llvm !== undefined && (vector || !core.features.includes('v'))
  const cpu = usable ? (core?.llvm ?? '') : 'generic-rv64'
  const given = new Set(usable ? core?.features : [])
  const listed = facts.cpu?.isaString?.includes('_') === true
  const on = [...RISCV_CODE, 'v'].filter(
    (name) =>
      isa.extensions.has(name) &&
      !given.has(name) &&
      (name !== 'v' || vector) &&
      /^(zb|v)/.test(name),
  )
  const off = listed
    ? RISCV_CODE.filter((name) => given.has(name) && !isa.extensions.has(name))
    : []
  if (on.length === 0 && off.length === 0 && cpu === 'generic-rv64') return undefined
  const why =
    off.length === 0
      ? 'By the board’s ISA string.'
      : `rustc turns on ${off.join(', ')} for ${cpu}; the board’s ISA string does not list it.`
  return { cpu, features: [...on.map((name) => `+${name}`), ...off.map((name) => `-${name}`)], why }
}

/** Levels of the x86-64 psABI, section "Micro-Architecture Levels"; names as /proc/cpuinfo prints them. */
const X86_LEVELS: readonly (readonly [string, readonly string[]])[] = [
  ['x86-64-v4', ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl']],
  ['x86-64-v3', ['avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'abm', 'movbe', 'xsave']],
  ['x86-64-v2', ['cx16', 'lahf_lm', 'popcnt', 'sse4_1', 'sse4_2', 'ssse3']],
]

function tuneX86(facts: BoardFacts): Tuning | undefined {
  const features = new Set(facts.cpu?.features)
  const has = (names: readonly string[]): boolean => names.every((name) => features.has(name))
  const index = X86_LEVELS.findIndex((_, i) => X86_LEVELS.slice(i).every(([, names]) => has(names)))
  const cpu = X86_LEVELS[index]?.[0]
  return cpu === undefined
    ? undefined
    : { cpu, features: [], why: `Its cpuinfo has all that ${cpu} asks for.` }
}
