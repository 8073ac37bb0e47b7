/// The board has no GPIO chip where it is emulated; the model is read by the crate itself.
fn main() {
    let model = rppal::system::DeviceInfo::new().map(|info| info.model().to_string());
    let gpio = rppal::gpio::Gpio::new().map(|_| "gpio").unwrap_or("no gpio");
    println!("rppal: {} / {gpio}", model.unwrap_or_else(|error| error.to_string()));
}
