fn main() {
    let text = "ferry ".repeat(500);
    let mut packed = vec![0u8; 4096];
    let mut length = packed.len();
    let code = unsafe { libz_ng_sys::compress(packed.as_mut_ptr(), &mut length, text.as_ptr(), text.len()) };
    let mut back = vec![0u8; text.len()];
    let mut size = back.len();
    let other = unsafe { libz_ng_sys::uncompress(back.as_mut_ptr(), &mut size, packed.as_ptr(), length) };
    println!("{code} {other} same: {}", back == text.as_bytes());
}
