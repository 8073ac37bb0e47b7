fn main() {
    let text = "ferry ".repeat(100);
    let packed = lz4::block::compress(text.as_bytes(), None, true).unwrap();
    println!("same: {}", lz4::block::decompress(&packed, None).unwrap() == text.as_bytes());
}
