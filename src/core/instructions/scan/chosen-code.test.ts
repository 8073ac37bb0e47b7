import assert from 'node:assert/strict'
import { test } from 'node:test'

import { choosingLibraries, isChosen } from './chosen-code.ts'

const ring = choosingLibraries.filter(({ witness }) => witness === 'featureflags')
const openssl = choosingLibraries.filter(({ witness }) => witness === 'OPENSSL_armcap_P')
const zlib = choosingLibraries.filter(({ witness }) => witness === 'cpu_check_features')

/** Names as they stand in programs of ring 0.17.14, aws-lc-sys 0.47, OpenSSL 3.5 and zlib-ng 2.2. */
const chosen = {
  ring: `ring_core_0_17_14__x25519_NEON ring_core_0_17_14__sha512_block_data_order_hw _bsaes_encrypt8
    ring_core_0_17_14__openssl_poly1305_neon2_addmulmod ring_core_0_17_14__bn_mul8x_mont_neon
    ring_core_0_17_14__vpaes_ctr32_encrypt_blocks ring_core_0_17_14__gcm_init_neon`,
  openssl: `unroll8_eor3_aes_gcm_enc_128_kernel sm4_v8_set_encrypt_key ossl_hwsm3_block_data_order
    sha512_block_armv8 asm_aescbc_sha512_hmac asm_sha512_hmac_aescbc_dec _armv8_sve2_probe
    KeccakF1600_ce ChaCha20_ctr32_sve aes_v8_ctr32_encrypt_blocks_unroll12_eor3 gcm_ghash_v8
    ossl_bsaes_cbc_encrypt poly1305_blocks_neon bn_GF2m_mul_2x2 aws_lc_0_47_0_sha3_keccak2_f1600
    aws_lc_0_47_0_aesv8_gcm_8x_enc_256 aws_lc_0_47_0_sha512_block_data_order_hw`,
  zlib: 'crc32_armv8 crc32_fold_copy_armv8 slide_hash_armv6 adler32_neon',
}

/** Of the same programs, and their own. */
const others = `ring_core_0_17_14__x25519_sc_reduce ring_core_0_17_14__fiat_curve25519_adx EVP_Digest main
  neon_main _ZN4ring6digest6digest17h0123456789abcdefE aws_lc_0_47_0_EVP_aead_aes_128_gcm compute`

for (const [name, libraries] of Object.entries({ ring, openssl, zlib })) {
  test(`${name} chooses its own variants`, () => {
    for (const symbol of chosen[name as keyof typeof chosen].split(/\s+/)) {
      assert.ok(isChosen(symbol, 'neon', libraries), symbol)
      assert.ok(!isChosen(symbol, 'neon', []), `${symbol}, and nothing asks`)
    }
    for (const symbol of others.split(/\s+/).filter((other) => !other.endsWith('_adx'))) {
      assert.ok(!isChosen(symbol, 'neon', libraries), symbol)
    }
  })
}

test('the unwinder of LLVM, of those features alone', () => {
  const getReg =
    '_ZN9libunwind12UnwindCursorINS_17LocalAddressSpaceENS_15Registers_arm64EE6getRegEi'
  for (const symbol of [getReg, 'unw_get_reg', '__unw_get_reg']) {
    assert.ok(isChosen(symbol, 'sve', []), symbol)
    assert.ok(!isChosen(symbol, 'atomics', []), symbol)
  }
  assert.ok(isChosen('__libunwind_Registers_arm64_za_disable', 'sme', []))
})
