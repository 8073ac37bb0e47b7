import { parseTable } from '../knowledge/parse-table.ts'
import type { RustTarget } from './rust-target.ts'

/** How to get a linker for a target on one kind of host. */
export interface HostLinker {
  /** `Debian, Ubuntu`, `Fedora`, `Arch Linux`, `Alpine`, `Nix`, `macOS (Homebrew)`, `any`. */
  readonly host: string
  readonly program?: string
  /** What to install, as a command line. */
  readonly install?: string
  readonly note?: string
}

/** Linkers of a target: the usual GNU name and the ways to get one. */
export interface TargetLinkers {
  /** What `CARGO_TARGET_…_LINKER` is usually set to. */
  readonly name?: string
  readonly debianPackage?: string
  readonly interpreter?: string
  readonly hosts: readonly HostLinker[]
}

/** GNU names that follow from no rule: variants that use the plain gcc of their machine. */
const GNU_NAMES: Readonly<Record<string, string>> = {
  'aarch64-unknown-linux-gnu_ilp32': 'aarch64-linux-gnu-gcc',
  'aarch64_be-unknown-linux-gnu_ilp32': 'aarch64_be-linux-gnu-gcc',
  'csky-unknown-linux-gnuabiv2hf': 'csky-linux-gnuabiv2-gcc',
  'riscv64a23-unknown-linux-gnu': 'riscv64-linux-gnu-gcc',
  'thumbv7neon-unknown-linux-musleabihf': 'armv7l-linux-musleabihf-gcc',
  'x86_64-unknown-linux-gnuasan': 'x86_64-linux-gnu-gcc',
  'x86_64-unknown-linux-gnumsan': 'x86_64-linux-gnu-gcc',
  'x86_64-unknown-linux-gnutsan': 'x86_64-linux-gnu-gcc',
  'x86_64-unknown-linux-musl': 'musl-gcc',
  'mips-unknown-linux-musl': 'mips-linux-muslsf-gcc',
  'mipsel-unknown-linux-musl': 'mipsel-linux-muslsf-gcc',
  'mips64-openwrt-linux-musl': 'mips64-openwrt-linux-musl-gcc',
}

/** Reads the linkers of a target from the generated table core/knowledge/linkers.ts. */
export function linkersOf(target: RustTarget, table: string): TargetLinkers {
  if (target.os !== 'linux') return { ...(target.linker && { name: target.linker }), hosts: [] }
  const cells = parseTable(table).find(([name]) => name === target.name) ?? []
  const at = (index: number): string => cells[index] ?? ''
  const prefix = /^[a-z0-9_-]+$/.test(at(1)) ? at(1) : ''
  const name = GNU_NAMES[target.name] ?? linkerName(target, prefix)
  const debianPackage = at(2)
  return {
    ...(name && { name }),
    ...(debianPackage && { debianPackage }),
    hosts: [
      debian(target, name, at),
      fedora(at(8)),
      arch(at(7)),
      ALPINE,
      nix(at(6), target),
      ...(at(9) ? [homebrew(at(9), target)] : []),
      anyHost(target),
    ],
  }
}

function linkerName(target: RustTarget, prefix: string): string {
  if (prefix) return `${prefix}-gcc`
  if (target.linker) return target.linker
  return target.env === 'musl' ? muslGcc(target) : gnuGuess(target)
}

function debian(target: RustTarget, program: string, at: (index: number) => string): HostLinker {
  const host = 'Debian, Ubuntu'
  const pack = at(2)
  if (pack !== '') {
    const trap = target.name === 'arm-unknown-linux-gnueabihf'
    return {
      host,
      program,
      install: `apt install ${pack} ${at(4)}`.trim(),
      ...(trap
        ? { note: 'links ARMv7 start files: the program ends with SIGILL on ARMv6' }
        : suites(at(3))),
    }
  }
  if (at(1).startsWith('musl-tools'))
    return { host, program, install: 'apt install musl-tools', note: 'on an amd64 host alone' }
  return {
    host,
    note: target.env === 'musl' ? 'no cross gcc for musl is packaged' : 'no cross gcc is packaged',
  }
}

function suites(text: string): { note?: string } {
  return text === '' || text.startsWith('bullseye')
    ? {}
    : { note: `in ${text.split(' ').join(', ')}` }
}

/** musl-cross-make's names, which musl.cc and most recipes use. */
function muslGcc(target: RustTarget): string {
  const [first = '', , , env = ''] = target.name.split('-')
  const word = first.replace(/gc$/, '').replace('armv7', 'armv7l').replace('armv5te', 'armv5l')
  return `${word}-linux-${env}-gcc`
}

function gnuGuess(target: RustTarget): string {
  const [first = '', vendor = '', , env = ''] = target.name.split('-')
  return target.env === 'gnu' || target.env === 'uclibc'
    ? `${first.replace(/gc$/, '')}-${vendor === 'unknown' ? '' : `${vendor}-`}linux-${env.replace('uclibceabi', 'uclibcgnueabi')}-gcc`
    : ''
}

function fedora(text: string): HostLinker {
  const host = 'Fedora'
  if (text === '' || text === 'none usable')
    return { host, note: 'no cross gcc for programs is packaged' }
  const [program = ''] = text.split(' ')
  if (text.includes('kernel only'))
    return { host, note: `${program} builds kernels alone: it comes without a libc` }
  return { host, program, install: `dnf install ${program}` }
}

function arch(text: string): HostLinker {
  const host = 'Arch Linux'
  if (text === '') return { host, note: 'none in the official repositories' }
  if (text.startsWith('AUR')) return { host, note: 'none in the official repositories; in the AUR' }
  const [program = ''] = text.split(' ')
  return program === 'gcc' || program === 'musl'
    ? { host, program: program === 'musl' ? 'musl-gcc' : 'gcc', install: `pacman -S ${program}` }
    : {
        host,
        program: program.endsWith('gcc') ? program : `${program}`,
        install: `pacman -S ${program}`,
      }
}

/** Alpine packages no cross gcc for Linux programs (postmarketOS carries its own for that reason: pmaports#551); lld and clang are there. */
const ALPINE: HostLinker = {
  host: 'Alpine',
  program: 'ld.lld',
  install: 'apk add lld clang',
  note: 'no cross gcc for Linux programs is packaged; lld and clang link with a sysroot',
}

function nix(text: string, target: RustTarget): HostLinker {
  const host = 'Nix'
  const [attribute = ''] = text.split(' ')
  if (attribute === '')
    return {
      host,
      note: `no named pkgsCross; import nixpkgs with crossSystem.config = "${target.llvmTarget}"`,
    }
  return { host, install: `nix-shell -p pkgsCross.${attribute}.stdenv.cc` }
}

function homebrew(text: string, target: RustTarget): HostLinker {
  const host = 'macOS (Homebrew)'
  const [formula = target.name] = text.split(' ')
  const program = / -> (\S+)/.exec(text)?.[1]
  const note = /\(([^)]*)\)/.exec(text)?.[1]
  return {
    host,
    ...(program && { program }),
    install: `brew install messense/macos-cross-toolchains/${formula}`,
    ...(note && { note }),
  }
}

function anyHost(target: RustTarget): HostLinker {
  if (target.env === 'musl' && target.tier <= 2)
    return {
      host: 'any',
      program: 'rust-lld',
      note: 'comes with rustup; links pure Rust for this target by itself (-C linker=rust-lld)',
    }
  return {
    host: 'any',
    program: 'rust-lld',
    note: 'comes with rustup; ferry gives it the board’s own start files and libc as sysroot',
  }
}
