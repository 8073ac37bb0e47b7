/** Where the parts of a musl target that are not Rust come from. */
export interface MuslParts {
  /** Debian architecture of musl-dev whose code runs on every CPU of the target; undefined: none, musl is compiled. */
  readonly libc?: {
    readonly suite?: string
    readonly architecture: string
    readonly folder: string
  }
  /** Debian architecture of the unwinder: LLVM's libunwind, or libgcc's where Debian has no other (ARM EHABI's needs nothing of glibc). */
  readonly unwind: {
    readonly suite?: string
    readonly architecture: string
    readonly of: 'llvm' | 'libgcc'
  }
  /** Flags for clang, where musl is compiled. */
  readonly clang?: readonly string[]
}

/** armel was dropped after trixie, so that suite is named where armel is used. */
const ARMEL = { suite: 'trixie', architecture: 'armel' } as const
const ARMEL_LIBC = { ...ARMEL, folder: 'arm-linux-musleabi' } as const
const ARMEL_UNWIND = { ...ARMEL, of: 'libgcc' } as const
const plain = (architecture: string, folder: string): MuslParts => ({
  libc: { architecture, folder },
  unwind: { architecture, of: 'llvm' },
})

/**
 * Debian's armhf is ARMv7 with Thumb-2, so an ARMv6 hard-float target can use nothing of it: its musl is compiled, and
 * its unwinder, which passes no floating-point values, is that of armel (ARMv5TE).
 */
const PARTS: Readonly<Record<string, MuslParts>> = {
  'aarch64-unknown-linux-musl': plain('arm64', 'aarch64-linux-musl'),
  'arm-unknown-linux-musleabi': { libc: ARMEL_LIBC, unwind: ARMEL_UNWIND },
  'arm-unknown-linux-musleabihf': {
    unwind: ARMEL_UNWIND,
    clang: [
      '--target=arm-linux-musleabihf',
      '-march=armv6',
      '-mfpu=vfp',
      '-mfloat-abi=hard',
      '-marm',
    ],
  },
  'armv5te-unknown-linux-musleabi': { libc: ARMEL_LIBC, unwind: ARMEL_UNWIND },
  'armv7-unknown-linux-musleabi': { libc: ARMEL_LIBC, unwind: ARMEL_UNWIND },
  'armv7-unknown-linux-musleabihf': plain('armhf', 'arm-linux-musleabihf'),
  'i686-unknown-linux-musl': plain('i386', 'i386-linux-musl'),
  'powerpc64le-unknown-linux-musl': plain('ppc64el', 'powerpc64le-linux-musl'),
  'riscv64gc-unknown-linux-musl': plain('riscv64', 'riscv64-linux-musl'),
  's390x-unknown-linux-musl': plain('s390x', 's390x-linux-musl'),
  'x86_64-unknown-linux-musl': plain('amd64', 'x86_64-linux-musl'),
}

export function muslPartsOf(target: string): MuslParts | undefined {
  return PARTS[target]
}

/** Start and end files that rustc wants in `self-contained` for musl (rustc_target, crt_objects.rs), beside musl's own. */
export const BEGIN_FILES: readonly string[] = ['crtbegin.o', 'crtbeginS.o', 'crtbeginT.o']
export const END_FILES: readonly string[] = ['crtend.o', 'crtendS.o']
/** musl's own start files. */
export const MUSL_START_FILES: readonly string[] = [
  'Scrt1.o',
  'crt1.o',
  'crti.o',
  'crtn.o',
  'rcrt1.o',
]

/** musl has all of this in libc.a; objects may ask for them by name (libunwind does: `dl`, `pthread`). */
export const EMPTY_LIBRARIES: readonly string[] = [
  'libdl.a',
  'libm.a',
  'libpthread.a',
  'librt.a',
  'libutil.a',
]

/** An empty archive: what a linker takes as "nothing". */
export const EMPTY_ARCHIVE = '!<arch>\n'

/**
 * Source of the object that takes the place of gcc's crtbegin.o: the handle that __cxa_atexit is called with, and the two
 * functions that Debian's libunwind needs of glibc (it was compiled with _FORTIFY_SOURCE; LSB 5, __vfprintf_chk).
 * A va_list is passed as one pointer on all of these architectures (AAPCS64: by reference; AAPCS32: a struct of one pointer).
 */
export const BEGIN_SOURCE: string = `#![no_std]
#![allow(non_upper_case_globals)]
use core::ffi::{c_char, c_int, c_void};
extern "C" {
    fn vfprintf(file: *mut c_void, format: *const c_char, args: *mut c_void) -> c_int;
    fn vsnprintf(to: *mut c_char, max: usize, format: *const c_char, args: *mut c_void) -> c_int;
}
#[no_mangle]
pub static mut __dso_handle: *mut c_void = core::ptr::null_mut();
#[no_mangle]
pub unsafe extern "C" fn __vfprintf_chk(file: *mut c_void, _flag: c_int, format: *const c_char, args: *mut c_void) -> c_int {
    vfprintf(file, format, args)
}
#[no_mangle]
pub unsafe extern "C" fn __vsnprintf_chk(to: *mut c_char, max: usize, _flag: c_int, _size: usize, format: *const c_char, args: *mut c_void) -> c_int {
    vsnprintf(to, max, format, args)
}
`
