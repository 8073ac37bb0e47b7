use rdkafka::config::ClientConfig;
use rdkafka::producer::{BaseProducer, Producer};

fn main() {
    let producer: BaseProducer = ClientConfig::new().set("log_level", "0").create().unwrap();
    println!("librdkafka {}, {} in flight", rdkafka::util::get_rdkafka_version().1, producer.in_flight_count());
}
