//! Years, decades and centuries, by which tables are grouped.

use super::{Date, Form, people};

/// A decade, by the first of its years as the digits are cut: 1990; before year 0, -129 is that of `-012X`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decade(pub i32);

/// A century, by the first of its years as the digits are cut: 1900, called the 20th; before year 0, -199 is that of `-01XX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Century(pub i32);

impl Date {
    /// The year in which it is or begins; `None` where that is not one (`199X`, `../1978`, `unknown`).
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        let (first, last) = self.beginning()?;
        (first == last).then_some(first)
    }

    /// The decade in which it is or begins; `None` where that is not one (`19XX`, `unknown`).
    #[must_use]
    pub fn decade(&self) -> Option<Decade> {
        let (first, last) = self.beginning()?;
        let decade = first_year(first, 10);
        (decade == first_year(last, 10)).then_some(Decade(decade))
    }

    /// The century in which it is or begins; `None` where that is not known.
    #[must_use]
    pub fn century(&self) -> Option<Century> {
        let (first, last) = self.beginning()?;
        let century = first_year(first, 100);
        (century == first_year(last, 100)).then_some(Century(century))
    }

    /// The first and the last year in which it may begin.
    fn beginning(&self) -> Option<(i32, i32)> {
        let begins = match self.form {
            Form::Point(point) => point,
            Form::Interval(start, _) => start.point()?,
            Form::Unknown => return None,
        };
        let (first, last) = (begins.first().year, begins.last().year);
        match last - first {
            // A winter reaches into the next year and still belongs to its own.
            0 | 1 => Some((first, first)),
            // `00XX` holds year 0, which else counts as 1 BC.
            _ if first == 0 => Some((1, last)),
            _ if last == 0 => Some((first, 0)),
            _ => Some((first, last)),
        }
    }
}

/// The first year of the `length` years that hold `year`.
fn first_year(year: i32, length: i32) -> i32 {
    if year > 0 { year / length * length } else { year / length * length - (length - 1) }
}

impl Decade {
    /// For people: "1990s", `1990年代`.
    #[must_use]
    pub fn for_people(self, language: &str) -> String {
        match (self.0 < 10, people::is_chinese(language)) {
            // There is no year 0 for people.
            (true, _) => people::years(if self.0 == 0 { 1 } else { self.0 }, self.0 + 9, language),
            (false, true) => format!("{}年代", self.0),
            (false, false) => format!("{}s", self.0),
        }
    }
}

impl Century {
    /// For people: "20th century", `20世纪`.
    #[must_use]
    pub fn for_people(self, language: &str) -> String {
        let before = self.0 < 0;
        let number = self.0.abs() / 100 + 1;
        match (people::is_chinese(language), before) {
            (true, false) => format!("{number}世纪"),
            (true, true) => format!("公元前{number}世纪"),
            (false, false) => format!("{} century", ordinal(number)),
            (false, true) => format!("{} century BC", ordinal(number)),
        }
    }
}

fn ordinal(number: i32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
