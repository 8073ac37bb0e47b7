import type { EmulatedMachine } from '../board/virtual-preset.ts'

/** Class and e_machine of ELF files (gABI; e_machine registry). */
const ELF = {
  arm: { bits: 1, machine: 0x28 },
  aarch64: { bits: 2, machine: 0xb7 },
  riscv64: { bits: 2, machine: 0xf3 },
  'x86-64': { bits: 2, machine: 0x3e },
  i386: { bits: 1, machine: 0x03 },
} as const

/** What a host's kernel runs by itself, by Node's name of the architecture. */
const OWN: Readonly<Record<string, readonly (keyof typeof ELF)[]>> = {
  x64: ['x86-64', 'i386'],
  arm64: ['aarch64', 'arm'],
}

/** The unused byte of e_ident that marks ferry's own programs on a board: rules pass them by. */
export const MARK_OFFSET = 15
export const MARK = 0x46

/**
 * Lines for binfmt_misc's `register` (Documentation/admin-guide/binfmt-misc.rst): programs of the board's machines go to
 * the interpreter `<folder>/<machine>/exec`; programs of the host's own machine that the board does not run go to a file
 * of no known format, so that execve answers ENOEXEC as it does there. Later lines are asked first.
 *
 * Flags: O the opened program is handed over, P argv[0] is kept, F the interpreter is opened now.
 */
export function planRules(
  machines: readonly EmulatedMachine[],
  folder: string,
  hostArch: string,
  prefix = '',
): readonly string[] {
  const emulated = machines.map((machine) =>
    formatRule(`${prefix}${machine}`, machine, `${folder}/${machine}/exec`, 'OPF'),
  )
  const foreign = (OWN[hostArch] ?? []).filter(
    (machine) => !(machines as readonly string[]).includes(machine),
  )
  const refused = foreign.map((machine) =>
    formatRule(`${prefix}no-${machine}`, machine, `${folder}/no-program`, 'F'),
  )
  return [...refused, ...emulated]
}

/** Type 2 and 3 (EXEC, DYN), little-endian, any ABI byte; the mark must be missing. */
function formatRule(
  name: string,
  elf: keyof typeof ELF,
  interpreter: string,
  flags: string,
): string {
  const { bits, machine } = ELF[elf]
  const magic = [0x7f, 0x45, 0x4c, 0x46, bits, 1, 1, ...zeroes(9), 2, 0, machine, 0]
  const mask = [
    0xff,
    0xff,
    0xff,
    0xff,
    0xff,
    0xff,
    0xff,
    ...zeroes(8),
    0xff,
    0xfe,
    0xff,
    0xff,
    0xff,
  ]
  return `:${name}:M::${escape(magic)}:${escape(mask)}:${interpreter}:${flags}`
}

function zeroes(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}

function escape(bytes: readonly number[]): string {
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}
