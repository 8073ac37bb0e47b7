fn main() {
    let words: Vec<String> = std::env::args().skip(1).map(|word| word.to_uppercase()).collect();
    println!("{}", words.join(" "));
    if words.len() > 2 {
        panic!("on purpose");
    }
}
