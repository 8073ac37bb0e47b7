//! Messages on standard error, without allocation.
use crate::sys;

/// Writes the pieces one after another. Errors are of no use to anybody here.
pub fn line(pieces: &[&[u8]]) {
    for piece in pieces {
        let _ = sys::write_all(2, piece);
    }
}

/// A number in decimal, in the given buffer.
pub fn decimal(mut value: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut at = buffer.len();
    loop {
        at -= 1;
        buffer[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            return &buffer[at..];
        }
    }
}

/// The number that `text` spells in decimal; None where it is something else or too large.
pub fn parse_decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |value, byte| match byte {
        b'0'..=b'9' => value.checked_mul(10)?.checked_add(u64::from(byte - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_and_back() {
        for value in [0, 7, 10, 65535, u64::MAX] {
            let mut buffer = [0; 20];
            assert_eq!(decimal(value, &mut buffer), value.to_string().as_bytes());
            assert_eq!(parse_decimal(value.to_string().as_bytes()), Some(value));
        }
        for text in ["", "-1", "1 ", "18446744073709551616"] {
            assert_eq!(parse_decimal(text.as_bytes()), None);
        }
    }
}
