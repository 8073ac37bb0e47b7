fn main() {
    let text = b"ferry";
    println!("{:08x}", unsafe { libz_sys::crc32(0, text.as_ptr(), text.len() as u32) });
}
