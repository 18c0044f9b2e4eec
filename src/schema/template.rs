//! The front matter a new note begins with.

use std::fmt::Write;

use super::{CommonKey, Field, Kind, ValueType, json_schema};
use crate::text::nfc;
use crate::yaml;

/// Columns of a line of the template; longer comments stand above their key.
const WIDTH: usize = 110;
/// Common keys that a new note may want, beside its title.
const OFFERED: &[CommonKey] = &[CommonKey::Aliases, CommonKey::Tags, CommonKey::Summary, CommonKey::Status, CommonKey::Authors];

/// The text of a new note of a kind, ready to fill: required fields first and empty (which `check` finds until they are
/// filled), then all others behind a `#` to be taken away. Comments say what each takes; labels in `language`.
#[must_use]
pub fn new_note(kind: &Kind, title: &str, language: &str) -> String {
    let mut text = format!("---\ntitle: {}\n", yaml::scalar(title.trim()));
    for field in kind.fields.iter().filter(|field| field.required) {
        push_field(&mut text, "", field, language);
    }
    let optional: Vec<&Field> = kind.fields.iter().filter(|field| !field.required).collect();
    text.push_str("\n# Optional: take away the # before a key that you fill.\n");
    for field in optional {
        push_field(&mut text, "#", field, language);
    }
    for key in OFFERED {
        push_line(&mut text, &format!("#{}:", key.name()), &[key.description()]);
    }
    text.push_str("---\n\n");
    text
}

/// The text of a new plain note.
#[must_use]
pub fn new_page(title: &str) -> String {
    format!("---\ntitle: {}\n---\n\n", yaml::scalar(title.trim()))
}

/// A file name for a note of that title: letters and digits, Latin ones small and without accents, `-` between words; Han
/// and other scripts stay. Empty where the title has none.
#[must_use]
pub fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for c in nfc(title).chars() {
        // An apostrophe joins: `Rudyerd's` is one word.
        if matches!(c, '\'' | '’') {
            continue;
        }
        let is_latin = c.is_alphabetic() && matches!(u32::from(c), 0..=0x24f | 0x1e00..=0x1eff);
        if is_latin {
            slug.push_str(&deunicode::deunicode_char(c).unwrap_or("").to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        // Long before the longest name a system holds.
        if slug.len() > 100 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn push_field(text: &mut String, off: &str, field: &Field, language: &str) {
    let shape = match &field.value {
        ValueType::Names if field.many => " [{}]",
        ValueType::Names => " {}",
        ValueType::Coordinates if !field.many => " {}",
        _ if field.many => " []",
        _ => "",
    };
    let label = field.label.get(language);
    let several = if field.many { "some of:" } else { "one of:" };
    let takes = match &field.value {
        // Choices are not broken across lines.
        ValueType::Choice { of } => {
            let label = format!("{label},");
            let mut units: Vec<&str> = label.split_whitespace().collect();
            units.push(several);
            units.extend(of.iter().flat_map(|choice| [&**choice, "|"]));
            units.pop();
            return push_line(text, &format!("{off}{}:{shape}", field.name), &units);
        }
        ValueType::Date => format!("{label}: {}, such as 1979, 1979-03-12, 1990~ or 1978/..", json_schema::description(field)),
        ValueType::Names => format!("{label}, such as {{zh-Hans: 桥头堡, pinyin: qiáotóubǎo}}"),
        ValueType::Coordinates => format!("{label}, such as {{lat: 23.13, lon: 113.26}}"),
        _ => format!("{label}: {}", json_schema::description(field)),
    };
    let takes = takes.replace('`', "");
    push_line(text, &format!("{off}{}:{shape}", field.name), &takes.split_whitespace().collect::<Vec<_>>());
}

/// A key with its comment behind it, or above it in as many lines as it needs. Units of the comment are kept whole.
fn push_line(text: &mut String, key: &str, units: &[&str]) {
    let whole = units.join(" ");
    if key.chars().count() + whole.chars().count() + 4 <= WIDTH {
        let _ = writeln!(text, "{key:<16}  # {whole}");
        return;
    }
    let mut line = String::from("#");
    for unit in units {
        if line.chars().count() + 1 + unit.chars().count() > WIDTH && line.len() > 4 {
            text.push_str(&line);
            text.push('\n');
            line = String::from("#  ");
        }
        line.push(' ');
        line.push_str(unit);
    }
    let _ = writeln!(text, "{line}\n{key}");
}
