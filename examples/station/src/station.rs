//! Measuring, keeping and serving.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::LocalSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::http::{self, Request, Response};
use crate::sensors::Sensors;
use crate::store::{Reading, Store};

type Failure = Box<dyn std::error::Error>;

#[derive(Serialize)]
struct Status {
    station: &'static str,
    version: &'static str,
    arch: &'static str,
    source: &'static str,
    readings: u64,
}

pub struct Station {
    sensors: Sensors,
    store: RefCell<Store>,
}

impl Station {
    pub fn new(sensors: Sensors, store: Store) -> Self {
        Self {
            sensors,
            store: RefCell::new(store),
        }
    }

    /// Reads every sensor once and keeps the result.
    pub fn measure(&self) -> Result<Reading, Failure> {
        let at = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let reading = Reading {
            at: i64::try_from(at)?,
            source: self.sensors.source().to_owned(),
            values: self.sensors.read().iter().map(Into::into).collect(),
        };
        self.store.borrow_mut().add(&reading)?;
        Ok(reading)
    }

    /// Measures and answers until SIGINT or SIGTERM.
    pub async fn serve(self, listen: SocketAddr, every: Duration) -> Result<(), Failure> {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|e| format!("{listen}: {e}"))?;
        eprintln!("station: listening on http://{}", listener.local_addr()?);
        let station = Rc::new(self);
        let mut clock = interval(every);
        clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        LocalSet::new()
            .run_until(async move {
                loop {
                    tokio::select! {
                        _ = clock.tick() => {
                            station.measure()?;
                        }
                        accepted = listener.accept() => {
                            let (stream, _) = accepted?;
                            let station = Rc::clone(&station);
                            tokio::task::spawn_local(async move {
                                // The other side went away: nothing to be done about it.
                                let _ = http::answer(stream, |request| station.respond(&request)).await;
                            });
                        }
                        _ = tokio::signal::ctrl_c() => return Ok(()),
                        _ = terminate.recv() => return Ok(()),
                    }
                }
            })
            .await
    }

    fn respond(&self, request: &Request) -> Response {
        match self.find(request) {
            Ok(response) => response,
            Err(error) => Response::error(500, &error.to_string()),
        }
    }

    fn find(&self, request: &Request) -> rusqlite::Result<Response> {
        let store = self.store.borrow();
        Ok(match request.path.as_str() {
            "/" => Response::json(
                200,
                &Status {
                    station: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    arch: std::env::consts::ARCH,
                    source: self.sensors.source(),
                    readings: store.count()?,
                },
            ),
            "/latest" => match store.latest(1)?.first() {
                Some(reading) => Response::json(200, reading),
                None => Response::error(404, "nothing was measured yet"),
            },
            "/readings" => Response::json(200, &store.latest(request.limit.unwrap_or(100))?),
            _ => Response::error(404, "there are /, /latest and /readings?limit=N"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(station: &Station, path: &str) -> (u16, serde_json::Value) {
        let response = station.respond(&Request {
            path: path.into(),
            limit: None,
        });
        (
            response.status,
            serde_json::from_str(&response.body).unwrap(),
        )
    }

    #[test]
    fn what_is_measured_is_served() {
        let station = Station::new(Sensors::Simulated, Store::open(None).unwrap());
        assert_eq!(get(&station, "/latest").0, 404);
        let reading = station.measure().unwrap();
        let (status, latest) = get(&station, "/latest");
        assert_eq!(
            (status, latest),
            (200, serde_json::to_value(reading).unwrap())
        );
        assert_eq!(get(&station, "/").1["readings"], 1);
        assert_eq!(
            get(&station, "/readings").1.as_array().map(Vec::len),
            Some(1)
        );
        assert_eq!(get(&station, "/else").0, 404);
    }
}
