/**
 * The atomic functions that ferry gives to static musl programs, compiled for this host and for ARMv6, called by their
 * names from several threads. Needs cc, arm-linux-gnueabi-gcc, and the network or a warm cache.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { ATOMICS_SOURCE } from '../../src/core/plan/linkers/atomics-source.ts'
import { ensureQemuUser } from './emulators.ts'
import { makeRealWorld } from './real-world.ts'

const qemu = await ensureQemuUser(makeRealWorld())

const folder = mkdtempSync(join(tmpdir(), 'ferry-atomics-'))
after(() => rmSync(folder, { recursive: true }))

writeFileSync(join(folder, 'atomic.c'), ATOMICS_SOURCE)
writeFileSync(
  join(folder, 'main.c'),
  `#include <pthread.h>
#include <stdio.h>
#include <string.h>
typedef unsigned long long u8;
u8 add8(volatile u8 *, u8, int) __asm__("__atomic_fetch_add_8");
u8 nand8(volatile u8 *, u8, int) __asm__("__atomic_fetch_nand_8");
u8 load8(volatile u8 *, int) __asm__("__atomic_load_8");
void store8(volatile u8 *, u8, int) __asm__("__atomic_store_8");
u8 exchange8(volatile u8 *, u8, int) __asm__("__atomic_exchange_8");
_Bool compare8(volatile u8 *, u8 *, u8, int, int) __asm__("__atomic_compare_exchange_8");
unsigned char sub1(volatile unsigned char *, unsigned char, int) __asm__("__atomic_fetch_sub_1");
_Bool compare_any(size_t, void *, void *, void *, int, int) __asm__("__atomic_compare_exchange");
void load_any(size_t, void *, void *, int) __asm__("__atomic_load");
static volatile u8 sum = 0xffffffffull;
static volatile unsigned char small = 0;
static char text[12] = "ferry";
static void *work(void *unused) {
  for (int i = 0; i < 5000; i++) { add8(&sum, 0x100000001ull, 5); sub1(&small, 1, 5); }
  return unused;
}
int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, work, 0);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  u8 whole = load8(&sum, 5), expected = 1;
  _Bool no = compare8(&sum, &expected, 7, 5, 5);
  _Bool yes = compare8(&sum, &expected, 7, 5, 5);
  u8 seven = exchange8(&sum, 6, 5);
  nand8(&sum, 3, 5);
  u8 nand = load8(&sum, 5);
  store8(&sum, 1ull << 40, 5);
  char want[12] = "ferry", next[12] = "board", now[12];
  _Bool any = compare_any(12, text, want, next, 5, 5);
  load_any(12, text, now, 5);
  printf("%llx %d %d %d %llu %llx %llu %d %s\\n", whole, small, no, yes, seven, nand, sum, any, now);
  return 0;
}
`,
)

function check(compiler: readonly string[], emulator: readonly string[]): void {
  const [cc = '', ...flags] = compiler
  const program = join(folder, 'program')
  const words = [...flags, '-O2', '-w', 'atomic.c', 'main.c', '-o', program, '-pthread', '-static']
  execFileSync(cc, words, { cwd: folder })
  const [file, ...args] = [...emulator, program]
  // 20,000 times 2^32 + 1 on top of 2^32 - 1, modulo nothing: 64 bits hold it; small is 0 - 20,000 in 8 bits.
  const whole = (0xffffffffn + 20_000n * 0x100000001n).toString(16)
  const small = (256 - (20_000 % 256)) % 256
  assert.equal(
    execFileSync(file ?? program, args, { encoding: 'utf8' }),
    `${whole} ${small} 0 1 7 fffffffffffffffd 1099511627776 1 board\n`,
  )
}

test('on this host', () => check(['cc'], []))

test('on ARMv6, where Linux helps with 64 bits', () =>
  check(['arm-linux-gnueabi-gcc', '-march=armv6', '-marm'], [qemu('arm'), '-cpu', 'arm1176']))
