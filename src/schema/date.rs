//! Dates in the Extended Date/Time Format, levels 0 and 1 (Library of Congress, ISO 8601-2:2019).

/// A date, an interval, or `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// As written.
    pub written: Box<str>,
    /// First day it may be; `None` without a beginning (`../1978`, `unknown`).
    pub earliest: Option<Day>,
    /// Last day it may be; `None` without an end (`1978/..`, `unknown`).
    pub latest: Option<Day>,
}

/// A day of the proleptic Gregorian calendar; orders as time does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Astronomical year (0 is 1 BC).
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}
