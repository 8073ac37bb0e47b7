fn main() {
    let pattern = onig::Regex::new(r"(?<=f)e(r+)y").unwrap();
    println!("{:?}", pattern.captures("a ferry").unwrap().at(1));
}
