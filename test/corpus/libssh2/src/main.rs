/// The library is linked and answers; a session that was never connected says so.
fn main() {
    let session = ssh2::Session::new().unwrap();
    let methods = session.supported_algs(ssh2::MethodType::CryptCs).unwrap();
    println!("{} ciphers, authenticated: {}", methods.len(), session.authenticated());
}
