fn main() {
    let version = rusb::version();
    println!("libusb {}.{}, hotplug {}", version.major(), version.minor(), rusb::has_hotplug());
}
