import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { a64Candidates, a64Feature, a64Key } from './a64-words.ts'

/** Words as GNU as 2.40 makes them, with their mnemonics, by what they need; `none`: ARMv8.0. */
const words: Readonly<Record<string, string>> = {
  atomics: `
    b8200041 ldadd, f8208041 swp, 88a07c41 cas, 48207c82 casp, 08e07c41 casab, 38e00041 ldaddalb`,
  lrcpc: `
    f8bfc020 ldapr`,
  ilrcpc: `
    d9404020 ldapur, 99004020 stlur`,
  crc32: `
    9ac24c20 crc32x, 1ac25020 crc32cb`,
  aes: `
    4e284820 aese, 4e287820 aesimc`,
  pmull: `
    0ee2e020 pmull, 4ee2e020 pmull2`,
  sha1: `
    5e020020 sha1c, 5e023020 sha1su0, 5e280820 sha1h, 5e281820 sha1su1`,
  sha2: `
    5e024020 sha256h, 5e282820 sha256su0, 5e026020 sha256su1`,
  sha512: `
    ce628020 sha512h, ce628420 sha512h2, cec08020 sha512su0, ce628820 sha512su1`,
  sha3: `
    ce628c20 rax1, ce020c20 eor3, ce220c20 bcax, ce820c20 xar`,
  sm3: `
    ce420c20 sm3ss1, ce429020 sm3tt1a, ce62c020 sm3partw1, ce62c820 sm4ekey`,
  sm4: `
    cec08420 sm4e`,
  asimdrdm: `
    6e828420 sqrdmlah, 6e428c20 sqrdmlsh, 7e828420 sqrdmlah, 6fa2d020 sqrdmlah,
    7fa2f020 sqrdmlsh`,
  asimddp: `
    4e829420 sdot, 2e829420 udot, 6fa2e020 udot, 4fa2e820 sdot`,
  i8mm: `
    4e829c20 usdot, 4fa2f020 usdot, 4f22f020 sudot, 4e82a420 smmla, 6e82a420 ummla,
    4e82ac20 usmmla`,
  bf16: `
    6e42fc20 bfdot, 4f62f020 bfdot, 6e42ec20 bfmmla, 2ec2fc20 bfmlalb, 6ec2fc20 bfmlalt,
    4ff2f820 bfmlalt, 1e634020 bfcvt, 0ea16820 bfcvtn, 4ea16820 bfcvtn2`,
  fcma: `
    6e82cc20 fcmla, 6f823820 fcmla, 6f621020 fcmla, 6ec2f420 fcadd, 6e82e420 fcadd`,
  asimdfhm: `
    4e22ec20 fmlal, 6e22cc20 fmlal2, 0ea2ec20 fmlsl, 2ea2cc20 fmlsl2, 4fb20020 fmlal,
    6fb2c020 fmlsl2`,
  asimdhp: `
    4e421420 fadd, 0e420c20 fmla, 4f229020 fmul, 6f229020 fmulx, 4f221020 fmla, 5f225020 fmls,
    7f229020 fmulx, 7ec21420 fabd, 4ef8d820 fcmeq, 4ef9b820 fcvtzs, 5ef9b820 fcvtzs,
    7ef9d820 frsqrte, 4e30c820 fmaxnmv, 4eb0f820 fminv, 5e30d820 faddp, 4f03fe00 fmov`,
  fphp: `
    1ee22820 fadd, 1fc20c20 fmadd, 1ee12000 fcmp, 1ee20c20 fcsel, 1eee1000 fmov, 1ee60020 fmov,
    1ee20020 scvtf, 1ec2f420 scvtf, 9ef80020 fcvtzs, 1ee1c020 fsqrt`,
  jscvt: `
    1e7e0020 fjcvtzs`,
  frint: `
    1e284020 frint32z, 1e69c020 frint64x, 6e21e820 frint32x, 4e61f820 frint64z`,
  flagm: `
    d500401f cfinv, ba008402 rmif, 3a00080d setf8, 3a00480d setf16`,
  flagm2: `
    d500405f axflag, d500403f xaflag`,
  sb: `
    d50330ff sb`,
  paca: `
    dac10020 pacia, dac13fe0 autdzb, dac143e0 xpaci, 9ac23020 pacga, d71f0801 braa,
    d63f081f blraaz, d65f0bff retaa, d65f0fff retab, f8200420 ldraa, f8a01c20 ldrab`,
  mte: `
    9adf1020 irg, 9ac21420 gmi, 9ac20020 subp, bac20020 subps, 91810420 addg, d1810420 subg,
    d9200820 stg, d9600020 ldg, d9a01420 st2g, 69000440 stgp, 68808440 stgp, 69808440 stgp`,
  sve: `
    0420e3e0 cntb, 04a20020 add`,
  ls64: `
    f83fd100 ld64b, f83f9100 st64b`,
  mops: `
    19010440 cpyfp, 19c20420 setp`,
  none: `
    c85f7c20 ldxr, c800fc41 stlxr, c8dffc20 ldar, c87f8440 ldaxp, 38a26820 ldrsb, f8627820 ldr,
    b8004420 str, a8c10440 ldp, 69410440 ldpsw, ad000440 stp, 6d810440 stp, 9ac20820 udiv,
    9ac22020 lsl, dac01020 clz, 5ac00020 rbit, dac01420 cls, 91001020 add, 2b020020 adds,
    9a020020 adc, fa410802 ccmp, 9a820020 csel, 93c20c20 extr, 9b020c20 madd, d65f03c0 ret,
    d61f0000 br, d63f0020 blr, d503201f nop, d503233f paciasp, d503245f bti, d503245f bti,
    d5033bbf dmb, d53bd040 mrs, d4000001 svc, 1e23c020 fcvt, 1ee24020 fcvt, 1ee2c020 fcvt,
    1e622820 fadd, 1f020c20 fmadd, 9e660020 fmov, 1e602008 fcmp, 1e65c020 frintz, 9e620020 scvtf,
    0e217820 fcvtl, 0e216820 fcvtn, 4e040c20 dup, 4e0c1c20 mov, 0e0c3c20 mov, 5e0c0420 mov,
    4ea11c20 mov, 4e020020 tbl, 4e823820 zip1, 6e021820 ext, 0e22e020 pmull, 6ea2b420 sqrdmulh,
    4fa2d020 sqrdmulh, 4fa28020 mul, 4fa21020 fmla, 4fc29820 fmul, 7fa29020 fmulx,
    5f523020 sqdmlal, 0f522020 smlal, 2f52a020 umull, 4ea28420 add, 4e22d420 fadd,
    6e30c820 fmaxnmv, 7e30d820 faddp, 4eb1b820 addv, 4ea1d820 frecpe, 6e219820 frintx,
    4e205820 cnt, 4ea00820 rev64, 4f235420 shl, 7f7d0420 ushr, 4f000420 movi, 4f03f600 fmov,
    6f008420 mvni, 4c407000 ld1, 4cdf0800 ld4, 4d40c800 ld1r, 0d009000 st1, 4ea09820 cmeq,
    4ea20c20 sqadd, 2e303820 uaddlv, 4e21d820 scvtf, 0e614820 sqxtn, f9800000 prfm,
    f85f8020 ldur, f8400820 ldtr, 10000000 adr, 90000000 adrp, d2800020 mov, f2a00020 movk,
    92401c20 and, d3431c20 ubfx, 14000000 b, 94000000 bl, b4000000 cbz, 36180000 tbz,
    54000000 b.eq`,
}

for (const [feature, list] of Object.entries(words)) {
  test(`A64: ${feature}`, () => {
    for (const entry of list.trim().split(/,\s*/)) {
      const word = Number.parseInt(entry.slice(0, 8), 16) | 0
      assert.equal(a64Feature(word) ?? 'none', feature, entry)
    }
  })
}

test('the top byte settles no word wrongly', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      (word) => a64Feature(word) === undefined || a64Candidates[a64Key(word)] === 1,
    ),
    { numRuns: 20_000 },
  )
})
