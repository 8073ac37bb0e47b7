//! The interpreter that the kernel's binfmt_misc calls for each program of a virtual board (flags OPF), as
//! `FOLDER/exec PATH ARGV0 ARGS…` with the opened program as AT_EXECFD. FOLDER holds the emulator (`qemu`) and
//! the CPU model (`cpu`). It answers as a kernel and a shell would where a program cannot be started, else
//! becomes the emulator, with the board's CPU, whatever the caller's environment says.
#![cfg_attr(not(test), no_std)]
#![cfg_attr(not(test), no_main)]

use helpers::map_program::{map_program, show_arguments_from, Words};
use helpers::program::{read_header, read_interpreter, ReadAt};
use helpers::report::line;
use helpers::start::{bytes_of, Stack, AT_EXECFD, AT_PAGESZ};
use helpers::sys::{self, Text};
use helpers::text;

#[cfg(not(test))]
helpers::program!(main);

/// "Found, but not started" and "not found" of POSIX shells (POSIX.1-2024, XCU 2.8.2).
const CANNOT_EXECUTE: i32 = 126;
const NOT_FOUND: i32 = 127;

struct Program(usize);

impl ReadAt for Program {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> usize {
        sys::read_at(self.0, buffer, offset).unwrap_or(0)
    }
}

fn main(stack: Stack) -> ! {
    if stack.count() < 3 {
        refuse(b"board-exec", b"to be called by the kernel alone", CANNOT_EXECUTE);
    }
    let name = unsafe { bytes_of(stack.argument(1)) };
    let Some(fd) = stack.auxiliary_value(AT_EXECFD) else {
        refuse(name, b"the kernel did not pass the program", CANNOT_EXECUTE);
    };
    check(&Program(fd), name);

    let own = unsafe { bytes_of(stack.argument(0)) };
    let folder = own.iter().rposition(|&byte| byte == b'/').map_or(&b""[..], |end| &own[..=end]);
    let mut cpu = [0u8; 256];
    let mut path = [0u8; 128];
    let length = match sys::open(beside(folder, b"cpu\0", &mut path), 0, 0) {
        Ok(file) => {
            let length = sys::read_full(file, &mut cpu[..255]).unwrap_or(0);
            sys::close(file);
            length
        }
        // A program of another machine outside of a board (rules of the whole host): what the kernel said before.
        Err(_) => refuse(name, b"cannot execute binary file: Exec format error", CANNOT_EXECUTE),
    };
    let end = cpu[..length].iter().position(|&byte| byte == b'\n').unwrap_or(length);
    cpu[end] = 0;
    become_emulator(&stack, beside(folder, b"qemu\0", &mut path), &cpu, name)
}

/// What the kernel checks before it starts a program.
fn check(program: &Program, name: &'static [u8]) {
    let format = b"cannot execute binary file: Exec format error";
    let Some(header) = read_header(program) else { refuse(name, format, CANNOT_EXECUTE) };
    let Ok(interpreter) = read_interpreter(program, &header) else { refuse(name, format, CANNOT_EXECUTE) };
    let Some(interpreter) = interpreter else { return };
    let Some(path) = Text::new(interpreter.bytes()) else { refuse(name, format, CANNOT_EXECUTE) };
    match sys::access(path, 1) {
        Ok(()) => {}
        Err(sys::ENOENT) => refuse(name, b"cannot execute: required file not found", NOT_FOUND),
        Err(_) => refuse(name, b"Permission denied", CANNOT_EXECUTE),
    }
    let Ok(loader) = sys::open(path, 0, 0) else { refuse(name, b"Permission denied", CANNOT_EXECUTE) };
    let same = read_header(&Program(loader))
        .is_some_and(|l| l.machine == header.machine && l.wide == header.wide && l.big == header.big);
    sys::close(loader);
    if !same {
        // ELIBBAD: load_elf_binary checks the loader's machine, too.
        refuse(name, b"Accessing a corrupted shared library", CANNOT_EXECUTE);
    }
}

fn refuse(name: &[u8], why: &[u8], code: i32) -> ! {
    let name = name.strip_suffix(b"\0").unwrap_or(name);
    line(&[name, b": ", why, b"\n"]);
    sys::exit(code)
}

fn beside<'a>(folder: &[u8], name: &[u8], buffer: &'a mut [u8; 128]) -> Text<'a> {
    let length = folder.len() + name.len();
    if length > buffer.len() {
        return text!("");
    }
    buffer[..folder.len()].copy_from_slice(folder);
    buffer[folder.len()..length].copy_from_slice(name);
    Text::new(&buffer[..length]).unwrap_or(text!(""))
}

/// `qemu -cpu MODEL PATH ARGV0 ARGS…`. The emulator takes options from QEMU_… variables, too: they are hidden
/// from it and handed to the program by `-E`, so that a program sees the environment that it was given.
fn become_emulator(stack: &Stack, emulator: Text, cpu: &[u8], name: &'static [u8]) -> ! {
    let page = stack.auxiliary_value(AT_PAGESZ).unwrap_or(4096);
    let Ok(program) = map_program(emulator, page) else {
        refuse(name, b"the board's emulator is not there", CANNOT_EXECUTE);
    };
    let (arguments, variables) = (stack.count(), stack.environment_count());
    let room = arguments + 3 * variables + 2 * stack.auxiliary_count() + 16;
    let Ok(mut words) = Words::with_room(room) else { refuse(name, b"Cannot allocate memory", CANNOT_EXECUTE) };
    let variable = |index: usize| unsafe { *stack.environment().add(index) };
    let hidden = |index: usize| unsafe { bytes_of(variable(index)) }.starts_with(b"QEMU_");
    // The emulator splits the value of -E at commas: a variable with one cannot be handed on.
    let handed = |index: usize| hidden(index) && !unsafe { bytes_of(variable(index)) }.contains(&b',');
    let handed_count = (0..variables).filter(|&i| handed(i)).count();

    words.push(arguments + 2 + 2 * handed_count);
    words.push(text!("qemu").pointer() as usize);
    words.push(text!("-cpu").pointer() as usize);
    words.push(cpu.as_ptr() as usize);
    for index in (0..variables).filter(|&i| handed(i)) {
        words.push(text!("-E").pointer() as usize);
        words.push(variable(index) as usize);
    }
    let mut rooted = [0u8; 512];
    words.push(not_an_option(name, &mut rooted).as_ptr() as usize);
    for index in 2..arguments {
        words.push(stack.argument(index) as usize);
    }
    words.push(0);
    for index in (0..variables).filter(|&i| !hidden(i)) {
        words.push(variable(index) as usize);
    }
    words.push(0);
    words.push_auxiliary(stack, &program);
    show_arguments_from(stack, stack.argument(2));
    words.start(stack, &program)
}

/// A relative path that begins with `-` would be taken for an option: `./` goes before it.
fn not_an_option<'a>(path: &'a [u8], buffer: &'a mut [u8; 512]) -> &'a [u8] {
    if path.first() != Some(&b'-') || path.len() + 2 > buffer.len() {
        return path;
    }
    buffer[..2].copy_from_slice(b"./");
    buffer[2..path.len() + 2].copy_from_slice(path);
    &buffer[..path.len() + 2]
}
