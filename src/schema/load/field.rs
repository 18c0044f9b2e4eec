//! The fields of a kind.

use super::RelationPlaces;
use super::kind::reserved;
use super::reader::{Reader, list, spelled_out};
use crate::diagnostic::{Place, suggest};
use crate::schema::csl;
use crate::schema::{CommonKey, Field, FieldIx, FieldName, Inverse, KindName, LocalText, Relation, Role, ValueType};
use crate::text::Span;
use crate::yaml::{Entry, Node, NodeKind};

const TYPES: &[&str] =
    &["text", "markdown", "names", "integer", "number", "boolean", "date", "url", "choice", "reference", "coordinates"];
const KEYS: &[&str] = &["type", "label", "many", "required", "of", "to", "inverse", "unit", "csl"];

/// The fields in the order declared, where the parts of relations stand, and the names of fields that could not be read.
type FieldsRead = (Vec<Field>, Vec<RelationPlaces>, Vec<Box<str>>);

/// Reads `fields:` of a kind of that role.
pub(super) fn read_all(reader: &mut Reader<'_>, node: &Node, role: Role) -> FieldsRead {
    let (mut fields, mut relations, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    let entries = match &node.kind {
        NodeKind::Mapping(entries) => entries.as_slice(),
        NodeKind::Null => &[],
        _ => {
            reader.fault(node.span, "`fields` is not a mapping", "write each field as `name: {type: text}`");
            &[]
        }
    };
    for entry in entries {
        let name = &entry.key.value;
        let common = CommonKey::ALL.iter().find(|key| key.name() == &**name && key.is_of(role));
        if let Some(key) = common {
            let help = format!("take it out (it means: {}), or choose another name", key.description());
            reader.findings.push(reserved(reader.file, entry.key.span, name, help));
            continue;
        }
        let made = if reader.name(name, entry.key.span, "field") { read(reader, entry, role) } else { None };
        match made {
            Some((field, places)) => {
                let ix = FieldIx(u32::try_from(fields.len()).unwrap_or(u32::MAX));
                relations.extend(places.map(|(to, inverse)| RelationPlaces { field: ix, to, inverse }));
                fields.push(field);
            }
            None => unreadable.push(name.clone()),
        }
    }
    (fields, relations, unreadable)
}

/// Of a relation: where its targets and its inverse stand.
type Ends = (Vec<Span>, Span);

/// One field.
fn read(reader: &mut Reader<'_>, entry: &Entry, role: Role) -> Option<(Field, Option<Ends>)> {
    let name = &entry.key.value;
    if let Some(written) = entry.value.as_str() {
        reader.fault(
            entry.value.span,
            format!("the field `{name}` is not a mapping"),
            format!("write `{name}: {{type: {written}}}`"),
        );
        return None;
    }
    let options = Options { entries: reader.entries(&entry.value, &format!("the field `{name}`"), KEYS) };
    let Some(type_node) = options.get("type") else {
        if matches!(entry.value.kind, NodeKind::Mapping(_)) {
            let help = format!("write `type: ...` with one of {}", list(TYPES));
            reader.fault(entry.key.span, format!("the field `{name}` has no type"), help);
        }
        return None;
    };
    let (value, places) = value_type(reader, name, type_node, &options)?;
    options.check_use(reader, name, &value, role);
    let field = Field {
        name: FieldName(name.as_ref().into()),
        label: options
            .get("label")
            .and_then(|node| reader.local_text(node, "label"))
            .unwrap_or_else(|| LocalText { plain: spelled_out(name), by_language: Vec::new() }),
        value,
        many: options.get("many").is_some_and(|node| reader.switch(node, "many")),
        required: options.get("required").is_some_and(|node| reader.switch(node, "required")),
        csl: options.get("csl").filter(|_| role == Role::Work).and_then(|node| variable(reader, node)),
        place: Place { file: reader.file.clone(), span: entry.key.span },
    };
    Some((field, places))
}

struct Options<'n> {
    entries: Vec<&'n Entry>,
}

impl<'n> Options<'n> {
    fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| &*entry.key.value == key).copied()
    }

    fn get(&self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Finds options that mean nothing for the field's type.
    fn check_use(&self, reader: &mut Reader<'_>, field: &str, value: &ValueType, role: Role) {
        let rules: [(&str, bool, &str); 5] = [
            ("of", matches!(value, ValueType::Choice { .. }), "a field of type `choice`"),
            ("to", matches!(value, ValueType::Reference(_)), "a field of type `reference`"),
            ("inverse", matches!(value, ValueType::Reference(_)), "a field of type `reference`"),
            (
                "unit",
                matches!(value, ValueType::Integer { .. } | ValueType::Number { .. }),
                "a field of type `integer` or `number`",
            ),
            ("csl", role == Role::Work, "a kind of role `work`"),
        ];
        for (key, is_used, whose) in rules {
            if let (false, Some(entry)) = (is_used, self.entry(key)) {
                reader.fault(
                    entry.key.span,
                    format!("`{key}` means nothing for the field `{field}`"),
                    format!("it belongs to {whose}"),
                );
            }
        }
    }
}

