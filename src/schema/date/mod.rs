//! Dates in the Extended Date/Time Format, levels 0 and 1 (Library of Congress, ISO 8601-2:2019).

mod error;
mod group;
mod parse;
mod people;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

pub use error::DateError;
pub use group::{Century, Decade};

/// A date, an interval, or `unknown`. Dates are equal when they mean the same, however they are written, and order as time
/// does: by their first day, then by their last; `unknown` comes after all others.
#[derive(Clone, Debug)]
pub struct Date {
    /// As written.
    pub written: Box<str>,
    /// First day it may be; `None` without a beginning (`../1978`, `unknown`).
    pub earliest: Option<Day>,
    /// Last day it may be; `None` without an end (`1978/..`, `unknown`).
    pub latest: Option<Day>,
    form: Form,
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

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What a date says, apart from its spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Point(Point),
    Interval(End, End),
    Unknown,
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum End {
    /// `..`: none.
    Open,
    /// Nothing written: there is one, not known which.
    Unknown,
    At(Point),
}

/// A date that is not an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Point {
    /// The year; of a decade or century, the one nearest to year 0 (`199X`: 1990, `-01XX`: -100).
    year: i32,
    /// Whether a minus was written, which `-00XX` needs.
    before_year_0: bool,
    precision: Precision,
    qualifier: Qualifier,
}

/// What of a date is given beside its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    /// `19XX`
    Century,
    /// `199X`
    Decade,
    /// `1990`
    Year,
    /// `1990-XX`
    MonthUnknown,
    /// `1990-XX-XX`
    MonthAndDayUnknown,
    /// `1990-21` (spring) to `1990-24` (winter), counted from 0.
    Season(u8),
    /// `1990-04`
    Month(u8),
    /// `1990-04-XX`
    DayUnknown(u8),
    /// `1990-04-12`
    Day(u8, u8),
}

/// How far a date can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Qualifier {
    Sure,
    /// `?`
    Uncertain,
    /// `~`
    Approximate,
    /// `%`
    Both,
}

impl Date {
    /// Reads a date as written: `1979`, `2006-03`, `1990~`, `19XX`, `2006/2009`, `1978/..`, `unknown`.
    pub fn parse(written: &str) -> Result<Self, DateError> {
        parse::date(written).map(|form| Self::new(written, form)).map_err(|fault| error::explain(written, fault))
    }

    /// Reads a moment as other tools write it (`2024-01-02 10:00`, `2024-01-02T10:00:00.5+08:00`) and keeps its day, as
    /// written: for keys in which a tool, not a person, puts the time.
    pub fn parse_timestamp(written: &str) -> Result<Self, DateError> {
        Self::parse(written).or_else(|error| match parse::timestamp_day(written) {
            Some(form) => Ok(Self::new(written, form)),
            None => Err(error),
        })
    }

    /// The end of what still goes on: `..` in place of a date.
    #[must_use]
    pub fn open_end() -> Self {
        Self::new("..", Form::Interval(End::Unknown, End::Open))
    }

    fn new(written: &str, form: Form) -> Self {
        let (earliest, latest) = match form {
            Form::Point(point) => (Some(point.first()), Some(point.last())),
            Form::Interval(start, end) => (start.point().map(Point::first), end.point().map(Point::last)),
            Form::Unknown => (None, None),
        };
        Self { written: written.into(), earliest, latest, form }
    }

