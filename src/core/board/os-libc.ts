import { parseTable } from '../knowledge/parse-table.ts'
import type { Libc, OsRelease } from './board-facts.ts'

const DEBIANS = new Set(['raspbian', 'raspberry-pi-os', 'dietpi'])

/**
 * The libc of an OS release by the generated table core/knowledge/os-libc.ts; undefined where the release is not
 * in it. `12` of debian and raspbian, `22.04` of ubuntu, `>=3.13` of alpine.
 */
export function libcOfSystem(os: OsRelease, table: string): Libc | undefined {
  const { id = '', version = '' } = os
  const name = DEBIANS.has(id) ? 'debian' : id
  if (name === 'alpine' || name === 'openwrt' || name === 'postmarketos') return { kind: 'musl' }
  const found = parseTable(table).find(([label = '']) => {
    const words = label.split(' ')
    return words[0] === name && version !== '' && words.slice(1).includes(version)
  })
  const libc = /^glibc ([\d.]+)/.exec(found?.[1] ?? '')?.[1]
  return libc === undefined ? undefined : { kind: 'glibc', version: libc }
}
