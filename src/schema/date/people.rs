//! Dates in words: English, and Chinese in languages `zh`, `zh-Hans`, ...

use super::{Century, Date, Decade, End, Form, Point, Precision, Qualifier};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
const SEASONS_CHINESE: [&str; 4] = ["春", "夏", "秋", "冬"];

/// Whether dates of that language are printed in Chinese.
pub(super) fn is_chinese(language: &str) -> bool {
    language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("zh"))
}

impl Date {
    /// In words: "November 2006", "about 1990", "1978 onwards", `2006年3月`; Chinese where `language` is, else English.
    #[must_use]
    pub fn for_people(&self, language: &str) -> String {
        let chinese = is_chinese(language);
        let word = |point: Point| if chinese { point_chinese(point) } else { point_english(point) };
        match (self.form, chinese) {
            (Form::Unknown, false) => "unknown".to_owned(),
            (Form::Unknown, true) => "不详".to_owned(),
            (Form::Point(point), _) => word(point),
            (Form::Interval(End::At(start), End::At(end)), false) => span_english(start, end),
            (Form::Interval(End::At(start), End::At(end)), true) => span_chinese(start, end),
            (Form::Interval(End::At(start), End::Open), false) => format!("{} onwards", word(start)),
            (Form::Interval(End::At(start), End::Open), true) => format!("{}起", word(start)),
            (Form::Interval(End::At(start), End::Unknown), false) => format!("{} to an unknown date", word(start)),
            (Form::Interval(End::At(start), End::Unknown), true) => format!("{}至不详日期", word(start)),
            (Form::Interval(End::Open, End::At(end)), false) => format!("until {}", word(end)),
            (Form::Interval(End::Open, End::At(end)), true) => format!("至{}为止", word(end)),
            (Form::Interval(End::Unknown, End::At(end)), false) => format!("an unknown date to {}", word(end)),
            (Form::Interval(End::Unknown, End::At(end)), true) => format!("不详日期至{}", word(end)),
            (Form::Interval(_, End::Open), false) => "to the present".to_owned(),
            (Form::Interval(_, End::Open), true) => "至今".to_owned(),
            (Form::Interval(_, End::Unknown), false) => "until an unknown date".to_owned(),
            (Form::Interval(_, End::Unknown), true) => "至不详日期".to_owned(),
        }
    }
}

/// A run of years, for decades that have no name: "130–121 BC".
pub(super) fn years(first: i32, last: i32, language: &str) -> String {
    if is_chinese(language) { format!("{}至{}", year_chinese(first), year_chinese(last)) } else { years_english(first, last) }
}

fn year_english(year: i32) -> String {
    match year {
        ..=0 => format!("{} BC", grouped(1 - year)),
        1..=999 => format!("AD {year}"),
        _ => grouped(year),
    }
}

fn year_chinese(year: i32) -> String {
    if year <= 0 { format!("公元前{}年", grouped(1 - year)) } else { format!("{}年", grouped(year)) }
}

/// Five digits and more in groups of three.
fn grouped(number: i32) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn point_english(point: Point) -> String {
    let about = match point.qualifier {
        Qualifier::Sure => "",
        Qualifier::Uncertain => "perhaps ",
        Qualifier::Approximate => "about ",
        Qualifier::Both => "perhaps about ",
    };
    format!("{about}{}", bare_english(point))
}

fn bare_english(point: Point) -> String {
    let year = year_english(point.year);
    match point.precision {
        Precision::Century => Century(point.first().year).for_people("en"),
        Precision::Decade => Decade(point.first().year).for_people("en"),
        Precision::Year => year,
        Precision::MonthUnknown => format!("{year}, month unknown"),
        Precision::MonthAndDayUnknown => format!("{year}, day unknown"),
        Precision::Season(season) => format!("{} {year}", SEASONS[usize::from(season)]),
        Precision::Month(month) => format!("{} {year}", month_english(month)),
        Precision::DayUnknown(month) => format!("{} {year}, day unknown", month_english(month)),
        Precision::Day(month, day) => format!("{day} {} {year}", month_english(month)),
    }
}

