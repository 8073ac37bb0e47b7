fn main() {
    println!("{}", station_core::mean("1\n2\n"));
}
