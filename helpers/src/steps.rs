//! The steps of a board's start, as ferry wrote them into a file:
//! `<fields>;` then for each field `<length>:<bytes>NUL`, one record behind the other.
use crate::report::parse_decimal;
use crate::sys::Text;

const MOST_FIELDS: usize = 24;

/// One step: its name and its operands.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    fields: [&'a [u8]; MOST_FIELDS],
    count: usize,
}

impl<'a> Step<'a> {
    pub fn name(&self) -> &'a [u8] {
        self.bytes(0)
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// Field `index` without its NUL; empty where there is none.
    pub fn bytes(&self, index: usize) -> &'a [u8] {
        let field = self.fields[..self.count].get(index).copied().unwrap_or(b"\0");
        &field[..field.len() - 1]
    }

    /// Field `index` with its NUL.
    pub fn text(&self, index: usize) -> Text<'a> {
        let field = self.fields[..self.count].get(index).copied().unwrap_or(b"\0");
        Text::new(field).unwrap_or(crate::text!(""))
    }

    pub fn number(&self, index: usize) -> Option<usize> {
        parse_decimal(self.bytes(index)).map(|value| value as usize)
    }

    /// A number in octal, as modes are written.
    pub fn mode(&self, index: usize) -> Option<usize> {
        let digits = self.bytes(index);
        let valid = !digits.is_empty() && digits.len() <= 6 && digits.iter().all(|d| (b'0'..=b'7').contains(d));
        valid.then(|| digits.iter().fold(0, |value, digit| value * 8 + usize::from(digit - b'0')))
    }
}

/// Reads records one after another; stops with Err at the first that is not well-formed.
pub struct Steps<'a> {
    rest: &'a [u8],
}

impl<'a> Steps<'a> {
    pub fn new(bytes: &'a [u8]) -> Steps<'a> {
        Steps { rest: bytes }
    }

    fn number_before(&mut self, mark: u8) -> Option<usize> {
        let end = self.rest.iter().take(20).position(|&byte| byte == mark)?;
        let value = parse_decimal(&self.rest[..end])?;
        self.rest = &self.rest[end + 1..];
        usize::try_from(value).ok()
    }

    fn field(&mut self) -> Option<&'a [u8]> {
        let length = self.number_before(b':')?.checked_add(1)?;
        if length > self.rest.len() {
            return None;
        }
        let (field, rest) = self.rest.split_at(length);
        self.rest = rest;
        (field.last() == Some(&0)).then_some(field)
    }

    fn record(&mut self) -> Option<Step<'a>> {
        let count = self.number_before(b';')?;
        if count == 0 || count > MOST_FIELDS {
            return None;
        }
        let mut fields = [&b"\0"[..]; MOST_FIELDS];
        for field in &mut fields[..count] {
            *field = self.field()?;
        }
        Some(Step { fields, count })
    }
}

impl<'a> Iterator for Steps<'a> {
    type Item = Result<Step<'a>, ()>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let step = self.record().ok_or(());
        if step.is_err() {
            self.rest = b"";
        }
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Result<Vec<Vec<u8>>, ()>> {
        let fields = |step: Step| (0..step.count()).map(|i| step.bytes(i).to_vec()).collect();
        Steps::new(bytes).map(|step| step.map(fields)).collect()
    }

    #[test]
    fn reads_records() {
        assert_eq!(read(b""), vec![]);
        let two = b"2;5:chdir\x001:/\x001;3:a\0b\0";
        assert_eq!(read(two), vec![Ok(vec![b"chdir".to_vec(), b"/".to_vec()]), Ok(vec![b"a\0b".to_vec()])]);
    }

    #[test]
    fn stops_at_the_first_bad_record() {
        for bad in ["x", "1;", "1;5:ab\0", "0;", "25;", "1;2:abc", "1;99999999999999999999:a\0", "-1;", "1;2:ab"] {
            assert_eq!(read(bad.as_bytes()), vec![Err(())], "{bad}");
        }
    }

    #[test]
    fn modes_are_octal() {
        let mode = |text: &str| {
            let record = format!("1;{}:{text}\0", text.len());
            let step = Steps::new(record.as_bytes()).next().unwrap().unwrap();
            step.mode(0)
        };
        assert_eq!(mode("1777"), Some(0o1777));
        assert_eq!(mode("8"), None);
        assert_eq!(mode(""), None);
    }
}
