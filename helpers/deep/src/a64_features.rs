//! Which feature an A64 instruction belongs to, by the names that the Linux kernel gives them (arch/arm64/kernel/cpuinfo.c).
//! Sources: Arm ARM DDI 0487, section A2 (features) and the encoding classes of C4.1.

use exarmo_aarch64::Instruction;
use std::cell::RefCell;

/// Remembers the answer for each encoding.
pub struct Features {
    known: RefCell<Vec<Option<Option<&'static str>>>>,
}

impl Features {
    pub fn new() -> Features {
        Features {
            known: RefCell::new(Vec::new()),
        }
    }

    pub fn of(&self, instruction: &Instruction, word: u32) -> Option<&'static str> {
        // C4.1, top level: op0 = 0010 is SVE; bit 31 with op0 = 0000 is SME.
        match (word >> 25) & 15 {
            2 => return Some("sve"),
            0 if word >> 31 == 1 => return Some("sme"),
            _ => {}
        }
        if is_half_float(word) {
            return Some("fphp");
        }
        let encoding = instruction.encoding();
        let index = encoding as usize;
        let mut known = self.known.borrow_mut();
        if known.len() <= index {
            known.resize(index + 1, None);
        }
        let by_name = *known[index]
            .get_or_insert_with(|| feature(encoding.name(), instruction.mnemonic().name()));
        match by_name {
            // PMULL of 8-bit lanes is ARMv8.0; that of 64-bit lanes is optional.
            Some("pmull") if (word >> 22) & 3 != 3 => None,
            other => other,
        }
    }
}

/// Scalar floats of 16 bits (C4.1.97: ftype 11), but not FCVT, which ARMv8.0 has.
fn is_half_float(word: u32) -> bool {
    let half = (word >> 22) & 3 == 3;
    let one_or_two_sources = word & 0x5f20_0000 == 0x1e20_0000;
    let three_sources = word & 0xff00_0000 == 0x1f00_0000;
    let fixed_point = word & 0x5f20_0000 == 0x1e00_0000;
    let converts = word & 0xff3e_7c00 == 0x1e22_4000;
    half && (one_or_two_sources || three_sources || fixed_point) && !converts
}

fn feature(encoding: &str, mnemonic: &str) -> Option<&'static str> {
    let has = |part: &str| encoding.contains(part);
    let starts = |words: &[&str]| words.iter().any(|w| mnemonic.starts_with(w));
    let is = |words: &[&str]| words.contains(&mnemonic);
    if has("Hints") {
        return None;
    }
    if has("Asimdsamefp16")
        || has("Asimdmiscfp16")
        || has("Asisdsamefp16")
        || has("Asisdmiscfp16")
        || has("AsimdallOnlyH")
    {
        return Some("asimdhp");
    }
    if starts(&["ldapur", "stlur"]) {
        return Some("ilrcpc");
    }
    if starts(&["ldapr"]) {
        return Some("lrcpc");
    }
    if is(&["ld64b", "st64b", "st64bv", "st64bv0"]) {
        return Some("ls64");
    }
    if has("Memop128") {
        return Some("lse128");
    }
    if starts(&["rcw"]) {
        return Some("the");
    }
    if has("Memop")
        && starts(&[
            "ldadd", "ldclr", "ldeor", "ldset", "ldsm", "ldum", "swp", "stadd", "stclr", "steor",
            "stset", "stsm", "stum",
        ])
        || has("Comswap") && starts(&["cas"])
    {
        return Some("atomics");
    }
    if has("Cryptoaes") {
        return Some("aes");
    }
    if is(&["pmull", "pmull2"]) {
        return Some("pmull");
    }
    if starts(&["sha1"]) {
        return Some("sha1");
    }
    if starts(&["sha256"]) {
        return Some("sha2");
    }
    if starts(&["sha512"]) {
        return Some("sha512");
    }
    if is(&["eor3", "bcax", "rax1", "xar"]) {
        return Some("sha3");
    }
    if starts(&["sm3"]) {
        return Some("sm3");
    }
    if starts(&["sm4"]) {
        return Some("sm4");
    }
    if starts(&["crc32"]) {
        return Some("crc32");
    }
    if starts(&["sqrdmlah", "sqrdmlsh"]) {
        return Some("asimdrdm");
    }
    if is(&["sdot", "udot"]) {
        return Some("asimddp");
    }
    if is(&["usdot", "sudot", "smmla", "ummla", "usmmla"]) {
        return Some("i8mm");
    }
    if starts(&["bfdot", "bfmmla", "bfmlal", "bfcvt"]) {
        return Some("bf16");
    }
    if starts(&["fmlal", "fmlsl"]) {
        return Some("asimdfhm");
    }
    if is(&["fcmla", "fcadd"]) {
        return Some("fcma");
    }
    if is(&["fjcvtzs"]) {
        return Some("jscvt");
    }
    if starts(&["frint32", "frint64"]) {
        return Some("frint");
    }
    if is(&["cfinv", "rmif", "setf8", "setf16"]) {
        return Some("flagm");
    }
    if is(&["axflag", "xaflag"]) {
        return Some("flagm2");
    }
    if is(&["sb"]) {
        return Some("sb");
    }
    if is(&["wfet", "wfit"]) {
        return Some("wfxt");
    }
    if starts(&[
        "pac", "aut", "braa", "brab", "blraa", "blrab", "retaa", "retab", "ldraa", "ldrab", "xpac",
    ]) {
        return Some("paca");
    }
    if is(&[
        "irg", "gmi", "subp", "subps", "addg", "subg", "stg", "stzg", "st2g", "stz2g", "stgp",
        "ldg", "ldgm", "stgm", "stzgm",
    ]) {
        return Some("mte");
    }
    if has("Memcms") || has("Memset") {
        return Some("mops");
    }
    if has("Dp1src") && is(&["abs", "cnt", "ctz"])
        || (has("Dp2src") || has("Minmax")) && is(&["smax", "smin", "umax", "umin"])
    {
        return Some("cssc");
    }
    None
}
