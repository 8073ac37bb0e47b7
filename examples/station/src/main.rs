//! A small weather station for boards: reads the sensors that Linux shows under `/sys`,
//! keeps the readings in SQLite and serves them as JSON. Where there are no sensors
//! (an emulated board, a container) it simulates them.

mod args;
mod http;
mod sensors;
mod station;
mod store;

use std::process::ExitCode;

use args::{Args, Command};
use sensors::Sensors;
use station::Station;
use store::Store;

/// Exit codes: 0 done, 1 something went wrong, 2 wrong usage.
fn main() -> ExitCode {
    let args = match args::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => return say(args::HELP),
        Ok(Command::Version) => return say(concat!("station ", env!("CARGO_PKG_VERSION"))),
        Ok(Command::Run(args)) => args,
        Err(wrong) => {
            eprintln!("station: {wrong}\nTry `station --help`.");
            return ExitCode::from(2);
        }
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("station: {error}");
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

fn run(args: &Args) -> Result<(), Box<dyn std::error::Error>> {
    let sensors = Sensors::find(&args.sys, args.simulate);
    let store = Store::open(args.database.as_deref())?;
    let station = Station::new(sensors, store);
    if args.once {
        println!("{}", serde_json::to_string(&station.measure()?)?);
        return Ok(());
    }
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(station.serve(args.listen, args.every))
}
