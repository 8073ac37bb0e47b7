fn main() {
    println!("{}", blake3::hash(&[7u8; 4096]).to_hex());
}
