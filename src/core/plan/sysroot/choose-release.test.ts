import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { BoardFacts } from '../../board/board-facts.ts'
import { findTargetAbi } from '../linkers/target-abi.ts'
import { chooseReleases } from './choose-release.ts'

function check(facts: Omit<BoardFacts, 'schema'>, target: string, expected: string): void {
  const releases = chooseReleases({ schema: 'ferry.board/1', ...facts }, findTargetAbi(target)!)
  assert.equal(
    releases
      .map((r) => `${r.origin} ${r.suite} ${r.architecture}${r.own ? ' own' : ''}`)
      .join(', '),
    expected,
  )
}

const glibc = (version: string) => ({ kind: 'glibc', version }) as const

test('the own release of the board comes first, then older ones', () => {
  check(
    { os: { id: 'debian', codename: 'bookworm' }, libc: glibc('2.36') },
    'aarch64-unknown-linux-gnu',
    'Debian bookworm arm64 own, Debian bullseye arm64',
  )
  check(
    { os: { id: 'raspbian', codename: 'bookworm' }, libc: glibc('2.36') },
    'armv7-unknown-linux-gnueabihf',
    'Debian bookworm armhf own, Debian bullseye armhf',
  )
  check(
    { os: { id: 'ubuntu', codename: 'jammy' }, libc: glibc('2.35') },
    'aarch64-unknown-linux-gnu',
    'Ubuntu jammy arm64 own, Debian bullseye arm64',
  )
})

test('another distribution gets the newest Debian that is not newer', () => {
  check(
    { libc: glibc('2.39') },
    'aarch64-unknown-linux-gnu',
    'Debian bookworm arm64, Debian bullseye arm64',
  )
  check({ libc: glibc('2.35') }, 'arm-unknown-linux-gnueabi', 'Debian bullseye armel')
  check({ libc: glibc('2.28') }, 'aarch64-unknown-linux-gnu', '')
  check({ libc: glibc('2.39') }, 'riscv64gc-unknown-linux-gnu', '')
})

test('an unknown libc gets the oldest', () => {
  check(
    {},
    'armv7-unknown-linux-gnueabihf',
    'Debian bullseye armhf, Debian bookworm armhf, Debian trixie armhf',
  )
})

test('ARMv6 hard float has Raspbian alone', () => {
  check(
    { os: { id: 'raspbian', codename: 'bookworm' }, libc: glibc('2.36') },
    'arm-unknown-linux-gnueabihf',
    'Raspbian bookworm armhf own',
  )
  check({ libc: glibc('2.36') }, 'arm-unknown-linux-gnueabihf', '')
})

test('a codename that is no word is not used', () => {
  check(
    { os: { id: 'debian', codename: '../x' }, libc: glibc('2.36') },
    'aarch64-unknown-linux-gnu',
    'Debian bookworm arm64, Debian bullseye arm64',
  )
})
