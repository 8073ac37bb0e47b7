fn main() {
    println!("mean {}", station_core::mean(include_str!("../data/readings.txt")));
}
