fn main() {
    println!("{} on {}, built for it: {}", env!("BUILT_FOR_ARCH"), std::env::consts::ARCH, env!("BUILT_FOR_ARCH") == std::env::consts::ARCH);
}
