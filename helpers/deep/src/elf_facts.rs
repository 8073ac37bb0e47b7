//! What kind of file it is, and numbers of the ELF specifications.

use crate::image::Mark;
use object::elf;
use object::read::{Object, ObjectSection, ObjectSymbol};

/// Named to be linked to (DT_SONAME), or with nothing that could start it. The C library has an entry and an interpreter
/// and is a library all the same.
pub fn is_library(file: &object::File<'_>) -> bool {
    if file.kind() != object::ObjectKind::Dynamic {
        return false;
    }
    has_soname(file) || file.section_by_name(".interp").is_none() && !starts_by_name(file)
}

fn has_soname(file: &object::File<'_>) -> bool {
    let Some(bytes) = file.section_by_name(".dynamic").and_then(|s| s.data().ok()) else {
        return false;
    };
    let step = if file.is_64() { 16 } else { 8 };
    let tag =
        |entry: &[u8]| u64::from(u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]));
    bytes
        .chunks_exact(step)
        .any(|entry| tag(entry) == elf::DT_SONAME.into())
}

/// A static-pie has no interpreter either, but its entry is called `_start`, or it has no dynamic symbols to offer.
fn starts_by_name(file: &object::File<'_>) -> bool {
    let named = file
        .symbols()
        .any(|s| s.address() == file.entry() && s.name() == Ok("_start"));
    named || !file.dynamic_symbols().any(|s| s.is_definition())
}

/// Mapping symbols: AAELF32 5.5.5, AAELF64 5.5.4, RISC-V ELF psABI ("$x" with an ISA string behind it).
pub fn mark(name: &str) -> Option<Mark> {
    let stem = name.split('.').next().unwrap_or(name);
    match stem {
        "$a" => Some(Mark::Arm),
        "$t" => Some(Mark::Thumb),
        "$d" => Some(Mark::Data),
        "$x" => Some(Mark::Code),
        _ if stem.starts_with("$xrv") => Some(Mark::Code),
        _ => None,
    }
}

pub fn is_irelative(machine: object::Architecture, kind: u32) -> bool {
    use object::Architecture as A;
    match machine {
        A::Arm => kind == elf::R_ARM_IRELATIVE,
        A::Aarch64 => kind == elf::R_AARCH64_IRELATIVE,
        A::X86_64 => kind == elf::R_X86_64_IRELATIVE,
        A::I386 => kind == elf::R_386_IRELATIVE,
        // RISC-V ELF psABI, table of relocations.
        A::Riscv64 | A::Riscv32 => kind == 58,
        _ => false,
    }
}
