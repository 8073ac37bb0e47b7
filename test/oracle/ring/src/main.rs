//! Every function of ring that has variants by CPU, once.
use ring::aead::{Aad, LessSafeKey, Nonce, UnboundKey, AES_256_GCM, CHACHA20_POLY1305};
use ring::agreement::{EphemeralPrivateKey, UnparsedPublicKey, ECDH_P256, X25519};
use ring::digest::{digest, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512};
use ring::rand::SystemRandom;

fn main() {
    let text = [7_u8; 4096];
    for algorithm in [&SHA1_FOR_LEGACY_USE_ONLY, &SHA256, &SHA512] {
        assert!(digest(algorithm, &text).as_ref().iter().any(|&byte| byte != 0));
    }
    for algorithm in [&AES_256_GCM, &CHACHA20_POLY1305] {
        let key = LessSafeKey::new(UnboundKey::new(algorithm, &[3; 32]).expect("a key"));
        let nonce = || Nonce::assume_unique_for_key([1; 12]);
        let mut bytes = text.to_vec();
        key.seal_in_place_append_tag(nonce(), Aad::empty(), &mut bytes).expect("sealed");
        let opened = key.open_in_place(nonce(), Aad::empty(), &mut bytes).expect("opened");
        assert_eq!(opened, text);
    }
    let random = SystemRandom::new();
    for algorithm in [&X25519, &ECDH_P256] {
        let own = EphemeralPrivateKey::generate(algorithm, &random).expect("a private key");
        let other = EphemeralPrivateKey::generate(algorithm, &random).expect("a private key");
        let public = UnparsedPublicKey::new(algorithm, other.compute_public_key().expect("its public key"));
        ring::agreement::agree_ephemeral(own, &public, |shared| assert_eq!(shared.len(), 32)).expect("agreed");
    }
    println!("oracle: started");
}
