use secp256k1::{ecdsa, Message, PublicKey, SecretKey};

fn main() {
    let secret = SecretKey::from_secret_bytes([7; 32]).unwrap();
    let public = PublicKey::from_secret_key(&secret);
    let message = Message::from_digest([1; 32]);
    let signature = ecdsa::sign(message, &secret);
    println!("{}", ecdsa::verify(&signature, message, &public).is_ok());
}
