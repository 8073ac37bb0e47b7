//! Linux system calls, thin and typed. An error is the kernel's errno, positive.
#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
mod machine;

pub use machine::jump;
use machine::{self as number, call};

pub type Errno = i32;
pub type Result<T> = core::result::Result<T, Errno>;

pub const ENOENT: Errno = 2;
pub const EINTR: Errno = 4;
pub const ECHILD: Errno = 10;
pub const EEXIST: Errno = 17;
pub const EINVAL: Errno = 22;
pub const E2BIG: Errno = 7;

pub const O_WRONLY: usize = 0o1;
pub const O_CREAT: usize = 0o100;
pub const O_TRUNC: usize = 0o1000;
pub const O_APPEND: usize = 0o2000;
pub const O_CLOEXEC: usize = 0o2000000;
/// asm-generic and x86 agree on all but O_DIRECTORY (arch/arm64/include/uapi/asm/fcntl.h).
pub const O_DIRECTORY: usize = if cfg!(target_arch = "aarch64") { 0o40000 } else { 0o200000 };

pub const CLONE_NEWNS: usize = 0x20000;
pub const CLONE_NEWUTS: usize = 0x0400_0000;
pub const CLONE_NEWIPC: usize = 0x0800_0000;
pub const CLONE_NEWUSER: usize = 0x1000_0000;
pub const CLONE_NEWPID: usize = 0x2000_0000;

pub const SIGKILL: usize = 9;
pub const SIGTERM: usize = 15;
pub const SIGCHLD: usize = 17;

const AT_FDCWD: usize = -100isize as usize;
const AT_SYMLINK_NOFOLLOW: usize = 0x100;

/// A path, a name or a text that ends in NUL.
#[derive(Clone, Copy)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    /// None where the bytes do not end in NUL.
    pub fn new(bytes: &'a [u8]) -> Option<Text<'a>> {
        (bytes.last() == Some(&0)).then_some(Text(bytes))
    }
    pub fn bytes(&self) -> &'a [u8] {
        &self.0[..self.0.len() - 1]
    }
    pub fn pointer(&self) -> *const u8 {
        self.0.as_ptr()
    }
    fn word(&self) -> usize {
        self.0.as_ptr() as usize
    }
}

/// A `Text` of a literal.
#[macro_export]
macro_rules! text {
    ($literal:literal) => {
        match $crate::sys::Text::new(concat!($literal, "\0").as_bytes()) {
            Some(text) => text,
            None => unreachable!(),
        }
    };
}

fn checked(result: isize) -> Result<usize> {
    if result < 0 {
        Err(-result as Errno)
    } else {
        Ok(result as usize)
    }
}

macro_rules! syscall {
    ($number:ident $(, $argument:expr)*) => {{
        let given = [$($argument),*];
        let mut all = [0usize; 6];
        all[..given.len()].copy_from_slice(&given);
        checked(unsafe { call(number::$number, all) })
    }};
}

pub fn exit(code: i32) -> ! {
    loop {
        let _ = syscall!(EXIT_GROUP, code as usize);
    }
}

pub fn open(path: Text, flags: usize, mode: usize) -> Result<usize> {
    syscall!(OPENAT, AT_FDCWD, path.word(), flags | O_CLOEXEC, mode)
}

pub fn open_at(folder: usize, path: Text, flags: usize) -> Result<usize> {
    syscall!(OPENAT, folder, path.word(), flags | O_CLOEXEC, 0)
}

pub fn close(fd: usize) {
    let _ = syscall!(CLOSE, fd);
}

/// Closes every descriptor from `first` on.
pub fn close_from(first: usize) -> Result<()> {
    syscall!(CLOSE_RANGE, first, u32::MAX as usize, 0).map(drop)
}

pub fn read(fd: usize, buffer: &mut [u8]) -> Result<usize> {
    syscall!(READ, fd, buffer.as_mut_ptr() as usize, buffer.len())
}

