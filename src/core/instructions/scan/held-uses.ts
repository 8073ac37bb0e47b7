import type { ElfFacts } from '../../elf/elf-facts.ts'
import type { Reading } from '../../elf/byte-request.ts'
import { nameAddresses } from '../../elf/name-addresses.ts'
import { readSymbolName } from '../../elf/read-symbol-name.ts'
import type { FeatureUse, Reach, UseExample } from '../deep-answer.ts'
import type { CodeHits } from './code-hits.ts'
import { scanCode } from './scan-code.ts'
import { walkStart } from './walk-start.ts'

/** What a look at all code found. */
export interface HeldUses {
  readonly uses: readonly FeatureUse[]
  /** All code was looked at: what is not in `uses` is not in the file. */
  readonly whole: boolean
}

const mostExamples = 12

/**
 * The instructions of a file that `lacks` is true of: `certain` where every start comes by them,
 * else `held`. Those of functions that are known to be chosen by what the CPU can, or to ask it, are left out.
 */
export function* readHeldUses(
  elf: ElfFacts,
  lacks: (feature: string) => boolean,
): Reading<HeldUses> {
  const { hits, whole } = yield* scanCode(elf, lacks)
  const walked = yield* walkStart(elf, lacks, { isClean: whole && hits.length === 0 })
  const names = yield* nameAddresses(
    elf,
    [...hits, ...walked].flatMap(({ at }) => at),
  )
  const certain = walked.map((hit) => toUse(hit, 'certain', names))
  const held = hits
    .map((hit) => withoutChosen(hit, names))
    .filter(({ feature, count }) => count > 0 && !certain.some((use) => use.feature === feature))
    .map((hit) => toUse(hit, 'held', names))
  return { uses: [...certain, ...held], whole }
}

function withoutChosen(hit: CodeHits, names: ReadonlyMap<number, string>): CodeHits {
  const at = hit.at.filter((address) => !isChosen(names.get(address), hit.feature))
  return { feature: hit.feature, at, count: hit.count - (hit.at.length - at.length) }
}

/** Ends of names of glibc's variants, which its ifuncs choose from (sysdeps/…/multiarch, dl-trampoline). */
const variant =
  /_(sse\w*|ssse3\w*|avx\w*|evex\w*|fma\d?|movbe\w*|erms\w*|xsavec?|fxsave|sve\w*|mte|mops|neon|vfp|arm|power\d+\w*|ppc|z\d+|z13|vx|a64fx|generic)$/

/** Functions of C libraries that ask themselves before they use such instructions; feature → their names. */
const asking: Readonly<Record<string, RegExp>> = {
  // libgcc's and compiler-builtins' outline atomics: __aarch64_have_lse_atomics.
  atomics: /^__aarch64_(cas|swp|ld(add|clr|eor|set))\d+_/,
  // glibc's memory tagging: mtag_enabled.
  mte: /(malloc|calloc|realloc|memalign|free|mtag|tcache|mallinfo|mallopt)/,
  // musl's atomics for older kernels, chosen at the start by AT_HWCAP (src/thread/arm/atomics.s).
  v6: /^__a_(barrier|cas|gettp)/,
  v6k: /^__a_(barrier|cas|gettp)/,
  v7: /^__a_(barrier|cas|gettp)/,
  // libgcc's unwinder: only where a frame of such code is on the stack.
  sve: /^(execute_stack_op|uw_|_Unwind_|__aarch64_|__libgcc_|__libc_arm_)/,
  sme: /^(__aarch64_|__arm_|_Unwind_|uw_|__libgcc_|__libc_arm_)/,
  vfpd32: /^__gnu_Unwind_(Save|Restore)_/,
  // setjmp, longjmp and the unwinder look at AT_HWCAP or at a mark in the frame.
  vfp: /^(__gnu_Unwind_(Save|Restore)_|_*(sig)?(set|long)jmp|(get|set|swap)context|__fe|fe[a-z]+$|__printf_fp|__strto|round_and_return)/,
  arch_3_00: /_hw$/,
  arch_3_1: /_hw$/,
  zEC12: /lock_elision|__lll_/,
}

function isChosen(name: string | undefined, feature: string): boolean {
  if (name === undefined) return false
  return asking[feature]?.test(name) === true || (isOfC(name) && variant.test(name))
}

/** glibc's own: string functions, mathematics, the loader's trampolines. */
function isOfC(name: string): boolean {
  return /^_*(dl_|libc_|mem|str|wcs|wmem|stp|rawmem|bcmp|bzero|ieee754_|(sin|cos|tan|atan|exp|log|pow|floor|ceil|rint|nearbyint|trunc|round|fma)[a-z0-9]*_)/.test(
    name,
  )
}

function toUse(hit: CodeHits, reach: Reach, names: ReadonlyMap<number, string>): FeatureUse {
  const functions = new Set<string>()
  const crates = new Set<string>()
  const examples: UseExample[] = []
  for (const at of hit.at) {
    const symbol = names.get(at)
    const isNew = symbol === undefined ? examples.length === 0 : !functions.has(symbol)
    const named = symbol === undefined ? undefined : readSymbolName(symbol)
    if (symbol !== undefined) functions.add(symbol)
    if (named?.crate !== undefined) crates.add(named.crate)
    if (isNew && examples.length < mostExamples) {
      examples.push({ at, mnemonic: '', function: named?.path, crate: named?.crate })
    }
  }
  return {
    feature: hit.feature,
    reach,
    instructions: hit.count,
    functions: functions.size,
    crates: [...crates].toSorted().slice(0, 64),
    examples,
  }
}
