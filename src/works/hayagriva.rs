//! Hayagriva's YAML, in the terms of CSL.

use std::ops::Range;

use ::hayagriva::Library;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};

use super::file::{self, Described};
use super::{CiteKey, Item, Name};
use crate::diagnostic::{Checked, Diagnostic, suggest};
use crate::source::SourceFile;
use crate::text::Span;
use crate::text::han::has_han;

/// Fields whose text is that of a variable.
const TEXTS: &[(&str, &str)] = &[
    ("title", "title"),
    ("volume", "volume"),
    ("volume-total", "number-of-volumes"),
    ("issue", "issue"),
    ("edition", "edition"),
    ("chapter", "chapter-number"),
    ("page-range", "page"),
    ("page-total", "number-of-pages"),
    ("organization", "publisher"),
    ("location", "publisher-place"),
    ("language", "language"),
    ("archive", "archive"),
    ("archive-location", "archive_location"),
    ("call-number", "call-number"),
    ("note", "note"),
    ("abstract", "abstract"),
    ("genre", "genre"),
];

/// Reads a mapping of keys to works. Where the whole cannot be read, each work is looked at by itself, and those at fault left out.
pub(super) fn read(source: &SourceFile) -> Checked<Vec<Described>> {
    let mut found = Vec::new();
    let mut described = Vec::new();
    let mut read = parse(&source.text);
    if read.is_err() {
        let text = without_faults(source, &mut described, &mut found);
        read = if text.trim().is_empty() { Ok(Library::new()) } else { parse(&text) };
    }
    let library = match read {
        Ok(library) => library,
        Err(error) => {
            found.push(explain(source, &error, 0, source.text.len()));
            return Checked::new(described, found);
        }
    };
    let spans = key_spans(&source.text);
    described.extend(library.iter().filter_map(|entry| {
        let Ok(Value::Object(fields)) = serde_json::to_value(entry) else { return None };
        Some(Described { item: item(entry.key(), &fields), span: spans.get(entry.key()).copied().unwrap_or_default() })
    }));
    Checked::new(described, found)
}

