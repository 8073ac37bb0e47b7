/// TARGET is the board's, HOST is this machine's, and the script itself runs on HOST.
fn main() {
    let target = std::env::var("TARGET").unwrap();
    let host = std::env::var("HOST").unwrap();
    assert!(host.starts_with(std::env::consts::ARCH), "the build script was built for {}", std::env::consts::ARCH);
    assert_ne!(target, host);
    println!("cargo:rustc-env=BUILT_FOR_ARCH={}", std::env::var("CARGO_CFG_TARGET_ARCH").unwrap());
}
