//! Puts a static program into this process and starts it there, as execve would, but keeping the process's
//! name, its arguments as others see them, and the open program (AT_EXECFD).
use crate::start::{self, Stack};
use crate::sys::{self, Text};

const PROT_READ: usize = 1;
const PROT_WRITE: usize = 2;
const PROT_EXEC: usize = 4;
const MAP_PRIVATE: usize = 2;
const MAP_FIXED: usize = 0x10;
const MAP_ANONYMOUS: usize = 0x20;
const MAP_NORESERVE: usize = 0x4000;

/// Where a program lies in memory, and what its start code asks for.
pub struct Mapped {
    pub entry: usize,
    pub headers: usize,
    pub header_count: usize,
}

struct Segment {
    flags: usize,
    offset: usize,
    address: usize,
    file_size: usize,
    memory_size: usize,
}

/// Maps a static position-independent ELF program of this machine.
/// `page`: the size of a page of this host.
pub fn map_program(path: Text, page: usize) -> sys::Result<Mapped> {
    let fd = sys::open(path, 0, 0)?;
    let mut head = [0u8; 4096];
    let length = sys::read_at(fd, &mut head, 0)?;
    let head = &head[..length];
    let half = |at: usize| Some(u16::from_le_bytes(head.get(at..at + 2)?.try_into().ok()?) as usize);
    let wide = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?) as usize);
    let (table, count) = (wide(32).ok_or(sys::EINVAL)?, half(56).ok_or(sys::EINVAL)?);
    let segment = |index: usize| -> Option<Option<Segment>> {
        let at = table.checked_add(index * 56)?;
        if half(at)? != 1 || half(at + 2)? != 0 {
            return Some(None);
        }
        Some(Some(Segment {
            flags: half(at + 4)?,
            offset: wide(at + 8)?,
            address: wide(at + 16)?,
            file_size: wide(at + 32)?,
            memory_size: wide(at + 40)?,
        }))
    };
    const ET_DYN: usize = 3;
    if half(16) != Some(ET_DYN) {
        return Err(sys::EINVAL);
    }
    let mut end = 0;
    for index in 0..count {
        if let Some(s) = segment(index).ok_or(sys::EINVAL)? {
            end = end.max(s.address.checked_add(s.memory_size).ok_or(sys::EINVAL)?);
        }
    }
    let reserve = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    let base = unsafe { sys::map(0, round_up(end, page), 0, reserve, usize::MAX, 0)? };
    for index in 0..count {
        if let Some(s) = segment(index).flatten() {
            unsafe { map_segment(fd, base, &s, page)? };
        }
    }
    sys::close(fd);
    Ok(Mapped { entry: base + wide(24).ok_or(sys::EINVAL)?, headers: base + table, header_count: count })
}

unsafe fn map_segment(fd: usize, base: usize, s: &Segment, page: usize) -> sys::Result<()> {
    let protection = (s.flags & 4) / 4 * PROT_READ | s.flags & PROT_WRITE | (s.flags & 1) * PROT_EXEC;
    let start = base + s.address / page * page;
    let slack = s.address % page;
    let file_end = base + s.address + s.file_size;
    let memory_end = round_up(base + s.address + s.memory_size, page);
    if s.file_size > 0 {
        let size = s.file_size + slack;
        sys::map(start, size, protection, MAP_PRIVATE | MAP_FIXED, fd, s.offset - slack)?;
    }
    if s.memory_size > s.file_size {
        // Behind the file's bytes zeroes follow: in the rest of the last page, then in pages of their own.
        let fresh = if s.file_size > 0 { round_up(file_end, page) } else { start };
        if s.file_size > 0 {
            core::ptr::write_bytes(file_end as *mut u8, 0, fresh - file_end);
        }
        if memory_end > fresh {
            sys::map(fresh, memory_end - fresh, protection, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, usize::MAX, 0)?;
        }
    }
    Ok(())
}

fn round_up(size: usize, page: usize) -> usize {
    size.div_ceil(page) * page
}

/// A new initial stack: words, growing.
pub struct Words {
    base: *mut usize,
    count: usize,
    most: usize,
}

impl Words {
    /// Room for `most` words.
    pub fn with_room(most: usize) -> sys::Result<Words> {
        let size = most * size_of::<usize>();
        let base = unsafe { sys::map(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, usize::MAX, 0)? };
        Ok(Words { base: base as *mut usize, count: 0, most })
    }

    pub fn push(&mut self, word: usize) {
        if self.count < self.most {
            unsafe { *self.base.add(self.count) = word };
            self.count += 1;
        }
    }

    /// The auxiliary vector of `stack`, changed to describe `program`; the end of the words.
    pub fn push_auxiliary(&mut self, stack: &Stack, program: &Mapped) {
        for index in 0..stack.auxiliary_count() {
            let [kind, value] = unsafe { *stack.auxiliary().add(index) };
            self.push(kind);
            self.push(match kind {
                start::AT_PHDR => program.headers,
                start::AT_PHENT => 56,
                start::AT_PHNUM => program.header_count,
                start::AT_ENTRY => program.entry,
                start::AT_BASE => 0,
                _ => value,
            });
        }
        self.push(start::AT_NULL);
        self.push(0);
    }

    /// Starts `program` on these words, which go below the stack that the kernel made.
    pub fn start(self, stack: &Stack, program: &Mapped) -> ! {
        let to = (stack.base() - self.count * size_of::<usize>()) / 16 * 16;
        unsafe { sys::jump(program.entry, to, self.base, self.count) }
    }
}

/// Makes others see the arguments from pointer `first` on as this process's command line
/// (prctl PR_SET_MM_MAP; a kernel without it shows them all, which does no harm).
pub fn show_arguments_from(stack: &Stack, first: *const u8) {
    const PR_SET_MM: usize = 35;
    const PR_SET_MM_MAP: usize = 14;
    let end_of = |text: *const u8| text as usize + unsafe { start::bytes_of(text) }.len();
    let environment_count = stack.environment_count();
    let arguments_end = end_of(stack.argument(stack.count() - 1));
    let (environment_start, environment_end) = match environment_count {
        0 => (arguments_end, arguments_end),
        count => unsafe { (*stack.environment() as usize, end_of(*stack.environment().add(count - 1))) },
    };
    // Any address of this program will do for what nobody reads: the bounds of code and data.
    let code = stack.auxiliary_value(start::AT_PHDR).unwrap_or(0);
    let heap = sys::current_break();
    // struct prctl_mm_map: code, data, heap, stack, arguments, environment; auxv and its size, exe_fd.
    let map: [usize; 13] = [
        code,
        code + 1,
        code,
        code + 1,
        heap,
        heap,
        stack.base(),
        first as usize,
        arguments_end,
        environment_start,
        environment_end,
        0,
        (u32::MAX as usize) << 32,
    ];
    let _ = unsafe { sys::process_control(PR_SET_MM, PR_SET_MM_MAP, map.as_ptr() as usize, size_of_val(&map), 0) };
}
