//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub const HELP: &str = "\
Reads the board's sensors, keeps them in SQLite, serves them as JSON.

Usage: station [OPTIONS]

  --once             print one reading and exit
  --listen ADDR      serve HTTP there (default 127.0.0.1:8080)
  --every SECONDS    measure this often (default 10)
  --database FILE    keep readings in FILE (default: in memory)
  --sys DIR          look for sensors there (default /sys)
  --simulate         simulate sensors, even where there are some
  --version, --help";

#[derive(Debug, PartialEq)]
pub enum Command {
    Run(Args),
    Help,
    Version,
}

#[derive(Debug, PartialEq)]
pub struct Args {
    pub once: bool,
    pub listen: SocketAddr,
    pub every: Duration,
    pub database: Option<PathBuf>,
    pub sys: PathBuf,
    pub simulate: bool,
}

impl Default for Args {
    fn default() -> Self {
        Self {
            once: false,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            every: Duration::from_secs(10),
            database: None,
            sys: PathBuf::from("/sys"),
            simulate: false,
        }
    }
}

/// Reads the words after the program's name. The error is a sentence for the user.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut args = Args::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--once" => args.once = true,
            "--simulate" => args.simulate = true,
            "--listen" => args.listen = parsed(&word, &value()?)?,
            "--every" => args.every = seconds(&value()?)?,
            "--database" => args.database = Some(value()?.into()),
            "--sys" => args.sys = value()?.into(),
            "--help" | "-h" => return Ok(Command::Help),
            "--version" | "-V" => return Ok(Command::Version),
            _ => return Err(format!("no such option: {word}")),
        }
    }
    Ok(Command::Run(args))
}

fn parsed<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{option}: {value:?} is not of the right form"))
}

fn seconds(value: &str) -> Result<Duration, String> {
    let seconds: f64 = parsed("--every", value)?;
    if (0.1..=86_400.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(format!("--every: {value} is not between 0.1 and 86400"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn options_are_read() {
        let expected = Args {
            once: true,
            listen: "0.0.0.0:80".parse().unwrap(),
            every: Duration::from_millis(500),
            database: Some("x.db".into()),
            sys: "/tmp/sys".into(),
            simulate: true,
        };
        let line =
            "--once --listen 0.0.0.0:80 --every 0.5 --database x.db --sys /tmp/sys --simulate";
        assert_eq!(check(line), Ok(Command::Run(expected)));
        assert_eq!(check(""), Ok(Command::Run(Args::default())));
        assert_eq!(check("--once -V"), Ok(Command::Version));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        for line in [
            "--twice",
            "--listen",
            "--listen here",
            "--every 0",
            "--every nan",
            "word",
        ] {
            assert!(check(line).is_err(), "{line}");
        }
    }
}
