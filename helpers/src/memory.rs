//! The four functions that the compiler calls and a C library would bring.
//! Volatile accesses keep the compiler from turning a loop back into a call of itself.
use core::ptr::{read_volatile, write_volatile};

#[no_mangle]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    for i in 0..count {
        write_volatile(to.add(i), read_volatile(from.add(i)));
    }
    to
}

#[no_mangle]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    if (to as usize) < from as usize {
        return memcpy(to, from, count);
    }
    for i in (0..count).rev() {
        write_volatile(to.add(i), read_volatile(from.add(i)));
    }
    to
}

#[no_mangle]
unsafe extern "C" fn memset(to: *mut u8, byte: i32, count: usize) -> *mut u8 {
    for i in 0..count {
        write_volatile(to.add(i), byte as u8);
    }
    to
}

#[no_mangle]
unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, count: usize) -> i32 {
    for i in 0..count {
        let difference = read_volatile(a.add(i)) as i32 - read_volatile(b.add(i)) as i32;
        if difference != 0 {
            return difference;
        }
    }
    0
}

#[no_mangle]
unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, count: usize) -> i32 {
    memcmp(a, b, count)
}

#[no_mangle]
unsafe extern "C" fn strlen(text: *const u8) -> usize {
    let mut length = 0;
    while read_volatile(text.add(length)) != 0 {
        length += 1;
    }
    length
}
