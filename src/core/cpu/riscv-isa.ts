import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore } from './arm-silicon.ts'

/** A RISC-V ISA string taken apart. */
export interface RiscvIsa {
  readonly bits: 32 | 64
  /** Single letters and Z/S/X names, lower case, without versions. */
  readonly extensions: ReadonlySet<string>
  /** The `v` of that core is the 0.7.1 draft. */
  readonly draftVector: boolean
  readonly rva23: boolean
}

/**
 * Extensions that RVA23U64 demands and that Linux prints (RISC-V profiles, RVA23U64 mandatory list; hwprobe and
 * /proc/cpuinfo names). Those that no kernel prints (Ziccif …) are left out.
 */
const RVA23 = [
  'i',
  'm',
  'a',
  'f',
  'd',
  'c',
  'v',
  'zba',
  'zbb',
  'zbs',
  'zfa',
  'zfhmin',
  'zicbom',
  'zicboz',
  'zicond',
  'zcb',
  'zvbb',
  'zvfhmin',
  'zvkt',
  'zimop',
  'zcmop',
]

/** T-Head’s own kernels print their draft as `v` and the privilege modes as letters: `rv64imafdcvsu` (LicheePi 4A). */
const VENDOR_KERNEL = /^rv64[a-z]*v(su|u)$/

/** Reads `cpu.isaString`, else `cpu.features`, else the core's ISA. undefined where none is known. */
export function readRiscvIsa(facts: BoardFacts): RiscvIsa | undefined {
  const core = findBoardCore(facts)
  const text = facts.cpu?.isaString ?? (core?.isa.startsWith('rv') === true ? core.isa : undefined)
  const parsed = text === undefined ? undefined : parseIsa(text)
  const extra = facts.cpu?.features ?? []
  if (parsed === undefined && extra.length === 0) return undefined
  const extensions = new Set([...(parsed?.extensions ?? []), ...extra.map((f) => f.toLowerCase())])
  const draftVector =
    /^thead-c9[012]/.test(core?.name ?? '') ||
    extensions.has('xtheadvector') ||
    VENDOR_KERNEL.test(text ?? '')
  return {
    bits: parsed?.bits ?? 64,
    extensions,
    draftVector,
    rva23: !draftVector && RVA23.every((name) => extensions.has(name)),
  }
}

/** `rv64imafdcv_zicsr2p0_zba` → bits and names. `g` stands for imafd_zicsr_zifencei (unprivileged specification, chapter 36). */
export function parseIsa(
  text: string,
): { bits: 32 | 64; extensions: readonly string[] } | undefined {
  const found = /^rv(32|64)([a-z]+)((?:_[a-z0-9]+)*)/i.exec(text.trim())
  if (!found) return undefined
  const letters = (found[2] ?? '').toLowerCase().replace('g', 'imafd')
  const names = (found[3] ?? '')
    .toLowerCase()
    .split('_')
    .filter((name) => name !== '')
    .map((name) => name.replace(/\d+p\d+$/, ''))
  return { bits: found[1] === '32' ? 32 : 64, extensions: [...letters.split(''), ...names] }
}
