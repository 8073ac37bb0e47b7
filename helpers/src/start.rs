//! The first instructions of a program and what the kernel left on its stack
//! (System V ABI, "Process initialization": argc, argv, NULL, envp, NULL, auxiliary vector).

pub const AT_NULL: usize = 0;
pub const AT_EXECFD: usize = 2;
pub const AT_PHDR: usize = 3;
pub const AT_PHENT: usize = 4;
pub const AT_PHNUM: usize = 5;
pub const AT_PAGESZ: usize = 6;
pub const AT_BASE: usize = 7;
pub const AT_FLAGS: usize = 8;
pub const AT_ENTRY: usize = 9;

/// The initial stack. Valid for the whole life of the program.
#[derive(Clone, Copy)]
pub struct Stack {
    base: *const usize,
}

impl Stack {
    /// # Safety
    /// `base` must be the stack pointer as the kernel handed it over.
    pub unsafe fn at(base: *const usize) -> Stack {
        Stack { base }
    }

    pub fn base(&self) -> usize {
        self.base as usize
    }

    pub fn count(&self) -> usize {
        unsafe { *self.base }
    }

    /// Pointer to argument `index`, NUL-terminated; null behind the last.
    pub fn argument(&self, index: usize) -> *const u8 {
        if index >= self.count() {
            return core::ptr::null();
        }
        unsafe { *self.base.add(1 + index) as *const u8 }
    }

    /// The environment: pointers, ended by null.
    pub fn environment(&self) -> *const *const u8 {
        unsafe { self.base.add(2 + self.count()).cast() }
    }

    pub fn environment_count(&self) -> usize {
        let mut count = 0;
        while unsafe { !(*self.environment().add(count)).is_null() } {
            count += 1;
        }
        count
    }

    /// Pairs of the auxiliary vector, ended by AT_NULL.
    pub fn auxiliary(&self) -> *const [usize; 2] {
        unsafe { self.environment().add(self.environment_count() + 1).cast() }
    }

    pub fn auxiliary_count(&self) -> usize {
        let mut count = 0;
        while unsafe { (*self.auxiliary().add(count))[0] != AT_NULL } {
            count += 1;
        }
        count
    }

    pub fn auxiliary_value(&self, kind: usize) -> Option<usize> {
        (0..self.auxiliary_count())
            .map(|i| unsafe { *self.auxiliary().add(i) })
            .find(|pair| pair[0] == kind)
            .map(|pair| pair[1])
    }
}

/// The bytes of a NUL-terminated string with its NUL.
///
/// # Safety
/// `text` must point to a NUL-terminated string that lives for ever.
pub unsafe fn bytes_of(text: *const u8) -> &'static [u8] {
    let mut length = 0;
    while *text.add(length) != 0 {
        length += 1;
    }
    core::slice::from_raw_parts(text, length + 1)
}

/// Defines `_start`, which calls the given `fn(Stack) -> !`.
#[macro_export]
macro_rules! program {
    ($main:path) => {
        #[cfg(target_arch = "x86_64")]
        core::arch::global_asm!(
            ".globl _start",
            "_start:",
            "xor ebp, ebp",
            "mov rdi, rsp",
            "and rsp, -16",
            "call {main}",
            "ud2",
            main = sym enter
        );
        #[cfg(target_arch = "aarch64")]
        core::arch::global_asm!(
            ".globl _start",
            "_start:",
            "mov x29, #0",
            "mov x30, #0",
            "mov x0, sp",
            "bl {main}",
            "brk #1",
            main = sym enter
        );
        unsafe extern "C" fn enter(base: *const usize) -> ! {
            $main($crate::start::Stack::at(base))
        }
    };
}
