import { nearestWord } from '../text/nearest.ts'
import { readDialect } from './dialects.ts'
import { readOtherName } from './read-other-names.ts'
import { readTuple } from './read-tuple.ts'
import type { Reading } from './reading.ts'
import type { AlternativeTarget } from './target-choice.ts'

/** Which rustc target a name means. */
export interface MeantTarget {
  readonly input: string
  /** The name is rustc's own. */
  readonly exists: boolean
  readonly target: string
  /** Why that one; empty where the name is rustc's own. */
  readonly why: readonly string[]
  readonly alternatives: readonly AlternativeTarget[]
}

/**
 * The rustc target that was meant by a name: rustc's own, or one of Debian, Docker, Go, Zig, Nix, GNU, OpenWrt,
 * `uname -m`, or one with a typing error. undefined where nothing is near.
 */
export function meanTarget(text: string, names: ReadonlySet<string>): MeantTarget | undefined {
  const input = text.trim()
  if (names.has(input)) return { input, exists: true, target: input, why: [], alternatives: [] }
  const plain = unwrap(input.toLowerCase().replaceAll(/\s+/g, ' '))
  if (plain === '') return undefined
  const reading =
    (names.has(plain) ? { target: plain, why: wrappedWhy(input, plain) } : undefined) ??
    firstReal(
      [
        readDialect(plain),
        readPinned(plain, names),
        readOtherName(plain, names),
        readTuple(plain, names),
      ],
      names,
    ) ??
    readMistyped(plain, names)
  if (!reading) return undefined
  const alternatives = (reading.alternatives ?? []).filter((a) => names.has(a.target))
  return { input, exists: false, target: reading.target, why: reading.why, alternatives }
}

/** Takes off what stands around a name: quotes, the option before it, the end of a target specification’s file. */
function unwrap(text: string): string {
  return text
    .replaceAll(/^["'`“‘„«]+|["'`”’»]+$/g, '')
    .replace(/^--?(?:target|platform|build-arg targetplatform)[= ]/, '')
    .replace(/^(?:nixpkgs#)?pkgscross\.(?=[\w-])/, '')
    .replace(/(?<=-[a-z0-9]+)\.json$/, '')
    .trim()
}

function wrappedWhy(input: string, plain: string): readonly string[] {
  return input.toLowerCase() === plain
    ? ['rustc’s names are lower case.']
    : [`What stands around it is no part of the name: ${plain}.`]
}

function firstReal(
  readings: readonly (Reading | undefined)[],
  names: ReadonlySet<string>,
): Reading | undefined {
  return readings.find((reading) => reading !== undefined && names.has(reading.target))
}

/** `aarch64-unknown-linux-gnu.2.17`: cargo-zigbuild and Zig pin the glibc version behind the name. */
function readPinned(name: string, names: ReadonlySet<string>): Reading | undefined {
  const [, bare, version] = /^(.+?)\.(\d+\.\d+)$/.exec(name) ?? []
  if (bare === undefined || version === undefined) return undefined
  const reading = names.has(bare) ? { target: bare, why: [] } : readTuple(bare, names)
  if (!reading) return undefined
  const why = `“.${version}” pins the glibc version for Zig; rustc’s name ends before it.`
  return { ...reading, why: [why, ...reading.why] }
}

/** Corrects word by word, so that a slip in a long name does not land on another architecture; then the whole name. */
function readMistyped(name: string, names: ReadonlySet<string>): Reading | undefined {
  const words = name.split(/[-_ ]+/).length > 1 ? name.split('-') : []
  if (words.length > 1) {
    const known = words.map((_, index) => wordsAt(index, words.length, names))
    const mended = words.map((word, index) => {
      const candidates = known[index] ?? new Set<string>()
      return candidates.has(word) ? word : (nearestWord(word, candidates) ?? word)
    })
    const joined = mended.join('-')
    if (joined !== name) {
      const reading = names.has(joined) ? { target: joined, why: [] } : readTuple(joined, names)
      if (reading && names.has(reading.target)) {
        const slips = words.flatMap((word, i) =>
          word === mended[i]
            ? []
            : [`“${word}” is not a word of target names; the nearest is “${mended[i] ?? ''}”.`],
        )
        return { ...reading, why: [...slips, ...reading.why] }
      }
    }
  }
  const near = nearestWord(name, names)
  if (near !== undefined)
    return { target: near, why: ['No target has that name; this one is the nearest by spelling.'] }
  return undefined
}

/** Words that stand at a place of names with so many words, and those that dialects put there. */
function wordsAt(index: number, length: number, names: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const name of names) {
    const words = name.split('-')
    if (words.length !== length) continue
    const word = words[index]
    if (word !== undefined) found.add(word)
  }
  return found
}
