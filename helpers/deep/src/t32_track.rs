//! Addresses in registers, and indirect jumps, of T32 words (Arm ARM, F3.1). A 32-bit word has its first halfword on top.

use crate::insn::{Flow, Track};

pub fn track(word: u32, length: u8, at: u64) -> Track {
    if length == 4 {
        wide(word, at)
    } else {
        narrow(word, at)
    }
}

fn narrow(word: u32, at: u64) -> Track {
    let low = (word & 7) as u8;
    let next = (word >> 3 & 7) as u8;
    let high = (word >> 8 & 7) as u8;
    let pc = at.wrapping_add(4);
    let imm5 = i64::from(word >> 6 & 31);
    match word >> 11 {
        0b01001 => Track::LoadAt(high, (pc & !3).wrapping_add(u64::from(word & 0xff) * 4)),
        0b10100 => Track::Set(high, (pc & !3).wrapping_add(u64::from(word & 0xff) * 4)),
        0b00110 => Track::AddImm(high, high, i64::from(word & 0xff)),
        0b01101 => Track::Load(low, next, imm5 * 4),
        0b01100 => Track::Load(0xff, next, imm5 * 4),
        0b01111 => Track::Load(low | 0x80, next, imm5),
        0b01110 => Track::Load(0xff, next, imm5),
        _ if word >> 9 == 0b0101100 => Track::LoadReg(low, next, (word >> 6 & 7) as u8),
        _ if word >> 9 == 0b0001110 => Track::AddImm(low, next, i64::from(word >> 6 & 7)),
        _ if word >> 9 == 0b0001100 => Track::AddReg(low, next, (word >> 6 & 7) as u8),
        _ if word >> 8 == 0x44 || word >> 8 == 0x46 => {
            let rd = low | (word >> 4 & 8) as u8;
            let rm = (word >> 3 & 15) as u8;
            match (word >> 8, rm) {
                (0x44, 15) => Track::AddImm(rd, rd, pc as i64),
                (0x44, _) => Track::AddReg(rd, rd, rm),
                _ => Track::Move(rd, rm),
            }
        }
        0b01000 if word & 0x0400 == 0 => Track::Kill(low),
        0b00100 => Track::Kill(high),
        0b00000..=0b00111 => Track::Kill(low),
        0b10001 | 0b10011 | 0b01000 | 0b10000 => Track::Kill(low),
        _ => Track::None,
    }
}

fn wide(word: u32, at: u64) -> Track {
    let rn = (word >> 16 & 15) as u8;
    let rt = (word >> 12 & 15) as u8;
    let rd = (word >> 8 & 15) as u8;
    let pc = at.wrapping_add(4) & !3;
    let imm12 = u64::from(word & 0xfff);
    // VLDR from a literal pool.
    if word & 0xff3f_0e00 == 0xed1f_0a00 {
        let offset = i64::from(word & 0xff) * if word & 0x80_0000 != 0 { 4 } else { -4 };
        return Track::LoadAt(255, pc.wrapping_add(offset as u64));
    }
    match word >> 16 {
        0xf8df => return Track::LoadAt(rt, pc.wrapping_add(imm12)),
        0xf85f => return Track::LoadAt(rt, pc.wrapping_sub(imm12)),
        0xf8d0..=0xf8de => return Track::Load(rt, rn, imm12 as i64),
        0xf890..=0xf89e => return Track::Load(rt | 0x80, rn, imm12 as i64),
        0xf880..=0xf88e | 0xf8c0..=0xf8ce => return Track::Load(0xff, rn, imm12 as i64),
        0xf850..=0xf85e if word & 0xff0 == 0 => return Track::LoadReg(rt, rn, (word & 15) as u8),
        _ => {}
    }
    let imm16 = word >> 4 & 0xf000 | word >> 15 & 0x800 | word >> 4 & 0x700 | word & 0xff;
    let imm_plain = i64::from(word >> 15 & 0x800 | word >> 4 & 0x700 | word & 0xff);
    match word & 0xfbf0_8000 {
        0xf240_0000 => Track::Set(rd, u64::from(imm16)),
        0xf2c0_0000 => Track::High(rd, imm16),
        0xf200_0000 if rn == 15 => Track::Set(rd, pc.wrapping_add(imm_plain as u64)),
        0xf200_0000 => Track::AddImm(rd, rn, imm_plain),
        0xf2a0_0000 if rn == 15 => Track::Set(rd, pc.wrapping_sub(imm_plain as u64)),
        0xf100_0000 if word & 0x0400_7000 == 0 => Track::AddImm(rd, rn, i64::from(word & 0xff)),
        _ if word >> 25 == 0b1111100 => Track::Kill(rt),
        _ if word >> 20 & 0xffe == 0xeb0 && word & 0x70f0 == 0 => {
            Track::AddReg(rd, rn, (word & 15) as u8)
        }
        _ => Track::Kill(rd),
    }
}

pub fn indirect(word: u32, length: u8) -> Flow {
    if length == 2 {
        // BX; POP with pc.
        return match word {
            _ if word & 0xff80 == 0x4700 && word >> 3 & 15 == 14 => Flow::Return,
            _ if word & 0xff80 == 0x4700 => Flow::JumpReg((word >> 3 & 15) as u8),
            _ if word & 0xff00 == 0xbd00 => Flow::Return,
            _ => Flow::JumpReg(255),
        };
    }
    match word >> 16 {
        // LDM with pc, LDR pc, [sp], #4.
        0xe8b0..=0xe8bf | 0xe890..=0xe89f | 0xe910..=0xe93f if word & 0x8000 != 0 => Flow::Return,
        0xf85d if word & 0xffff == 0xfb04 => Flow::Return,
        0xf8d0..=0xf8de => Flow::JumpLoad((word >> 16 & 15) as u8, i64::from(word & 0xfff)),
        _ => Flow::JumpReg(255),
    }
}
