//! Fields of a kind: values by their type, with qualifiers and sources, and values that contradict each other.

use rustc_hash::FxHashMap;

use super::{Reader, common};
use crate::diagnostic::{Code, suggest};
use crate::note::{FieldValue, FieldValues, Qualifiers};
use crate::schema::date::Date;
use crate::schema::{Field, FieldIx, Value, ValueType};
use crate::yaml::{Entry, Node, NodeKind};

/// The keys of a value that is written as a mapping.
const QUALIFIERS: &[&str] = &["value", "to", "since", "until", "note", "cite"];

/// The values of a field; `None` where nothing is written or all of it is at fault.
pub(super) fn read(reader: &mut Reader<'_>, ix: FieldIx, field: &Field, entry: &Entry) -> Option<FieldValues> {
    if super::is_empty(&entry.value) {
        return None;
    }
    let (values, contested) = match &entry.value.kind {
        NodeKind::Sequence(items) if field.many => match &items[..] {
            [only] if only.get("contested").is_some() => sides(reader, field, only)?,
            items => (merged(each(reader, field, items)), false),
        },
        NodeKind::Sequence(items) => single(reader, field, items)?,
        NodeKind::Mapping(_) if entry.value.get("contested").is_some() => sides(reader, field, &entry.value)?,
        NodeKind::Mapping(_) | NodeKind::Scalar(_) | NodeKind::Null => {
            (one(reader, field, &entry.value).into_iter().collect(), false)
        }
    };
    (!values.is_empty()).then_some(FieldValues { field: ix, key_span: entry.key.span, values, contested })
}

/// `{contested: [...]}`: values that contradict each other.
fn sides(reader: &mut Reader<'_>, field: &Field, node: &Node) -> Option<(Vec<FieldValue>, bool)> {
    for entry in node.entries().unwrap_or(&[]).iter().filter(|entry| &*entry.key.value != "contested") {
        let key = &entry.key.value;
        let help = "write it into the value it is about: `{contested: [{value: ..., cite: ...}, ...]}`";
        reader.report(Code::UnknownField, entry.key.span, format!("`{key}` stands beside `contested`"), help);
    }
    let sides = node.get("contested")?;
    let items = sides.items().unwrap_or(std::slice::from_ref(sides));
    let values = merged(each(reader, field, items));
    let contested = values.len() > 1;
    Some((values, contested))
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
    let mut values = Vec::with_capacity(items.len());
    values.extend(items.iter().filter_map(|item| one(reader, field, item)));
    values
}

/// Equal values, equally qualified, are one value with several sources.
fn merged(values: Vec<FieldValue>) -> Vec<FieldValue> {
    if values.len() < 2 {
        return values;
    }
    let mut firsts = FxHashMap::default();
    let mut distinct = 0_usize;
    let place_of: Vec<usize> = values
        .iter()
        .map(|value| {
            *firsts.entry((value.value.identity(), &value.qualifiers)).or_insert_with(|| {
                distinct += 1;
                distinct - 1
            })
        })
        .collect();
    if distinct == values.len() {
        return values;
    }
    let mut merged: Vec<FieldValue> = Vec::with_capacity(distinct);
    for (value, place) in values.into_iter().zip(place_of) {
        match merged.get_mut(place) {
            Some(known) => {
                known.cites.extend(value.cites);
                known.again.push(value.span);
            }
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
            again: Vec::new(),
            cites: Vec::new(),
            qualifiers: Qualifiers::default(),
        });
    };
    let mut qualifiers = Qualifiers::default();
    let mut cites = Vec::new();
    for entry in node.entries().unwrap_or(&[]) {
        match &*entry.key.value {
            "value" | "to" => {}
            "since" => qualifiers.since = date(reader, &entry.value, false).map(Box::new),
            "until" => qualifiers.until = date(reader, &entry.value, true).map(Box::new),
            "note" => qualifiers.note = common::text(reader, &entry.value, "note").map(|note| note.value),
            "cite" => cites = common::texts(reader, &entry.value, "cite"),
            key => {
                let help = suggest::did_you_mean(key, QUALIFIERS.iter().copied())
                    .unwrap_or_else(|| format!("a value takes {}", suggest::list(QUALIFIERS, "and")));
                reader.report(Code::UnknownField, entry.key.span, format!("a value has no `{key}`"), help);
            }
        }
    }
    if let (Some(since), Some(until)) = (&qualifiers.since, &qualifiers.until)
        && since.earliest.zip(until.latest).is_some_and(|(begins, ends)| begins > ends)
    {
        let place = node.get("until").unwrap_or(node).span;
        let message = format!("`{}` is before `{}`, from when it holds", until.written, since.written);
        reader.report(Code::InvalidDate, place, message, "write the later date under `until`");
        qualifiers.until = None;
    }
    let value = value(reader, field, inner)?;
    Some(FieldValue { value, span: inner.span, again: Vec::new(), cites, qualifiers })
}

fn value(reader: &mut Reader<'_>, field: &Field, node: &Node) -> Option<Value> {
    match field.value.read_node(node) {
        Ok(value) => Some(value),
        Err((mut error, at)) => {
            let takes_mapping = matches!(field.value, ValueType::Names | ValueType::Coordinates);
            if node.get("contested").is_some() {
                "`contested` stands within a list of values".clone_into(&mut error.message);
                error.help = format!(
                    "write it in the place of the list, with all values in it that the sources give: `{}: {{contested: [...]}}`",
                    field.name
                );
            } else if matches!(at.kind, NodeKind::Mapping(_)) && !takes_mapping {
                let key = if matches!(field.value, ValueType::Reference(_)) { "to" } else { "value" };
                error.help =
                    format!("write `{{{key}: ..., cite: \"@key, p. 3\"}}` for a value with its source, else the value alone");
            }
            reader.value_error(error, at, Some(&field.name));
            None
        }
    }
}

/// A qualifier's date; as an end, `..` is that of what goes on.
fn date(reader: &mut Reader<'_>, node: &Node, is_end: bool) -> Option<Date> {
    let written = node.as_str().unwrap_or("").trim();
    if is_end && written == ".." {
        return Some(Date::open_end());
    }
    match ValueType::Date.read_node(node) {
        Ok(Value::Date(date)) => Some(date),
        Ok(_) => None,
        Err((error, at)) => {
            reader.value_error(error, at, None);
            None
        }
    }
}
