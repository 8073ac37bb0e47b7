import type { OsRelease } from './board-facts.ts'

/** An operating system as words name it. */
export interface SystemWords {
  readonly os?: OsRelease
  /** Debian's name where the words tell the architecture. */
  readonly architecture?: string
  readonly bits?: 32 | 64
  readonly libc?: 'glibc' | 'musl'
  /** It is made 64-bit alone wherever the core can: NVIDIA’s L4T, Fedora since 37. */
  readonly usually64?: true
  /** Words that were not understood. */
  readonly unknown: readonly string[]
}

/** Names of systems → ID of os-release. `rpi` is Raspberry Pi OS, whose ID hangs on its bits. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(raspberry ?pi ?os|rpi ?os|raspios|pi ?os)\b/, 'rpi'],
  [/\braspbian\b/, 'raspbian'],
  [/\bdietpi\b/, 'dietpi'],
  [/\bubuntu\b/, 'ubuntu'],
  [/\barmbian\b/, 'debian'],
  [/\bdebian\b/, 'debian'],
  [/\bpostmarket ?os\b/, 'postmarketos'],
  [/\balpine\b/, 'alpine'],
  [/\bopenwrt\b/, 'openwrt'],
  [/\bfedora\b/, 'fedora'],
  [/\barch( ?linux)?( ?arm)?\b/, 'arch'],
  [/\bnix ?os\b/, 'nixos'],
  [/\bopensuse\b/, 'opensuse'],
  [/\bbuildroot\b/, 'buildroot'],
  [/\b(yocto|poky)\b/, 'poky'],
  [/\b(jetpack|l4t|linux for tegra)\b/, 'l4t'],
  [/\bkali\b/, 'kali'],
  [/\b(revyos|bianbu)\b/, 'debian'],
  [/\brocky\b/, 'rocky'],
  [/\balma( ?linux)?\b/, 'almalinux'],
  [/\bvoid\b/, 'void'],
  [/\bgentoo\b/, 'gentoo'],
]

const CODENAMES: Readonly<Record<string, string>> = {
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
}

const ARCHITECTURES: readonly (readonly [RegExp, string])[] = [
  [/\b(arm64|aarch64)\b/, 'arm64'],
  [/\barmel\b/, 'armel'],
  [/\b(armhf|armv7l?h?f?|armv6l?h?f?)\b/, 'armhf'],
  [/\b(amd64|x86[_-]64)\b/, 'amd64'],
  [/\b(i[3-6]86)\b/, 'i386'],
  [/\briscv64\b/, 'riscv64'],
  [/\bloong(arch)?64\b/, 'loong64'],
]

/** Reads `raspberry pi os 32`, `debian 12 armhf`, `bookworm 64-bit`, `alpine`, `32-bit`. */
export function parseSystem(text: string): SystemWords {
  let rest = ` ${text.toLowerCase().replaceAll(/\s+/g, ' ').trim()} `
  const take = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(rest)?.[0]
    if (found !== undefined) rest = rest.replace(pattern, ' ')
    return found
  }
  const system = SYSTEMS.find(([pattern]) => pattern.test(rest))
  if (system) take(system[0])
  const architecture = ARCHITECTURES.find(([pattern]) => take(pattern) !== undefined)?.[1]
  const bitsText = take(/\b(32|64)[- ]?(bit)?s?\b/)
  const muslWord = take(/\bmusl\b/) !== undefined
  const glibcWord = take(/\b(glibc|gnu)\b/) !== undefined
  const codename = Object.keys(CODENAMES).find(
    (name) => take(new RegExp(`\\b${name}\\b`)) !== undefined,
  )
  const version =
    take(/\b\d+(\.\d+)*\b/) ?? (codename === undefined ? undefined : CODENAMES[codename])
  const bits = bitsText === undefined ? bitsOf(architecture) : bitsText.startsWith('32') ? 32 : 64
  const id = system?.[1] ?? (codename === undefined ? undefined : 'debian')
  const os =
    id === undefined
      ? undefined
      : {
          id: idOf(id, bits),
          ...(version !== undefined && { version }),
          ...(codename !== undefined && { codename }),
        }
  const unknown = rest.split(/[\s,()]+/).filter((word) => word !== '' && !IDLE.test(word))
  const libc = muslWord ? 'musl' : glibcWord ? 'glibc' : libcOf(id)
  return {
    ...(os && { os }),
    ...(architecture !== undefined && { architecture }),
    ...(bits !== undefined && { bits }),
    ...(libc !== undefined && { libc }),
    ...(isUsually64(id, version) && { usually64: true }),
    unknown,
  }
}

/** Words of editions and branches. */
const IDLE =
  /^(os|gnu|linux|lite|minimal|full|server|core|desktop|legacy|lts|edge|sid|unstable|testing|stable|rolling|tumbleweed|latest|current|image|with|and|on|-)$/

function libcOf(id: string | undefined): 'glibc' | 'musl' | undefined {
  return id === undefined ? undefined : MUSL.has(id) ? 'musl' : 'glibc'
}

/** Fedora ended armhfp with 37 (Changes/RetireARMv7). */
function isUsually64(id: string | undefined, version: string | undefined): boolean {
  if (id === 'l4t' || id === 'rocky' || id === 'almalinux') return true
  return id === 'fedora' && (version === undefined || Number.parseInt(version, 10) >= 37)
}

const MUSL = new Set(['alpine', 'openwrt', 'postmarketos'])

/** The 64-bit Raspberry Pi OS calls itself debian, the 32-bit one raspbian. */
function idOf(id: string, bits: 32 | 64 | undefined): string {
  if (id === 'l4t') return 'ubuntu'
  if (id !== 'rpi') return id
  return bits === 64 ? 'debian' : bits === 32 ? 'raspbian' : 'raspberry-pi-os'
}

function bitsOf(architecture: string | undefined): 32 | 64 | undefined {
  if (architecture === undefined) return undefined
  return architecture.endsWith('64') ? 64 : 32
}
