//! RISC-V, by disc-v.

use crate::insn::{Flow, Insn, ItBlock, Machine, Track};
use disc_v::{Decoder, Extension, Isa};

/// Extensions that a program may use beyond G and C, the usual ones first: an instruction that several have
/// (`rol` is in Zbb and Zbkb) is named after the first.
const EXTENSIONS: [&str; 52] = [
    "zba",
    "zbb",
    "zbs",
    "zbc",
    "v",
    "zicond",
    "zfhmin",
    "zfh",
    "zfa",
    "zcb",
    "zicbom",
    "zicboz",
    "zicbop",
    "zawrs",
    "zacas",
    "zabha",
    "zimop",
    "zcmop",
    "zbkb",
    "zbkc",
    "zbkx",
    "zknd",
    "zkne",
    "zknh",
    "zksed",
    "zksh",
    "zvbb",
    "zvbc",
    "zvkb",
    "zvkg",
    "zvkned",
    "zvknha",
    "zvknhb",
    "zvksed",
    "zvksh",
    "zvfhmin",
    "zvfh",
    "zfbfmin",
    "zvfbfmin",
    "zvfbfwma",
    "zalasr",
    "zihintpause",
    "zihintntl",
    "zicfiss",
    "zicfilp",
    "q",
    "h",
    "svinval",
    "xtheadba",
    "xtheadbb",
    "xtheadmempair",
    "xtheadmemidx",
];

pub struct RiscV {
    isa: Isa,
    base: Decoder,
    all: Decoder,
    each: Vec<(&'static str, Decoder)>,
}

impl RiscV {
    pub fn new(bits: u8) -> RiscV {
        let isa = if bits == 64 { Isa::Rv64 } else { Isa::Rv32 };
        let base = if bits == 64 {
            Decoder::RV64GC
        } else {
            Decoder::RV32GC
        };
        let each = EXTENSIONS
            .iter()
            .filter_map(|name| Some((*name, base.with(Extension::from_name(name)?).ok()?)))
            .collect();
        RiscV {
            isa,
            base,
            all: Decoder::new(isa),
            each,
        }
    }

    fn feature(&self, at: u64, bytes: &[u8]) -> Option<Option<&'static str>> {
        if !self.base.decode_bytes(at, bytes)?.is_illegal() {
            return Some(None);
        }
        let name = self
            .each
            .iter()
            .find(|(_, decoder)| {
                decoder
                    .decode_bytes(at, bytes)
                    .is_some_and(|i| !i.is_illegal())
            })
            .map(|(name, _)| *name);
        if name.is_some() {
            return Some(name);
        }
        // Vector instructions on floats need what F gives too: decode with everything before giving up.
        let any = self.all.decode_bytes(at, bytes)?;
        if any.is_illegal() {
            None
        } else {
            Some(Some(if any.mnemonic().starts_with('v') {
                "v"
            } else {
                "unknown"
            }))
        }
    }
}

impl Machine for RiscV {
    fn decode(&self, bytes: &[u8], at: u64, _: bool, _: &mut ItBlock) -> Option<Insn> {
        let low = u16::from_le_bytes(bytes.get(..2)?.try_into().ok()?);
        let length = disc_v::inst_length(low)?;
        let bytes = bytes.get(..length)?;
        let feature = self.feature(at, bytes)?;
        let mut insn = Insn::plain(at, length as u8);
        insn.feature = feature;
        if feature.is_some() {
            insn.mnemonic = self
                .all
                .decode_bytes(at, bytes)
                .map_or("", |i| i.without_aliases().mnemonic());
        }
        if length == 4 {
            wide(u32::from_le_bytes(bytes.try_into().ok()?), at, &mut insn);
        } else if length == 2 {
            narrow(low, at, self.isa == Isa::Rv64, &mut insn);
        }
        Some(insn)
    }

    // The two lowest bits tell the length of an instruction that is not known, too.
    fn step(&self, bytes: &[u8], _: bool) -> u64 {
        if bytes.first().is_some_and(|b| b & 3 == 3) {
            4
        } else {
            2
        }
    }

    // RISC-V calling convention: ra, t0-t2, a0-a7, t3-t6 are not kept.
    fn lost_by_call(&self, register: u8) -> bool {
        matches!(register, 1 | 5..=7 | 10..=17 | 28..=31)
    }
}

