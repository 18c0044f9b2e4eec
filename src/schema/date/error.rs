//! What is wrong with what is no date, and how the date is written that was meant.

use std::fmt;

use super::days_in_month;
use super::parse::{self, Fault};

/// Why a text is not a date, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// What is wrong, one sentence without a full stop: "`1979-13` has month 13, and a year has months 1 to 12".
    pub reason: String,
    /// What to do: "write `1979-03-12` or `1979-12-03`".
    pub help: String,
    /// The one date that was surely meant, in its right form.
    pub instead: Option<Box<str>>,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for DateError {}

const FORMS: &str = "write a date as `1979`, `1979-03`, `1979-03-12`, `1990~` (about), `199X` (in the 1990s), `1978/1985` (from, to), \
                     `1978/..` (onwards) or `unknown`";

/// Makes a sentence of a fault, and finds what may have been meant.
pub(super) fn explain(written: &str, fault: Fault) -> DateError {
    let shown = shorten(written);
    // A qualifier of one part (`1984?-06`) and sets (`{1667,1668}`).
    let level_2 =
        fault == Fault::Shape && written.len() > 4 && written.contains(['?', '~', '%', '[', '{']) && written.contains(['1', '2']);
    let fault = if level_2 { Fault::Level2 } else { fault };
    let mut instead = meant(written);
    // What is proposed must be right itself.
    instead.retain(|text| parse_ok(text));
    let reason = match fault {
        Fault::Month(month) => format!("`{shown}` has month {month}, and a year has months 1 to 12"),
        Fault::Day { year, month, day } => {
            format!("`{shown}` has day {day}, and that month has {} days in {year}", days_in_month(year, month))
        }
        Fault::Time => format!("`{shown}` has a time of day that does not exist"),
        Fault::YearTooFar => format!("`{shown}` is further away than years are counted here"),
        Fault::Level2 => format!("`{shown}` is a form of level 2 of EDTF, and dates here are of levels 0 and 1"),
        Fault::Reversed => format!("`{shown}` ends before it begins"),
        Fault::Shape => format!("`{shown}` is not a date"),
    };
    let help = match (&instead[..], fault) {
        ([], Fault::Month(_)) => {
            "months are `01` to `12`; in their place `21` is spring, `22` summer, `23` autumn, `24` winter".to_owned()
        }
        ([], _) => FORMS.to_owned(),
        (all, _) => format!("write {}", all.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" or ")),
    };
    let instead = if let [only] = &instead[..] { Some(only.as_str().into()) } else { None };
    DateError { reason, help, instead }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(39).chain(['…']).collect() }
}

/// Right forms of what `written` may mean; not checked.
fn meant(written: &str) -> Vec<String> {
    if written.len() > 100 {
        return Vec::new();
    }
    let text = written.trim().to_lowercase();
    if is_word_for_unknown(&text) {
        return vec!["unknown".to_owned()];
    }
    if let Some((start, end)) = text.split_once('/').filter(|(_, end)| !end.contains('/')) {
        return meant_interval(start, end);
    }
    let both = ["–", "—", " to ", " - ", "至"].iter().find_map(|between| text.split_once(between));
    if let Some((start, end)) = both {
        return meant_interval(start, end);
    }
    match numbers(&text, '-')[..] {
        [first, last] if first >= 1000 && last >= 1000 => vec![format!("{first}/{last}")],
        // `1914-18`, where 18 is no month.
        [year, last] if year >= 1000 && !parse_ok(&text) && last <= 99 && year % 100 < last => {
            vec![format!("{year}/{}", year / 100 * 100 + last)]
        }
        _ => meant_point(&text),
    }
}

fn is_word_for_unknown(text: &str) -> bool {
    matches!(
        text,
        "?" | "??" | "????" | "-" | "n/a" | "na" | "n.d." | "nd" | "none" | "unknown" | "undated" | "tbd" | "不详" | "未知"
    )
}

fn meant_interval(start: &str, end: &str) -> Vec<String> {
    let (start, end) = (start.trim(), end.trim());
    let one = |text: &str| match text {
        "" => Some(String::new()),
        "..." | "…" | "now" | "present" | "today" | "open" | "今" => Some("..".to_owned()),
        text => right_point(text),
    };
    // `1979/80`, `2006-03/06`: the end leaves out what it shares with the beginning.
    let shared = end.len() < start.len() && end.bytes().all(|b| b.is_ascii_digit());
    let whole_end =
        if shared { format!("{}{end}", &start[..start.floor_char_boundary(start.len() - end.len())]) } else { end.to_owned() };
    match (one(start), one(&whole_end)) {
        (Some(start), Some(end)) => {
            let (forward, back) = (format!("{start}/{end}"), format!("{end}/{start}"));
            if parse_ok(&forward) { vec![forward] } else { vec![back] }
        }
        _ => Vec::new(),
    }
}

fn parse_ok(text: &str) -> bool {
    parse::date(text).is_ok()
}

