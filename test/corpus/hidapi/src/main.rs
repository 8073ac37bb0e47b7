fn main() {
    let api = hidapi::HidApi::new().unwrap();
    println!("{} devices", api.device_list().count());
}
