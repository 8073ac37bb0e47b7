//! Addresses in registers, and indirect jumps, of A32 words (Arm ARM, F4.1).

use crate::insn::{Flow, Track};

pub fn track(word: u32, at: u64) -> Track {
    if word >> 28 == 15 {
        return Track::None;
    }
    let rd = (word >> 12 & 15) as u8;
    let rn = (word >> 16 & 15) as u8;
    let rm = (word & 15) as u8;
    let pc = at.wrapping_add(8);
    let imm12 = i64::from(word & 0xfff) * if word & 0x80_0000 != 0 { 1 } else { -1 };
    // LDR, immediate offset.
    if word & 0x0f50_0000 == 0x0510_0000 {
        return match rn {
            15 => Track::LoadAt(rd, pc.wrapping_add(imm12 as u64)),
            _ => Track::Load(rd, rn, imm12),
        };
    }
    // VLDR from a literal pool; a double takes two words, of which the first is enough to know.
    if word & 0x0f3f_0e00 == 0x0d1f_0a00 {
        let offset = i64::from(word & 0xff) * if word & 0x80_0000 != 0 { 4 } else { -4 };
        return Track::LoadAt(255, pc.wrapping_add(offset as u64));
    }
    // LDRB and stores touch memory.
    if word & 0x0f00_0000 == 0x0500_0000 {
        return if word & 0x10_0000 != 0 {
            Track::Load(rd | 0x80, rn, imm12)
        } else {
            Track::Load(0xff, rn, imm12)
        };
    }
    if word & 0x0f50_0ff0 == 0x0710_0000 {
        return if rn == 15 {
            Track::Load(rd, rm, pc as i64)
        } else {
            Track::LoadReg(rd, rn, rm)
        };
    }
    let imm16 = word >> 4 & 0xf000 | word & 0xfff;
    match word & 0x0ff0_0000 {
        0x0300_0000 => return Track::Set(rd, u64::from(imm16)),
        0x0340_0000 => return Track::High(rd, imm16),
        _ => {}
    }
    if word & 0x0fe0_0ff0 == 0x0080_0000 {
        return match (rn, rm) {
            (15, other) | (other, 15) => Track::AddImm(rd, other, pc as i64),
            _ => Track::AddReg(rd, rn, rm),
        };
    }
    let rotated = i64::from((word & 0xff).rotate_right((word >> 8 & 15) * 2));
    let value = match word & 0x0fe0_0000 {
        0x0280_0000 => rotated,
        0x0240_0000 => -rotated,
        _ if word & 0x0fff_0ff0 == 0x01a0_0000 => return Track::Move(rd, rm),
        // Compares and stores write no register.
        _ if word & 0x0d90_0000 == 0x0110_0000 || word & 0x0c10_0000 == 0x0400_0000 => {
            return Track::None;
        }
        _ => return Track::Kill(rd),
    };
    if rn == 15 {
        Track::Set(rd, pc.wrapping_add(value as u64))
    } else {
        Track::AddImm(rd, rn, value)
    }
}

pub fn indirect(word: u32) -> Flow {
    // BX.
    if word & 0x0fff_fff0 == 0x012f_ff10 {
        return if word & 15 == 14 {
            Flow::Return
        } else {
            Flow::JumpReg((word & 15) as u8)
        };
    }
    // LDM with pc.
    if word & 0x0e10_8000 == 0x0810_8000 {
        return Flow::Return;
    }
    if word & 0x0f50_f000 == 0x0510_f000 {
        let offset = i64::from(word & 0xfff) * if word & 0x80_0000 != 0 { 1 } else { -1 };
        return Flow::JumpLoad((word >> 16 & 15) as u8, offset);
    }
    // LDR pc, [sp], #4; MOV pc, lr.
    if word & 0x0fff_ffff == 0x049d_f004 || word & 0x0fff_ffff == 0x01a0_f00e {
        return Flow::Return;
    }
    Flow::JumpReg(255)
}
