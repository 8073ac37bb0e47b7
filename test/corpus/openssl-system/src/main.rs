use openssl::hash::{hash, MessageDigest};
use openssl::rsa::Rsa;

fn main() {
    let digest = hash(MessageDigest::sha256(), b"ferry").unwrap();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = Rsa::generate(1024).unwrap();
    println!("{hex} {} {}", key.size(), openssl::version::version());
}
