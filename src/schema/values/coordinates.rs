//! Points on earth.

use std::hash::{Hash, Hasher};

use super::{Number, ValueError};
use crate::yaml::Node;

/// A point on earth in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordinates {
    /// -90 to 90, north positive.
    pub lat: f64,
    /// -180 to 180, east positive.
    pub lon: f64,
}

impl Hash for Coordinates {
    /// As written, not as they compare: 0 and -0 print differently.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.lat.to_bits(), self.lon.to_bits()).hash(state);
    }
}

const FORM: &str = "write degrees as decimal numbers, north and east positive: `{lat: 23.13, lon: 113.26}`";

impl Coordinates {
    /// Reads `23.13, 113.26`: latitude, then longitude.
    pub(super) fn parse(text: &str) -> Result<Self, ValueError> {
        let not = || ValueError::invalid(format!("`{text}` is not a latitude and a longitude"), FORM);
        let (lat, lon) = text.split_once([',', ' ', ';']).ok_or_else(not)?;
        let degrees = |part: &str| Number::decimal(part.trim()).map_err(|_| not());
        Self::checked(degrees(lat)?.value, degrees(lon)?.value)
    }

    /// A mapping with `lat` and `lon`.
    pub(super) fn from_node(node: &Node) -> Result<Self, (ValueError, &Node)> {
        if let Some(entry) = node.entries().unwrap_or_default().iter().find(|entry| !matches!(&*entry.key.value, "lat" | "lon")) {
            return Err((ValueError::invalid(format!("coordinates have no `{}`", entry.key.value), FORM), &entry.value));
        }
        let degrees = |key: &str| match node.get(key) {
            None => Err((ValueError::invalid(format!("coordinates lack `{key}`"), FORM), node)),
            Some(part) => match Number::decimal(part.as_str().unwrap_or("")) {
                Ok(number) => Ok((number.value, part)),
                Err(_) => Err((ValueError::invalid(format!("`{key}` is not a number of degrees"), FORM), part)),
            },
        };
        let (lat, lat_node) = degrees("lat")?;
        let (lon, lon_node) = degrees("lon")?;
        Self::checked(lat, lon).map_err(|error| (error, if lat.abs() > 90.0 { lat_node } else { lon_node }))
    }

    fn checked(lat: f64, lon: f64) -> Result<Self, ValueError> {
        if lat.abs() > 90.0 {
            let swapped = if lon.abs() <= 90.0 && lat.abs() <= 180.0 { "; are latitude and longitude swapped?" } else { "" };
            return Err(ValueError::invalid(format!("latitude {lat} lies outside -90 to 90"), format!("{FORM}{swapped}")));
        }
        if lon.abs() > 180.0 {
            return Err(ValueError::invalid(format!("longitude {lon} lies outside -180 to 180"), FORM));
        }
        Ok(Self { lat, lon })
    }
}