/// Fills `buffer` as far as the file goes.
pub fn read_full(fd: usize, buffer: &mut [u8]) -> Result<usize> {
    let mut done = 0;
    while done < buffer.len() {
        match read(fd, &mut buffer[done..]) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(done)
}

pub fn read_at(fd: usize, buffer: &mut [u8], offset: u64) -> Result<usize> {
    let mut done = 0;
    while done < buffer.len() {
        let rest = &mut buffer[done..];
        let at = offset as usize + done;
        match syscall!(PREAD64, fd, rest.as_mut_ptr() as usize, rest.len(), at) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(done)
}

pub fn write_all(fd: usize, bytes: &[u8]) -> Result<()> {
    let mut done = 0;
    while done < bytes.len() {
        let rest = &bytes[done..];
        match syscall!(WRITE, fd, rest.as_ptr() as usize, rest.len()) {
            Ok(count) => done += count,
            Err(EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

/// One write call: what /proc and binfmt_misc take only in one piece.
pub fn write_once(fd: usize, bytes: &[u8]) -> Result<usize> {
    syscall!(WRITE, fd, bytes.as_ptr() as usize, bytes.len())
}

/// How many names the file has; 0 once it was deleted.
pub fn link_count(fd: usize) -> Result<u32> {
    let mut stat = [0u32; 36];
    syscall!(FSTAT, fd, stat.as_mut_ptr() as usize)?;
    Ok(number::stat_links(&stat))
}

pub fn make_folder(path: Text, mode: usize) -> Result<()> {
    syscall!(MKDIRAT, AT_FDCWD, path.word(), mode).map(drop)
}

pub fn remove_folder(path: Text) -> Result<()> {
    const AT_REMOVEDIR: usize = 0x200;
    syscall!(UNLINKAT, AT_FDCWD, path.word(), AT_REMOVEDIR).map(drop)
}

pub fn remove_file(path: Text) -> Result<()> {
    syscall!(UNLINKAT, AT_FDCWD, path.word(), 0).map(drop)
}

pub fn symlink(target: Text, path: Text) -> Result<()> {
    syscall!(SYMLINKAT, target.word(), AT_FDCWD, path.word()).map(drop)
}

pub fn change_mode(path: Text, mode: usize) -> Result<()> {
    syscall!(FCHMODAT, AT_FDCWD, path.word(), mode).map(drop)
}

pub fn change_owner(path: Text, uid: usize, gid: usize) -> Result<()> {
    syscall!(FCHOWNAT, AT_FDCWD, path.word(), uid, gid, AT_SYMLINK_NOFOLLOW).map(drop)
}

/// Whether `path` may be used so; `mode` as access(2): 0 exists, 1 execute.
pub fn access(path: Text, mode: usize) -> Result<()> {
    syscall!(FACCESSAT, AT_FDCWD, path.word(), mode).map(drop)
}

pub fn change_folder(path: Text) -> Result<()> {
    syscall!(CHDIR, path.word()).map(drop)
}

pub fn file_mask(mask: usize) {
    let _ = syscall!(UMASK, mask);
}

pub fn mount(source: Text, target: Text, kind: Text, flags: usize, data: Text) -> Result<()> {
    syscall!(MOUNT, source.word(), target.word(), kind.word(), flags, data.word()).map(drop)
}

pub fn unmount(target: Text, flags: usize) -> Result<()> {
    syscall!(UMOUNT2, target.word(), flags).map(drop)
}

pub fn pivot_root(new: Text, old: Text) -> Result<()> {
    syscall!(PIVOT_ROOT, new.word(), old.word()).map(drop)
}

pub fn host_name(name: &[u8]) -> Result<()> {
    syscall!(SETHOSTNAME, name.as_ptr() as usize, name.len()).map(drop)
}

/// A fork into the given new namespaces: 0 in the child, its pid in the parent.
pub fn fork(namespaces: usize) -> Result<usize> {
    syscall!(CLONE, namespaces | SIGCHLD)
}

pub fn unshare(namespaces: usize) -> Result<()> {
    syscall!(UNSHARE, namespaces).map(drop)
}

/// Returns only where it failed.
///
/// # Safety
/// Both lists must be pointers to NUL-terminated strings, ended by null.
pub unsafe fn execute(file: Text, arguments: *const *const u8, environment: *const *const u8) -> Errno {
    match syscall!(EXECVE, file.word(), arguments as usize, environment as usize) {
        Err(errno) => errno,
        Ok(_) => 0,
    }
}

/// Reaps a child. None where there is none to reap now.
pub fn reap() -> Result<Option<(usize, i32)>> {
    const WNOHANG: usize = 1;
    let mut status = 0i32;
    let pid = syscall!(WAIT4, -1isize as usize, &raw mut status as usize, WNOHANG, 0)?;
    Ok((pid != 0).then_some((pid, status)))
}

/// Waits for the child `pid`; its wait status.
pub fn wait_for(pid: usize) -> Result<i32> {
    let mut status = 0i32;
    loop {
        match syscall!(WAIT4, pid, &raw mut status as usize, 0, 0) {
            Err(EINTR) => {}
            other => return other.map(|_| status),
        }
    }
}

/// `pid` -1: every process that may be signalled.
pub fn kill(pid: isize, signal: usize) {
    let _ = syscall!(KILL, pid as usize, signal);
}

pub fn new_session() {
    let _ = syscall!(SETSID);
}

/// `[read end, write end]`, both closed on exec.
pub fn pipe() -> Result<[usize; 2]> {
    let mut ends = [0i32; 2];
    syscall!(PIPE2, ends.as_mut_ptr() as usize, O_CLOEXEC)?;
    Ok([ends[0] as usize, ends[1] as usize])
}

pub fn duplicate(from: usize, to: usize) -> Result<()> {
    syscall!(DUP3, from, to, 0).map(drop)
}

/// Blocks the signals whose bits (1 << number-1) are set, and no others.
pub fn block_signals(mask: u64) {
    const SIG_SETMASK: usize = 2;
    let _ = syscall!(RT_SIGPROCMASK, SIG_SETMASK, &raw const mask as usize, 0, 8);
}

pub fn ignore_signal(signal: usize) {
    set_action(signal, 1);
}

pub fn default_signal(signal: usize) {
    set_action(signal, 0);
}

fn set_action(signal: usize, handler: usize) {
    // struct kernel_sigaction: handler, flags, restorer, mask; nothing else matters for SIG_IGN and SIG_DFL.
    let action = [handler, 0, 0, 0];
    let _ = syscall!(RT_SIGACTION, signal, action.as_ptr() as usize, 0, 8);
}

/// A signal that was waited for: its number, and the sender's pid (0: outside of this pid namespace).
pub struct Signal {
    pub number: usize,
    pub sender: i32,
}

/// Waits for one of the blocked signals of `mask`; None after `milliseconds` (None: for ever).
pub fn wait_signal(mask: u64, milliseconds: Option<u64>) -> Option<Signal> {
    let mut info = [0i32; 32];
    let time = milliseconds.map(|ms| [(ms / 1000) as usize, (ms % 1000 * 1_000_000) as usize]);
    let pointer = time.as_ref().map_or(0, |time| time.as_ptr() as usize);
    let number = syscall!(RT_SIGTIMEDWAIT, &raw const mask as usize, info.as_mut_ptr() as usize, pointer, 8).ok()?;
    // siginfo_t: si_signo, si_errno, si_code, padding to 8, then si_pid (64-bit machines).
    Some(Signal { number, sender: info[4] })
}

/// Milliseconds of a clock that only goes forward (CLOCK_MONOTONIC, clock_gettime(2)).
pub fn milliseconds() -> u64 {
    const CLOCK_MONOTONIC: usize = 1;
    let mut time = [0u64; 2];
    let _ = syscall!(CLOCK_GETTIME, CLOCK_MONOTONIC, time.as_mut_ptr() as usize);
    time[0] * 1000 + time[1] / 1_000_000
}

/// A listening TCP socket on an IPv4 address.
pub fn listen(address: [u8; 4], port: u16) -> Result<usize> {
    const AF_INET: usize = 2;
    const SOCK_STREAM_CLOEXEC: usize = 0o2000001;
    let fd = syscall!(SOCKET, AF_INET, SOCK_STREAM_CLOEXEC, 0)?;
    let one = 1i32;
    let (socket_level, reuse_address) = (1, 2);
    syscall!(SETSOCKOPT, fd, socket_level, reuse_address, &raw const one as usize, 4)?;
    let mut name = [0u8; 16];
    name[..2].copy_from_slice(&(AF_INET as u16).to_ne_bytes());
    name[2..4].copy_from_slice(&port.to_be_bytes());
    name[4..8].copy_from_slice(&address);
    syscall!(BIND, fd, name.as_ptr() as usize, name.len())?;
    syscall!(LISTEN, fd, 128)?;
    Ok(fd)
}

/// The next connection, without Nagle's delay.
pub fn accept(fd: usize) -> Result<usize> {
    let connection = syscall!(ACCEPT4, fd, 0, 0, O_CLOEXEC)?;
    let one = 1i32;
    let (tcp_level, no_delay) = (6, 1);
    let _ = syscall!(SETSOCKOPT, connection, tcp_level, no_delay, &raw const one as usize, 4);
    Ok(connection)
}

/// Sets the soft limit of a resource, at most to the hard one.
pub fn soft_limit(resource: usize, soft: usize) -> Result<()> {
    let mut limits = [0u64; 2];
    syscall!(PRLIMIT64, 0, resource, 0, limits.as_mut_ptr() as usize)?;
    limits[0] = limits[1].min(soft as u64);
    syscall!(PRLIMIT64, 0, resource, limits.as_ptr() as usize, 0).map(drop)
}

/// Keeps this process and its children on at most `count` of the processors it has, starting at the `skip`th.
pub fn limit_processors(count: usize, skip: usize) -> Result<()> {
    let mut mask = [0u64; 128];
    let size = core::mem::size_of_val(&mask);
    syscall!(SCHED_GETAFFINITY, 0, size, mask.as_mut_ptr() as usize)?;
    let is_set = |mask: &[u64; 128], bit: usize| mask[bit / 64] >> (bit % 64) & 1 == 1;
    let total = (0..size * 8).filter(|&bit| is_set(&mask, bit)).count();
    if total <= count || count == 0 {
        return Ok(());
    }
    let mut wanted = [0u64; 128];
    let mut nth = 0;
    for bit in (0..size * 8).filter(|&bit| is_set(&mask, bit)) {
        if (nth + total - skip % total) % total < count {
            wanted[bit / 64] |= 1 << (bit % 64);
        }
        nth += 1;
    }
    syscall!(SCHED_SETAFFINITY, 0, size, wanted.as_ptr() as usize).map(drop)
}

/// mmap(2) with its own constants.
///
/// # Safety
/// MAP_FIXED replaces what is there.
pub unsafe fn map(at: usize, size: usize, protection: usize, flags: usize, fd: usize, offset: usize) -> Result<usize> {
    syscall!(MMAP, at, size, protection, flags, fd, offset)
}

pub fn current_break() -> usize {
    syscall!(BRK, 0).unwrap_or(0)
}

/// prctl(2) with the arguments as they are.
///
/// # Safety
/// They must be what that option takes.
pub unsafe fn process_control(option: usize, a: usize, b: usize, c: usize, d: usize) -> Result<usize> {
    syscall!(PRCTL, option, a, b, c, d)
}
