//! Readings in SQLite.

use std::path::Path;

use rusqlite::{Connection, Result, params};
use serde::Serialize;

use crate::sensors::Value;

/// What was measured at one time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// Seconds since 1970.
    pub at: i64,
    pub source: String,
    pub values: Vec<StoredValue>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredValue {
    pub sensor: String,
    pub value: f64,
    pub unit: String,
}

impl From<&Value> for StoredValue {
    fn from(value: &Value) -> Self {
        Self {
            sensor: value.sensor.clone(),
            value: value.value,
            unit: value.unit.to_owned(),
        }
    }
}

pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens or makes the database; without a file it lives in memory.
    pub fn open(file: Option<&Path>) -> Result<Self> {
        let connection = match file {
            Some(file) => Connection::open(file)?,
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS reading (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS value (
               reading INTEGER NOT NULL REFERENCES reading (id),
               sensor TEXT NOT NULL, value REAL NOT NULL, unit TEXT NOT NULL);
             CREATE INDEX IF NOT EXISTS value_reading ON value (reading);",
        )?;
        Ok(Self { connection })
    }

    /// Keeps a reading, whole or not at all.
    pub fn add(&mut self, reading: &Reading) -> Result<()> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO reading (at, source) VALUES (?1, ?2)",
            params![reading.at, reading.source],
        )?;
        let id = transaction.last_insert_rowid();
        for value in &reading.values {
            transaction.execute(
                "INSERT INTO value (reading, sensor, value, unit) VALUES (?1, ?2, ?3, ?4)",
                params![id, value.sensor, value.value, value.unit],
            )?;
        }
        transaction.commit()
    }

    /// The latest readings, newest first.
    pub fn latest(&self, limit: u32) -> Result<Vec<Reading>> {
        let mut readings = self
            .connection
            .prepare_cached("SELECT id, at, source FROM reading ORDER BY id DESC LIMIT ?1")?;
        let mut values = self.connection.prepare_cached(
            "SELECT sensor, value, unit FROM value WHERE reading = ?1 ORDER BY rowid",
        )?;
        let rows = readings.query_map([limit], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?))
        })?;
        rows.map(|row| {
            let (id, at, source) = row?;
            let values = values.query_map([id], |row| {
                Ok(StoredValue {
                    sensor: row.get(0)?,
                    value: row.get(1)?,
                    unit: row.get(2)?,
                })
            })?;
            Ok(Reading {
                at,
                source,
                values: values.collect::<Result<_>>()?,
            })
        })
        .collect()
    }

    pub fn count(&self) -> Result<u64> {
        self.connection
            .query_row("SELECT count(*) FROM reading", [], |row| row.get(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(at: i64, value: f64) -> Reading {
        let value = StoredValue {
            sensor: "cpu".into(),
            value,
            unit: "°C".into(),
        };
        Reading {
            at,
            source: "sysfs".into(),
            values: vec![value],
        }
    }

    #[test]
    fn readings_come_back_newest_first() {
        let mut store = Store::open(None).unwrap();
        // Seconds after 2038 must survive on 32-bit boards, too.
        for at in [1, 2, 5_000_000_000] {
            store.add(&reading(at, at as f64 / 2.0)).unwrap();
        }
        assert_eq!(store.count(), Ok(3));
        assert_eq!(
            store.latest(2).unwrap(),
            [reading(5_000_000_000, 2_500_000_000.0), reading(2, 1.0)]
        );
    }

    #[test]
    fn a_file_keeps_them() {
        let file = std::env::temp_dir().join(format!("station-{}.db", std::process::id()));
        Store::open(Some(&file))
            .unwrap()
            .add(&reading(7, 1.5))
            .unwrap();
        assert_eq!(
            Store::open(Some(&file)).unwrap().latest(9).unwrap(),
            [reading(7, 1.5)]
        );
        std::fs::remove_file(file).unwrap();
    }
}
