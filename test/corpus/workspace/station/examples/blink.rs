fn main() {
    println!("blink {}", std::env::args().count());
}
