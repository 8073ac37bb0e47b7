//! x86-64 and i386, by iced-x86.

use crate::insn::{Flow, Insn, ItBlock, Machine, Track};
use iced_x86::{
    CpuidFeature, Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register,
};

pub struct X86 {
    bits: u32,
}

impl X86 {
    pub fn new(bits: u8) -> X86 {
        X86 {
            bits: u32::from(bits),
        }
    }

    /// The flag of /proc/cpuinfo (arch/x86/include/asm/cpufeatures.h) that the first feature beyond the baseline has.
    fn feature(&self, instruction: &Instruction) -> Option<&'static str> {
        use CpuidFeature as C;
        let wide = self.bits == 64;
        // Without BMI1 the same bytes are BSF, which compilers count on (`rep bsf`).
        if instruction.mnemonic() == Mnemonic::Tzcnt {
            return None;
        }
        instruction
            .cpuid_features()
            .iter()
            .find_map(|feature| match *feature {
                C::MMX if !wide => Some("mmx"),
                C::SSE if !wide => Some("sse"),
                C::SSE2 if !wide => Some("sse2"),
                C::CMOV if !wide => Some("cmov"),
                C::CX8 if !wide => Some("cx8"),
                C::SSE3 => Some("pni"),
                C::SSSE3 => Some("ssse3"),
                C::SSE4_1 => Some("sse4_1"),
                C::SSE4_2 => Some("sse4_2"),
                C::SSE4A => Some("sse4a"),
                C::POPCNT => Some("popcnt"),
                C::CMPXCHG16B => Some("cx16"),
                C::AVX => Some("avx"),
                C::AVX2 => Some("avx2"),
                C::FMA => Some("fma"),
                C::FMA4 => Some("fma4"),
                C::XOP => Some("xop"),
                C::TBM => Some("tbm"),
                C::F16C => Some("f16c"),
                C::BMI1 => Some("bmi1"),
                C::BMI2 => Some("bmi2"),
                C::LZCNT => Some("abm"),
                C::MOVBE => Some("movbe"),
                C::AES => Some("aes"),
                C::PCLMULQDQ => Some("pclmulqdq"),
                C::VAES => Some("vaes"),
                C::VPCLMULQDQ => Some("vpclmulqdq"),
                C::GFNI => Some("gfni"),
                C::SHA => Some("sha_ni"),
                C::ADX => Some("adx"),
                C::RDRAND => Some("rdrand"),
                C::RDSEED => Some("rdseed"),
                C::AVX512F => Some("avx512f"),
                C::AVX512BW => Some("avx512bw"),
                C::AVX512CD => Some("avx512cd"),
                C::AVX512DQ => Some("avx512dq"),
                C::AVX512VL => Some("avx512vl"),
                C::AVX512_IFMA => Some("avx512ifma"),
                C::AVX512_VBMI => Some("avx512vbmi"),
                C::AVX512_VBMI2 => Some("avx512_vbmi2"),
                C::AVX512_VNNI => Some("avx512_vnni"),
                C::AVX512_BITALG => Some("avx512_bitalg"),
                C::AVX512_VPOPCNTDQ => Some("avx512_vpopcntdq"),
                C::AVX512_BF16 => Some("avx512_bf16"),
                C::AVX512_FP16 => Some("avx512_fp16"),
                C::AVX_VNNI => Some("avx_vnni"),
                C::AMX_TILE | C::AMX_INT8 | C::AMX_BF16 => Some("amx_tile"),
                C::RTM => Some("rtm"),
                C::HLE => Some("hle"),
                C::XSAVEC => Some("xsavec"),
                C::XSAVE => Some("xsave"),
                C::FSGSBASE => Some("fsgsbase"),
                _ => None,
            })
    }
}

impl Machine for X86 {
    fn decode(&self, bytes: &[u8], at: u64, _: bool, _: &mut ItBlock) -> Option<Insn> {
        let mut decoder = Decoder::with_ip(
            self.bits,
            &bytes[..bytes.len().min(15)],
            at,
            DecoderOptions::NONE,
        );
        let i = decoder.decode();
        if i.is_invalid() {
            return None;
        }
        let mut insn = Insn::plain(at, i.len() as u8);
        insn.feature = self.feature(&i);
        if insn.feature.is_some() {
            insn.mnemonic = name_of(i.mnemonic());
        }
        insn.asks_cpu = i.mnemonic() == Mnemonic::Cpuid;
        let slot = i
            .is_ip_rel_memory_operand()
            .then(|| i.ip_rel_memory_address());
        insn.flow = match i.flow_control() {
            FlowControl::UnconditionalBranch => Flow::Jump(i.near_branch_target()),
            FlowControl::ConditionalBranch | FlowControl::XbeginXabortXend => {
                Flow::Branch(i.near_branch_target())
            }
            FlowControl::Call if matches!(i.mnemonic(), Mnemonic::Syscall | Mnemonic::Sysenter) => {
                Flow::System
            }
            FlowControl::Call => Flow::Call(i.near_branch_target()),
            FlowControl::IndirectCall => {
                slot.map_or(Flow::CallReg(number(i.op0_register())), Flow::CallSlot)
            }
            FlowControl::IndirectBranch => {
                slot.map_or(Flow::JumpReg(number(i.op0_register())), Flow::JumpSlot)
            }
            FlowControl::Return => Flow::Return,
            FlowControl::Interrupt => Flow::System,
            FlowControl::Exception => Flow::Trap,
            FlowControl::Next => Flow::Next,
        };
        insn.track = track(&i, slot);
        Some(insn)
    }

    fn step(&self, _: &[u8], _: bool) -> u64 {
        1
    }

    // System V ABI x86-64, figure 3.4: rbx, rbp, r12 to r15 are kept.
    fn lost_by_call(&self, register: u8) -> bool {
        !matches!(register, 3 | 5 | 12..=15)
    }
}

fn number(register: Register) -> u8 {
    if register.is_gpr() {
        register.full_register().number() as u8
    } else {
        255
    }
}

fn track(i: &Instruction, slot: Option<u64>) -> Track {
    let to = if i.op_count() > 0 && i.op0_kind() == OpKind::Register {
        number(i.op0_register())
    } else {
        255
    };
    match (i.mnemonic(), slot) {
        (Mnemonic::Lea, Some(address)) => Track::Set(to, address),
        (Mnemonic::Mov, Some(address)) if to != 255 => Track::LoadAt(to, address),
        (_, Some(address)) => Track::Touch(address),
        (Mnemonic::Mov, None) if i.op1_kind() == OpKind::Register && to != 255 => {
            Track::Move(to, number(i.op1_register()))
        }
        (Mnemonic::Mov, None) if i.op1_kind() == OpKind::Immediate32 && to != 255 => {
            Track::Set(to, u64::from(i.immediate32()))
        }
        _ if i.memory_base() == Register::None && i.memory_displacement64() != 0 => {
            Track::Touch(i.memory_displacement64())
        }
        _ if to != 255 => Track::Kill(to),
        _ => Track::None,
    }
}

/// The variant's own name is the mnemonic. Leaks one small string for each mnemonic seen.
fn name_of(mnemonic: Mnemonic) -> &'static str {
    thread_local!(static NAMES: std::cell::RefCell<std::collections::HashMap<Mnemonic, &'static str>> = Default::default());
    NAMES.with(|names| {
        *names
            .borrow_mut()
            .entry(mnemonic)
            .or_insert_with(|| Box::leak(format!("{mnemonic:?}").to_lowercase().into_boxed_str()))
    })
}
