//! What `board-init` and `board-exec` share: system calls, the start of a program, steps, ELF programs.
#![cfg_attr(not(test), no_std)]

pub mod map_program;
#[cfg(not(test))]
mod memory;
pub mod program;
pub mod report;
pub mod start;
pub mod steps;
pub mod sys;

#[cfg(not(test))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    report::line(&[b"ferry helper: internal error\n"]);
    sys::exit(125)
}
