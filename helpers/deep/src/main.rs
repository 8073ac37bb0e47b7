//! `ferry-deep FILE`: which instructions beyond the baseline a program holds, where, and how they are reached.
//! Prints one JSON object (schema `ferry.deep/1`).

mod a32;
mod a32_features;
mod a32_track;
mod a64;
mod a64_features;
mod body;
mod chosen;
mod elf_facts;
mod image;
mod insn;
mod must;
mod names;
mod program;
mod reach;
mod report;
mod riscv;
mod t32_track;
mod x86;

use insn::Machine;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: ferry-deep FILE");
        return ExitCode::from(2);
    };
    match std::fs::read(&path)
        .map_err(|e| e.to_string())
        .and_then(|data| look_into(&data))
    {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{}: {why}", path.to_string_lossy());
            ExitCode::FAILURE
        }
    }
}

fn look_into(data: &[u8]) -> Result<String, String> {
    let image = image::Image::read(data)?;
    let machine = machine(data, image.bits)?;
    let mut program = program::Program::new(image, machine);
    program.explore();
    let reached = reach::reach(&mut program);
    Ok(report::report(&program, &reached))
}

/// The decoder for e_machine. ARM and AArch64 of either endianness store instructions little-endian, but for BE-32.
fn machine(data: &[u8], bits: u8) -> Result<Box<dyn Machine>, String> {
    let little = data.get(5) == Some(&1);
    let number = match (data.get(18), data.get(19)) {
        (Some(a), Some(b)) if little => u16::from_le_bytes([*a, *b]),
        (Some(a), Some(b)) => u16::from_be_bytes([*a, *b]),
        _ => 0,
    };
    match number {
        _ if !little => Err("big-endian files are not looked into".into()),
        40 => Ok(Box::new(a32::A32::new())),
        183 => Ok(Box::new(a64::A64::new())),
        243 => Ok(Box::new(riscv::RiscV::new(bits))),
        3 | 62 => Ok(Box::new(x86::X86::new(bits))),
        _ => Err(format!("no decoder for machine {number}")),
    }
}
