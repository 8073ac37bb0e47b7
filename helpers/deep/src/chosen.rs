//! Code that is known to be chosen by what the CPU can, though no question is seen on the way: variants of libraries, by the names that
//! they and their question leave in the file, and the parts of unwinders for newer frames, by their words. The same rules are in
//! src/core/instructions/scan/chosen-code.ts and unwinder-words.ts, with their sources.

use crate::image::Image;
use crate::program::Program;
use std::collections::HashSet;

/// Functions that their library chooses when it runs.
pub fn chosen_functions(program: &Program<'_>) -> HashSet<u64> {
    let image = &program.image;
    let has = |witness: &str| {
        let named = image.functions.values().map(|s| s.name.as_str());
        let objects = image.object_spans.values().map(|(_, name)| name.as_str());
        named.chain(objects).any(|name| name.contains(witness))
    };
    let (ring, openssl, zlib) = (
        has("featureflags"),
        has("OPENSSL_armcap_P"),
        has("cpu_check_features"),
    );
    image
        .functions
        .iter()
        .filter(|(_, s)| {
            (ring && is_of_ring(&s.name))
                || (openssl && is_of_openssl(&s.name))
                || (zlib && is_of_zlib_ng(&s.name))
        })
        .map(|(at, _)| *at)
        .collect()
}

/// `ring_core_0_17_14__sha512_block_data_order_hw` → what stands behind the version.
fn behind_version<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let rest = name.strip_prefix(prefix)?;
    Some(rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_'))
}

fn is_of_ring(name: &str) -> bool {
    behind_version(name, "ring_core_").is_some_and(is_perlasm) || is_local(name)
}

fn is_of_openssl(name: &str) -> bool {
    if is_local(name) || (name.starts_with("_armv") && name.ends_with("_probe")) {
        return true;
    }
    if matches!(
        name,
        "sha1_block_data_order"
            | "sha256_block_data_order"
            | "sha512_block_data_order"
            | "ChaCha20_ctr32"
            | "bn_mul_mont"
            | "bn_GF2m_mul_2x2"
            | "poly1305_init"
            | "poly1305_blocks"
            | "poly1305_emit"
            | "KeccakF1600_ce"
    ) {
        return true;
    }
    let rest = behind_version(name, "aws_lc_fips_")
        .or_else(|| behind_version(name, "aws_lc_"))
        .or_else(|| name.strip_prefix("ossl_"))
        .unwrap_or(name);
    is_perlasm(rest)
}

fn is_of_zlib_ng(name: &str) -> bool {
    ["_armv6", "_armv8", "_neon", "_acle"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Parts of AES that only its own variants call.
fn is_local(name: &str) -> bool {
    name.starts_with("_bsaes_") || name.starts_with("_vpaes_")
}

/// Names of variants in OpenSSL's assembly (crypto/…/asm/*.pl).
fn is_perlasm(name: &str) -> bool {
    let heads = [
        "bsaes_",
        "vpaes_",
        "aesv8_",
        "aes_v8_",
        "aes_hw_",
        "sm4_v8_",
        "vpsm4_",
        "unroll8_eor3_",
        "hwsm3_",
        "openssl_poly1305_neon2_",
        "sha3_keccak",
    ];
    let is_tail = |part: &str| {
        matches!(
            part,
            "neon"
                | "NEON"
                | "neon2"
                | "hw"
                | "armv8"
                | "ce"
                | "sve"
                | "sve2"
                | "eor3"
                | "v8"
                | "clmul"
                | "ssse3"
                | "shaext"
        ) || part.starts_with("avx")
    };
    heads.iter().any(|head| name.starts_with(head))
        || (name.starts_with("asm_") && name.contains("aescbc_"))
        || name.trim_start_matches('_').split('_').skip(1).any(is_tail)
}

/// Instructions that the words around them tell: of outline atomics behind `cbz w16` (libgcc and compiler-rt, lse.S), and of unwinders,
/// the latter only where nothing else in the file has their feature.
pub fn chosen_words(program: &Program<'_>) -> HashSet<u64> {
    let uses = || program.functions.values().flat_map(|f| &f.uses);
    let mut found: HashSet<u64> = uses()
        .filter(|u| u.feature == "atomics" && is_outline(&program.image, u.at))
        .map(|u| u.at)
        .collect();
    for feature in ["sve", "sme", "mte"] {
        let own = || uses().filter(|u| u.feature == feature);
        if own().all(|u| is_of_unwinder(&program.image, u.at)) {
            found.extend(own().map(|u| u.at));
        }
    }
    found
}

fn word(image: &Image<'_>, at: u64) -> u32 {
    image
        .range_of(at)
        .and_then(|r| r.bytes.get((at - r.start) as usize..)?.get(..4))
        .map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn is_outline(image: &Image<'_>, at: u64) -> bool {
    word(image, at.wrapping_sub(4)) & 0xff00_001f == 0x3400_0010
}

fn is_of_unwinder(image: &Image<'_>, at: u64) -> bool {
    let (own, before) = (word(image, at), word(image, at.wrapping_sub(4)));
    let after = word(image, at + 4);
    // CNTD behind `ldr w, cbnz w`.
    if own & 0xffff_ffe0 == 0x04e0_e3e0 {
        let load = word(image, at.wrapping_sub(8));
        return load & 0xffc0_0000 == 0xb940_0000
            && before >> 24 == 0x35
            && load & 31 == before & 31;
    }
    // STG of an address with its own tag, sixteen bytes up.
    if own & 0xffff_fc00 == 0xd920_0800 {
        let register = own & 31;
        return (own >> 5) & 31 == register && after == 0x9100_4000 | register << 5 | register;
    }
    (own == 0xe120_6200 && before == 0xaa1f_03ef && after == 0x0430_5830)
        || (own == 0x0430_5830 && before == 0xe120_6200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variants() {
        assert!(is_of_ring("ring_core_0_17_14__x25519_NEON"));
        assert!(is_of_ring("ring_core_0_17_14__sha512_block_data_order_hw"));
        assert!(is_of_ring("ring_core_0_17_14__vpaes_ctr32_encrypt_blocks"));
        assert!(!is_of_ring("ring_core_0_17_14__x25519_sc_reduce"));
        assert!(is_of_openssl("aws_lc_0_47_0_sha3_keccak2_f1600"));
        assert!(is_of_openssl("unroll8_eor3_aes_gcm_enc_128_kernel"));
        assert!(is_of_openssl("_armv8_sve_probe"));
        assert!(!is_of_openssl("EVP_DigestInit_ex"));
        assert!(!is_of_openssl("neon_main"));
        assert!(is_of_zlib_ng("crc32_armv8"));
        assert!(!is_of_zlib_ng("inflate_fast"));
    }
}
