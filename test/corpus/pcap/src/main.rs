fn main() {
    let capture = pcap::Capture::dead(pcap::Linktype::ETHERNET).unwrap();
    let filter = capture.compile("tcp port 22", true).unwrap();
    println!("{} instructions", filter.get_instructions().len() > 3);
}
