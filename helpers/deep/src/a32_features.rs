//! Which feature an A32 or T32 instruction needs beyond ARMv5TE. `v6` to `v8` are levels of the architecture, the rest
//! are named as the Linux kernel does (arch/arm/kernel/setup.c). Sources: Arm ARM DDI 0406C, A4 to A8 ("ARMv6T2 and
//! above", "ARMv7" in each instruction's encoding), and DDI 0487 part F for what ARMv8 added.

use exarmo_aarch32::{Instruction, Operand, Reg};
use std::cell::RefCell;

pub struct Features {
    known: RefCell<Vec<Option<Option<&'static str>>>>,
}

/// The unit that an instruction is carried out by.
#[derive(PartialEq)]
enum Unit {
    Core,
    Float,
    Neon,
}

impl Features {
    pub fn new() -> Features {
        Features {
            known: RefCell::new(Vec::new()),
        }
    }

    pub fn of(
        &self,
        instruction: &Instruction,
        word: u32,
        length: u8,
        thumb: bool,
    ) -> Option<&'static str> {
        let encoding = instruction.encoding();
        let index = encoding as usize;
        let mut known = self.known.borrow_mut();
        if known.len() <= index {
            known.resize(index + 1, None);
        }
        let unit = if length == 4 {
            unit(word, thumb)
        } else {
            Unit::Core
        };
        let found = *known[index].get_or_insert_with(|| {
            let name = instruction.mnemonic().name();
            match unit {
                Unit::Core => core(name, thumb),
                Unit::Float => float(name, encoding.name()),
                Unit::Neon => neon(name, encoding.name()),
            }
        });
        match (found, &unit) {
            (Some("vfp" | "vfpv3" | "vfpv4"), Unit::Float) if uses_upper_half(instruction) => {
                Some("vfpd32")
            }
            (None, Unit::Core) if thumb => thumb_level(instruction.mnemonic().name(), word, length),
            _ => found,
        }
    }
}

/// F4.1, F3.1: Advanced SIMD and floating-point spaces; T32 has the same words with another top byte.
fn unit(word: u32, thumb: bool) -> Unit {
    let coprocessor = word >> 8 & 15;
    if thumb {
        return match word >> 24 {
            0xef | 0xff | 0xf9 if word >> 24 != 0xf9 || word & 0x10_0000 == 0 => Unit::Neon,
            0xec..=0xee if matches!(coprocessor, 10 | 11) => Unit::Float,
            0xfc..=0xfe if matches!(coprocessor, 8..=13) => upper(word),
            _ => Unit::Core,
        };
    }
    match word >> 24 {
        0xf2 | 0xf3 => Unit::Neon,
        0xf4 if word & 0x10_0000 == 0 => Unit::Neon,
        0xfc..=0xfe if matches!(coprocessor, 8..=13) => upper(word),
        _ if word >> 28 < 15
            && matches!(word >> 24 & 15, 12..=14)
            && matches!(coprocessor, 10 | 11) =>
        {
            Unit::Float
        }
        _ => Unit::Core,
    }
}

/// The unconditional space of coprocessors 8 to 13, new in ARMv8: 9 to 11 hold VSEL, VRINTA and the like, the rest SIMD.
fn upper(word: u32) -> Unit {
    if word >> 24 & 15 == 14 && matches!(word >> 8 & 15, 9..=11) {
        Unit::Float
    } else {
        Unit::Neon
    }
}

fn core(name: &str, thumb: bool) -> Option<&'static str> {
    let starts = |words: &[&str]| words.iter().any(|w| name.starts_with(w));
    let is = |words: &[&str]| words.contains(&name);
    if starts(&["crc32"]) {
        return Some("crc32");
    }
    if is(&["sb", "ssbb", "pssbb"]) {
        return Some("sb");
    }
    // LDAPR has no A32 form; LDA and STL are ARMv8.
    if is(&[
        "lda", "ldab", "ldah", "stl", "stlb", "stlh", "hlt", "setpan",
    ]) || starts(&["ldaex", "stlex", "dcps"])
    {
        return Some("v8");
    }
    if is(&["sdiv", "udiv"]) {
        return Some(if thumb { "idivt" } else { "idiva" });
    }
    if is(&["dmb", "dsb", "isb", "pli", "pldw", "hvc", "eret"]) {
        return Some("v7");
    }
    if is(&[
        "movw", "movt", "bfc", "bfi", "sbfx", "ubfx", "mls", "rbit", "ldrht", "strht", "ldrsbt",
        "ldrsht",
    ]) {
        return Some("v6t2");
    }
    if is(&[
        "ldrexb", "ldrexh", "ldrexd", "strexb", "strexh", "strexd", "clrex",
    ]) {
        return Some("v6k");
    }
    let parallel = [
        "sadd", "ssub", "sasx", "ssax", "qadd8", "qadd16", "qsub8", "qsub16", "qasx", "qsax",
        "shadd", "shsub", "shasx", "shsax", "uadd", "usub", "uasx", "usax", "uqadd", "uqsub",
        "uqasx", "uqsax", "uhadd", "uhsub", "uhasx", "uhsax",
    ];
    let media = [
        "sxt", "uxt", "rev", "pkh", "ssat", "usat", "usad", "umaal", "smlad", "smlsd", "smlald",
        "smlsld", "smuad", "smusd", "smmla", "smmls", "smmul", "ldrex", "strex",
    ];
    if starts(&parallel) || starts(&media) || is(&["sel", "setend", "cps", "cpsid", "cpsie"]) {
        return Some("v6");
    }
    None
}

