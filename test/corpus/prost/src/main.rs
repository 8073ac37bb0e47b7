use prost::Message;

include!(concat!(env!("OUT_DIR"), "/board.rs"));

fn main() {
    let reading = Reading { sensor: "light".into(), value: 0.25, ticks: 1 << 40 };
    let back = Reading::decode(reading.encode_to_vec().as_slice()).unwrap();
    println!("{} {} {}", back.sensor, back.value, back.ticks);
}
