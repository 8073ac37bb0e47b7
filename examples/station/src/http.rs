//! As much HTTP/1.1 as a station needs (RFC 9112): GET, one request a connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest head of a request, in bytes.
const MOST: usize = 8192;
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, PartialEq)]
pub struct Request {
    pub path: String,
    /// `limit` of the query, where it is a number.
    pub limit: Option<u32>,
}

pub struct Response {
    pub status: u16,
    pub body: String,
}

impl Response {
    pub fn json(status: u16, body: &impl serde::Serialize) -> Self {
        match serde_json::to_string(body) {
            Ok(body) => Self { status, body },
            Err(error) => Self::error(500, &error.to_string()),
        }
    }

    pub fn error(status: u16, message: &str) -> Self {
        Self {
            status,
            body: serde_json::json!({ "error": message }).to_string(),
        }
    }

    fn text(&self) -> String {
        let reason = match self.status {
            200 => "OK",
            400 => "Bad Request",
            404 => "Not Found",
            405 => "Method Not Allowed",
            _ => "Internal Server Error",
        };
        format!(
            "HTTP/1.1 {} {reason}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
            self.status,
            self.body.len(),
            self.body
        )
    }
}

/// Answers one connection.
pub async fn answer(
    mut stream: TcpStream,
    respond: impl FnOnce(Request) -> Response,
) -> std::io::Result<()> {
    let response = match timeout(PATIENCE, read_head(&mut stream)).await {
        Ok(head) => match parse(&head?) {
            Ok(request) => respond(request),
            Err(response) => response,
        },
        Err(_) => Response::error(400, "no request came"),
    };
    stream.write_all(response.text().as_bytes()).await?;
    stream.shutdown().await
}

async fn read_head(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while head.len() < MOST && !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = stream.read(&mut piece).await?;
        if length == 0 {
            break;
        }
        head.extend_from_slice(&piece[..length]);
    }
    Ok(head)
}

/// The request line; headers are not needed.
fn parse(head: &[u8]) -> Result<Request, Response> {
    let text = String::from_utf8_lossy(head);
    let mut words = text.lines().next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next())
    else {
        return Err(Response::error(400, "this is no HTTP request"));
    };
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return Err(Response::error(400, "this is no HTTP/1 request"));
    }
    if method != "GET" {
        return Err(Response::error(405, "only GET is understood"));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let limit = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("limit="))
        .and_then(|limit| limit.parse().ok());
    Ok(Request {
        path: path.to_owned(),
        limit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        let request = parse(b"GET /readings?x=1&limit=5 HTTP/1.1\r\nHost: a\r\n\r\n").ok();
        assert_eq!(
            request,
            Some(Request {
                path: "/readings".into(),
                limit: Some(5)
            })
        );
        let status = |head: &[u8]| parse(head).err().map(|response| response.status);
        assert_eq!(status(b"POST / HTTP/1.1\r\n\r\n"), Some(405));
        assert_eq!(status(b"GET /"), Some(400));
        assert_eq!(status(b"\xff\x00"), Some(400));
        assert_eq!(status(b""), Some(400));
    }
}
