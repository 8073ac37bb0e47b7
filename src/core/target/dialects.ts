import type { Reading } from './reading.ts'
import { DEBIAN, DOCKER, GO, ISA_WORDS, NIX_CROSS, OPENWRT, UNAME } from './dialect-tables.ts'
import type { DialectEntry } from './dialect-tables.ts'

/** Reads a name of Debian, Docker, Go, Nix, OpenWrt or `uname -m` (lower case, single blanks). */
export function readDialect(name: string): Reading | undefined {
  return readGo(name) ?? readDocker(name) ?? readWord(name)
}

function readWord(name: string): Reading | undefined {
  for (const [table, says] of [
    [DEBIAN, 'is Debian’s name of an architecture'],
    [UNAME, 'is what uname -m prints. It tells the kernel, not the programs on it'],
    [ISA_WORDS, 'is an instruction set, not a target'],
    [OPENWRT, 'is OpenWrt’s name of a package architecture'],
    [NIX_CROSS, 'is a name of pkgsCross in Nix'],
  ] as const) {
    const entry = table[name]
    if (entry) return toReading(entry, `“${name}” ${says}.`)
  }
  return undefined
}

/** `linux/arm/v6`, `arm32v7` (Docker Hub), `linux/arm64/v8`. Source: OCI image specification, image-index platform. */
function readDocker(name: string): Reading | undefined {
  const hub = /^(arm32v[567]|arm64v8|mips64le)$/.test(name)
  const platform = name.startsWith('linux/')
    ? name.slice(6)
    : /^arm(64)?\/v\d$/.test(name)
      ? name
      : hub
        ? name.replace(/^arm32(v\d)$/, 'arm/$1').replace('arm64v8', 'arm64')
        : undefined
  if (platform === undefined) return undefined
  const entry = DOCKER[platform.replace(/^(arm64|amd64)\/v\d$/, '$1')]
  return entry && toReading(entry, `“${name}” is a platform of Docker and OCI images.`)
}

/** `GOOS=linux GOARCH=arm GOARM=6`. Source: Go documentation, "Optional environment variables" (GOARM default 7 when cross compiling). */
function readGo(name: string): Reading | undefined {
  if (!/\bgo(arch|arm|os)=/.test(name)) return undefined
  const value = (key: string): string => new RegExp(`\\b${key}=([a-z0-9_,]+)`).exec(name)?.[1] ?? ''
  const arch = value('goarch') || (value('goarm') === '' ? '' : 'arm')
  if (value('goos') !== '' && value('goos') !== 'linux') return undefined
  const [level = '7', float = ''] = (value('goarm') || '7').split(',')
  const soft = float === 'softfloat' || (level === '5' && float !== 'hardfloat')
  const mipsSoft = value('gomips') === 'softfloat' || value('gomips64') === 'softfloat'
  const key =
    arch === 'arm'
      ? `arm/${level}${soft && level !== '5' ? '/soft' : ''}`
      : mipsSoft
        ? `${arch}/soft`
        : arch
  const entry = GO[key]
  return entry && toReading(entry, `“${name}” is Go’s way of naming it.`)
}

function toReading({ target, why, alternatives }: DialectEntry, first: string): Reading {
  return {
    target,
    why: why === undefined ? [first] : [first, why],
    ...(alternatives && { alternatives }),
  }
}
