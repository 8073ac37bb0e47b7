#[derive(macros::Fields)]
#[allow(dead_code)]
struct Reading {
    sensor: u8,
    value: f32,
}

fn main() {
    println!("{:?} made elsewhere: {}", Reading::FIELDS, Reading::MADE_ON != std::env::consts::ARCH);
}
