import type { BoardFacts } from '../board/board-facts.ts'
import { readHeader } from '../elf/read-header.ts'
import { readAuxiliaryVector } from './auxiliary-vector.ts'
import { readCpuInfo } from './cpuinfo.ts'
import { parseBase64, parseHexDump } from './hex-dump.ts'
import { readCompat32 } from './kernel-config.ts'
import { readCxxVersions, readProbedLibc } from './probed-libc.ts'
import { readProbedLibraries } from './probed-libraries.ts'
import { readProbedPlaces } from './probed-places.ts'
import {
  readInit,
  readMemory,
  readOsRelease,
  readPackageArchitecture,
  readPackageSources,
  readTime64,
} from './probed-system.ts'
import { readProbedUserland } from './probed-userland.ts'
import { readProbeSections, type ProbeSections } from './probe-sections.ts'

export interface ProbeAnswer {
  /** True where the fingerprint is the one that was sent: the rest is then empty. */
  readonly same: boolean
  readonly fingerprint?: string
  /** False where the answer was cut or is none. */
  readonly whole: boolean
  readonly facts: BoardFacts
}

/**
 * The probe's answer → facts. Whatever the text is: what cannot be read is missing and named in
 * `unknown`, sizes are bounded. `target` and `probedAt` are the caller's to add.
 */
export function readProbeAnswer(text: string): ProbeAnswer {
  const sections = readProbeSections(text)
  const lines = sections.lines('fingerprint')
  const fingerprint = lines.length === 0 ? undefined : lines.join('\n').slice(0, 16_384)
  return {
    same: sections.names.includes('same'),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    whole: sections.whole,
    facts: readFacts(sections),
  }
}

function readFacts(sections: ProbeSections): BoardFacts {
  const [auxv, elf] = readAuxvAndElf(sections)
  const loaders = sections.lines('loaders').map((line) => line.trim())
  const userland = readProbedUserland(elf, loaders)
  const header = readHeader(elf)
  const aux = header && readAuxiliaryVector(auxv, header.bits, header.endian)
  const info = readCpuInfo(sections.file('/proc/cpuinfo'), sections.first('cpunode'))
  const libc = readProbedLibc(sections, userland)
  const os = readOsRelease([
    ...sections.file('/etc/os-release'),
    ...sections.file('/usr/lib/os-release'),
  ])
  const libraries = readProbedLibraries(sections, userland)
  const time64 = readTime64(sections, { ...(libc && { libc }), ...(os && { os }) }, userland)
  const architecture = readPackageArchitecture(sections)
  const sources = readPackageSources(sections)
  const init = readInit(sections)
  const memory = readMemory(sections.file('/proc/meminfo'))
  const places = readProbedPlaces(sections)
  const user = readUser(sections)
  const hostname = word(sections.file('/proc/sys/kernel/hostname')[0])
  const identity = readIdentity(sections, info.serial)
  const board = readBoard(sections, info)
  const kernel = readKernel(sections, aux?.pageSize)
  const tools = readTools(sections)
  const symbolVersions = readSymbolVersions(sections, libraries)
  const sudo = sections.first('sudo')
  const cpu = {
    ...info.cpu,
    ...(aux?.hwcap === undefined ? {} : { hwcap: aux.hwcap }),
    ...(aux?.hwcap2 === undefined ? {} : { hwcap2: aux.hwcap2 }),
  }
  const facts: BoardFacts = {
    schema: 'ferry.board/1',
    ...(identity && { identity }),
    ...(board && { board }),
    ...(Object.keys(cpu).length > 0 && { cpu }),
    ...(kernel && { kernel }),
    ...(userland && { userland }),
    ...(libc && { libc }),
    ...(os && { os }),
    ...(sections.names.includes('loaders') && { interpreters: loaders.filter(isPath) }),
    ...(libraries && { libraries }),
    ...(symbolVersions && { symbolVersions }),
    ...(time64 !== undefined && { time64 }),
    ...(tools.length > 0 && { tools }),
    ...(architecture && { packageArchitecture: architecture }),
    ...(sources.length > 0 && { packageSources: sources }),
    ...(init && { init }),
    ...(memory && { memory }),
    ...(places && { places }),
    ...(user && { user }),
    ...((sudo === 'free' || sudo === 'password' || sudo === 'none') && { sudo }),
    ...(hostname && { hostname }),
  }
  const unknown = whatIsUnknown(facts, sections)
  return unknown.length > 0 ? { ...facts, unknown } : facts
}

/** By one program where it could: the ELF header follows the auxiliary vector, whose entries have 8 or 16 bytes. */
function readAuxvAndElf(sections: ProbeSections): readonly [Uint8Array, Uint8Array] {
  const both = parseHexDump(sections.lines('auxelf'))
  for (let at = 0; at + 4 <= both.length; at += 8) {
    if (
      both[at] === 0x7f &&
      both[at + 1] === 0x45 &&
      both[at + 2] === 0x4c &&
      both[at + 3] === 0x46
    )
      return [both.subarray(0, at), both.subarray(at)]
  }
  return [binary(sections, 'auxv'), binary(sections, 'elf')]
}

function binary(sections: ProbeSections, name: string): Uint8Array {
  const hex = parseHexDump(sections.lines(name))
  return hex.length > 0 ? hex : parseBase64(sections.lines(`${name}64`))
}