/// Thumb-1 has 16-bit encodings and BL; the rest came with ARMv6T2 (DDI 0406C, A4.1).
fn thumb_level(name: &str, word: u32, length: u8) -> Option<&'static str> {
    if length == 4 {
        return if matches!(name, "bl" | "blx") {
            None
        } else {
            Some("thumb2")
        };
    }
    let compares = word & 0xf500 == 0xb100;
    let it_or_hint = word & 0xff00 == 0xbf00;
    if compares || it_or_hint {
        Some("thumb2")
    } else {
        None
    }
}

fn float(name: &str, encoding: &str) -> Option<&'static str> {
    let starts = |words: &[&str]| words.iter().any(|w| name.starts_with(w));
    // Half precision as a type of its own: encodings whose name ends in H, VMOVX, VINS.
    if encoding.ends_with("A1H")
        || encoding.ends_with("T1H")
        || encoding.ends_with("2H")
        || starts(&["vmovx", "vins"])
    {
        return Some("fphp");
    }
    if encoding.starts_with("VmovTohA")
        || encoding.starts_with("VmovHA")
        || encoding.starts_with("VmovTohT")
        || encoding.starts_with("VmovHT")
    {
        return Some("fphp");
    }
    if starts(&["vjcvt"]) {
        return Some("jscvt");
    }
    if starts(&[
        "vsel", "vmaxnm", "vminnm", "vrint", "vcvta", "vcvtm", "vcvtn", "vcvtp",
    ]) {
        return Some("v8");
    }
    if starts(&["vcvtb", "vcvtt"]) {
        return Some(if encoding.contains("Dh") || encoding.contains("Hd") {
            "v8"
        } else {
            "fp16"
        });
    }
    if starts(&["vfma", "vfms", "vfnma", "vfnms"]) {
        return Some("vfpv4");
    }
    if starts(&["vdup"]) {
        return Some("neon");
    }
    let constant = starts(&["vmov"]) && encoding.starts_with("VmovI");
    let fixed_point = encoding.starts_with("VcvtToxv") || encoding.starts_with("VcvtXv");
    Some(if constant || fixed_point {
        "vfpv3"
    } else {
        "vfp"
    })
}

fn neon(name: &str, encoding: &str) -> Option<&'static str> {
    let starts = |words: &[&str]| words.iter().any(|w| name.starts_with(w));
    Some(match name {
        _ if starts(&["aes"]) => "aes",
        _ if starts(&["sha1"]) => "sha1",
        _ if starts(&["sha256"]) => "sha2",
        _ if starts(&["vsdot", "vudot"]) => "asimddp",
        _ if starts(&["vusdot", "vsudot", "vsmmla", "vummla", "vusmmla"]) => "i8mm",
        _ if starts(&["vdot", "vmmla"]) || encoding.contains("Bf") => "asimdbf16",
        _ if starts(&["vfmal", "vfmsl"]) => "asimdfhm",
        _ if starts(&["vcmla", "vcadd"]) => "fcma",
        _ if starts(&["vqrdmlah", "vqrdmlsh"]) => "asimdrdm",
        _ if starts(&[
            "vmaxnm", "vminnm", "vrint", "vcvta", "vcvtm", "vcvtn", "vcvtp",
        ]) =>
        {
            "v8"
        }
        _ if starts(&["vfma", "vfms"]) => "vfpv4",
        _ => "neon",
    })
}

/// d16 to d31, which VFPv3-D16 and VFPv2 lack (DDI 0406C, A2.6).
fn uses_upper_half(instruction: &Instruction) -> bool {
    instruction.operands().iter().any(|operand| match operand {
        Operand::Reg(register) => matches!(register.reg, Reg::Double(d) if d.num() >= 16),
        Operand::List(list) => list
            .regs()
            .any(|r| matches!(r, Reg::Double(d) if d.num() >= 16)),
        _ => false,
    })
}
