/** Functions that are known to be chosen by what the CPU can, or to ask it, before they use newer instructions. */

/** Ends of names of glibc's variants, which its ifuncs choose from (sysdeps/…/multiarch, dl-trampoline). */
const variant =
  /_(sse\w*|ssse3\w*|avx\w*|evex\w*|fma\d?|movbe\w*|erms\w*|xsavec?|fxsave|sve\w*|mte|mops|neon|vfp|arm|power\d+\w*|ppc|z\d+|z13|vx|a64fx|generic)$/

/** LLVM libunwind: VG, tags and ZA of frames whose unwind table names them (see unwinder-words.ts). */
const libunwind = '_ZN9libunwind|_*unw_|__libunwind_|__arm_'

/** Functions of C libraries that ask themselves before they use such instructions; feature → their names. */
const asking: Readonly<Record<string, RegExp>> = {
  // libgcc's and compiler-builtins' outline atomics: __aarch64_have_lse_atomics.
  atomics: /^__aarch64_(cas|swp|ld(add|clr|eor|set))\d+_/,
  // glibc's memory tagging: mtag_enabled.
  mte: new RegExp(
    `^(${libunwind})|(malloc|calloc|realloc|memalign|free|mtag|tcache|mallinfo|mallopt)`,
  ),
  // musl's atomics for older kernels, chosen at the start by AT_HWCAP (src/thread/arm/atomics.s).
  v6: /^__a_(barrier|cas|gettp)/,
  v6k: /^__a_(barrier|cas|gettp)/,
  v7: /^__a_(barrier|cas|gettp)/,
  // libgcc's unwinder: only where a frame of such code is on the stack.
  sve: new RegExp(`^(${libunwind}|execute_stack_op|uw_|_Unwind_|__aarch64_|__libgcc_|__libc_arm_)`),
  sme: new RegExp(`^(${libunwind}|__aarch64_|_Unwind_|uw_|__libgcc_|__libc_arm_)`),
  vfpd32: /^__gnu_Unwind_(Save|Restore)_/,
  // setjmp, longjmp and the unwinder look at AT_HWCAP or at a mark in the frame.
  vfp: /^(__gnu_Unwind_(Save|Restore)_|_*(sig)?(set|long)jmp|(get|set|swap)context|__fe|fe[a-z]+$|__printf_fp|__strto|round_and_return)/,
  arch_3_00: /_hw$/,
  arch_3_1: /_hw$/,
  zEC12: /lock_elision|__lll_/,
}

/** A library that chooses between variants of its own functions when it runs. */
export interface ChoosingLibrary {
  /** Part of a symbol that its question to the CPU leaves in the file: without it the library was built for one CPU. */
  readonly witness: string
  readonly functions: RegExp
}

/** Names of variants in OpenSSL's assembly (crypto/…/asm/*.pl), which BoringSSL, AWS-LC and ring took over. */
const perlasm =
  '(' +
  [
    '\\w+_(neon|NEON|neon2|hw|armv8|ce|sve2?|eor3|v8|clmul|ssse3|avx\\w*|shaext)(_\\w+)?',
    '(bsaes|vpaes|aesv8|aes_v8|aes_hw|sm4_v8|vpsm4|vpsm4_ex|unroll8_eor3|hwsm3|asm_\\w*aescbc)_\\w+',
    'openssl_poly1305_neon2_\\w+',
    'sha3_keccak\\w*',
  ].join('|') +
  ')'

export const choosingLibraries: readonly ChoosingLibrary[] = [
  // Its functions take a value that only a look at the CPU makes (ring 0.17, src/cpu/arm.rs); C code alone has no such names.
  {
    witness: 'featureflags',
    functions: new RegExp(`^(ring_core_[0-9_]+__${perlasm}|_(bs|vp)aes_\\w+)$`),
  },
  // OPENSSL_armcap_P is asked before each (crypto/armcap.c, crypto/…/asm); `_armv8_…_probe` runs under a handler of SIGILL.
  {
    witness: 'OPENSSL_armcap_P',
    functions: new RegExp(
      `^((aws_lc_(fips_)?[0-9_]+_|ossl_)?_?${perlasm}|_armv[78]_\\w+_probe|KeccakF1600_ce|_(bs|vp)aes_\\w+)$`,
    ),
  },
  // On 32-bit ARM one function has both ways in it, behind a test of OPENSSL_armcap_P (crypto/…/asm/*-armv4.pl).
  {
    witness: 'OPENSSL_armcap_P',
    functions:
      /^(sha(1|256|512)_block_data_order|ChaCha20_ctr32|bn_mul_mont|bn_GF2m_mul_2x2|poly1305_(init|blocks|emit))$/,
  },
  // zlib-ng: functable.c fills a table by cpu_check_features when the first function is called.
  { witness: 'cpu_check_features', functions: /^\w+_(armv[68]|neon|acle)$/ },
]

/** Whether a function is known to be chosen by what the CPU can; `there` are the libraries whose witness is in the file. */
export function isChosen(
  name: string | undefined,
  feature: string,
  there: readonly ChoosingLibrary[],
): boolean {
  if (name === undefined) return false
  if (asking[feature]?.test(name) === true || (isOfC(name) && variant.test(name))) return true
  return there.some(({ functions }) => functions.test(name))
}

/** glibc's own: string functions, mathematics, the loader's trampolines. */
function isOfC(name: string): boolean {
  return /^_*(dl_|libc_|mem|str|wcs|wmem|stp|rawmem|bcmp|bzero|ieee754_|(sin|cos|tan|atan|exp|log|pow|floor|ceil|rint|nearbyint|trunc|round|fma)[a-z0-9]*_)/.test(
    name,
  )
}
