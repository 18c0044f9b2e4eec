//! Scalars read by their field's type, as written.

use casebook::diagnostic::Code;
use casebook::schema::values::url;
use casebook::schema::{Coordinates, Value, ValueType};
use proptest::prelude::*;

use crate::project::Project;

const INTEGER: ValueType = ValueType::Integer { unit: None };
const NUMBER: ValueType = ValueType::Number { unit: None };

#[test]
fn numbers_keep_their_spelling_and_sort_by_their_value() {
    for (kind, written, value) in [
        (INTEGER, "0900", 900.0),
        (INTEGER, "1_000", 1000.0),
        (INTEGER, "-3", -3.0),
        (INTEGER, "\u{2212}3", -3.0),
        (INTEGER, "+7", 7.0),
        (NUMBER, "1.10", 1.1),
        (NUMBER, "1_000.5", 1000.5),
        (NUMBER, ".5", 0.5),
        (NUMBER, "2.5e6", 2.5e6),
        (NUMBER, "12", 12.0),
    ] {
        let Ok(Value::Number(number)) = kind.read(written) else { panic!("{written}") };
        assert_eq!((&*number.written, number.value), (written, value));
    }
}

#[test]
fn what_is_no_number_is_refused_with_the_right_form() {
    for (kind, written, help) in [
        (INTEGER, "1,000", "write `1000`"),
        (INTEGER, "1 000 000", "write `1000000`"),
        (NUMBER, "1,234.5", "write `1234.5`"),
        (INTEGER, "1.5", "write digits, such as `1953`, `-3` or `1_000`"),
        (INTEGER, "1,5", "write digits, such as `1953`, `-3` or `1_000`"),
        (INTEGER, "about 40", "write digits, such as `1953`, `-3` or `1_000`"),
        (INTEGER, "0x1F", "write digits, such as `1953`, `-3` or `1_000`"),
        (INTEGER, "1__0", "write digits, such as `1953`, `-3` or `1_000`"),
        (NUMBER, "nan", "write digits, such as `1953`, `-1.5` or `2.5e6`"),
        (NUMBER, "1e999", "write a smaller number, or make the field a text"),
    ] {
        let error = kind.read(written).expect_err(written);
        assert_eq!((error.code, &*error.help), (Code::InvalidValue, help), "{written}");
    }
}

#[test]
fn truth_is_yes_or_no() {
    for (written, value) in [("true", true), ("Yes", true), ("no", false), ("FALSE", false)] {
        assert_eq!(ValueType::Boolean.read(written), Ok(Value::Boolean(value)));
    }
    assert!(ValueType::Boolean.read("1").is_err());
}

#[test]
fn choices_are_exact_and_slips_are_seen() {
    let choice = ValueType::Choice { of: vec!["official".into(), "scholarly".into()] };
    assert_eq!(choice.read("official"), Ok(Value::Text("official".into())));
    let error = choice.read("Official").unwrap_err();
    assert_eq!((error.code, error.instead.as_deref()), (Code::InvalidChoice, Some("official")));
    assert_eq!(choice.read("oficial").unwrap_err().help, "did you mean `official`? write `official` or `scholarly`");
    assert_eq!(choice.read("other").unwrap_err().help, "write `official` or `scholarly`");
}

#[test]
fn references_stand_with_or_without_brackets() {
    let reference =
        ValueType::Reference(casebook::schema::Relation { to: Vec::new(), inverse: casebook::schema::Inverse::Unnamed });
    for written in ["bridgehead", "[[bridgehead]]", "[[bridgehead|the bridgehead]]", " bridgehead "] {
        assert_eq!(reference.read(written), Ok(Value::Reference("bridgehead".into())));
    }
    assert!(reference.read("[[]]").is_err());
}

#[test]
fn points_lie_on_earth() {
    let read = |text: &str| ValueType::Coordinates.read(text);
    assert_eq!(read("23.13, 113.26"), Ok(Value::Coordinates(Coordinates { lat: 23.13, lon: 113.26 })));
    assert!(read("113.26, 23.13").unwrap_err().help.ends_with("are latitude and longitude swapped?"));
    assert!(read("23.13, 213").is_err());
    assert!(read("north").is_err());
}

#[test]
fn addresses_are_whole() {
    for written in ["https://example.org/", "http://例子.中国/路", "mailto:a@example.org", "doi:10.1000/1"] {
        assert!(ValueType::Url.read(written).is_ok(), "{written}");
    }
    for (written, instead) in [
        ("example.org/a", Some("https://example.org/a")),
        ("about.html notes", None),
        ("https:", None),
        ("https:///a", None),
        ("https://a b", None),
    ] {
        let error = ValueType::Url.read(written).expect_err(written);
        assert_eq!((error.code, error.instead.as_deref()), (Code::InvalidValue, instead), "{written}");
    }
}

#[test]
fn addresses_that_run_code_are_refused_however_they_are_dressed() {
    for written in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "DATA:text/html;base64,AAAA",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "data:,x",
    ] {
        assert!(url::is_unsafe(written), "{written}");
        assert_eq!(ValueType::Url.read(written).unwrap_err().code, Code::UnsafeUrl, "{written}");
    }
    for written in ["https://example.org/javascript:x", "data:image/png;base64,AAAA", "javascripts/a.md", "a.md#javascript:"] {
        assert!(!url::is_unsafe(written), "{written}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_a_reader(text in ".{1,30}") {
        let choice = ValueType::Choice { of: vec!["a".into(), "桥头堡".into()] };
        for kind in [INTEGER, NUMBER, ValueType::Boolean, ValueType::Url, ValueType::Coordinates, choice] {
            if let Err(error) = kind.read(&text) {
                prop_assert!(!error.message.is_empty() && !error.help.is_empty());
                if let Some(instead) = error.instead {
                    let file = casebook::text::VaultPath::new("a.md");
                    let limits = casebook::config::Limits::default().front_matter();
                    let node = casebook::yaml::parse(&file, &instead, 0..instead.len(), &limits).value.unwrap();
                    prop_assert!(kind.read_node(&node).is_ok(), "{instead}");
                }
            }
        }
    }
}

#[test]
fn a_contest_among_the_values_of_a_list_is_told_how_to_be_written() {
    let note = |value: &str| {
        Project::new(&format!(
            "-- casebook.yaml --\ntitle: T\n-- content/p/_kind.yaml --\nname: p\nfields:\n  t: {{type: text, many: true}}\n  r: {{type: reference, many: true}}\n-- content/p/a.md --\n---\n{value}\n---\n"
        ))
    };
    for (value, column) in [("t: [k0, {contested: [{value: k1}, k2]}]", 9), ("r: [a, {contested: [a, b]}]", 8)] {
        let run = note(value).run(["check", "--message-format", "json"]).code(1);
        let field = &value[..1];
        let (place, help) = (format!("\"column\":{column},"), format!("`{field}: {{contested: [...]}}`"));
        let finding = run.stdout.lines().find(|line| line.contains(&place)).unwrap_or_else(|| panic!("{}", run.stdout));
        assert!(finding.contains("`contested` stands within a list of values") && finding.contains(&help), "{finding}");
    }
    let contest = note("t: {contested: [{value: k1}, k2]}");
    contest.run(["list", "p", "--columns", "t", "--format", "csv"]).code(0).stdout("t,t_contested\r\nk1 | k2,true\r\n");
}
