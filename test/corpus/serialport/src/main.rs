fn main() {
    let ports = serialport::available_ports().unwrap();
    let error = serialport::new("/dev/ttyNONE", 9600).open().err().unwrap();
    println!("{} ports; {:?}", ports.len(), error.kind());
}
