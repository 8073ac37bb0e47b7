//! 32-bit ARM and Thumb, by exarmo-aarch32 (generated from Arm's machine-readable specification).

use crate::a32_features::Features;
use crate::insn::{Flow, Insn, ItBlock, Machine};
use crate::{a32_track, t32_track};
use exarmo_aarch32::{BranchKind, Cond, Instruction, Operand, a32, t32};

pub struct A32 {
    features: Features,
}

impl A32 {
    pub fn new() -> A32 {
        A32 {
            features: Features::new(),
        }
    }

    fn finish(
        &self,
        instruction: Instruction,
        at: u64,
        length: u8,
        word: u32,
        thumb: bool,
    ) -> Insn {
        let mut insn = Insn::plain(at, length);
        insn.feature = self.features.of(&instruction, word, length, thumb);
        if insn.feature.is_some() {
            insn.mnemonic = instruction.mnemonic().name();
            insn.conditional = is_predicated(&instruction);
        }
        let kind = instruction.branch().kind;
        insn.track = if thumb {
            t32_track::track(word, length, at)
        } else {
            a32_track::track(word, at)
        };
        if kind == BranchKind::None {
            return insn;
        }
        let branch = instruction.at(at).branch();
        insn.conditional = branch.conditional || is_predicated(&instruction);
        // BL and BLX to a label: the lowest bit of the target says Thumb.
        let switches = instruction.mnemonic().name() == "blx";
        let mode = u64::from(thumb != switches);
        let target = branch.target.unwrap_or(0) & !1 | mode;
        insn.flow = match kind {
            BranchKind::Direct if insn.conditional => Flow::Branch(target),
            BranchKind::Direct => Flow::Jump(target),
            BranchKind::DirectCall => Flow::Call(target),
            BranchKind::IndirectCall => Flow::CallReg(called_register(word, thumb)),
            BranchKind::Return | BranchKind::ExceptionReturn => Flow::Return,
            BranchKind::SystemCall => Flow::System,
            BranchKind::Exception | BranchKind::Halt => Flow::Trap,
            BranchKind::Indirect => {
                if thumb {
                    t32_track::indirect(word, length)
                } else {
                    a32_track::indirect(word)
                }
            }
            BranchKind::None => Flow::Next,
        };
        insn
    }
}

impl Machine for A32 {
    fn decode(&self, bytes: &[u8], at: u64, thumb: bool, it: &mut ItBlock) -> Option<Insn> {
        if !thumb {
            let word = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?);
            let instruction = a32::decode_word(word).ok()?;
            return Some(self.finish(instruction, at, 4, word, false));
        }
        let first = u16::from_le_bytes(bytes.get(..2)?.try_into().ok()?);
        // F3.1: halfwords from 0b11101 on begin a 32-bit instruction.
        let length = if first >> 11 >= 0b11101 { 4 } else { 2 };
        let instruction = t32::decode_bytes(bytes.get(..length)?, *it).ok()?;
        *it = it.after(&instruction);
        let word = match length {
            4 => {
                u32::from(first) << 16
                    | u32::from(u16::from_le_bytes(bytes.get(2..4)?.try_into().ok()?))
            }
            _ => u32::from(first),
        };
        Some(self.finish(instruction, at, length as u8, word, true))
    }

    fn step(&self, _: &[u8], thumb: bool) -> u64 {
        if thumb { 2 } else { 4 }
    }

    // AAPCS32, section 6.1.1: r0 to r3, r12 and lr are not kept.
    fn lost_by_call(&self, register: u8) -> bool {
        register <= 3 || register == 12 || register == 14
    }
}

fn is_predicated(instruction: &Instruction) -> bool {
    instruction
        .operands()
        .iter()
        .any(|operand| matches!(operand, Operand::Cond(cond) if *cond != Cond::Al))
}

fn called_register(word: u32, thumb: bool) -> u8 {
    (if thumb { word >> 3 & 15 } else { word & 15 }) as u8
}
