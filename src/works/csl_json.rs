//! CSL-JSON, as Zotero and pandoc write it.

use serde_json::{Map, Value};

use super::file::{self, Described};
use super::terms::{VariableKind, kind_of};
use super::{CiteKey, Item, Name};
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::SourceFile;
use crate::text::Span;
use crate::text::han::has_han;

/// Reads a list of items.
pub(super) fn read(source: &SourceFile) -> Checked<Vec<Described>> {
    let mut found = Vec::new();
    let mut described = Vec::new();
    for range in objects(&source.text) {
        let text = &source.text[range.clone()];
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(object)) => described.extend(item(source, range.start, text, &object).into(&mut found)),
            Ok(_) => {}
            Err(error) => found.push(invalid(source, range.start, text, &error)),
        }
    }
    // What is no list of objects at all is told as a whole.
    if found.is_empty() {
        match serde_json::from_str::<Value>(&source.text) {
            Ok(Value::Array(_)) => {}
            Ok(_) => {
                let help = "write `[{\"id\": \"key\", \"type\": \"book\", ...}]`";
                found.push(file::fault(source, Span::at(0), "the file is not a list of works", help));
            }
            Err(error) => found.push(invalid(source, 0, &source.text, &error)),
        }
    }
    Checked::new(described, found)
}

fn invalid(source: &SourceFile, start: usize, text: &str, error: &serde_json::Error) -> Diagnostic {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = start + line_start + error.column().saturating_sub(1);
    let why = error.to_string();
    let why = why.split(" at line ").next().unwrap_or(&why);
    let end = if at < source.text.len() { at + 1 } else { at };
    file::fault(source, Span::new(at..end), format!("JSON cannot be read here: {why}"), "look for a comma or quote just before")
}

/// The objects of the outermost list, by their braces outside strings.
fn objects(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut ranges, mut depth, mut start, mut in_string, mut escaped) = (Vec::new(), 0_usize, 0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    ranges.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    ranges
}

fn item(source: &SourceFile, start: usize, text: &str, object: &Map<String, Value>) -> Checked<Option<Described>> {
    let Some(key) = object.get("id").or_else(|| object.get("citation-key")).and_then(scalar).filter(|key| !key.is_empty()) else {
        let message = "a work has no key";
        let help = "write `\"id\": \"key\"` with the key it is cited by";
        return Checked::new(None, vec![file::fault(source, Span::new(start..start + 1), message, help)]);
    };
    let span = key_span(start, text, &key);
    let kind = object.get("type").and_then(Value::as_str).unwrap_or("document");
    let mut item = Item::new(CiteKey::new(&key), kind);
    let mut found = Vec::new();
    let is_chinese = object.get("language").and_then(Value::as_str).is_some_and(|tag| tag.split('-').next() == Some("zh"));
    for (variable, value) in object {
        match (&**variable, kind_of(variable), value) {
            ("id" | "type" | "citation-key", ..) => {}
            ("custom", _, Value::Object(own)) => {
                let texts = own.iter().filter_map(|(variable, value)| Some((variable, scalar(value)?)));
                texts.for_each(|(variable, text)| _ = item.texts.insert(variable.as_str().into(), text.into()));
            }
            (_, VariableKind::Date, value) => match date(value) {
                Ok(date) => _ = date.map(|date| item.dates.insert(variable.as_str().into(), date)),
                Err(why) => {
                    let message = format!("the date `{variable}` of `{key}` cannot be read: {why}");
                    found.push(file::fault(source, span, message, "write `{\"date-parts\": [[2006, 3, 15]]}`"));
                }
            },
            (_, VariableKind::Names, Value::Array(names)) => {
                let names: Vec<Name> = names.iter().filter_map(|value| name(value, is_chinese)).collect();
                item.names.insert(variable.as_str().into(), names);
            }
            (_, VariableKind::Names, _) => {}
            (_, VariableKind::Text, value) => {
                if let Some(text) = scalar(value).map(|text| without_tags(&text)).filter(|text| !text.is_empty()) {
                    item.texts.insert(variable.as_str().into(), text.into());
                }
            }
        }
    }
    Checked::new(Some(Described { item, span }), found)
}

/// Where the key is written.
fn key_span(start: usize, text: &str, key: &str) -> Span {
    let quoted = serde_json::to_string(key).unwrap_or_default();
    let after = text.find("\"id\"").map_or(0, |at| at + 4);
    match text[after..].find(&quoted) {
        Some(at) => Span::new(start + after + at + 1..start + after + at + quoted.len() - 1),
        None => Span::new(start..start + 1),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Text without the few tags that CSL-JSON may hold.
fn without_tags(text: &str) -> String {
    let mut out = text.to_owned();
    for tag in ["i", "b", "sub", "sup", "sc"] {
        out = out.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
    }
    while let Some((start, end)) = out.find("<span").and_then(|start| Some((start, start + out[start..].find('>')? + 1))) {
        out.replace_range(start..end, "");
    }
    out.replace("</span>", "")
}

fn name(value: &Value, is_chinese: bool) -> Option<Name> {
    let part = |key: &str| value.get(key).and_then(Value::as_str).map(str::trim).filter(|part| !part.is_empty());
    if let Some(literal) = part("literal") {
        return Some(Name::Literal(literal.into()));
    }
    let Some(family) = part("family") else { return part("given").map(|given| Name::Literal(given.into())) };
    let particles = [part("dropping-particle"), part("non-dropping-particle"), Some(family)];
    let family = particles.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let is_static = value.get("static-ordering").is_some_and(|value| value.as_bool() == Some(true));
    Some(Name::Person {
        family_first: is_static || is_chinese || has_han(&family),
        family: family.into(),
        given: part("given").map(Into::into),
        suffix: part("suffix").map(Into::into),
    })
}

fn date(value: &Value) -> Result<Option<crate::schema::date::Date>, String> {
    let written = match value.get("date-parts").and_then(Value::as_array) {
        Some(ends) => {
            let ends: Vec<String> = ends.iter().filter_map(parts).collect();
            let about = if value.get("circa").is_some_and(is_true) { "~" } else { "" };
            ends.iter().map(|end| format!("{end}{about}")).collect::<Vec<_>>().join("/")
        }
        None => {
            let text =
                ["edtf", "raw", "literal"].iter().find_map(|key| value.get(key).and_then(scalar)).or_else(|| scalar(value));
            let Some(text) = text else { return Ok(None) };
            text
        }
    };
    match file::date(&written) {
        Ok(date) => Ok(date),
        // A literal may be any words: they say no date that can be reckoned with.
        Err(_) if value.get("literal").is_some() => Ok(None),
        Err(error) => Err(error.reason),
    }
}

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Bool(false) | Value::Null) && value.as_i64() != Some(0)
}

/// `[2006, 3]` as `2006-03`.
fn parts(end: &Value) -> Option<String> {
    let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
    let numbers: Vec<i64> = end.as_array()?.iter().map_while(number).collect();
    let (year, rest) = numbers.split_first()?;
    let year = if *year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") };
    Some(rest.iter().take(2).fold(year, |written, part| format!("{written}-{part:02}")))
}