    /// Whether nothing is known: `unknown`. Such a value sorts and filters as a missing one.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.earliest.is_none() && self.latest.is_none()
    }

    /// Whether it spans time by intention: it was written with `/`.
    #[must_use]
    pub fn is_interval(&self) -> bool {
        matches!(self.form, Form::Interval(..))
    }

    /// Whether it goes on: `1978/..`.
    #[must_use]
    pub fn is_open_ended(&self) -> bool {
        matches!(self.form, Form::Interval(_, End::Open))
    }

    /// Whether it is marked uncertain or approximate (`?`, `~`, `%`), at either end.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        self.points().any(|point| point.qualifier != Qualifier::Sure)
    }

    /// For the `datetime` of a `<time>`: a year, month or day that is sure and that HTML can say (years 1 and later).
    #[must_use]
    pub fn iso(&self) -> Option<String> {
        let Form::Point(point) = self.form else { return None };
        if point.qualifier != Qualifier::Sure || point.year < 1 {
            return None;
        }
        let year = point.year;
        match point.precision {
            Precision::Year => Some(format!("{year:04}")),
            Precision::Month(month) => Some(format!("{year:04}-{month:02}")),
            Precision::Day(month, day) => Some(format!("{year:04}-{month:02}-{day:02}")),
            _ => None,
        }
    }

    /// Whether the comparison may be true of some day of this date: `2006/2009` may be `>= 2008`, and may be `< 2007`. The
    /// other side is taken whole: before `1978` is before its first day, after it is after its last. Of what is unknown
    /// nothing is true.
    #[must_use]
    pub fn may_be(&self, comparison: Comparison, other: &Self) -> bool {
        if self.is_unknown() || other.is_unknown() {
            return false;
        }
        // A bound that is not there is further than any.
        let starts_before = |bound: Option<Day>| bound.is_some_and(|bound| self.earliest.is_none_or(|first| first < bound));
        let ends_after = |bound: Option<Day>| bound.is_some_and(|bound| self.latest.is_none_or(|last| last > bound));
        match comparison {
            Comparison::Less => starts_before(other.earliest),
            Comparison::Greater => ends_after(other.latest),
            Comparison::LessOrEqual => other.latest.is_none_or(|bound| self.earliest.is_none_or(|first| first <= bound)),
            Comparison::GreaterOrEqual => other.earliest.is_none_or(|bound| self.latest.is_none_or(|last| last >= bound)),
            Comparison::Equal => self.may_be(Comparison::LessOrEqual, other) && self.may_be(Comparison::GreaterOrEqual, other),
            Comparison::NotEqual => starts_before(other.earliest) || ends_after(other.latest),
        }
    }

    /// The ends that are given.
    fn points(&self) -> impl Iterator<Item = Point> {
        let (first, second) = match self.form {
            Form::Point(point) => (Some(point), None),
            Form::Interval(start, end) => (start.point(), end.point()),
            Form::Unknown => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// By which it sorts: the day it begins, or, where it has no beginning, the day its end begins, before what begins then.
    fn sort_key(&self) -> (bool, Option<Day>, bool, bool, Option<Day>) {
        let anchor = self.points().next().map(Point::first);
        (anchor.is_none(), anchor, self.earliest.is_some(), self.latest.is_none(), self.latest)
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl Eq for Date {}

impl Hash for Date {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.form.hash(state);
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key()).then_with(|| self.form.cmp(&other.form))
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl End {
    fn point(self) -> Option<Point> {
        match self {
            Self::At(point) => Some(point),
            Self::Open | Self::Unknown => None,
        }
    }
}

impl Point {
    fn first(self) -> Day {
        let Self { year, before_year_0, .. } = self;
        let day = |year, month, day| Day { year, month, day };
        match self.precision {
            Precision::Century if before_year_0 => day(year - 99, 1, 1),
            Precision::Decade if before_year_0 => day(year - 9, 1, 1),
            // Seasons as meteorology has them on the northern half of the earth; winter is that which begins in the year.
            Precision::Season(season) => day(year, 3 * (season + 1), 1),
            Precision::Month(month) | Precision::DayUnknown(month) => day(year, month, 1),
            Precision::Day(month, of_month) => day(year, month, of_month),
            _ => day(year, 1, 1),
        }
    }

    fn last(self) -> Day {
        let Self { year, before_year_0, .. } = self;
        let end_of_month = |year, month| Day { year, month, day: days_in_month(year, month) };
        match self.precision {
            Precision::Century if !before_year_0 => end_of_month(year + 99, 12),
            Precision::Decade if !before_year_0 => end_of_month(year + 9, 12),
            Precision::Season(3) => end_of_month(year.saturating_add(1), 2),
            Precision::Season(season) => end_of_month(year, 3 * (season + 1) + 2),
            Precision::Month(month) | Precision::DayUnknown(month) => end_of_month(year, month),
            Precision::Day(month, day) => Day { year, month, day },
            _ => end_of_month(year, 12),
        }
    }
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}
