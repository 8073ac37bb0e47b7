use dbus::Message;

fn main() {
    let message = Message::new_method_call("org.board", "/", "org.board.Name", "Hello").unwrap().append2(7u32, "seven");
    let (number, text): (u32, &str) = message.read2().unwrap();
    let error = dbus::blocking::Connection::new_system().err().map(|error| error.name().unwrap_or("").to_string());
    println!("{number} {text} {}", error.is_none_or(|name| name.starts_with("org.freedesktop.DBus.Error")));
}
