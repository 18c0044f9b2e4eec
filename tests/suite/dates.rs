//! Dates: EDTF levels 0 and 1 read, ordered, compared and put in words.

use casebook::schema::date::{Comparison, Date, Day};
use proptest::prelude::*;

fn date(written: &str) -> Date {
    Date::parse(written).unwrap_or_else(|error| panic!("{error}; {}", error.help))
}

fn day(text: &str) -> Day {
    let (year, rest) = text.rsplit_once('-').and_then(|(rest, day)| rest.rsplit_once('-').map(|(y, m)| (y, (m, day)))).unwrap();
    Day { year: year.parse().unwrap(), month: rest.0.parse().unwrap(), day: rest.1.parse().unwrap() }
}

/// Written, first day, last day, English, Chinese, for `<time datetime>`; `-` stands for none.
const DATES: &[[&str; 6]] = &[
    ["1979", "1979-01-01", "1979-12-31", "1979", "1979年", "1979"],
    ["2006-11", "2006-11-01", "2006-11-30", "November 2006", "2006年11月", "2006-11"],
    ["2006-03-09", "2006-03-09", "2006-03-09", "9 March 2006", "2006年3月9日", "2006-03-09"],
    ["2000-02", "2000-02-01", "2000-02-29", "February 2000", "2000年2月", "2000-02"],
    ["1985-04-12T23:20:30", "1985-04-12", "1985-04-12", "12 April 1985", "1985年4月12日", "1985-04-12"],
    ["1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12", "12 April 1985", "1985年4月12日", "1985-04-12"],
    ["1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12", "12 April 1985", "1985年4月12日", "1985-04-12"],
    ["1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12", "12 April 1985", "1985年4月12日", "1985-04-12"],
    ["1990~", "1990-01-01", "1990-12-31", "about 1990", "约1990年", "-"],
    ["1984?", "1984-01-01", "1984-12-31", "perhaps 1984", "或为1984年", "-"],
    ["2004-06%", "2004-06-01", "2004-06-30", "perhaps about June 2004", "或约2004年6月", "-"],
    ["199X", "1990-01-01", "1999-12-31", "1990s", "1990年代", "-"],
    ["19XX", "1900-01-01", "1999-12-31", "20th century", "20世纪", "-"],
    ["20XX~", "2000-01-01", "2099-12-31", "about 21st century", "约21世纪", "-"],
    ["2004-XX", "2004-01-01", "2004-12-31", "2004, month unknown", "2004年（月份不详）", "-"],
    ["1985-04-XX", "1985-04-01", "1985-04-30", "April 1985, day unknown", "1985年4月（日期不详）", "-"],
    ["1985-XX-XX", "1985-01-01", "1985-12-31", "1985, day unknown", "1985年（日期不详）", "-"],
    ["2003-21", "2003-03-01", "2003-05-31", "spring 2003", "2003年春", "-"],
    ["2003-24", "2003-12-01", "2004-02-29", "winter 2003", "2003年冬", "-"],
    ["Y170000002", "170000002-01-01", "170000002-12-31", "170,000,002", "170,000,002年", "170000002"],
    ["Y-12000", "-12000-01-01", "-12000-12-31", "12,001 BC", "公元前12,001年", "-"],
    ["-0499", "-499-01-01", "-499-12-31", "500 BC", "公元前500年", "-"],
    ["0000", "0-01-01", "0-12-31", "1 BC", "公元前1年", "-"],
    ["0618", "618-01-01", "618-12-31", "AD 618", "618年", "0618"],
    ["-01XX", "-199-01-01", "-100-12-31", "2nd century BC", "公元前2世纪", "-"],
    ["00XX", "0-01-01", "99-12-31", "1st century", "1世纪", "-"],
    ["-00XX", "-99-01-01", "0-12-31", "1st century BC", "公元前1世纪", "-"],
    ["-012X", "-129-01-01", "-120-12-31", "130–121 BC", "公元前130年至公元前121年", "-"],
    ["2006/2009", "2006-01-01", "2009-12-31", "2006–2009", "2006年至2009年", "-"],
    ["2006-03/2006-06", "2006-03-01", "2006-06-30", "March–June 2006", "2006年3月至6月", "-"],
    ["2006-11/2007-02", "2006-11-01", "2007-02-28", "November 2006 – February 2007", "2006年11月至2007年2月", "-"],
    ["1979-03-12/1979-03-15", "1979-03-12", "1979-03-15", "12–15 March 1979", "1979年3月12日至15日", "-"],
    ["1979-03-12/1979-04-03", "1979-03-12", "1979-04-03", "12 March – 3 April 1979", "1979年3月12日至4月3日", "-"],
    [
        "1703-11-26/1704-01-02",
        "1703-11-26",
        "1704-01-02",
        "26 November 1703 – 2 January 1704",
        "1703年11月26日至1704年1月2日",
        "-",
    ],
    ["1990~/1995", "1990-01-01", "1995-12-31", "about 1990 to 1995", "约1990年至1995年", "-"],
    ["199X/200X", "1990-01-01", "2009-12-31", "1990s–2000s", "1990年代至2000年代", "-"],
    ["2001-21/2001-23", "2001-03-01", "2001-11-30", "spring–autumn 2001", "2001年春至秋", "-"],
    ["-0220/-0206", "-220-01-01", "-206-12-31", "221–207 BC", "公元前221年至公元前207年", "-"],
    ["0618/0907", "618-01-01", "907-12-31", "AD 618–907", "618年至907年", "-"],
    ["1978/..", "1978-01-01", "-", "1978 onwards", "1978年起", "-"],
    ["1978-12/", "1978-12-01", "-", "December 1978 to an unknown date", "1978年12月至不详日期", "-"],
    ["../1978", "-", "1978-12-31", "until 1978", "至1978年为止", "-"],
    ["/1978~", "-", "1978-12-31", "an unknown date to about 1978", "不详日期至约1978年", "-"],
    ["unknown", "-", "-", "unknown", "不详", "-"],
];

