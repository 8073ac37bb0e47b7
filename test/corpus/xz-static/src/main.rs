use std::io::Read;

fn main() {
    let text = "ferry ".repeat(100);
    let mut packed = Vec::new();
    xz2::read::XzEncoder::new(text.as_bytes(), 6).read_to_end(&mut packed).unwrap();
    let mut back = String::new();
    xz2::read::XzDecoder::new(packed.as_slice()).read_to_string(&mut back).unwrap();
    println!("same: {}", back == text);
}
