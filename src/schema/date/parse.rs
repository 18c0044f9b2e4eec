//! Reads EDTF, levels 0 and 1.

use super::{End, Form, Point, Precision, Qualifier, days_in_month};

/// Why a text is not a date. [`super::error`] makes a sentence of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not of the form of a date at all.
    Shape,
    /// The month does not exist (`13`, `00`, `80`).
    Month(u8),
    /// The month has fewer days.
    Day { year: i32, month: u8, day: u8 },
    /// The hour, minute, second or offset does not exist.
    Time,
    /// The year cannot be counted.
    YearTooFar,
    /// Level 2 of EDTF.
    Level2,
    /// The interval ends before it begins.
    Reversed,
}

/// Reads a date, an interval or `unknown`.
pub(super) fn date(text: &str) -> Result<Form, Fault> {
    if text == "unknown" {
        return Ok(Form::Unknown);
    }
    let Some((start, end)) = text.split_once('/') else {
        return if text.contains('T') { moment(text).map(Form::Point) } else { point(text).map(Form::Point) };
    };
    let form = Form::Interval(interval_end(start)?, interval_end(end)?);
    match form {
        Form::Interval(End::Unknown, End::Unknown) => Err(Fault::Shape),
        Form::Interval(End::At(start), End::At(end)) if end.last() < start.first() => Err(Fault::Reversed),
        form => Ok(form),
    }
}

fn interval_end(text: &str) -> Result<End, Fault> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        text => point(text).map(End::At),
    }
}

/// Reads what is not an interval.
pub(super) fn point(text: &str) -> Result<Point, Fault> {
    let (text, qualifier) = match text.as_bytes().last() {
        Some(b'?') => (&text[..text.len() - 1], Qualifier::Uncertain),
        Some(b'~') => (&text[..text.len() - 1], Qualifier::Approximate),
        Some(b'%') => (&text[..text.len() - 1], Qualifier::Both),
        _ => (text, Qualifier::Sure),
    };
    if let Some(digits) = text.strip_prefix('Y') {
        let year = long_year(digits)?;
        return Ok(Point { year, before_year_0: year < 0, precision: Precision::Year, qualifier });
    }
    let (before_year_0, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = text.split('-');
    let written_year = parts.next().unwrap_or("");
    let (magnitude, unspecified) = year(written_year)?;
    let year = if before_year_0 { -magnitude } else { magnitude };
    let precision = match (unspecified, parts.next(), parts.next()) {
        (2, None, _) => Precision::Century,
        (1, None, _) => Precision::Decade,
        (0, None, _) => Precision::Year,
        (0, Some("XX"), None) => Precision::MonthUnknown,
        (0, Some("XX"), Some("XX")) => Precision::MonthAndDayUnknown,
        (0, Some(month), None) => match two_digits(month)? {
            month @ 1..=12 => Precision::Month(month),
            season @ 21..=24 => Precision::Season(season - 21),
            25..=41 => return Err(Fault::Level2),
            month => return Err(Fault::Month(month)),
        },
        (0, Some(month), Some(day)) => {
            let month = two_digits(month)?;
            if !(1..=12).contains(&month) {
                return Err(Fault::Month(month));
            }
            match day {
                "XX" => Precision::DayUnknown(month),
                day => match two_digits(day)? {
                    day if day >= 1 && day <= days_in_month(year, month) => Precision::Day(month, day),
                    day => return Err(Fault::Day { year, month, day }),
                },
            }
        }
        _ => return Err(Fault::Level2),
    };
    // There is no year -0; the century and decade before year 0 are.
    if parts.next().is_some() || (before_year_0 && magnitude == 0 && unspecified == 0) {
        return Err(Fault::Shape);
    }
    Ok(Point { year, before_year_0, precision, qualifier })
}

/// Four digits, of which the last may be `X`: the year with `0` for each, and how many.
fn year(text: &str) -> Result<(i32, u8), Fault> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'X') {
        return Err(Fault::Shape);
    }
    let digits = text.trim_end_matches('X');
    let unspecified = (4 - digits.len()) as u8;
    if unspecified > 2 || digits.contains('X') {
        return Err(Fault::Level2);
    }
    let known: i32 = digits.parse().map_err(|_| Fault::Shape)?;
    Ok((known * 10_i32.pow(unspecified.into()), unspecified))
}

/// What follows `Y`: more than four digits, perhaps after a minus.
fn long_year(text: &str) -> Result<i32, Fault> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.contains(['E', 'S']) {
        return Err(Fault::Level2);
    }
    if digits.len() < 5 || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Shape);
    }
    // Room is left for the decade and century around it.
    match text.parse::<i32>() {
        Ok(year) if year.abs() < i32::MAX - 1000 => Ok(year),
        _ => Err(Fault::YearTooFar),
    }
}

fn two_digits(text: &str) -> Result<u8, Fault> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => Ok((tens - b'0') * 10 + (units - b'0')),
        bytes if bytes.contains(&b'X') && bytes.len() == 2 => Err(Fault::Level2),
        _ => Err(Fault::Shape),
    }
}

/// Level 0 with a time: `1985-04-12T23:20:30`, then nothing, `Z`, `+08` or `+08:00`. The day counts as it stands.
fn moment(text: &str) -> Result<Point, Fault> {
    let (day, time) = text.split_once('T').ok_or(Fault::Shape)?;
    let day = point(day)?;
    if !matches!(day.precision, Precision::Day(..)) || day.qualifier != Qualifier::Sure {
        return Err(Fault::Shape);
    }
    let (clock, offset) = time.find(['Z', '+', '-']).map_or((time, ""), |at| time.split_at(at));
    let mut parts = clock.split(':');
    let mut next = || parts.next().ok_or(Fault::Shape).and_then(two_digits);
    let (hour, minute, second) = (next()?, next()?, next()?);
    let exists = (hour < 24 && minute < 60 && second < 60) || (hour, minute, second) == (24, 0, 0);
    if parts.next().is_some() {
        return Err(Fault::Shape);
    }
    if !exists || !is_offset(offset)? {
        return Err(Fault::Time);
    }
    Ok(day)
}

/// Whether an offset of the right form exists.
fn is_offset(text: &str) -> Result<bool, Fault> {
    let Some(text) = text.strip_prefix(['+', '-']) else {
        return if matches!(text, "" | "Z") { Ok(true) } else { Err(Fault::Shape) };
    };
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "00"));
    Ok(two_digits(hours)? <= 14 && two_digits(minutes)? < 60)
}

/// The day of a moment written more loosely: it begins as a day, then a space or `T`, then a clock.
pub(super) fn timestamp_day(text: &str) -> Option<Form> {
    let (day, time) = (text.get(..10)?, text.get(10..)?);
    let clock = time.strip_prefix(['T', 't', ' '])?;
    let is_clock = clock.get(..5).is_some_and(|hour| hour.as_bytes()[2] == b':')
        && clock.bytes().all(|b| b.is_ascii_digit() || b" :.+-Zz".contains(&b));
    let point = point(day).ok()?;
    (is_clock && matches!(point.precision, Precision::Day(..))).then_some(Form::Point(point))
}
