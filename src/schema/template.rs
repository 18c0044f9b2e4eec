//! The front matter a new note begins with.

use super::{CommonKey, Field, Kind, ValueType, json_schema};
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
        push_line(&mut text, &format!("#{}:", key.name()), key.description());
    }
    text.push_str("---\n\n");
    text
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
    let takes = match &field.value {
        ValueType::Choice { of } => {
            let of: Vec<&str> = of.iter().map(|choice| &**choice).collect();
            let several = if field.many { "some of" } else { "one of" };
            format!("{label}, {several}: {}", of.join(" | "))
        }
        ValueType::Date => format!("{label}: {}, such as 1979, 1979-03-12, 1990~ or 1978/..", json_schema::description(field)),
        ValueType::Names => format!("{label}, such as {{zh-Hans: 桥头堡, pinyin: qiáotóubǎo}}"),
        ValueType::Coordinates => format!("{label}, such as {{lat: 23.13, lon: 113.26}}"),
        _ => format!("{label}: {}", json_schema::description(field)),
    };
    push_line(text, &format!("{off}{}:{shape}", field.name), &takes.replace('`', ""));
}

/// A key with its comment behind it, or above it in as many lines as it needs.
fn push_line(text: &mut String, key: &str, comment: &str) {
    // A label may hold a line break; a comment must not.
    let words: Vec<&str> = comment.split_whitespace().collect();
    let whole = words.join(" ");
    if key.chars().count() + whole.chars().count() + 4 <= WIDTH {
        text.push_str(&format!("{key:<16}  # {whole}\n"));
        return;
    }
    let mut line = String::from("#");
    for word in words {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.len() > 4 {
            text.push_str(&line);
            text.push('\n');
            line = String::from("#  ");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&format!("{line}\n{key}\n"));
}
