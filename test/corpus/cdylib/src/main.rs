/// The library of this package lies beside the program where both were shipped; its function is called either way.
fn main() {
    println!("{} {}", cdylib::twice(21), cfg!(target_feature = "crt-static"));
}