/// The file's text with blanks in the place of works that cannot be read, and of those whose key another has (which are `described` by
/// it alone, and told of by who knows all keys).
fn without_faults(source: &SourceFile, described: &mut Vec<Described>, found: &mut Vec<Diagnostic>) -> String {
    let mut text = String::with_capacity(source.text.len());
    let mut seen = FxHashSet::default();
    for piece in pieces(&source.text) {
        let written = &source.text[piece.clone()];
        let key = key_of(written);
        let is_double = key.as_ref().is_some_and(|(key, _)| !seen.insert(*key));
        if let Some((key, at)) = key.filter(|_| is_double) {
            let span = Span::new(piece.start + at..piece.start + at + key.len());
            described.push(Described { item: Item::new(CiteKey::new(key), "document"), span });
        }
        let fault = match key {
            Some(_) if !is_double => parse(written).err(),
            _ => None,
        };
        // An anchor may be that of another work.
        let fault = fault.filter(|error| !error.why.contains("anchor"));
        if let Some(error) = &fault {
            found.push(explain(source, error, piece.start, piece.end));
        }
        match is_double || fault.is_some() {
            true => text.extend(written.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            false => text.push_str(written),
        }
    }
    text
}

/// Why a text cannot be read, and where in it.
struct Unread {
    why: String,
    at: usize,
}

fn parse(text: &str) -> Result<Library, Unread> {
    ::hayagriva::io::from_yaml_str(text).map_err(|error| {
        let at = error.location().map_or(0, |location| location.index()).min(text.len());
        Unread { at, why: error.to_string() }
    })
}

/// What is wrong with the part of a file from `start` to `end`.
fn explain(source: &SourceFile, error: &Unread, start: usize, end: usize) -> Diagnostic {
    let text = &source.text[start..end];
    let at = floor(text, error.at.min(text.len()));
    let stop = text[at..].find(['\n', '\r']).map_or(text.len(), |line| at + line);
    let why = error.why.split(" at line ").next().unwrap_or(&error.why);
    // All types there are would be too many to tell.
    let (why, choices) = why.split_once(", expected one of ").unwrap_or((why, ""));
    let written = why.split('`').nth(1).unwrap_or("");
    let near = suggest::did_you_mean(written, choices.split('`').skip(1).step_by(2));
    let help = near.unwrap_or_else(|| "write each work as `key: {type: book, title: ..., author: ..., date: 2006}`".to_owned());
    let key = key_of(text).filter(|_| end - start < source.text.len());
    let message = match key {
        Some((key, _)) => format!("the work `{key}` cannot be read: {why}"),
        None => format!("the works cannot be read: {why}"),
    };
    file::fault(source, Span::new(start + at..start + stop), message, help)
}

/// The stretches that begin with a key at the margin. Text before the first is one too.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && key_of(line).is_some() {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The key that a stretch begins with, and where it stands in it.
fn key_of(text: &str) -> Option<(&str, usize)> {
    let line = text.lines().next()?;
    let bare = line.trim_start_matches(['"', '\'', '\u{feff}']);
    let key = bare.split(": ").next().unwrap_or("").trim_end();
    let is_key = bare.contains(": ") || key.ends_with(':');
    let key = key.trim_end_matches([':', '"', '\'']);
    let is_key = is_key && !key.is_empty() && !key.starts_with([' ', '\t', '#', '-', '%', '}', ']']);
    is_key.then_some((key, line.len() - bare.len()))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where the keys are: words that begin a line and have a colon after them.
fn key_spans(text: &str) -> FxHashMap<&str, Span> {
    let mut spans = FxHashMap::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((key, at)) = key_of(line) {
            spans.entry(key).or_insert(Span::new(start + at..start + at + key.len()));
        }
        start += line.len();
    }
    spans
}

fn item(key: &str, fields: &Map<String, Value>) -> Item {
    let parents: Vec<&Map<String, Value>> = match fields.get("parent") {
        Some(Value::Array(parents)) => parents.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(parent)) => vec![parent],
        _ => Vec::new(),
    };
    let kind_of = |fields: &Map<String, Value>| fields.get("type").and_then(Value::as_str).unwrap_or("misc").to_owned();
    let parent = parents.first().copied();
    let mut item = Item::new(CiteKey::new(key), csl_type(&kind_of(fields), parent.map(kind_of).as_deref()));
    fill(&mut item, fields);
    if let Some(parent) = parent {
        let mut within = Item::new(item.key.clone(), "document");
        fill(&mut within, parent);
        for (variable, text) in within.texts {
            let variable = match &*variable {
                "title" => "container-title",
                "title-short" => "container-title-short",
                "page" | "language" | "note" | "abstract" | "genre" => continue,
                _ => &*variable,
            };
            item.texts.entry(variable.into()).or_insert(text);
        }
        for (variable, names) in within.names {
            let variable = if &*variable == "author" { "container-author".into() } else { variable };
            item.names.entry(variable).or_insert(names);
        }
        within.dates.into_iter().for_each(|(variable, date)| _ = item.dates.entry(variable).or_insert(date));
        let series =
            parent.get("parent").and_then(|parent| parent.get(0).or(Some(parent))).and_then(|parent| parent.get("title"));
        if let Some(series) = series.and_then(text) {
            item.texts.entry("collection-title".into()).or_insert_with(|| series.into());
        }
    }
    item
}

