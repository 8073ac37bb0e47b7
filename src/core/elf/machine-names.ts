/** e_machine → the word that ferry uses (gABI chapter 4 and its registry of machines; include/uapi/linux/elf-em.h). */
const names = {
  2: 'sparc',
  3: 'i386',
  4: 'm68k',
  8: 'mips',
  15: 'parisc',
  18: 'sparc',
  20: 'powerpc',
  21: 'powerpc64',
  22: 's390',
  40: 'arm',
  42: 'sh',
  43: 'sparc',
  50: 'ia64',
  62: 'x86-64',
  83: 'avr',
  93: 'arc',
  94: 'xtensa',
  164: 'hexagon',
  183: 'aarch64',
  189: 'microblaze',
  195: 'arc',
  243: 'riscv',
  247: 'bpf',
  252: 'csky',
  258: 'loongarch',
  0x9026: 'alpha',
} as const satisfies Readonly<Record<number, string>>

/** `arm` for 40; `machine-N` for a number without a name here. */
export function machineName(machine: number): string {
  return (names as Readonly<Record<number, string>>)[machine] ?? `machine-${machine}`
}