fn month_english(month: u8) -> &'static str {
    MONTHS[usize::from(month) - 1]
}

/// "2006–2009", "March–June 2006", "12–15 March 1979", "12 March 1979 – 3 April 1980", "about 1990 to 1995".
fn span_english(start: Point, end: Point) -> String {
    let same_year = start.year == end.year && start.before_year_0 == end.before_year_0;
    if (start.qualifier, end.qualifier) != (Qualifier::Sure, Qualifier::Sure) {
        return format!("{} to {}", point_english(start), point_english(end));
    }
    match (start.precision, end.precision) {
        _ if start == end => bare_english(start),
        (Precision::Year, Precision::Year) => years_english(start.year, end.year),
        (Precision::Month(from), Precision::Month(to)) if same_year => {
            format!("{}–{} {}", month_english(from), month_english(to), year_english(start.year))
        }
        (Precision::Season(from), Precision::Season(_)) if same_year => {
            format!("{}–{}", SEASONS[usize::from(from)], bare_english(end))
        }
        (Precision::Day(from, first), Precision::Day(to, _)) if same_year && from == to => {
            format!("{first}–{}", bare_english(end))
        }
        (Precision::Day(from, first), Precision::Day(..)) if same_year => {
            format!("{first} {} – {}", month_english(from), bare_english(end))
        }
        (Precision::Decade, Precision::Decade) => format!("{}–{}", bare_english(start), bare_english(end)),
        (Precision::Month(_) | Precision::Day(..), Precision::Month(_) | Precision::Day(..)) => {
            format!("{} – {}", bare_english(start), bare_english(end))
        }
        _ => format!("{} to {}", bare_english(start), bare_english(end)),
    }
}

fn years_english(first: i32, last: i32) -> String {
    match (first, last) {
        (_, ..=0) => format!("{}–{} BC", grouped(1 - first), grouped(1 - last)),
        (1..=999, 1..=999) => format!("AD {first}–{last}"),
        _ => format!("{}–{}", year_english(first), year_english(last)),
    }
}

fn point_chinese(point: Point) -> String {
    let about = match point.qualifier {
        Qualifier::Sure => "",
        Qualifier::Uncertain => "或为",
        Qualifier::Approximate => "约",
        Qualifier::Both => "或约",
    };
    format!("{about}{}", bare_chinese(point))
}

fn bare_chinese(point: Point) -> String {
    let year = year_chinese(point.year);
    let within = within_year_chinese(point.precision);
    match point.precision {
        Precision::Century => Century(point.first().year).for_people("zh"),
        Precision::Decade => Decade(point.first().year).for_people("zh"),
        Precision::MonthUnknown => format!("{year}（月份不详）"),
        Precision::MonthAndDayUnknown | Precision::DayUnknown(_) => format!("{year}{within}（日期不详）"),
        Precision::Year | Precision::Season(_) | Precision::Month(_) | Precision::Day(..) => format!("{year}{within}"),
    }
}

fn within_year_chinese(precision: Precision) -> String {
    match precision {
        Precision::Season(season) => SEASONS_CHINESE[usize::from(season)].to_owned(),
        Precision::Month(month) | Precision::DayUnknown(month) => format!("{month}月"),
        Precision::Day(month, day) => format!("{month}月{day}日"),
        _ => String::new(),
    }
}

/// `2006年至2009年`, `2006年3月至6月`, `1979年3月12日至15日`.
fn span_chinese(start: Point, end: Point) -> String {
    let same_year = start.year == end.year && start.before_year_0 == end.before_year_0;
    if start == end {
        return point_chinese(start);
    }
    let rest = match (start.precision, end.precision) {
        _ if !same_year || end.qualifier != Qualifier::Sure => point_chinese(end),
        (Precision::Day(from, _), Precision::Day(to, day)) if from == to => format!("{day}日"),
        (Precision::Day(..), Precision::Day(..))
        | (Precision::Month(_), Precision::Month(_))
        | (Precision::Season(_), Precision::Season(_)) => within_year_chinese(end.precision),
        _ => point_chinese(end),
    };
    format!("{}至{rest}", point_chinese(start))
}
