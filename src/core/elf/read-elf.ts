import { makeByteView } from '../bytes/byte-view.ts'
import { makeByteSource, type ByteSource, type Reading } from './byte-request.ts'
import type { ElfFacts, ElfProblem, Section, Segment } from './elf-facts.ts'
import { elfShape } from './elf-shape.ts'
import { floatAbi } from './float-abi.ts'
import { guessFileKind } from './guess-file-kind.ts'
import { machineName } from './machine-names.ts'
import { readArmAttributes } from './read-arm-attributes.ts'
import { readDynamic } from './read-dynamic.ts'
import { dynamicNames, readDynamicStrings } from './read-dynamic-names.ts'
import { isElf, readHeader, type ElfHeader } from './read-header.ts'
import { readImports } from './read-imports.ts'
import { readMipsAbiFlags } from './read-mips-abiflags.ts'
import { readNotes } from './read-notes.ts'
import { readRiscvAttributes } from './read-riscv-attributes.ts'
import { readSections } from './read-sections.ts'
import { PT, readSegments } from './read-segments.ts'
import { readComment, toolchainOf } from './read-toolchain.ts'
import { readVersionDefinitions, readVersionNeeds } from './read-versions.ts'
import { scanElf, type ScanRequest } from './scan-elf.ts'
import { segmentProblems } from './segment-problems.ts'

export interface ReadElfOptions {
  /** Also look through symbols and read-only data; costs a read of those parts. */
  readonly scan?: ScanRequest
}

/**
 * Reads an ELF file of `size` bytes by need: it asks for pieces and ends with the facts.
 * Memory is bounded whatever the file claims; bad bytes become `problems`, never an exception.
 */
export function* readElf(size: number, options: ReadElfOptions = {}): Reading<ElfFacts> {
  const source = makeByteSource(size)
  const head = yield* source.fetch(0, 4096)
  const problems: ElfProblem[] = []
  if (!isElf(head)) return notElf(size, guessFileKind(head, size))
  const header = readHeader(head)
  if (!header) {
    const what = 'the ELF header is cut short or of no known class'
    return {
      ...notElf(size, 'a damaged ELF file'),
      kind: 'elf',
      problems: [{ what, weight: 'fatal' }],
    }
  }
  if (header.contradicts) {
    const what = 'the class or byte order that the first bytes state contradicts the header'
    problems.push({ what, weight: 'partial' })
  }
  const segments = yield* readSegments(source, header, problems)
  const sections = yield* readSections(source, header, problems)
  problems.push(...segmentProblems(header, segments, size))
  const interpreter = yield* readInterpreter(source, segments, problems)
  const entries = yield* readDynamic(source, header, segments, problems)
  const names = dynamicNames(source, header, segments, entries, problems)
  const strings = yield* readDynamicStrings(names, entries, problems)
  const context = { source, header, segments, entries, names, problems }
  const rawNeeds = yield* readVersionNeeds(context)
  const { imports, versionNeeds } = yield* readImports(context, rawNeeds)
  const versionDefinitions = (yield* readVersionDefinitions(context)).map(({ name }) => name)
  const notes = yield* readNotes(source, header, segments, sections)
  const processor = yield* readProcessor(source, header, segments, sections)
  const commentAt = sections.find((s) => s.name === '.comment' && s.type === 1)
  const comment = commentAt
    ? readComment(yield* source.fetch(commentAt.offset, Math.min(commentAt.size, 65_536)))
    : []
  const machine = machineName(header.machine)
  const abi = floatAbi({ machine, flags: header.flags, type: header.type, ...processor })
  const told = { ...header, interpreter, soname: strings.soname, needed: strings.needed }
  const scan = options.scan
    ? yield* scanElf(source, header, segments, sections, options.scan)
    : undefined
  return {
    kind: 'elf',
    size,
    bits: header.bits,
    endian: header.endian,
    machine,
    machineNumber: header.machine,
    osAbi: header.osAbi,
    abiVersion: header.abiVersion,
    type: header.type,
    shape: elfShape({ ...told, dynamic: entries }),
    entry: header.entry,
    flags: header.flags,
    ...(abi === undefined ? {} : { floatAbi: abi }),
    segments,
    sections,
    ...(interpreter === undefined ? {} : { interpreter }),
    isDynamic: entries.length > 0,
    ...strings,
    dynamic: entries,
    versionNeeds,
    versionDefinitions,
    imports,
    ...notes,
    ...processor,
    comment,
    toolchain: toolchainOf(comment),
    ...(scan ? { scan } : {}),
    problems: problems.slice(0, 50),
  }
}

function notElf(size: number, looksLike: string): ElfFacts {
  return {
    kind: 'not-elf',
    looksLike,
    size,
    bits: 32,
    endian: 'little',
    machine: 'machine-0',
    machineNumber: 0,
    osAbi: 0,
    abiVersion: 0,
    type: 0,
    shape: 'none',
    entry: 0,
    flags: 0,
    segments: [],
    sections: [],
    isDynamic: false,
    needed: [],
    rpath: [],
    runpath: [],
    dynamic: [],
    versionNeeds: [],
    versionDefinitions: [],
    imports: [],
    notes: [],
    properties: [],
    comment: [],
    toolchain: { compilers: [] },
    problems: [],
  }
}

function* readInterpreter(
  source: ByteSource,
  segments: readonly Segment[],
  problems: ElfProblem[],
): Reading<string | undefined> {
  const segment = segments.find((s) => s.type === PT.interpreter)
  if (!segment) return undefined
  // Linux takes 2 to PATH_MAX bytes that end in NUL, else ENOEXEC (fs/binfmt_elf.c).
  const bytes = yield* source.fetch(segment.offset, Math.min(segment.fileSize, 4096))
  const text = makeByteView(bytes, 'little').text(0)
  const whole = segment.fileSize >= 2 && segment.fileSize <= 4096 && bytes.at(-1) === 0
  if (text === undefined || !whole || bytes.length < segment.fileSize) {
    problems.push({ what: 'the name of the interpreter is cut short', weight: 'fatal' })
  }
  return text
}

function* readProcessor(
  source: ByteSource,
  header: ElfHeader,
  segments: readonly Segment[],
  sections: readonly Section[],
): Reading<Pick<ElfFacts, 'arm' | 'riscv' | 'mips'>> {
  const wanted = new Map([
    [40, 0x70000003],
    [243, 0x70000003],
    [8, 0x7000002a],
  ]).get(header.machine)
  if (wanted === undefined) return {}
  const section = sections.find((s) => s.type === wanted)
  const segment = header.machine === 40 ? undefined : segments.find((s) => s.type === PT.processor3)
  const place = section ?? (segment && { offset: segment.offset, size: segment.fileSize })
  if (!place) return {}
  const bytes = yield* source.fetch(place.offset, Math.min(place.size, 65_536))
  if (header.machine === 40) {
    const arm = readArmAttributes(bytes, header.endian)
    return arm ? { arm } : {}
  }
  if (header.machine === 243) {
    const riscv = readRiscvAttributes(bytes, header.endian)
    return riscv ? { riscv } : {}
  }
  const mips = readMipsAbiFlags(bytes, header.endian)
  return mips ? { mips } : {}
}