#[test]
fn dates_are_read_and_put_in_words() {
    for &[written, earliest, latest, english, chinese, iso] in DATES {
        let read = date(written);
        let bound = |text: &str| (text != "-").then(|| day(text));
        assert_eq!((read.earliest, read.latest), (bound(earliest), bound(latest)), "{written}");
        assert_eq!(read.for_people("en"), english, "{written}");
        assert_eq!(read.for_people("zh-Hans"), chinese, "{written}");
        assert_eq!(read.iso().as_deref().unwrap_or("-"), iso, "{written}");
        assert_eq!(&*read.written, written);
    }
}

/// What is no date, and the help that is given.
const FAULTS: &[[&str; 2]] = &[
    ["1979-13", "months are `01` to `12`; in their place `21` is spring, `22` summer, `23` autumn, `24` winter"],
    ["12/03/1979", "write `1979-12-03` or `1979-03-12`"],
    ["25/03/1979", "write `1979-03-25`"],
    ["03.03.1979", "write `1979-03-03`"],
    ["1979-1", "write `1979-01`"],
    ["1979-1-5", "write `1979-01-05`"],
    ["1979/3/12", "write `1979-03-12`"],
    ["1979/80", "write `1979/1980`"],
    ["1979-80", "write `1979/1980`"],
    ["1914-18", "write `1914/1918`"],
    ["1979-1985", "write `1979/1985`"],
    ["1979–1985", "write `1979/1985`"],
    ["1979 / 1985", "write `1979/1985`"],
    ["1978-present", "write a date as"],
    ["1978 to present", "write `1978/..`"],
    ["2009/2006", "write `2006/2009`"],
    ["1990s", "write `199X`"],
    ["199x", "write `199X`"],
    ["c. 1990", "write `1990~`"],
    ["circa 1990", "write `1990~`"],
    ["约1990年", "write `1990~`"],
    ["19th century", "write `18XX`"],
    ["500 BC", "write `-0499`"],
    ["500", "write `0500`"],
    ["12345", "write `Y12345`"],
    ["March 2006", "write `2006-03`"],
    ["12 March 1979", "write `1979-03-12`"],
    ["Mar. 12th, 1979", "write `1979-03-12`"],
    ["spring 2003", "write `2003-21`"],
    ["2006年", "write `2006`"],
    ["2006年3月", "write `2006-03`"],
    ["2006年3月9日", "write `2006-03-09`"],
    ["n.d.", "write `unknown`"],
    ["Unknown", "write `unknown`"],
    ["20060309", "write `2006-03-09`"],
    ["1979-02-29", "write a date as"],
    ["1979-00", "months are `01` to `12`"],
    ["1XXX", "write a date as"],
    ["1984?-06", "write a date as"],
    ["Y17E7", "write a date as"],
    ["1985-04-12T24:20:30", "write a date as"],
    ["[1667,1668]", "write a date as"],
    ["", "write a date as"],
    ["..", "write a date as"],
    ["/", "write a date as"],
    ["-0000", "write a date as"],
    ["Y99999999999", "write a date as"],
];

#[test]
fn what_is_no_date_is_explained() {
    for &[written, help] in FAULTS {
        let error = Date::parse(written).expect_err(written);
        assert!(error.help.starts_with(help), "{written}: {}", error.help);
    }
    assert_eq!(Date::parse("1979-13").unwrap_err().reason, "`1979-13` has month 13, and a year has months 1 to 12");
    assert_eq!(Date::parse("1979-02-29").unwrap_err().reason, "`1979-02-29` has day 29, and that month has 28 days in 1979");
    assert_eq!(Date::parse("2009/2006").unwrap_err().reason, "`2009/2006` ends before it begins");
    assert!(Date::parse("1984?-06").unwrap_err().reason.contains("level 2"));
}

#[test]
fn the_time_of_day_that_tools_write_is_read_past() {
    for written in ["2024-01-02 10:00", "2024-01-02T10:00", "2024-01-02T10:00:00.123Z", "2024-01-02 10:00:00 +0800"] {
        let read = Date::parse_timestamp(written).unwrap();
        assert_eq!((read.iso().as_deref(), &*read.written), (Some("2024-01-02"), written));
    }
    assert!(Date::parse_timestamp("2024-01-02 ten").is_err());
    assert!(Date::parse_timestamp("2024-13-02 10:00").is_err());
}