fn value_type(reader: &mut Reader<'_>, name: &str, type_node: &Node, options: &Options<'_>) -> Option<(ValueType, Option<Ends>)> {
    let written = type_node.as_str().unwrap_or("");
    let mut unit = || options.get("unit").and_then(|node| reader.local_text(node, "unit"));
    let value = match written {
        "text" => ValueType::Text,
        "markdown" => ValueType::Markdown,
        "names" => ValueType::Names,
        "integer" => ValueType::Integer { unit: unit() },
        "number" => ValueType::Number { unit: unit() },
        "boolean" => ValueType::Boolean,
        "date" => ValueType::Date,
        "url" => ValueType::Url,
        "coordinates" => ValueType::Coordinates,
        "choice" => ValueType::Choice { of: choices(reader, name, type_node, options)? },
        "reference" => {
            let to = options.get("to").map(|node| reader.texts(node, "to")).unwrap_or_default();
            let (inverse, span) = match options.get("inverse") {
                Some(node) => (inverse(reader, node)?, node.span),
                None => (Inverse::Unnamed, type_node.span),
            };
            let places = (to.iter().map(|kind| kind.span).collect(), span);
            let to = to.into_iter().map(|kind| KindName(kind.value.as_ref().into())).collect();
            return Some((ValueType::Reference(Relation { to, inverse }), Some(places)));
        }
        _ => {
            let help =
                suggest::did_you_mean(written, TYPES.iter().copied()).unwrap_or_else(|| format!("write one of {}", list(TYPES)));
            reader.fault(type_node.span, format!("there is no type `{written}`"), help);
            return None;
        }
    };
    Some((value, None))
}

fn choices(reader: &mut Reader<'_>, name: &str, type_node: &Node, options: &Options<'_>) -> Option<Vec<Box<str>>> {
    let Some(node) = options.get("of") else {
        reader.fault(
            type_node.span,
            format!("the field `{name}` has no choices"),
            "write `of: [...]` with the words to choose from",
        );
        return None;
    };
    let mut of: Vec<Box<str>> = Vec::new();
    for choice in reader.texts(node, "of") {
        if of.contains(&choice.value) {
            reader.fault(choice.span, format!("the choice `{}` stands twice", choice.value), "take one of them out");
        } else {
            of.push(choice.value);
        }
    }
    if of.is_empty() && matches!(node.kind, NodeKind::Sequence(_)) {
        reader.fault(node.span, format!("the field `{name}` has no choices"), "write the words to choose from");
    }
    (!of.is_empty()).then_some(of)
}

/// A variable of CSL.
fn variable(reader: &mut Reader<'_>, node: &Node) -> Option<Box<str>> {
    let written = reader.text(node, "csl")?;
    match csl::advice(&written) {
        None => Some(written),
        Some(help) => {
            reader.fault(node.span, format!("CSL has no variable `{written}`"), help);
            None
        }
    }
}

/// `self`, a name, or `{name: proponent_of, label: Proponent of}`.
fn inverse(reader: &mut Reader<'_>, node: &Node) -> Option<Inverse> {
    if node.as_str() == Some("self") {
        return Some(Inverse::Symmetric);
    }
    let (name_node, label) = match &node.kind {
        NodeKind::Mapping(_) => {
            let entries = reader.entries(node, "`inverse`", &["name", "label"]);
            let get = |key: &str| entries.iter().find(|entry| &*entry.key.value == key).map(|entry| &entry.value);
            let Some(name) = get("name") else {
                reader.fault(node.span, "the inverse has no name", "write `inverse: {name: ..., label: ...}`");
                return None;
            };
            (name, get("label").and_then(|label| reader.local_text(label, "label")))
        }
        _ => (node, None),
    };
    let name = reader.text(name_node, "inverse").filter(|name| reader.name(name, name_node.span, "relation"))?;
    let label = label.unwrap_or_else(|| LocalText { plain: spelled_out(&name), by_language: Vec::new() });
    Some(Inverse::Named { name: FieldName(name.as_ref().into()), label })
}
