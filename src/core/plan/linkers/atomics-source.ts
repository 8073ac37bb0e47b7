/**
 * C source of what musl has no library for: the functions that compilers call where a CPU has no instruction for an
 * atomic access (GCC wiki, "Atomic/GCCMM/LIbrary"; names and arguments of libatomic). Crates ask for it by `-latomic`.
 * ARMv6 has no exclusive access of 64 bits: Linux does it, by its helper at 0xffff0f60 (kernel_user_helpers.rst,
 * kuser_cmpxchg64, Linux 3.1 and later), with which the compilers' own run-time libraries do it, too.
 */
export const ATOMICS_SOURCE: string = `typedef unsigned char u1;
typedef unsigned short u2;
typedef unsigned int u4;
typedef unsigned long long u8;
typedef __SIZE_TYPE__ size;
#define NAME(name) __asm__("__atomic_" name)

#if defined(__arm__) && __ARM_ARCH < 7
typedef int helper(const u8 *, const u8 *, volatile u8 *);
static int swap8(volatile u8 *at, u8 from, u8 to) {
  return ((helper *)0xffff0f60)(&from, &to, at) == 0;
}
static u8 read8(volatile u8 *at) {
  u8 value;
  do value = *at;
  while (!swap8(at, value, value));
  return value;
}
#else
static int swap8(volatile u8 *at, u8 from, u8 to) {
  return __atomic_compare_exchange_n(at, &from, to, 0, 5, 5);
}
static u8 read8(volatile u8 *at) { return __atomic_load_n(at, 5); }
#endif

#define SMALL(type, n) \\
  static int swap##n(volatile type *at, type from, type to) { \\
    return __atomic_compare_exchange_n(at, &from, to, 0, 5, 5); \\
  } \\
  static type read##n(volatile type *at) { return __atomic_load_n(at, 5); }
SMALL(u1, 1)
SMALL(u2, 2)
SMALL(u4, 4)

#define CHANGE(type, n, word, to) \\
  type word##n(volatile type *, type, int) NAME(#word "_" #n); \\
  type word##n(volatile type *at, type value, int order) { \\
    type old; \\
    do old = read##n(at); \\
    while (!swap##n(at, old, (type)(to))); \\
    return old; \\
  }
#define ALL(type, n) \\
  type load##n(volatile type *, int) NAME("load_" #n); \\
  type load##n(volatile type *at, int order) { return read##n(at); } \\
  CHANGE(type, n, exchange, value) \\
  CHANGE(type, n, fetch_add, old + value) \\
  CHANGE(type, n, fetch_sub, old - value) \\
  CHANGE(type, n, fetch_and, old & value) \\
  CHANGE(type, n, fetch_or, old | value) \\
  CHANGE(type, n, fetch_xor, old ^ value) \\
  CHANGE(type, n, fetch_nand, ~(old & value)) \\
  void store##n(volatile type *, type, int) NAME("store_" #n); \\
  void store##n(volatile type *at, type value, int order) { exchange##n(at, value, order); } \\
  _Bool compare##n(volatile type *, type *, type, int, int) NAME("compare_exchange_" #n); \\
  _Bool compare##n(volatile type *at, type *expected, type value, int yes, int no) { \\
    for (;;) { \\
      type old = read##n(at); \\
      if (old != *expected) { \\
        *expected = old; \\
        return 0; \\
      } \\
      if (swap##n(at, old, value)) return 1; \\
    } \\
  }
ALL(u1, 1)
ALL(u2, 2)
ALL(u4, 4)
ALL(u8, 8)

/* Of any size: one lock for all of them. */
static u4 lock;
static void take(void) {
  while (!swap4(&lock, 0, 1)) {
  }
}
static void give(void) { __atomic_store_n(&lock, 0, 5); }
static void copy(u1 *to, const u1 *from, size count) {
  while (count-- > 0) *to++ = *from++;
}
static int differ(const u1 *a, const u1 *b, size count) {
  while (count-- > 0)
    if (*a++ != *b++) return 1;
  return 0;
}
void load_any(size, void *, void *, int) NAME("load");
void load_any(size count, void *at, void *to, int order) {
  take();
  copy(to, at, count);
  give();
}
void store_any(size, void *, void *, int) NAME("store");
void store_any(size count, void *at, void *from, int order) {
  take();
  copy(at, from, count);
  give();
}
void exchange_any(size, void *, void *, void *, int) NAME("exchange");
void exchange_any(size count, void *at, void *from, void *to, int order) {
  take();
  copy(to, at, count);
  copy(at, from, count);
  give();
}
_Bool compare_any(size, void *, void *, void *, int, int) NAME("compare_exchange");
_Bool compare_any(size count, void *at, void *expected, void *from, int yes, int no) {
  take();
  _Bool same = !differ(at, expected, count);
  if (same) copy(at, from, count);
  else copy(expected, at, count);
  give();
  return same;
}
_Bool lock_free(size, const volatile void *) NAME("is_lock_free");
_Bool lock_free(size count, const volatile void *at) {
  return count == 1 || count == 2 || count == 4 || count == 8;
}
`
