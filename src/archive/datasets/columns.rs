//! The columns that a dataset's note declares: `columns: {year: {type: date}, buyers: {type: integer, unit: persons}}`.

use super::DatasetColumn;
use crate::diagnostic::{Checked, Code, Diagnostic, suggest};
use crate::note::Note;
use crate::schema::{Inverse, KindName, LocalText, Relation, ValueType};
use crate::text::Span;
use crate::yaml::{Entry, Node, NodeKind};

const TYPES: &[&str] =
    &["text", "markdown", "integer", "number", "boolean", "date", "url", "choice", "reference", "coordinates", "citation"];
const KEYS: &[&str] = &["type", "label", "unit", "of", "to"];

/// A column of text.
pub(super) fn text(name: &str) -> DatasetColumn {
    let label = LocalText { plain: spelled_out(name).into(), by_language: Vec::new() };
    DatasetColumn { name: name.into(), label, value: ValueType::Text, citation: false }
}

/// The columns declared, in order; one at fault is a column of text.
pub(super) fn declared(note: &Note) -> Checked<Vec<DatasetColumn>> {
    let mut diagnostics = Vec::new();
    let columns = entries(note).iter().map(|entry| column(note, entry, &mut diagnostics)).collect();
    Checked::new(columns, diagnostics)
}

/// Where each declared column stands.
pub(super) fn spans(note: &Note) -> Vec<Span> {
    entries(note).iter().map(|entry| entry.key.span).collect()
}

fn entries(note: &Note) -> &[Entry] {
    note.columns.as_ref().and_then(Node::entries).unwrap_or(&[])
}

fn column(note: &Note, entry: &Entry, found: &mut Vec<Diagnostic>) -> DatasetColumn {
    let name = &entry.key.value;
    let mut column = text(name);
    let mut fault = |span: Span, message: String, help: String| {
        found.push(Diagnostic::new(Code::InvalidValue, &note.path, span, message).help(help));
    };
    let NodeKind::Mapping(options) = &entry.value.kind else {
        let help = format!("write `{name}: {{type: text}}`, with one of {}", suggest::list(TYPES, "or"));
        fault(entry.value.span, format!("the column `{name}` is not declared as a mapping"), help);
        return column;
    };
    for option in options.iter().filter(|option| !KEYS.contains(&&*option.key.value)) {
        let key = &option.key.value;
        let help = suggest::did_you_mean(key, KEYS.iter().copied())
            .unwrap_or_else(|| format!("it takes {}", suggest::list(KEYS, "and")));
        fault(option.key.span, format!("a column has no setting `{key}`"), help);
    }
    if let Some(label) = entry.value.get("label") {
        column.label = local_text(label);
    }
    let unit = entry.value.get("unit").map(local_text);
    let Some(type_node) = entry.value.get("type") else { return column };
    let texts = |key: &str| -> Vec<Box<str>> {
        match entry.value.get(key).map(|node| &node.kind) {
            Some(NodeKind::Sequence(items)) => items.iter().filter_map(Node::as_str).map(Into::into).collect(),
            Some(NodeKind::Scalar(one)) => vec![one.text.clone()],
            _ => Vec::new(),
        }
    };
    column.value = match type_node.as_str().unwrap_or("") {
        "text" => ValueType::Text,
        "markdown" => ValueType::Markdown,
        "integer" => ValueType::Integer { unit },
        "number" => ValueType::Number { unit },
        "boolean" => ValueType::Boolean,
        "date" => ValueType::Date,
        "url" => ValueType::Url,
        "choice" => ValueType::Choice { of: texts("of") },
        "coordinates" => ValueType::Coordinates,
        "reference" => {
            let to = texts("to").iter().map(|kind| KindName(kind.as_ref().into())).collect();
            ValueType::Reference(Relation { to, inverse: Inverse::Unnamed })
        }
        "citation" => {
            column.citation = true;
            ValueType::Text
        }
        written => {
            let help = suggest::did_you_mean(written, TYPES.iter().copied())
                .unwrap_or_else(|| format!("write one of {}", suggest::list(TYPES, "or")));
            fault(type_node.span, format!("a column cannot be of the type `{written}`"), help);
            ValueType::Text
        }
    };
    column
}

fn local_text(node: &Node) -> LocalText {
    match &node.kind {
        NodeKind::Scalar(scalar) => LocalText { plain: scalar.text.clone(), by_language: Vec::new() },
        NodeKind::Mapping(entries) => {
            let by_language: Vec<(Box<str>, Box<str>)> =
                entries.iter().filter_map(|entry| Some((entry.key.value.clone(), entry.value.as_str()?.into()))).collect();
            let plain = by_language.first().map(|(_, text)| text.clone()).unwrap_or_default();
            LocalText { plain, by_language }
        }
        _ => LocalText::default(),
    }
}

/// A column's name as people read it: `place_of_visit` as `Place of visit`.
fn spelled_out(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
