fn main() {
    let started = unsafe { libsodium_sys::sodium_init() };
    let mut out = [0u8; 32];
    let text = b"ferry";
    unsafe { libsodium_sys::crypto_generichash(out.as_mut_ptr(), 32, text.as_ptr(), 5, std::ptr::null(), 0) };
    println!("{started} {:02x}{:02x}", out[0], out[1]);
}
