fn main() {
    let chips = gpiocdev::chip::chips().map(|chips| chips.len()).unwrap_or(0);
    let missing = gpiocdev::Request::builder().on_chip("/dev/gpiochip99").with_line(1).request().is_err();
    println!("{chips} chips, error told: {missing}");
}
