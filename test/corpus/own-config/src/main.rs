fn main() {
    println!("own config, flag seen: {}", cfg!(from_config));
}