fn right_point(text: &str) -> Option<String> {
    if parse_ok(text) || text == ".." {
        return Some(text.to_owned());
    }
    meant_point(text).into_iter().find(|meant| parse_ok(meant))
}

/// What one date, in lower case, may mean.
fn meant_point(text: &str) -> Vec<String> {
    for about in ["circa ", "ca. ", "ca ", "c. ", "c.", "about ", "around ", "约"] {
        if let Some(rest) = text.strip_prefix(about) {
            return right_point(rest.trim()).map(|date| format!("{date}~")).into_iter().collect();
        }
    }
    if let Some(decade) = text.strip_suffix("'s").or(text.strip_suffix('s')).or(text.strip_suffix("年代")) {
        return decade.strip_suffix('0').map(|digits| format!("{digits}X")).into_iter().collect();
    }
    if let Some(number) = century(text) {
        return vec![format!("{:02}XX", number - 1)];
    }
    if let Some(year) = before_christ(text) {
        return vec![if year == 1 { "0000".to_owned() } else { format!("-{:04}", year - 1) }];
    }
    if text.contains('x') {
        return vec![text.to_uppercase()];
    }
    if let Some(date) = chinese(text).or_else(|| with_month_name(text)) {
        return vec![date];
    }
    ['-', '/', '.']
        .into_iter()
        .map(|between| numeric(&numbers(text, between)))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// Numbers between separators; nothing if anything else stands there.
fn numbers(text: &str, between: char) -> Vec<u32> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split(between).map(str::trim).collect();
    if parts.iter().all(|part| is_number(part)) {
        parts.iter().filter_map(|part| part.parse().ok()).collect()
    } else {
        Vec::new()
    }
}

/// Dates made of numbers alone; a day that may be a month gives two.
fn numeric(parts: &[u32]) -> Vec<String> {
    match *parts {
        [year @ 1..=999] => vec![format!("{year:04}")],
        [year @ 10_000..=99_999] => vec![format!("Y{year}")],
        [compact @ 10_000_101..=29_991_231] => {
            vec![format!("{}-{:02}-{:02}", compact / 10_000, compact / 100 % 100, compact % 100)]
        }
        [year @ 1000..=9999, month] | [month, year @ 1000..=9999] => vec![format!("{year}-{month:02}")],
        [year @ 1000..=9999, month, day] => vec![format!("{year}-{month:02}-{day:02}")],
        [first, second, year @ 1000..=9999] if first == second => vec![format!("{year}-{first:02}-{second:02}")],
        [first, second, year @ 1000..=9999] => {
            vec![format!("{year}-{first:02}-{second:02}"), format!("{year}-{second:02}-{first:02}")]
        }
        _ => Vec::new(),
    }
}

fn century(text: &str) -> Option<u32> {
    let words = ["th century", "st century", "nd century", "rd century", "th c.", "世纪"];
    let number = words.iter().find_map(|word| text.strip_suffix(word))?;
    number.parse().ok().filter(|number| (1..=99).contains(number))
}

fn before_christ(text: &str) -> Option<u32> {
    let year =
        [" bc", " bce", "bc", "bce"].iter().find_map(|word| text.strip_suffix(word)).or_else(|| text.strip_prefix("公元前"))?;
    year.trim_end_matches('年').trim().parse().ok().filter(|year| (1..=9999).contains(year))
}

/// `1979年3月12日` and its beginnings.
fn chinese(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('年')?;
    let year: u32 = year.trim().parse().ok()?;
    let Some((month, rest)) = rest.split_once('月') else { return rest.trim().is_empty().then(|| format!("{year:04}")) };
    let month: u32 = month.trim().parse().ok()?;
    let rest = rest.trim();
    match rest.strip_suffix(['日', '号']) {
        Some(day) => Some(format!("{year:04}-{month:02}-{:02}", day.trim().parse::<u32>().ok()?)),
        None => rest.is_empty().then(|| format!("{year:04}-{month:02}")),
    }
}

/// `12 March 1979`, `March 12, 1979`, `Mar. 1979`, `spring 1979`.
fn with_month_name(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',']).filter(|word| !word.is_empty() && *word != "of") {
        let number = word.trim_end_matches(['s', 't', 'n', 'r', 'd', 'h']).parse::<u32>().ok();
        let starts = |names: &[&str]| names.iter().position(|name| word.starts_with(name));
        match number {
            Some(number @ 1..=31) if day.is_none() => day = Some(number),
            Some(number @ 32..=9999) if year.is_none() => year = Some(number),
            None if month.is_none() => month = starts(&MONTHS).map(|at| at + 1).or_else(|| starts(&SEASONS).map(|at| at + 21)),
            _ => return None,
        }
    }
    let (year, month) = (year?, month?);
    Some(day.map_or_else(|| format!("{year:04}-{month:02}"), |day| format!("{year:04}-{month:02}-{day:02}")))
}
