//! What a kernel would say to an ELF program of the board before the program runs
//! (fs/binfmt_elf.c: load_elf_binary; arch/arm/kernel/elf.c: elf_check_arch).

pub const EM_ARM: u16 = 40;
const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;
const PT_INTERP: u32 = 3;
const PATH_MAX: usize = 4096;
/// The kernel reads no more program headers than this (load_elf_phdrs: 64 KiB).
const MOST_HEADERS: usize = 65536;

/// The loader that a program names, with its NUL.
pub struct Interpreter {
    bytes: [u8; PATH_MAX],
    length: usize,
}

impl Interpreter {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// The header's fields that decide.
pub struct Header {
    pub wide: bool,
    pub big: bool,
    pub machine: u16,
    kind: u16,
    entry: u64,
    flags: u32,
    table: u64,
    entry_size: usize,
    count: usize,
}

/// Reads at an offset; gives the count of bytes, as pread does.
pub trait ReadAt {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> usize;
}

/// None: not an ELF file, or its header is cut off.
pub fn read_header(file: &dyn ReadAt) -> Option<Header> {
    let mut h = [0u8; 64];
    let length = file.read_at(&mut h, 0);
    if length < 52 || h[..4] != *b"\x7fELF" || !matches!(h[4], 1 | 2) || !matches!(h[5], 1 | 2) {
        return None;
    }
    let wide = h[4] == 2;
    if wide && length < 64 {
        return None;
    }
    let f = Fields { big: h[5] == 2, wide };
    let after = if wide { 48 } else { 36 };
    Some(Header {
        wide,
        big: f.big,
        machine: f.half(&h, 18),
        kind: f.half(&h, 16),
        entry: f.address(&h, 24),
        flags: f.word(&h, after),
        table: f.address(&h, if wide { 32 } else { 28 }),
        entry_size: f.half(&h, after + 6) as usize,
        count: f.half(&h, after + 8) as usize,
    })
}

/// The loader named by PT_INTERP: Ok(None) for a static program, Err where a kernel answers ENOEXEC.
pub fn read_interpreter(file: &dyn ReadAt, header: &Header) -> Result<Option<Interpreter>, ()> {
    let size = if header.wide { 56 } else { 32 };
    if !matches!(header.kind, ET_EXEC | ET_DYN) || !machine_accepts(header) {
        return Err(());
    }
    if header.entry_size != size || header.count == 0 || header.count * size > MOST_HEADERS {
        return Err(());
    }
    let f = Fields { big: header.big, wide: header.wide };
    let mut found = None;
    for index in 0..header.count {
        let mut entry = [0u8; 56];
        let entry = &mut entry[..size];
        let offset = header.table.checked_add((index * size) as u64).ok_or(())?;
        if file.read_at(entry, offset) < size {
            return Err(());
        }
        if found.is_none() && f.word(entry, 0) == PT_INTERP {
            let at = f.address(entry, if header.wide { 8 } else { 4 });
            let length = f.address(entry, if header.wide { 32 } else { 16 }) as usize;
            found = Some(interpreter_at(file, at, length)?);
        }
    }
    Ok(found)
}

fn interpreter_at(file: &dyn ReadAt, at: u64, length: usize) -> Result<Interpreter, ()> {
    let mut interpreter = Interpreter { bytes: [0; PATH_MAX], length };
    if !(2..=PATH_MAX).contains(&length) || file.read_at(&mut interpreter.bytes[..length], at) < length {
        return Err(());
    }
    if interpreter.bytes[length - 1] != 0 {
        return Err(());
    }
    // The kernel reads the name as a C string: what follows an earlier NUL does not count.
    let end = interpreter.bytes().iter().position(|&byte| byte == 0).unwrap_or(length - 1);
    interpreter.length = end + 1;
    Ok(interpreter)
}

/// 32-bit ARM: the entry address must be aligned unless it is Thumb, and the file must follow an EABI
/// (every core that ferry emulates has Thumb; files of the old ABI are refused without OABI_COMPAT, Debian's setting).
fn machine_accepts(header: &Header) -> bool {
    const EABI: u32 = 0xff00_0000;
    header.machine != EM_ARM
        || (!header.wide && header.flags & EABI != 0 && (header.entry & 1 == 1 || header.entry & 3 == 0))
}

/// Reads fields of either byte order and class.
struct Fields {
    big: bool,
    wide: bool,
}

impl Fields {
    fn number(&self, bytes: &[u8], at: usize, size: usize) -> u64 {
        let field = &bytes[at..at + size];
        let join = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        if self.big {
            field.iter().fold(0, join)
        } else {
            field.iter().rev().fold(0, join)
        }
    }
    fn half(&self, bytes: &[u8], at: usize) -> u16 {
        self.number(bytes, at, 2) as u16
    }
    fn word(&self, bytes: &[u8], at: usize) -> u32 {
        self.number(bytes, at, 4) as u32
    }
    fn address(&self, bytes: &[u8], at: usize) -> u64 {
        self.number(bytes, at, if self.wide { 8 } else { 4 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl ReadAt for Vec<u8> {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> usize {
            let start = (offset as usize).min(self.len());
            let count = buffer.len().min(self.len() - start);
            buffer[..count].copy_from_slice(&self[start..start + count]);
            count
        }
    }

    /// A 32-bit little-endian ARM program with one program header.
    fn arm(kind: u32, content: &[u8]) -> Vec<u8> {
        let mut file = b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x28\0\x01\0\0\0".to_vec();
        for word in [0x10000u32, 52, 0, 0x0500_0400] {
            file.extend(word.to_le_bytes());
        }
        for half in [52u16, 32, 1, 0, 0, 0] {
            file.extend(half.to_le_bytes());
        }
        for word in [kind, 84, 0, 0, content.len() as u32, 0, 0, 0] {
            file.extend(word.to_le_bytes());
        }
        file.extend(content);
        file
    }

    fn interpreter(file: &Vec<u8>) -> Result<Option<String>, ()> {
        let header = read_header(file).ok_or(())?;
        let found = read_interpreter(file, &header)?;
        Ok(found.map(|i| String::from_utf8_lossy(i.bytes()).into_owned()))
    }

    #[test]
    fn names_the_loader() {
        assert_eq!(interpreter(&arm(3, b"/lib/ld.so\0")), Ok(Some("/lib/ld.so\0".into())));
        assert_eq!(interpreter(&arm(3, b"/a\0b\0")), Ok(Some("/a\0".into())));
        assert_eq!(interpreter(&arm(1, b"")), Ok(None));
    }

    #[test]
    fn refuses_what_a_kernel_refuses() {
        assert_eq!(interpreter(&arm(3, b"/lib/ld.so")), Err(()), "no NUL");
        assert_eq!(interpreter(&arm(3, b"\0")), Err(()), "too short");
        let mut old = arm(1, b"");
        old[39] = 0;
        assert_eq!(interpreter(&old), Err(()), "old ABI");
        let mut odd = arm(1, b"");
        odd[24] = 2;
        assert_eq!(interpreter(&odd), Err(()), "entry not aligned");
        odd[24] = 1;
        assert_eq!(interpreter(&odd), Ok(None), "Thumb entry");
        let mut object = arm(1, b"");
        object[16] = 1;
        assert_eq!(interpreter(&object), Err(()), "relocatable object");
        for length in 0..84 {
            assert_eq!(interpreter(&arm(1, b"")[..length].to_vec()), Err(()), "cut at {length}");
        }
    }

    #[test]
    fn any_byte_may_be_anything() {
        let whole = arm(3, b"/lib/ld.so\0");
        for at in 0..whole.len() {
            for value in [0, 1, 2, 127, 128, 255] {
                let mut file = whole.clone();
                file[at] = value;
                let _ = interpreter(&file);
            }
        }
    }
}
