use std::io::{Read, Write};
use std::net::TcpListener;

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = [0; 1024];
        let _ = stream.read(&mut buffer).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello").unwrap();
    });
    let mut easy = curl::easy::Easy::new();
    easy.url(&format!("http://{address}/")).unwrap();
    let mut body = Vec::new();
    {
        let mut transfer = easy.transfer();
        transfer.write_function(|data| { body.extend_from_slice(data); Ok(data.len()) }).unwrap();
        transfer.perform().unwrap();
    }
    server.join().unwrap();
    println!("{} {}, curl {}", easy.response_code().unwrap(), String::from_utf8_lossy(&body), curl::Version::get().version());
}