function isPath(line: string): boolean {
  return /^\/[\x21-\x7e]{1,250}$/.test(line)
}

/** Text without blanks at its ends and controls, or undefined. */
function word(text: string | undefined, most = 200): string | undefined {
  const clean = text
    // oxlint-disable-next-line no-control-regex -- taking controls away is the purpose
    ?.replaceAll(/[\u0000-\u001f\u007f]/g, '')
    .trim()
    .slice(0, most)
  return clean === '' ? undefined : clean
}

function readBoard(
  sections: ProbeSections,
  info: ReturnType<typeof readCpuInfo>,
): BoardFacts['board'] {
  const model = word(sections.first('model')) ?? info.model ?? word(sections.first('dmi'))
  const compatible = sections
    .lines('compatible')
    .map((line) => line.trim())
    .filter((line) => /^[\w,.+/-]{2,100}$/.test(line))
    .slice(0, 32)
  if (model === undefined && compatible.length === 0 && info.revision === undefined)
    return undefined
  return {
    ...(model === undefined ? {} : { model }),
    ...(compatible.length === 0 ? {} : { compatible }),
    ...(info.revision === undefined ? {} : { revision: info.revision }),
  }
}

function readKernel(sections: ProbeSections, pageSize: number | undefined): BoardFacts['kernel'] {
  const [, release, machine] = (sections.first('kernel') ?? '').split(/\s+/)
  const known = release ?? word(sections.file('/proc/sys/kernel/osrelease')[0])
  if (known === undefined && machine === undefined && pageSize === undefined) return undefined
  const compat32 = readCompat32(sections.lines('kernelconfig'), machine ?? '')
  return {
    ...(machine === undefined ? {} : { machine: machine.slice(0, 40) }),
    ...(known === undefined ? {} : { release: known.slice(0, 100) }),
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(compat32 === undefined ? {} : { compat32 }),
  }
}

function readUser(sections: ProbeSections): BoardFacts['user'] {
  const [name, home, , , , shell] = sections.lines('user').map((line) => word(line, 1000))
  const uid = sections
    .file('/proc/self/status')
    .map((line) => /^Uid:\s+(\d{1,10})\b/.exec(line)?.[1])
    .find((digits) => digits !== undefined)
  if (name === undefined && home === undefined && uid === undefined) return undefined
  return {
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid: Number(uid) }),
    ...(home !== undefined && home.startsWith('/') ? { home } : {}),
    ...(shell !== undefined && shell.startsWith('/') ? { shell } : {}),
  }
}

/** What stays over reboots and changes with a new installation, else with a new board. */
function readIdentity(sections: ProbeSections, serial: string | undefined): string | undefined {
  const machineId = word(sections.file('/etc/machine-id')[0])
  if (machineId !== undefined && /^[0-9a-f]{32}$/.test(machineId)) return `machine-id:${machineId}`
  const tree = word(sections.first('serial'), 64) ?? serial
  return tree === undefined ? undefined : `serial:${tree}`
}

/** `command -v` prints a path, or the bare name of a builtin. */
function readTools(sections: ProbeSections): readonly string[] {
  const names = sections
    .lines('tools')
    .map((line) => line.trim())
    .map((line) => line.slice(line.lastIndexOf('/') + 1))
    .filter((name) => /^[\w.+-]{1,40}$/.test(name))
  return [...new Set(names)].slice(0, 200)
}

function readSymbolVersions(
  sections: ProbeSections,
  libraries: BoardFacts['libraries'],
): BoardFacts['symbolVersions'] {
  const found = sections.names.filter((name) => name.startsWith('cxx '))
  const path = libraries?.['libstdc++.so.6']
  const mine =
    found.find((name) => name.slice(4) === path) ?? (found.length === 1 ? found[0] : undefined)
  const versions = mine === undefined ? [] : readCxxVersions(sections.lines(mine))
  return versions.length === 0 ? undefined : { 'libstdc++.so.6': versions }
}

function whatIsUnknown(facts: BoardFacts, sections: ProbeSections): readonly string[] {
  const missing: readonly (readonly [unknown, string])[] = [
    [facts.userland, 'userland: no program there could be read (no od, hexdump, xxd or base64)'],
    [facts.libc?.kind, 'libc: no loader was found'],
    [facts.libc === undefined || facts.libc.version, 'libc version: its loader does not tell it'],
    [facts.cpu?.features ?? facts.cpu?.isaString, 'cpu: /proc/cpuinfo names no features'],
    [facts.kernel?.pageSize, 'page size: /proc/self/auxv could not be read'],
    [facts.libraries, 'libraries: neither the cache of the loader nor its folders could be read'],
    [facts.os, 'os: no /etc/os-release'],
    [facts.places, 'places: no folder to write to was found'],
    [facts.board, 'board: neither a device tree, nor /proc/cpuinfo, nor DMI names it'],
    [facts.init, 'init: none of systemd, OpenRC, procd, busybox and sysvinit was found'],
    [facts.memory, 'memory: /proc/meminfo could not be read'],
    [facts.tools, 'tools: none was found in PATH'],
    [sections.whole ? true : undefined, 'the answer of the board was cut before its end'],
  ]
  return missing.filter(([value]) => value === undefined).map(([, why]) => why)
}
