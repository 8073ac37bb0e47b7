import type { ElfFacts } from '../../src/core/elf/elf-facts.ts'
import type { Comparable } from './parse-readelf.ts'

const types = ['NONE', 'REL', 'EXEC', 'DYN', 'CORE']

/** ferry's facts in the shape that readelf's answer is brought into. */
export function toComparable(elf: ElfFacts): Comparable {
  const hex = (n: number): string => n.toString(16)
  const rights = (flags: number): string =>
    `${flags & 4 ? 'R' : ''}${flags & 2 ? 'W' : ''}${flags & 1 ? 'E' : ''}`
  const segments = elf.segments.map((s) =>
    [...[s.offset, s.vaddr, s.fileSize, s.memorySize].map(hex), rights(s.flags), hex(s.align)].join(
      ' ',
    ),
  )
  return {
    header: {
      class: `ELF${elf.bits}`,
      data: elf.endian,
      type: types[elf.type] ?? '',
      entry: `0x${hex(elf.entry)}`,
      flags: `0x${hex(elf.flags)}`,
      segments: elf.segments.length,
      sections: elf.sections.length,
    },
    segments,
    sections: elf.sections.map((s) => `${hex(s.address)} ${hex(s.offset)} ${hex(s.size)}`),
    interpreter: elf.interpreter ?? '',
    needed: [...elf.needed],
    soname: elf.soname ?? '',
    search: [elf.rpath, elf.runpath]
      .filter((list) => list.length > 0)
      .map((list) => list.join(':')),
    versionNeeds: elf.versionNeeds.flatMap(({ file, versions }) =>
      versions.map(
        (v) =>
          `${file} ${v.name} ${v.flags === 2 ? 'WEAK' : v.flags === 0 ? 'none' : v.flags} ${v.index}`,
      ),
    ),
    versionDefinitions: [...elf.versionDefinitions],
    imports: [...elf.imports],
    buildId: elf.buildId ?? '',
    abiTag: elf.abiTag?.kernel ?? '',
    attributes: Object.keys(elf.arm?.all ?? elf.riscv?.all ?? {}),
  }
}
