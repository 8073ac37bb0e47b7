import type { TargetAbi } from '../plan/linkers/target-abi.ts'
import { compareVersions } from '../text/compare-versions.ts'

/** Changes when the same board would get other start files. */
export const START_RECIPE = 2

/** A Rust source of what a dynamic glibc program is linked with beside libc.so.6, and the object that it makes. */
export interface StartSource {
  readonly name: 'crt1' | 'crtbegin' | 'crtbeginS' | 'atexit' | 'stat'
  readonly text: string
}

/**
 * Sources of start files for a board that has none: compiled by rustc, they are of the target's own CPU level and need no
 * C compiler. Undefined for a machine whose entry ferry does not know. `glibc`: the board's.
 */
export function planStartSources(
  abi: TargetAbi,
  glibc: string | undefined,
): readonly StartSource[] | undefined {
  const entry = entries[abi.machine]
  if (entry === undefined || abi.libc !== 'glibc') return undefined
  const old = glibc === undefined || compareVersions(glibc, '2.33') < 0
  const version = statVersion(abi)
  if (old && version === undefined) return undefined
  return [
    { name: 'crt1', text: startSource(entry) },
    { name: 'crtbegin', text: handleSource(abi, '0') },
    { name: 'crtbeginS', text: handleSource(abi, '__dso_handle') },
    { name: 'atexit', text: ATEXIT_SOURCE },
    ...(old ? [{ name: 'stat', text: statSource(version ?? 0) } as const] : []),
  ]
}

/**
 * What stands at the program's entry: the stack pointer and the loader's last function (AAPCS, psABI: in which register) go to
 * `_ferry_start`, on an aligned stack; frame chains end here.
 */
const entries: Readonly<Record<string, string>> = {
  aarch64:
    'mov x29, xzr; mov x30, xzr; mov x1, x0; mov x0, sp; and x9, x0, #-16; mov sp, x9; bl _ferry_start; udf #0',
  arm: '.fnstart; .cantunwind; mov fp, #0; mov lr, #0; mov r1, r0; mov r0, sp; bic r2, r0, #7; mov sp, r2; bl _ferry_start; .fnend',
  riscv:
    '.option push; .option norelax; lla gp, __global_pointer$; .option pop; mv a1, a0; mv a0, sp; andi sp, sp, -16; call _ferry_start; unimp',
  'x86-64': 'xor ebp, ebp; mov rdi, rsp; mov rsi, rdx; and rsp, -16; call _ferry_start; ud2',
}

/**
 * glibc's `__libc_start_main` gets an init function of the program's own, as before 2.34: it then calls that, and since 2.34 it
 * still does where one is given (csu/libc-start.c). The loader runs what is to run at the end.
 */
function startSource(entry: string): string {
  const lines = entry.split('; ').map((line) => `"${line}",`)
  return `#![no_std]
use core::ffi::{c_char, c_int, c_void};
core::arch::global_asm!(
    ".text", ${entry.startsWith('.fnstart') ? '".arm", ' : ''}".globl _start", ".type _start, %function", "_start:",
    ${lines.join(' ')}
    ".size _start, . - _start"${entry.startsWith('.fnstart') ? ', #[cfg(target_feature = "thumb-mode")] ".thumb"' : ''}
);
type Words = *mut *mut c_char;
type Function = unsafe extern "C" fn(c_int, Words, Words);
extern "C" {
    fn main(count: c_int, words: Words, environment: Words) -> c_int;
    fn __libc_start_main(
        main: unsafe extern "C" fn(c_int, Words, Words) -> c_int, count: c_int, words: Words,
        init: Function, fini: extern "C" fn(), loader: *const c_void, stack: *mut c_void,
    ) -> !;
    static __init_array_start: Function;
    static __init_array_end: Function;
}
unsafe extern "C" fn init(count: c_int, words: Words, environment: Words) {
    // The compiler takes two statics for two places; in a program without constructors they are one.
    let mut at: *const Function = core::hint::black_box(&raw const __init_array_start);
    let end: *const Function = core::hint::black_box(&raw const __init_array_end);
    while at != end {
        (*at)(count, words, environment);
        at = at.add(1);
    }
}
extern "C" fn fini() {}
#[no_mangle]
unsafe extern "C" fn _ferry_start(stack: *mut usize, loader: *const c_void) -> ! {
    __libc_start_main(main, *stack as c_int, stack.add(1).cast(), init, fini, loader, stack.cast())
}
`
}

