/**
 * A project that uses every way in which crates reach C: pkg-config, bindgen, cmake (with a library that it looks for), an
 * autotools `configure` (libffi), C for the board and C for the host in one build, a procedural macro.
 */
const SAY_WHERE = `fn say(name: &str, value: &str) { println!("cargo:rustc-env={name}={value}"); }`

export const NATIVE_PROJECT: Readonly<Record<string, string>> = {
  'Cargo.toml': `[workspace]
members = ["host-c", "host-macro"]
[package]
name = "native"
version = "0.1.0"
edition = "2021"
[dependencies]
host-macro = { path = "host-macro" }
libffi-sys = "=3.2.0"
[build-dependencies]
bindgen = { version = "=0.71.1", default-features = false, features = ["runtime"] }
cc = "1"
cmake = "=0.1.54"
host-c = { path = "host-c" }
pkg-config = "=0.3.32"
[profile.dev]
debug = false
`,
  'build.rs': `use std::path::PathBuf;
${SAY_WHERE}
fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
    // pkg-config: where the library and its version were found.
    let zlib = pkg_config::probe_library("zlib").unwrap_or_else(|error| panic!("{error}"));
    say("ZLIB_VERSION", &zlib.version);
    // Debian's zlib lies in the default folders: pkg-config leaves those out. Its variables tell them.
    say("ZLIB_FOLDER", &pkg_config::get_variable("zlib", "libdir").unwrap());
    // bindgen: the types of the board, not of this host.
    bindgen::Builder::default()
        .header_contents("wrapper.h", "#include <zlib.h>\\n#include <stdint.h>\\nenum { pointer_bytes = sizeof(void*), has_board_char = (char)-1 > 0 };\\n")
        .allowlist_function("zlibVersion")
        .allowlist_type("uLong")
        .allowlist_var("ZLIB_VERNUM|pointer_bytes|has_board_char")
        .layout_tests(false)
        .generate()
        .expect("bindings")
        .write_to_file(out.join("bindings.rs"))
        .unwrap();
    // cmake: a library of its own that looks for zlib, by CMake's module and by pkg-config.
    let made = cmake::Config::new("counted").build_target("counted").build();
    println!("cargo:rustc-link-search=native={}/build", made.display());
    println!("cargo:rustc-link-lib=static=counted");
    println!("cargo:rustc-link-lib=z");
    say("CMAKE_FOUND", std::fs::read_to_string(made.join("build/found.txt")).unwrap().trim());
    // C for the board, while a build dependency has compiled C for this host.
    cc::Build::new().file("five.c").compile("five");
    say("MADE_ON", &host_c::machine());
    println!("cargo:rerun-if-changed=build.rs");
}
`,
  'five.c': `#if defined __x86_64__
#error "this is for the board"
#endif
int five(void) { return 5; }
`,
  'counted/CMakeLists.txt': `cmake_minimum_required(VERSION 3.18)
project(counted C)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(Z REQUIRED zlib)
pkg_get_variable(Z_FOLDER zlib libdir)
# Something that a host with these tests' own packages has, and the board's sysroot has not.
find_program(SHELL_OF_HOST sh REQUIRED)
file(WRITE \${CMAKE_BINARY_DIR}/found.txt "\${ZLIB_LIBRARIES}|\${ZLIB_INCLUDE_DIRS}|\${Z_FOLDER}|\${CMAKE_SYSTEM_PROCESSOR}")
add_library(counted STATIC counted.c)
target_include_directories(counted PRIVATE \${ZLIB_INCLUDE_DIRS})
`,
  'counted/counted.c': `#include <string.h>
#include <zlib.h>
unsigned long counted(const char *text) { return crc32(0, (const unsigned char *)text, strlen(text)); }
`,
  'src/main.rs': `#![allow(non_upper_case_globals, non_camel_case_types, dead_code)]
use std::ffi::{c_char, c_int, c_ulong, c_void, CStr};
include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
extern "C" { fn five() -> c_int; fn counted(text: *const c_char) -> c_ulong; }
extern "C" fn add(a: c_int, b: c_int) -> c_int { a + b }
fn called_by_ffi() -> i64 {
    use libffi_sys::*;
    unsafe {
        let mut types = [&raw mut ffi_type_sint32, &raw mut ffi_type_sint32];
        let mut cif: ffi_cif = std::mem::zeroed();
        assert_eq!(ffi_prep_cif(&mut cif, ffi_abi_FFI_DEFAULT_ABI, 2, &raw mut ffi_type_sint32, types.as_mut_ptr()), ffi_status_FFI_OK);
        let (mut a, mut b, mut result) = (20 as c_int, 22 as c_int, 0i64);
        let mut args = [&raw mut a as *mut c_void, &raw mut b as *mut c_void];
        ffi_call(&mut cif, Some(std::mem::transmute(add as *const ())), &raw mut result as *mut c_void, args.as_mut_ptr());
        result as i32 as i64
    }
}
fn main() {
    let own = unsafe { CStr::from_ptr(zlibVersion()) }.to_str().unwrap();
    println!("arch {} {} {}", std::env::consts::ARCH, pointer_bytes, has_board_char);
    println!("zlib {} {} {} {}", own, env!("ZLIB_VERSION"), env!("ZLIB_FOLDER"), std::mem::size_of::<uLong>());
    println!("cmake {} {}", unsafe { counted(c"board".as_ptr()) }, env!("CMAKE_FOUND"));
    println!("five {} ffi {} host {} macro {}", unsafe { five() }, called_by_ffi(), env!("MADE_ON"), host_macro::machine!());
}
`,
  'host-c/Cargo.toml':
    '[package]\nname = "host-c"\nversion = "0.1.0"\nedition = "2021"\n[build-dependencies]\ncc = "1"\n',
  'host-c/build.rs': 'fn main() { cc::Build::new().file("machine.c").compile("machine"); }\n',
  'host-c/machine.c':
    '#if defined __x86_64__\nint machine_of_host(void) { return 1; }\n#elif defined __aarch64__\nint machine_of_host(void) { return 2; }\n#else\nint machine_of_host(void) { return 0; }\n#endif\n',
  'host-c/src/lib.rs':
    'extern "C" { fn machine_of_host() -> i32; }\npub fn machine() -> String { format!("{}-{}", std::env::consts::ARCH, unsafe { machine_of_host() }) }\n',
  'host-macro/Cargo.toml':
    '[package]\nname = "host-macro"\nversion = "0.1.0"\nedition = "2021"\n[lib]\nproc-macro = true\n',
  'host-macro/src/lib.rs':
    'use proc_macro::TokenStream;\n#[proc_macro]\npub fn machine(_: TokenStream) -> TokenStream { format!("{:?}", std::env::consts::ARCH).parse().unwrap() }\n',
}
