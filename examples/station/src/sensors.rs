//! Sensors as Linux shows them: hwmon chips and thermal zones
//! (kernel documentation, `hwmon/sysfs-interface` and `driver-api/thermal/sysfs-api`).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// One value of one sensor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    pub sensor: String,
    pub value: f64,
    pub unit: &'static str,
}

/// Where values come from.
pub enum Sensors {
    Linux(Vec<Sensor>),
    Simulated,
}

/// A file that holds a number, and what the number means.
#[derive(Debug, PartialEq)]
pub struct Sensor {
    name: String,
    file: PathBuf,
    quantity: &'static Quantity,
}

#[derive(Debug, PartialEq)]
struct Quantity {
    /// Beginning of the file's name: `temp` of `temp1_input`.
    prefix: &'static str,
    unit: &'static str,
    /// What the number in the file is divided by.
    scale: f64,
}

const QUANTITIES: [Quantity; 6] = [
    Quantity {
        prefix: "temp",
        unit: "°C",
        scale: 1000.0,
    },
    Quantity {
        prefix: "in",
        unit: "V",
        scale: 1000.0,
    },
    Quantity {
        prefix: "curr",
        unit: "A",
        scale: 1000.0,
    },
    Quantity {
        prefix: "power",
        unit: "W",
        scale: 1_000_000.0,
    },
    Quantity {
        prefix: "humidity",
        unit: "%",
        scale: 1000.0,
    },
    Quantity {
        prefix: "fan",
        unit: "rpm",
        scale: 1.0,
    },
];

impl Sensors {
    /// Looks for sensors under `sys`; simulates them where there are none, or where that is wanted.
    pub fn find(sys: &Path, simulate: bool) -> Self {
        if simulate {
            return Self::Simulated;
        }
        let mut found = find_hwmon(&sys.join("class/hwmon"));
        found.extend(find_zones(&sys.join("class/thermal")));
        if found.is_empty() {
            Self::Simulated
        } else {
            Self::Linux(found)
        }
    }

    pub fn source(&self) -> &'static str {
        match self {
            Self::Linux(_) => "sysfs",
            Self::Simulated => "simulated",
        }
    }

    /// The values now. A sensor that cannot be read at the moment is left out.
    pub fn read(&self) -> Vec<Value> {
        match self {
            Self::Linux(sensors) => sensors.iter().filter_map(Sensor::read).collect(),
            Self::Simulated => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH);
                simulate(now.unwrap_or(Duration::ZERO))
            }
        }
    }
}

impl Sensor {
    fn read(&self) -> Option<Value> {
        let raw: f64 = fs::read_to_string(&self.file).ok()?.trim().parse().ok()?;
        Some(Value {
            sensor: self.name.clone(),
            value: raw / self.quantity.scale,
            unit: self.quantity.unit,
        })
    }
}

fn find_hwmon(folder: &Path) -> Vec<Sensor> {
    let mut found = Vec::new();
    for chip in children(folder) {
        let chip_name = text(&chip.join("name")).unwrap_or_else(|| file_name(&chip));
        for file in children(&chip) {
            let name = file_name(&file);
            let Some(channel) = name.strip_suffix("_input") else {
                continue;
            };
            let kind = channel.trim_end_matches(|c: char| c.is_ascii_digit());
            let Some(quantity) = QUANTITIES.iter().find(|q| q.prefix == kind) else {
                continue;
            };
            let label = text(&chip.join(format!("{channel}_label")));
            found.push(Sensor {
                name: format!("{chip_name}/{}", label.as_deref().unwrap_or(channel)),
                file,
                quantity,
            });
        }
    }
    found
}

fn find_zones(folder: &Path) -> Vec<Sensor> {
    children(folder)
        .into_iter()
        .filter(|zone| file_name(zone).starts_with("thermal_zone"))
        .map(|zone| Sensor {
            name: text(&zone.join("type")).unwrap_or_else(|| file_name(&zone)),
            file: zone.join("temp"),
            quantity: &QUANTITIES[0],
        })
        .collect()
}

/// The entries of a folder, by name; none where it cannot be read.
fn children(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn text(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A mild day: temperature and humidity swing once in 24 hours, opposite to each other.
fn simulate(now: Duration) -> Vec<Value> {
    let swing = (now.as_secs_f64() / 86_400.0 * std::f64::consts::TAU).sin();
    let round = |value: f64| (value * 100.0).round() / 100.0;
    let value = |sensor: &str, value: f64, unit| Value {
        sensor: format!("simulated/{sensor}"),
        value: round(value),
        unit,
    };
    vec![
        value("temperature", 18.0 + 6.0 * swing, "°C"),
        value("humidity", 60.0 - 20.0 * swing, "%"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }

    #[test]
    fn chips_and_zones_are_found() {
        let sys = std::env::temp_dir().join(format!("station-sys-{}", std::process::id()));
        let chip = sys.join("class/hwmon/hwmon0");
        write(&chip, "name", "rpi_volt\n");
        write(&chip, "temp1_input", "48312\n");
        write(&chip, "temp1_label", "SoC\n");
        write(&chip, "in0_input", "5104\n");
        write(&chip, "in0_lcrit_alarm", "0\n");
        write(&chip, "fan1_input", "broken\n");
        let zone = sys.join("class/thermal/thermal_zone0");
        write(&zone, "type", "cpu-thermal\n");
        write(&zone, "temp", "51000\n");

        let sensors = Sensors::find(&sys, false);
        assert_eq!(sensors.source(), "sysfs");
        let values: Vec<String> = sensors
            .read()
            .iter()
            .map(|v| format!("{} {} {}", v.sensor, v.value, v.unit))
            .collect();
        assert_eq!(
            values,
            [
                "rpi_volt/in0 5.104 V",
                "rpi_volt/SoC 48.312 °C",
                "cpu-thermal 51 °C"
            ]
        );
        fs::remove_dir_all(sys).unwrap();
    }

    #[test]
    fn without_sensors_they_are_simulated() {
        let sensors = Sensors::find(Path::new("/nonexistent"), false);
        assert_eq!(sensors.source(), "simulated");
        assert_eq!(sensors.read().len(), 2);
        assert_eq!(simulate(Duration::from_secs(21_600))[0].value, 24.0);
    }
}