fn fill(item: &mut Item, fields: &Map<String, Value>) {
    for (field, variable) in TEXTS {
        if let Some(text) = fields.get(*field).and_then(text) {
            item.texts.entry((*variable).into()).or_insert_with(|| text.into());
        }
    }
    if let Some(short) = fields.get("title").and_then(|title| title.get("short")).and_then(text) {
        item.texts.insert("title-short".into(), short.into());
    }
    if let Some(publisher) = fields.get("publisher") {
        let name = publisher.get("name").and_then(text).or_else(|| text(publisher));
        name.into_iter().for_each(|name| _ = item.texts.insert("publisher".into(), name.into()));
        let place = publisher.get("location").and_then(text);
        place.into_iter().for_each(|place| _ = item.texts.insert("publisher-place".into(), place.into()));
    }
    if let Some(url) = fields.get("url") {
        let address = url.as_str().map(str::to_owned).or_else(|| url.get("value").and_then(text));
        address.into_iter().for_each(|address| _ = item.texts.insert("URL".into(), address.into()));
        date(item, "accessed", url.get("date"));
    }
    match fields.get("serial-number") {
        Some(Value::Object(numbers)) => {
            for (name, number) in numbers {
                let variable = match &**name {
                    "doi" => "DOI",
                    "isbn" => "ISBN",
                    "issn" => "ISSN",
                    "pmid" => "PMID",
                    "pmcid" => "PMCID",
                    _ => "number",
                };
                text(number).into_iter().for_each(|number| _ = item.texts.insert(variable.into(), number.into()));
            }
        }
        Some(number) => text(number).into_iter().for_each(|number| _ = item.texts.insert("number".into(), number.into())),
        None => {}
    }
    date(item, "issued", fields.get("date"));
    let family_first = item.text("language").is_some_and(|tag| tag.split('-').next() == Some("zh"));
    for variable in ["author", "editor"] {
        put_names(item, variable, fields.get(variable), family_first);
    }
    for group in fields.get("affiliated").map(many).unwrap_or_default() {
        let variable = match group.get("role").and_then(Value::as_str) {
            Some("translator") => "translator",
            Some("compiler") => "compiler",
            Some("composer") => "composer",
            Some("director") => "director",
            Some("illustrator") => "illustrator",
            Some("narrator") => "narrator",
            Some("organizer") => "organizer",
            Some("producer") => "producer",
            Some("cast-member") => "performer",
            _ => "contributor",
        };
        put_names(item, variable, group.get("names"), family_first);
    }
}

fn many(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

fn date(item: &mut Item, variable: &str, value: Option<&Value>) {
    let written = value.and_then(text).map(|written| written.trim().to_owned());
    if let Some(date) = written.and_then(|written| file::date(&written).ok().flatten()) {
        item.dates.insert(variable.into(), date);
    }
}

/// A value as text; of one with a short form the long one.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().replace(['{', '}'], ""),
        Value::Number(number) => number.to_string(),
        Value::Object(forms) => return forms.get("value").and_then(text),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn put_names(item: &mut Item, variable: &str, value: Option<&Value>, family_first: bool) {
    let names: Vec<Name> =
        value.map(many).unwrap_or_default().into_iter().filter_map(|value| name(value, family_first)).collect();
    if !names.is_empty() {
        item.names.insert(variable.into(), names);
    }
}

fn name(value: &Value, family_first: bool) -> Option<Name> {
    if let Some(written) = value.as_str() {
        // Hayagriva writes a name of one part for institutions too.
        let is_divided = written.contains(',') || has_han(written) || !written.contains(' ');
        return Some(if is_divided { Name::read(written, family_first) } else { Name::Literal(written.into()) });
    }
    let part = |key: &str| value.get(key).and_then(Value::as_str).filter(|part| !part.is_empty());
    let family = [part("prefix"), part("name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!family.is_empty()).then(|| Name::Person {
        family_first: family_first || has_han(&family),
        family: family.into(),
        given: part("given-name").map(Into::into),
        suffix: part("suffix").map(Into::into),
    })
}

fn csl_type(kind: &str, parent: Option<&str>) -> &'static str {
    match (kind, parent) {
        ("article", Some("newspaper")) => "article-newspaper",
        ("article", Some("proceedings" | "conference")) => "paper-conference",
        ("article", Some("blog" | "web")) => "post-weblog",
        ("article", _) => "article-journal",
        ("chapter" | "anthos", _) => "chapter",
        ("entry", _) => "entry-encyclopedia",
        ("book" | "anthology" | "reference" | "proceedings", _) => "book",
        ("report", _) => "report",
        ("thesis", _) => "thesis",
        ("web", _) => "webpage",
        ("blog", _) => "post-weblog",
        ("post" | "thread", _) => "post",
        ("artwork", _) => "graphic",
        ("patent", _) => "patent",
        ("case", _) => "legal_case",
        ("legislation", _) => "legislation",
        ("manuscript", _) => "manuscript",
        ("performance" | "scene", _) => "performance",
        ("periodical" | "newspaper", _) => "periodical",
        ("repository", _) => "software",
        ("video", _) => "motion_picture",
        ("audio", _) => "song",
        ("exhibition" | "conference", _) => "event",
        _ => "document",
    }
}