/// Flow and addresses of the 32-bit base encodings (unprivileged specification, chapters 2 and 35).
fn wide(word: u32, at: u64, insn: &mut Insn) {
    let rd = ((word >> 7) & 31) as u8;
    let rs1 = ((word >> 15) & 31) as u8;
    let i_type = (word as i32 >> 20) as i64;
    match word & 0x7f {
        0x63 => {
            let sign = (word as i32 >> 31) as i64;
            let offset = sign << 12
                | (((word >> 7) & 1) << 11) as i64
                | (((word >> 25) & 0x3f) << 5) as i64
                | (((word >> 8) & 15) << 1) as i64;
            insn.flow = Flow::Branch(at.wrapping_add(offset as u64));
        }
        0x6f => {
            let sign = (word as i32 >> 31) as i64;
            let offset = sign << 20
                | (word & 0xff000) as i64
                | (((word >> 20) & 1) << 11) as i64
                | (((word >> 21) & 0x3ff) << 1) as i64;
            let target = at.wrapping_add(offset as u64);
            insn.flow = if rd == 0 {
                Flow::Jump(target)
            } else {
                Flow::Call(target)
            };
        }
        0x67 => {
            // `auipc ra, …; jalr ra, lo(ra)` calls a known place; the tracker adds the low part.
            insn.track = Track::AddImm(rs1, rs1, i_type);
            insn.flow = match (rd, rs1) {
                (0, 1) => Flow::Return,
                (0, _) => Flow::JumpReg(rs1),
                _ => Flow::CallReg(rs1),
            };
        }
        0x73 if word == 0x73 => insn.flow = Flow::System,
        0x73 if word == 0x10_0073 => insn.flow = Flow::Trap,
        0x17 => {
            insn.track = Track::Set(
                rd,
                at.wrapping_add((word & 0xffff_f000) as i32 as i64 as u64),
            )
        }
        0x13 if word & 0x7000 == 0 => insn.track = Track::AddImm(rd, rs1, i_type),
        0x03 => {
            let whole = word & 0x7000 == 0x3000;
            insn.track = Track::Load(if whole { rd } else { rd | 0x80 }, rs1, i_type);
        }
        0x23 => {
            let offset = (word as i32 >> 25 << 5) as i64 | rd as i64;
            insn.track = Track::Load(0xff, rs1, offset);
        }
        _ => insn.track = Track::Kill(rd),
    }
}

/// Flow of the compressed encodings (chapter 27).
fn narrow(half: u16, at: u64, is_64: bool, insn: &mut Insn) {
    let bit = |n: u16| i64::from((half >> n) & 1);
    let signed = |value: i64, bits: u32| (value << (64 - bits)) >> (64 - bits);
    let rd = ((half >> 7) & 31) as u8;
    match (half & 3, half >> 13) {
        (1, 5) | (1, 1) if half >> 13 == 5 || !is_64 => {
            let offset = bit(12) << 11
                | bit(11) << 4
                | bit(10) << 9
                | bit(9) << 8
                | bit(8) << 10
                | bit(7) << 6
                | bit(6) << 7
                | bit(5) << 3
                | bit(4) << 2
                | bit(3) << 1
                | bit(2) << 5;
            let target = at.wrapping_add(signed(offset, 12) as u64);
            insn.flow = if half >> 13 == 5 {
                Flow::Jump(target)
            } else {
                Flow::Call(target)
            };
        }
        (1, 6 | 7) => {
            let offset = bit(12) << 8
                | bit(11) << 4
                | bit(10) << 3
                | bit(6) << 7
                | bit(5) << 6
                | bit(4) << 2
                | bit(3) << 1
                | bit(2) << 5;
            insn.flow = Flow::Branch(at.wrapping_add(signed(offset, 9) as u64));
        }
        (2, 4) if half & 0x7c == 0 => {
            insn.flow = match (half & 0x1000 != 0, rd) {
                (true, 0) => Flow::Trap,
                (true, _) => Flow::CallReg(rd),
                (false, 1) => Flow::Return,
                (false, _) => Flow::JumpReg(rd),
            };
        }
        (2, 4) if half & 0x1000 == 0 => insn.track = Track::Move(rd, ((half >> 2) & 31) as u8),
        (1, 0) => {
            insn.track = Track::AddImm(
                rd,
                rd,
                signed(bit(12) << 5 | i64::from((half >> 2) & 31), 6),
            )
        }
        (0, 3) if is_64 => {
            let offset = i64::from((half >> 10) & 7) << 3 | i64::from((half >> 5) & 3) << 6;
            insn.track = Track::Load(
                8 + ((half >> 2) & 7) as u8,
                8 + ((half >> 7) & 7) as u8,
                offset,
            );
        }
        (0, 0) => insn.track = Track::Kill(8 + ((half >> 2) & 7) as u8),
        (0, 2) => insn.track = Track::Kill(8 + ((half >> 2) & 7) as u8),
        (1, 4) => insn.track = Track::Kill(8 + ((half >> 7) & 7) as u8),
        _ => insn.track = Track::Kill(rd),
    }
}
