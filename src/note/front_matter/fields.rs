//! Fields of a kind: values by their type, with qualifiers and sources, and values that contradict each other.

use super::Reader;
use crate::diagnostic::{Code, suggest};
use crate::note::{FieldValue, FieldValues, Qualifiers};
use crate::schema::date::Date;
use crate::schema::{Field, FieldIx, ValueType};
use crate::text::Spanned;
use crate::yaml::{Entry, Node, NodeKind};

/// The keys of a value that is written as a mapping.
const QUALIFIERS: &[&str] = &["value", "to", "since", "until", "note", "cite"];

/// The values of a field; `None` where nothing is written or all of it is at fault.
pub(super) fn read(reader: &mut Reader<'_>, ix: FieldIx, field: &Field, entry: &Entry) -> Option<FieldValues> {
    let (values, contested) = match &entry.value.kind {
        NodeKind::Null => return None,
        NodeKind::Scalar(scalar) if scalar.text.trim().is_empty() => return None,
        NodeKind::Sequence(items) if field.many => (each(reader, field, items), false),
        NodeKind::Sequence(items) => single(reader, field, items)?,
        NodeKind::Mapping(_) => match entry.value.get("contested") {
            Some(sides) => {
                let items = sides.items().unwrap_or(std::slice::from_ref(sides));
                let values = merged(each(reader, field, items));
                let contested = values.len() > 1;
                (values, contested)
            }
            None => (one(reader, field, &entry.value).into_iter().collect(), false),
        },
        NodeKind::Scalar(_) => (one(reader, field, &entry.value).into_iter().collect(), false),
    };
    (!values.is_empty()).then(|| FieldValues { field: ix, key_span: entry.key.span, values, contested })
}

/// A list on a field that holds one value: the same value from several sources, or values that contradict each other.
fn single(reader: &mut Reader<'_>, field: &Field, items: &[Node]) -> Option<(Vec<FieldValue>, bool)> {
    let is_sourced = |item: &Node| item.get("value").is_some() || item.get("to").is_some();
    if let [only] = items {
        return Some((one(reader, field, only).into_iter().collect(), false));
    }
    if let Some(plain) = items.iter().find(|item| !is_sourced(item)) {
        let name = &field.name;
        let help = format!(
            "keep one, give each its source (`{{value: ..., cite: \"@key\"}}`) if they contradict each other, or write `many: true` for `{name}` in the _kind.yaml"
        );
        reader.report(
            Code::TooManyValues,
            plain.span,
            format!("the field `{name}` holds one value, and a list is written"),
            help,
        );
        return None;
    }
    let values = merged(each(reader, field, items));
    let contested = values.len() > 1;
    Some((values, contested))
}

fn each(reader: &mut Reader<'_>, field: &Field, items: &[Node]) -> Vec<FieldValue> {
    items.iter().filter_map(|item| one(reader, field, item)).collect()
}

/// Equal values are one value with several sources.
fn merged(values: Vec<FieldValue>) -> Vec<FieldValue> {
    let mut merged: Vec<FieldValue> = Vec::with_capacity(values.len());
    for value in values {
        match merged.iter_mut().find(|known| known.value == value.value) {
            Some(known) => known.cites.extend(value.cites),
            None => merged.push(value),
        }
    }
    merged
}

/// One value: as it is, or as a mapping with its sources and qualifiers.
fn one(reader: &mut Reader<'_>, field: &Field, node: &Node) -> Option<FieldValue> {
    let is_reference = matches!(field.value, ValueType::Reference(_));
    let inner = node.get("value").or_else(|| node.get("to").filter(|_| is_reference));
    let Some(inner) = inner else {
        return value(reader, field, node).map(|value| FieldValue {
            value,
            span: node.span,
            cites: Vec::new(),
            qualifiers: Qualifiers::default(),
        });
    };
    let mut qualifiers = Qualifiers::default();
    let mut cites = Vec::new();
    for entry in node.entries().unwrap_or(&[]) {
        match &*entry.key.value {
            "value" | "to" => {}
            "since" => qualifiers.since = date(reader, &entry.value),
            "until" => qualifiers.until = date(reader, &entry.value),
            "note" => qualifiers.note = entry.value.as_str().map(Into::into),
            "cite" => cites = citations(&entry.value),
            key => {
                let help = suggest::did_you_mean(key, QUALIFIERS.iter().copied())
                    .unwrap_or_else(|| format!("a value takes {}", suggest::list(QUALIFIERS, "and")));
                reader.report(Code::UnknownField, entry.key.span, format!("a value has no `{key}`"), help);
            }
        }
    }
    let value = value(reader, field, inner)?;
    Some(FieldValue { value, span: inner.span, cites, qualifiers })
}

fn value(reader: &mut Reader<'_>, field: &Field, node: &Node) -> Option<crate::schema::Value> {
    if matches!(node.kind, NodeKind::Null) {
        return None;
    }
    match field.value.read_node(node) {
        Ok(value) => Some(value),
        Err((error, at)) => {
            let mut finding = crate::diagnostic::Diagnostic::new(error.code, reader.file, at.span, error.message)
                .label(format!("in the field `{}`", field.name))
                .help(error.help);
            let is_plain = matches!(&at.kind, NodeKind::Scalar(scalar) if scalar.plain);
            if let Some(instead) = error.instead.filter(|_| is_plain) {
                finding = finding.fix(format!("write `{instead}`"), reader.file, at.span, &*instead);
            }
            reader.found.push(finding);
            None
        }
    }
}

/// A qualifier's date; `..` as the end of what goes on.
fn date(reader: &mut Reader<'_>, node: &Node) -> Option<Date> {
    let written = node.as_str()?.trim();
    if written == ".." {
        return Some(Date::open_end());
    }
    match Date::parse(written) {
        Ok(date) => Some(date),
        Err(error) => {
            reader.report(Code::InvalidDate, node.span, error.reason, error.help);
            None
        }
    }
}

fn citations(node: &Node) -> Vec<Spanned<Box<str>>> {
    let items = node.items().unwrap_or(std::slice::from_ref(node));
    items.iter().filter_map(|item| Some(Spanned::new(item.as_str()?.into(), item.span))).collect()
}
