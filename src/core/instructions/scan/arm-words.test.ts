import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import {
  a32Feature,
  a32Needs,
  isWideThumb,
  t16Feature,
  t16Needs,
  t32Feature,
  t32Needs,
} from './arm-words.ts'

/** Words as GNU as 2.40 makes them, with their mnemonics, by what they need; `none`: ARMv5TE. */
const a32: Readonly<Record<string, string>> = {
  v6t2: `
    e3000001 movw, e3400001 movt, e7e20151 ubfx, e7a20151 sbfx, e7c40111 bfi, e7c4011f bfc,
    e6ff0f31 rbit, e0603291 mls`,
  idiva: `
    e710f211 sdiv, e730f211 udiv`,
  v6: `
    e6ef0071 uxtb, e6bf0f31 rev, e6a20011 ssat, e6810012 pkhbt, e780f211 usad8, e7003211 smlad,
    e1910f9f ldrex, e1820f91 strex`,
  v6k: `
    e1b20f9f ldrexd, e1c20f91 strexb, f57ff01f clrex`,
  v7: `
    f57ff05b dmb, f57ff04f dsb, f57ff06f isb`,
  v8: `
    e1910c9f lda, e181fc90 stl, e1910e9f ldaex, e1820e91 stlex, eeb61bc2 vrintz.f64`,
  crc32: `
    e1010042 crc32b`,
  neon: `
    f2020d44 vadd.f32, f420070f vld1.8`,
  vfp: `
    ee310b02 vadd.f64, edd00a00 vldr, ed2d8b10 vpush, ee100a90 vmov, eeb11bc2 vsqrt.f64,
    eeb51b40 vcmp.f64, eeb03bc4 vabs.f64, eeb81be1 vcvt.f64.s32, eebd1bc3 vcvt.s32.f64,
    eef10a61 vneg.f32`,
  vfpd32: `
    ee711b02 vadd.f64, ee311b82 vadd.f64, ee321b21 vadd.f64, edd01b00 vldr, ed6d0b04 vpush,
    ec410b31 vmov, ee011b90 vmov.32`,
  vfpv3: `
    eeb70a00 vmov.f32`,
  vfpv4: `
    eea00a81 vfma.f32`,
  none: `
    e0810002 add, e0000291 mul, e0810392 umull, e16f0f11 clz, e12fff30 blx, e7910002 ldr,
    e1c200d0 ldrd, e1c100b0 strh, e8900006 ldm, ebfffffe bl, ef000000 svc, e10f0000 mrs,
    e1600281 smulbb, e1020051 qadd, e3a00003 mov, e1100001 tst, e7810102 str, f5d0f000 pld`,
}

const thumb: Readonly<Record<string, string>> = {
  thumb2: `
    f2400001 movw, f2c00001 movt, f3c10082 ubfx, f3410082 sbfx, f3610084 bfi, f36f0084 bfc,
    fa91f0a1 rbit, fb013012 mls, f3010002 ssat, eac10002 pkhbt, fb71f002 usad8, fb213002 smlad,
    e8510f00 ldrex, e8421000 strex, e8d2017f ldrexd, f3bf8f2f clrex, ee310b02 vadd.f64,
    edd00a00 vldr, ed2d8b10 vpush, ee100a90 vmov, eeb11bc2 vsqrt.f64, eeb51b40 vcmp.f64,
    eeb03bc4 vabs.f64, eeb81be1 vcvt.f64.s32, eebd1bc3 vcvt.s32.f64, eef10a61 vneg.f32,
    eb010002 add.w, fb01f002 mul.w, fab1f081 clz, e8900006 ldmia.w, f04f0003 mov.w,
    f8410022 str.w, f890f000 pld, b108 cbz, bf08 it, f7ffbffe b.w, f8d10004 ldr.w,
    eb010002 add.w`,
  idivt: `
    fb91f0f2 sdiv, fbb1f0f2 udiv`,
  v6: `
    b2c8 uxtb, ba08 rev, b208 sxth`,
  v7: `
    f3bf8f5b dmb, f3bf8f4f dsb, f3bf8f6f isb`,
  v8: `
    e8d10faf lda, e8c10faf stl, e8d10fef ldaex, e8c21fe0 stlex`,
  crc32: `
    fac1f082 crc32b`,
  neon: `
    ef020d44 vadd.f32, f920070f vld1.8`,
  vfpd32: `
    ee711b02 vadd.f64, ee311b82 vadd.f64, ee321b21 vadd.f64, edd01b00 vldr, ed6d0b04 vpush,
    ec410b31 vmov, ee011b90 vmov.32`,
  vfpv3: `
    eeb70a00 vmov.f32`,
  vfpv4: `
    eea00a81 vfma.f32`,
  none: `
    4780 blx, 5888 ldr, 8008 strh, f7fffffe bl, 4208 tst, 4608 moveq, 2001 movs, 1840 adds,
    b501 push, bd01 pop, 4770 bx`,
}

function ofThumb(word: string): string | undefined {
  const value = Number.parseInt(word, 16)
  assert.equal(isWideThumb(Number.parseInt(word.slice(0, 4), 16)), word.length === 8, word)
  return word.length === 8 ? t32Feature(value) : t16Feature(value)
}

function check(
  set: string,
  table: Readonly<Record<string, string>>,
  feature: (word: string) => string | undefined,
): void {
  for (const [expected, list] of Object.entries(table)) {
    test(`${set}: ${expected}`, () => {
      for (const entry of list.trim().split(/,\s*/)) {
        assert.equal(feature(entry.split(' ')[0] ?? '') ?? 'none', expected, entry)
      }
    })
  }
}

check('A32', a32, (word) => a32Feature(Number.parseInt(word, 16)))
check('Thumb', thumb, ofThumb)

test('what eight bits of a word can need holds for every word', () => {
  const isTold = (needs: readonly (readonly string[])[], bits: number, feature?: string): boolean =>
    feature === undefined || (needs[bits]?.includes(feature) ?? false)
  const anyWord = fc.tuple(fc.nat(0xffff), fc.nat(0xffff))
  const property = fc.property(anyWord, ([high, low]) => {
    const word = ((high << 16) | low) >>> 0
    assert.ok(word >>> 28 === 15 || isTold(a32Needs, (word >>> 20) & 0xff, a32Feature(word)))
    assert.ok(isTold(t16Needs, high >>> 8, isWideThumb(high) ? undefined : t16Feature(high)))
    assert.ok(isTold(t32Needs, high >>> 8, isWideThumb(high) ? t32Feature(word) : undefined))
  })
  fc.assert(property, { numRuns: 20_000 })
  for (let half = 0; half < 0x1_0000; half++) {
    if (!isWideThumb(half)) assert.ok(isTold(t16Needs, half >>> 8, t16Feature(half)))
  }
})
