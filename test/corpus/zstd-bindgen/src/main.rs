fn main() {
    let text = "ferry ".repeat(1000);
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    let back = zstd::decode_all(packed.as_slice()).unwrap();
    println!("{} of {} bytes, same: {}", packed.len() < 100, back.len(), back == text.as_bytes());
}