#[test]
fn dates_sort_by_their_first_day_and_unknown_comes_last() {
    let mut written = ["unknown", "1979", "../1979", "1979-01-01", "1978/..", "19XX", "1979/1980", "-0499", "1978"];
    written.sort_by_key(|text| date(text));
    assert_eq!(written, ["-0499", "19XX", "1978", "1978/..", "../1979", "1979-01-01", "1979", "1979/1980", "unknown"]);
}

#[test]
fn a_comparison_means_may_be_true() {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let cases = [
        ("2006/2009", GreaterOrEqual, "2008", true),
        ("2006/2009", Less, "2007", true),
        ("2006/2009", Greater, "2009", false),
        ("1978-06", Less, "1978", false),
        ("1978", Greater, "1978", false),
        ("1978", LessOrEqual, "1978-02", true),
        ("1978/..", Greater, "2020", true),
        ("../1978", Less, "-4000", true),
        ("199X", Equal, "1994-05-06", true),
        ("1994", Equal, "1995", false),
        ("1994", NotEqual, "1994", false),
        ("199X", NotEqual, "1994", true),
        ("1994-05", NotEqual, "1994", false),
        ("unknown", NotEqual, "1994", false),
        ("unknown", Less, "1994", false),
        ("1994", Equal, "unknown", false),
        ("1994", Equal, "1990/..", true),
        ("1980", GreaterOrEqual, "1990/..", false),
    ];
    for (left, comparison, right, expected) in cases {
        assert_eq!(date(left).may_be(comparison, &date(right)), expected, "{left} {comparison:?} {right}");
    }
}

#[test]
fn dates_group_by_where_they_begin() {
    let groups = |written: &str| {
        let read = date(written);
        let [decade, century] =
            [read.decade().map(|decade| decade.for_people("en")), read.century().map(|century| century.for_people("en"))];
        format!("{:?} {} {}", read.year(), decade.as_deref().unwrap_or("-"), century.as_deref().unwrap_or("-"))
    };
    assert_eq!(groups("1999-24"), "Some(1999) 1990s 20th century");
    assert_eq!(groups("2006/2013"), "Some(2006) 2000s 21st century");
    assert_eq!(groups("198X"), "None 1980s 20th century");
    assert_eq!(groups("19XX"), "None - 20th century");
    assert_eq!(groups("00XX"), "None - 1st century");
    assert_eq!(groups("-00XX"), "None - 1st century BC");
    assert_eq!(groups("000X"), "None AD 1–9 1st century");
    assert_eq!(groups("0000"), "Some(0) 10–1 BC 1st century BC");
    assert_eq!(groups("../1978"), "None - -");
    assert_eq!(groups("unknown"), "None - -");
    assert_eq!(date("1111").century().unwrap().for_people("en"), "12th century");
    assert_eq!(date("1979").decade().unwrap().for_people("zh"), "1970年代");
}

#[test]
fn dates_that_mean_the_same_are_equal() {
    assert_eq!(date("1985-04-12"), date("1985-04-12T10:00:00Z"));
    assert_ne!(date("1985"), date("1985?"));
    assert_ne!(date("1985/"), date("1985/.."));
}

/// Text near to dates, so that much of it is read.
fn near_dates() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[0-9]{1,5}", 2 => "-[0-9X]{2}", 1 => "[0-9]{2}XX|[0-9]{3}X", 1 => "[~?%]", 1 => "/", 1 => "\\.\\.", 1 => "Y|T|Z|:|年|月|日",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in ".{0,40}") {
        let _ = Date::parse(&text);
        let _ = Date::parse_timestamp(&text);
    }

    #[test]
    fn what_is_read_is_whole_and_what_is_not_gets_help_that_is_right(text in near_dates()) {
        match Date::parse(&text) {
            Ok(date) => {
                if let (Some(first), Some(last)) = (date.earliest, date.latest) {
                    prop_assert!(first <= last);
                }
                prop_assert!(!date.for_people("en").is_empty() && !date.for_people("zh").is_empty());
                prop_assert!(date.is_unknown() || date.may_be(Comparison::Equal, &date));
                let _ = (date.year(), date.decade().map(|d| d.for_people("en")), date.century().map(|c| c.for_people("zh")));
            }
            Err(error) => {
                prop_assert!(!error.help.is_empty());
                if let Some(instead) = &error.instead {
                    prop_assert!(Date::parse(instead).is_ok(), "{instead}");
                }
            }
        }
    }

    #[test]
    fn the_order_of_dates_is_total(a in near_dates(), b in near_dates(), c in near_dates()) {
        let read = [a, b, c].map(|text| Date::parse(&text).unwrap_or_else(|_| Date::parse("unknown").unwrap()));
        let mut sorted = read.clone();
        sorted.sort();
        prop_assert!(sorted[0] <= sorted[1] && sorted[1] <= sorted[2] && sorted[0] <= sorted[2]);
        prop_assert_eq!(read[0] == read[1], read[0].cmp(&read[1]).is_eq());
    }
}
