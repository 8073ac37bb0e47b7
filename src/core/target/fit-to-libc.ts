import type { BoardFacts } from '../board/board-facts.ts'
import { compareVersions } from '../text/compare-versions.ts'
import type { Draft } from './draft.ts'
import { seeLibc } from './see-userland.ts'
import type { TargetWishes } from './target-choice.ts'
import { targetMinimums } from './target-minimums.ts'

/** Where the rustc book gives no kernel: std's own minimum on Linux since Rust 1.64. */
const LEAST_KERNEL = '3.2'

/**
 * Turns a choice to static musl where the user wishes it, where the board's libc is older than std needs, or where
 * it is uClibc (those targets are tier 3). Warns where the kernel is too old.
 */
export function fitToLibc(draft: Draft, facts: BoardFacts, wishes: TargetWishes): Draft {
  const { target } = draft
  if (target === undefined) return draft
  const minimums = targetMinimums(target)
  const musl = toMusl(target)
  const kernelWarning = tooOld(
    'kernel',
    facts.kernel?.release,
    minimums?.kernel ?? LEAST_KERNEL,
    target,
  )
  const warnings = [...(draft.warnings ?? []), ...kernelWarning]
  const { libc } = seeLibc(facts)
  const old = libc === 'glibc' ? tooOld('glibc', facts.libc?.version, minimums?.libc, target) : []
  const reason =
    old[0] ??
    (libc === 'uclibc' && target.includes('uclibc')
      ? 'Its libc is uClibc, for which rustc has tier-3 targets alone: a static program needs nothing of it.'
      : undefined) ??
    (wishes.static === true && !target.includes('musl')
      ? 'A static program was asked for.'
      : undefined)
  if (reason === undefined || musl === undefined)
    return { ...draft, warnings: [...warnings, ...old] }
  const alternative =
    libc === 'uclibc'
      ? [{ target, when: 'it must use the board’s own libc (tier 3: build std)' }]
      : wishes.static === true && old.length === 0
        ? [{ target, when: 'it may use the board’s own libc' }]
        : []
  return {
    ...draft,
    target: musl,
    why: [reason, ...draft.why],
    alternatives: [...alternative, ...(draft.alternatives ?? [])],
    warnings: [
      ...warnings,
      ...(targetMinimums(musl)?.crtStatic === true
        ? []
        : [`${musl} makes dynamic programs by default: add -C target-feature=+crt-static.`]),
    ],
  }
}

/** The musl target of the same machine and float ABI, where rustc has one. */
export function toMusl(target: string): string | undefined {
  const musl = target.replace(/-(gnu|uclibc)/, '-musl').replace(/^thumbv7neon-/, 'armv7-')
  return musl !== target && targetMinimums(musl) ? musl : undefined
}

function tooOld(
  what: string,
  got: string | undefined,
  need: string | undefined,
  target: string,
): readonly string[] {
  if (
    got === undefined ||
    need === undefined ||
    !/^\d/.test(got) ||
    compareVersions(got, need) >= 0
  )
    return []
  return [`The board’s ${what} is ${got}; std of ${target} needs ${need} or later.`]
}
