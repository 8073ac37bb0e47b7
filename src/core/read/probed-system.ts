import type { BoardFacts, OsRelease, Userland } from '../board/board-facts.ts'
import { compareVersions } from '../text/compare-versions.ts'
import type { ProbeSections } from './probe-sections.ts'

/** /etc/os-release (os-release(5)): shell assignments, quotes allowed. */
export function readOsRelease(lines: readonly string[]): OsRelease | undefined {
  const values = new Map<string, string>()
  for (const line of lines) {
    const [, key, raw = ''] = /^\s*([A-Z_]{1,40})=(.*)$/.exec(line) ?? []
    if (key !== undefined && !values.has(key)) values.set(key, unquote(raw.trim()).slice(0, 200))
  }
  const pick = (key: string): string | undefined => values.get(key) || undefined
  const [id, version, codename, name] = [
    pick('ID'),
    pick('VERSION_ID'),
    pick('VERSION_CODENAME'),
    pick('PRETTY_NAME'),
  ]
  if (id === undefined && name === undefined) return undefined
  return {
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
    ...(codename === undefined ? {} : { codename }),
    ...(name === undefined ? {} : { name }),
  }
}

function unquote(text: string): string {
  const [, quote, inner = ''] = /^(["'])(.*)\1$/.exec(text) ?? []
  return quote === undefined ? text : inner.replaceAll(/\\(["'$`\\])/g, '$1')
}

/** What starts services there: what runs now (PID 1, /run) before what is installed. */
export function readInit(sections: ProbeSections): BoardFacts['init'] {
  const signs = new Set(sections.lines('init').map((line) => line.trim()))
  const first = sections.file('/proc/1/comm')[0]?.trim()
  if (signs.has('run-systemd') || first === 'systemd') return 'systemd'
  if (signs.has('procd') || first === 'procd') return 'procd'
  if (signs.has('openrc')) return 'openrc'
  if (signs.has('busybox') || first === 'busybox') return 'busybox'
  if (signs.has('inittab') && signs.has('init')) return 'sysvinit'
  if (signs.has('systemd') && signs.has('init')) return 'systemd'
  return signs.has('init') ? 'other' : undefined
}

/**
 * Whether time_t has 64 bits on a 32-bit userland. musl since 1.2.0; Debian packages of the transition are named t64; Debian before 13
 * and Ubuntu before 24.04 have 32 bits; i386 was left as it was (Debian wiki, ReleaseGoals/64bit-time).
 */
export function readTime64(
  sections: ProbeSections,
  facts: Pick<BoardFacts, 'libc' | 'os'>,
  userland: Userland | undefined,
): boolean | undefined {
  if (userland?.bits !== 32) return undefined
  const { libc, os } = facts
  if (libc?.kind === 'musl' && libc.version !== undefined) {
    return compareVersions(libc.version, '1.2.0') >= 0
  }
  if (libc?.kind !== 'glibc') return undefined
  if (userland.machine === 'i386' && (os?.id === 'debian' || os?.id === 'ubuntu')) return false
  if (sections.first('time64') === 't64') return true
  const since = { debian: '13', raspbian: '13', ubuntu: '24.04' }[os?.id ?? '']
  if (since === undefined || os?.version === undefined) return undefined
  return compareVersions(os.version, since) >= 0
}

/** Lines of the package sources that say where packages come from; comments left out. */
export function readPackageSources(sections: ProbeSections): readonly string[] {
  return sections.files
    .filter((path) => /^\/etc\/(apt\/sources\.list|apk\/repositories|opkg\/)/.test(path))
    .flatMap((path) => sections.file(path))
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s*#/.test(line))
    .slice(0, 200)
}

/** dpkg's, apk's or OpenWrt's name of the architecture. */
export function readPackageArchitecture(sections: ProbeSections): string | undefined {
  const openwrt = sections
    .file('/etc/openwrt_release')
    .map((line) => /^DISTRIB_ARCH=['"]?([\w+-]+)/.exec(line)?.[1])
    .find((name) => name !== undefined)
  const told = sections.lines('dpkg').map((line) => line.trim())
  const files = told.map((line) => /\/libc6:([^/]+)\.list$/.exec(line)?.[1]).filter(isKnown)
  const dpkg = told.find((line) => line !== '' && !line.includes('/')) ?? onlyOf(files)
  const name = dpkg ?? sections.file('/etc/apk/arch')[0]?.trim() ?? openwrt
  return name !== undefined && /^[a-z0-9][\w+-]{1,40}$/.test(name) ? name : undefined
}

/** Total and available memory of /proc/meminfo, kB there. */
export function readMemory(lines: readonly string[]): BoardFacts['memory'] {
  const value = (key: string): number | undefined => {
    const digits = lines
      .map((line) => new RegExp(`^${key}:\\s+(\\d{1,12}) kB`).exec(line)?.[1])
      .find((text) => text !== undefined)
    return digits === undefined ? undefined : Number(digits) * 1024
  }
  const [totalBytes, availableBytes] = [value('MemTotal'), value('MemAvailable')]
  if (totalBytes === undefined && availableBytes === undefined) return undefined
  return {
    ...(totalBytes === undefined ? {} : { totalBytes }),
    ...(availableBytes === undefined ? {} : { availableBytes }),
  }
}

function isKnown<T>(value: T | undefined): value is T {
  return value !== undefined
}

function onlyOf(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined
}
