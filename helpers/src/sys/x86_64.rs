//! System calls of x86-64 (arch/x86/entry/syscalls/syscall_64.tbl).
use core::arch::asm;

pub const READ: usize = 0;
pub const WRITE: usize = 1;
pub const CLOSE: usize = 3;
pub const FSTAT: usize = 5;
pub const MMAP: usize = 9;
pub const BRK: usize = 12;
pub const RT_SIGACTION: usize = 13;
pub const RT_SIGPROCMASK: usize = 14;
pub const PREAD64: usize = 17;
pub const SOCKET: usize = 41;
pub const BIND: usize = 49;
pub const LISTEN: usize = 50;
pub const SETSOCKOPT: usize = 54;
pub const CLONE: usize = 56;
pub const EXECVE: usize = 59;
pub const WAIT4: usize = 61;
pub const KILL: usize = 62;
pub const CHDIR: usize = 80;
pub const UMASK: usize = 95;
pub const SETSID: usize = 112;
pub const RT_SIGTIMEDWAIT: usize = 128;
pub const CLOCK_GETTIME: usize = 228;
pub const PIVOT_ROOT: usize = 155;
pub const PRCTL: usize = 157;
pub const MOUNT: usize = 165;
pub const UMOUNT2: usize = 166;
pub const SETHOSTNAME: usize = 170;
pub const SCHED_SETAFFINITY: usize = 203;
pub const SCHED_GETAFFINITY: usize = 204;
pub const EXIT_GROUP: usize = 231;
pub const OPENAT: usize = 257;
pub const MKDIRAT: usize = 258;
pub const FCHOWNAT: usize = 260;
pub const UNLINKAT: usize = 263;
pub const SYMLINKAT: usize = 266;
pub const FCHMODAT: usize = 268;
pub const FACCESSAT: usize = 269;
pub const UNSHARE: usize = 272;
pub const ACCEPT4: usize = 288;
pub const DUP3: usize = 292;
pub const PIPE2: usize = 293;
pub const PRLIMIT64: usize = 302;
pub const CLOSE_RANGE: usize = 436;

/// Where struct stat has its count of links, 64 bits (arch/x86/include/uapi/asm/stat.h).
pub fn stat_links(stat: &[u32; 36]) -> u32 {
    stat[4]
}

/// # Safety
/// The arguments must be what that system call takes.
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    asm!("syscall", inlateout("rax") number as isize => result,
        in("rdi") a[0], in("rsi") a[1], in("rdx") a[2], in("r10") a[3], in("r8") a[4], in("r9") a[5],
        lateout("rcx") _, lateout("r11") _, options(nostack));
    result
}

/// Puts `words` machine words from `from` at `stack`, makes that the stack and jumps to `entry`.
///
/// # Safety
/// `stack` must be 16-aligned and mapped; `entry` must be a program's entry point.
pub unsafe fn jump(entry: usize, stack: usize, from: *const usize, words: usize) -> ! {
    // rdx is what a program registers with atexit: nothing (System V ABI x86-64, 3.4.1).
    asm!("mov rsp, rdi", "rep movsq", "xor edx, edx", "xor ebp, ebp", "jmp {entry}", entry = in(reg) entry,
        in("rdi") stack, in("rsi") from, in("rcx") words, options(noreturn))
}
