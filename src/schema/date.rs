//! Dates in the Extended Date/Time Format, levels 0 and 1 (Library of Congress, ISO 8601-2:2019).

/// A date, an interval, or `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// As written.
    pub written: Box<str>,
}
