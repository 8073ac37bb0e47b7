//! AArch64, by exarmo-aarch64 (generated from Arm's machine-readable specification).

use crate::a64_features::Features;
use crate::insn::{Flow, Insn, ItBlock, Machine, Track};
use exarmo_aarch64::{BranchKind, decode_word};

pub struct A64 {
    features: Features,
}

impl A64 {
    pub fn new() -> A64 {
        A64 {
            features: Features::new(),
        }
    }
}

impl Machine for A64 {
    fn decode(&self, bytes: &[u8], at: u64, _: bool, _: &mut ItBlock) -> Option<Insn> {
        let word = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?);
        let instruction = decode_word(word).ok()?;
        let mut insn = Insn::plain(at, 4);
        insn.feature = self.features.of(&instruction, word);
        if insn.feature.is_some() {
            insn.mnemonic = instruction.mnemonic().name();
        }
        let kind = instruction.branch().kind;
        if kind == BranchKind::None {
            insn.track = track(word, at);
            // MRS of the ID registers op0=3 op1=0 CRn=0: Linux emulates them for programs (Documentation/arch/arm64/cpu-feature-registers.rst).
            insn.asks_cpu = word & 0xffff_f000 == 0xd538_0000;
            return Some(insn);
        }
        let branch = instruction.at(at).branch();
        let target = branch.target.unwrap_or(0);
        let register = ((word >> 5) & 31) as u8;
        insn.flow = match kind {
            BranchKind::Direct if branch.conditional => Flow::Branch(target),
            BranchKind::Direct => Flow::Jump(target),
            BranchKind::DirectCall => Flow::Call(target),
            BranchKind::IndirectCall => Flow::CallReg(register),
            BranchKind::Indirect => Flow::JumpReg(register),
            BranchKind::Return | BranchKind::ExceptionReturn => Flow::Return,
            BranchKind::SystemCall => Flow::System,
            BranchKind::Exception | BranchKind::Halt => Flow::Trap,
            BranchKind::None => Flow::Next,
        };
        Some(insn)
    }

    fn step(&self, _: &[u8], _: bool) -> u64 {
        4
    }

    // AAPCS64, section 6.1.1: r0 to r18 and the link register are not kept.
    fn lost_by_call(&self, register: u8) -> bool {
        register <= 18 || register == 30
    }
}

/// Addresses are made by ADR, ADRP, ADD and LDR (Arm ARM, C4.1: data processing immediate; loads, unsigned immediate).
fn track(word: u32, at: u64) -> Track {
    let rd = (word & 31) as u8;
    let rn = ((word >> 5) & 31) as u8;
    if word & 0x1f00_0000 == 0x1000_0000 {
        let low = (word >> 29) & 3;
        let high = ((word >> 5) & 0x7ffff) as i64;
        let value = ((high << 2 | low as i64) << 43) >> 43;
        let page = word >> 31 == 1;
        let base = if page { at & !0xfff } else { at };
        return Track::Set(
            rd,
            base.wrapping_add((if page { value << 12 } else { value }) as u64),
        );
    }
    if word & 0xff80_0000 == 0x9100_0000 {
        let value = ((word >> 10) & 0xfff) as i64;
        return Track::AddImm(
            rd,
            rn,
            if word & 0x40_0000 != 0 {
                value << 12
            } else {
                value
            },
        );
    }
    if word & 0xffc0_0000 == 0xf940_0000 {
        return Track::Load(rd, rn, (((word >> 10) & 0xfff) << 3) as i64);
    }
    // Narrow loads and stores touch flags in memory: LDR and STR of 8, 16 and 32 bits.
    if word & 0x3f00_0000 == 0x3900_0000 {
        let size = word >> 30;
        let offset = (((word >> 10) & 0xfff) << size) as i64;
        let is_load = word & 0x00c0_0000 != 0;
        return if is_load {
            Track::Load(rd | 0x80, rn, offset)
        } else {
            Track::Load(0xff, rn, offset)
        };
    }
    // LDAR and friends: exclusive and ordered accesses to [rn].
    if word & 0x3f00_0000 == 0x0800_0000 {
        return Track::Load(rd | 0x80, rn, 0);
    }
    if word & 0xffe0_ffe0 == 0xaa00_03e0 {
        return Track::Move(rd, ((word >> 16) & 31) as u8);
    }
    Track::Kill(rd)
}
