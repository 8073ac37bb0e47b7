//! System calls of arm64 (include/uapi/asm-generic/unistd.h).
use core::arch::asm;

pub const DUP3: usize = 24;
pub const MKDIRAT: usize = 34;
pub const UNLINKAT: usize = 35;
pub const SYMLINKAT: usize = 36;
pub const UMOUNT2: usize = 39;
pub const MOUNT: usize = 40;
pub const PIVOT_ROOT: usize = 41;
pub const FACCESSAT: usize = 48;
pub const CHDIR: usize = 49;
pub const FCHMODAT: usize = 53;
pub const FCHOWNAT: usize = 54;
pub const OPENAT: usize = 56;
pub const CLOSE: usize = 57;
pub const PIPE2: usize = 59;
pub const READ: usize = 63;
pub const WRITE: usize = 64;
pub const PREAD64: usize = 67;
pub const FSTAT: usize = 80;
pub const EXIT_GROUP: usize = 94;
pub const UNSHARE: usize = 97;
pub const SCHED_SETAFFINITY: usize = 122;
pub const SCHED_GETAFFINITY: usize = 123;
pub const KILL: usize = 129;
pub const RT_SIGACTION: usize = 134;
pub const RT_SIGPROCMASK: usize = 135;
pub const RT_SIGTIMEDWAIT: usize = 137;
pub const CLOCK_GETTIME: usize = 113;
pub const SETSID: usize = 157;
pub const SETHOSTNAME: usize = 161;
pub const UMASK: usize = 166;
pub const PRCTL: usize = 167;
pub const SOCKET: usize = 198;
pub const BIND: usize = 200;
pub const LISTEN: usize = 201;
pub const SETSOCKOPT: usize = 208;
pub const BRK: usize = 214;
pub const CLONE: usize = 220;
pub const EXECVE: usize = 221;
pub const MMAP: usize = 222;
pub const ACCEPT4: usize = 242;
pub const WAIT4: usize = 260;
pub const PRLIMIT64: usize = 261;
pub const CLOSE_RANGE: usize = 436;

/// Where struct stat has its count of links, 32 bits (include/uapi/asm-generic/stat.h).
pub fn stat_links(stat: &[u32; 36]) -> u32 {
    stat[5]
}

/// # Safety
/// The arguments must be what that system call takes.
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    asm!("svc #0", in("x8") number, inlateout("x0") a[0] as isize => result, in("x1") a[1], in("x2") a[2],
        in("x3") a[3], in("x4") a[4], in("x5") a[5], options(nostack));
    result
}

/// Puts `words` machine words from `from` at `stack`, makes that the stack and jumps to `entry`.
///
/// # Safety
/// `stack` must be 16-aligned and mapped; `entry` must be a program's entry point; `words` > 0.
pub unsafe fn jump(entry: usize, stack: usize, from: *const usize, words: usize) -> ! {
    asm!("mov sp, x1", "2:", "ldr x4, [x2], #8", "str x4, [x1], #8", "subs x3, x3, #1", "b.ne 2b", "mov x0, #0",
        "mov x29, #0", "mov x30, #0", "br x5",
        in("x1") stack, in("x2") from, in("x3") words, in("x5") entry, options(noreturn))
}