/** The handle by which atexit knows the file it is called from (Itanium C++ ABI, 3.3.5.3): null in a program, else its own address. */
function handleSource(abi: TargetAbi, value: string): string {
  const word = abi.bits === 64 ? '.quad' : '.long'
  const align = abi.bits === 64 ? 8 : 4
  return `#![no_std]
core::arch::global_asm!(
    ".section .data.rel.ro.ferry, \\"aw\\", %progbits", ".balign ${align}", ".globl __dso_handle", ".hidden __dso_handle",
    ".type __dso_handle, %object", "__dso_handle: ${word} ${value}", ".size __dso_handle, ${align}"
);
`
}

/** Functions of libc_nonshared.a that every glibc has there (glibc's Makerules, `static-only-routines`). */
const ATEXIT_SOURCE = `#![no_std]
use core::ffi::{c_int, c_void};
extern "C" {
    fn __cxa_atexit(f: *const c_void, argument: *mut c_void, handle: *const c_void) -> c_int;
    fn __cxa_at_quick_exit(f: *const c_void, handle: *const c_void) -> c_int;
    fn __register_atfork(prepare: *const c_void, parent: *const c_void, child: *const c_void, handle: *const c_void) -> c_int;
    static __dso_handle: *const c_void;
}
#[no_mangle]
pub unsafe extern "C" fn atexit(f: *const c_void) -> c_int {
    __cxa_atexit(f, core::ptr::null_mut(), __dso_handle)
}
#[no_mangle]
pub unsafe extern "C" fn at_quick_exit(f: *const c_void) -> c_int {
    __cxa_at_quick_exit(f, __dso_handle)
}
#[no_mangle]
pub unsafe extern "C" fn pthread_atfork(prepare: *const c_void, parent: *const c_void, child: *const c_void) -> c_int {
    __register_atfork(prepare, parent, child, __dso_handle)
}
`

/** `_STAT_VER` and `_MKNOD_VER` of glibc before 2.33 (sysdeps/unix/sysv/linux, bits/stat.h of each machine). */
function statVersion({ machine }: TargetAbi): number | undefined {
  return { aarch64: 0, riscv: 0, 'x86-64': 1, arm: 3 }[machine]
}

/** Before 2.33 `stat` and its kin were in libc_nonshared.a, each a call of `__xstat` with the version of its structure. */
function statSource(version: number): string {
  const names = ['stat', 'lstat'].flatMap((name) => [name, `${name}64`])
  const fd = ['fstat', 'fstat64']
  const at = ['fstatat', 'fstatat64']
  const inner = (name: string): string => `__${name.replace('stat', 'xstat')}`
  return `#![no_std]
use core::ffi::{c_char, c_int, c_uint, c_void};
extern "C" {
${names.map((name) => `    fn ${inner(name)}(version: c_int, path: *const c_char, to: *mut c_void) -> c_int;`).join('\n')}
${fd.map((name) => `    fn ${inner(name)}(version: c_int, fd: c_int, to: *mut c_void) -> c_int;`).join('\n')}
${at.map((name) => `    fn ${inner(name)}(version: c_int, fd: c_int, path: *const c_char, to: *mut c_void, flags: c_int) -> c_int;`).join('\n')}
    fn __xmknod(version: c_int, path: *const c_char, mode: c_uint, device: *mut u64) -> c_int;
}
${names.map((name) => `#[no_mangle]\npub unsafe extern "C" fn ${name}(path: *const c_char, to: *mut c_void) -> c_int {\n    ${inner(name)}(${version}, path, to)\n}`).join('\n')}
${fd.map((name) => `#[no_mangle]\npub unsafe extern "C" fn ${name}(fd: c_int, to: *mut c_void) -> c_int {\n    ${inner(name)}(${version}, fd, to)\n}`).join('\n')}
${at.map((name) => `#[no_mangle]\npub unsafe extern "C" fn ${name}(fd: c_int, path: *const c_char, to: *mut c_void, flags: c_int) -> c_int {\n    ${inner(name)}(${version}, fd, path, to, flags)\n}`).join('\n')}
#[no_mangle]
pub unsafe extern "C" fn mknod(path: *const c_char, mode: c_uint, mut device: u64) -> c_int {
    __xmknod(${version === 3 ? 1 : 0}, path, mode, &mut device)
}
`
}

/** Text of the linker script that `-lc` finds where the board has its libc alone (GNU ld manual, "Implicit Linker Scripts"). */
export function formatLibcScript(interpreter: string): string {
  const loader = interpreter.slice(interpreter.lastIndexOf('/') + 1)
  return `/* GNU ld script, made by ferry */\nGROUP ( libc.so.6 libc_nonshared.a AS_NEEDED ( ${loader} ) )\n`
}
