//! The front matter of a kind's notes as JSON Schema (draft 2020-12), by which editors complete and check YAML.
//!
//! An editor reads YAML by its own rules (`1979` is a number to it), so a schema allows what casebook reads as the type.

use serde_json::{Map, Value as Json, json};

use super::{CommonKey, Field, Kind, KindIx, Kinds, ValueType};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
const SYNONYMS: &[&str] = &["alias", "tag", "description", "draft", "author", "date", "lastmod"];

/// The schema of the front matter of one kind; labels in `language`.
#[must_use]
pub fn of_kind(kinds: &Kinds, kind: KindIx, language: &str) -> Json {
    let kind = kinds.get(kind);
    let mut schema = kind_schema(kind, language);
    schema.insert("$schema".to_owned(), DRAFT.into());
    schema.insert("$defs".to_owned(), Json::Object(definitions()));
    Json::Object(schema)
}

/// The schemas of all kinds as one: a front matter is of one of them.
#[must_use]
pub fn of_all(kinds: &Kinds, language: &str) -> Json {
    let mut defs = definitions();
    let mut any = Vec::new();
    for kind in &kinds.all {
        let name = format!("kind {}", kind.name);
        any.push(json!({ "$ref": format!("#/$defs/{}", name.replace(' ', "%20")) }));
        defs.insert(name, Json::Object(kind_schema(kind, language)));
    }
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), DRAFT.into());
    schema.insert("$defs".to_owned(), Json::Object(defs));
    if !any.is_empty() {
        schema.insert("anyOf".to_owned(), any.into());
    }
    Json::Object(schema)
}

fn kind_schema(kind: &Kind, language: &str) -> Map<String, Json> {
    let mut properties = Map::new();
    // What is declared goes before what every note has, and that before other tools' names for it.
    for name in SYNONYMS {
        if let Some(key) = CommonKey::synonym(name) {
            let schema = if *name == "draft" { json!({ "type": "boolean" }) } else { common(key) };
            properties.insert((*name).to_owned(), described(schema, &format!("another name for `{}`", key.name())));
        }
    }
    for key in CommonKey::ALL.iter().filter(|key| key.is_of(kind.role)) {
        properties.insert(key.name().to_owned(), described(common(*key), key.description()));
    }
    for field in &kind.fields {
        properties.insert(field.name.to_string(), field_schema(field, language));
    }
    let required: Vec<Json> =
        kind.fields.iter().filter(|field| field.required).map(|field| field.name.to_string().into()).collect();
    let mut schema = Map::new();
    schema.insert("title".to_owned(), kind.label.one.get(language).into());
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), Json::Object(properties));
    schema.insert("required".to_owned(), required.into());
    schema.insert("additionalProperties".to_owned(), false.into());
    schema
}

fn described(schema: Json, description: &str) -> Json {
    let Json::Object(mut schema) = schema else { return schema };
    schema.insert("description".to_owned(), description.into());
    Json::Object(schema)
}

fn reference(definition: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{definition}") })
}

fn common(key: CommonKey) -> Json {
    match key {
        CommonKey::Title | CommonKey::Summary | CommonKey::TranslationOf | CommonKey::CiteAs => optional(&reference("text")),
        CommonKey::Lang => json!({ "type": ["string", "null"], "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" }),
        CommonKey::Aliases | CommonKey::Tags | CommonKey::RedirectFrom | CommonKey::NoCite => {
            json!({ "anyOf": [reference("texts"), { "type": "null" }] })
        }
        CommonKey::Authors | CommonKey::Editors => json!({ "anyOf": [reference("people"), { "type": "null" }] }),
        CommonKey::Status => json!({ "enum": ["draft", "review", "published", null] }),
        CommonKey::Created | CommonKey::Updated => optional(&reference("date")),
        CommonKey::Image => {
            let text = || json!({ "type": "string" });
            let parts = json!({ "file": text(), "alt": text(), "caption": text(), "credit": text(), "licence": text() });
            json!({ "anyOf": [{ "type": ["string", "null"] }, { "type": "object", "properties": parts, "required": ["file"], "additionalProperties": false }] })
        }
        CommonKey::Lints => json!({ "type": ["object", "array", "null"] }),
        CommonKey::Claims => optional(&json!({ "type": "array", "items": claim() })),
        CommonKey::Columns => json!({ "type": ["object", "null"] }),
    }
}

/// A claim; what its words mean is told where it is read.
fn claim() -> Json {
    let texts = || json!({ "type": ["string", "array", "null"], "items": { "type": "string" } });
    let words = json!({ "type": "string" });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "text"],
        "properties": {
            "id": { "type": "string", "pattern": "^[a-z0-9-]+$" },
            "text": { "type": "string" },
            "about": texts(),
            "cite": texts(),
            "type": { "enum": ["fact", "interpretation", "prediction", "reported", null] },
            "attributed_to": texts(),
            "confidence": { "enum": ["low", "medium", "high", null] },
            "as_of": optional(&reference("date")),
            "supports": texts(),
            "disputes": texts(),
            "redirect_from": texts(),
            "quote": {
                "type": ["object", "null"],
                "properties": { "exact": words, "prefix": words, "suffix": words, "in": words },
                "required": ["exact", "in"],
                "additionalProperties": false
            },
        },
    })
}

fn optional(schema: &Json) -> Json {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn field_schema(field: &Field, language: &str) -> Json {
    let value = value_schema(&field.value);
    let key = if matches!(field.value, ValueType::Reference(_)) { "to" } else { "value" };
    let item = json!({ "anyOf": [value, qualified(key, &value)] });
    let mut any = vec![value.clone(), qualified(key, &value)];
    if field.many {
        any.push(json!({ "type": "array", "items": item }));
        any.push(json!({
            "type": "object",
            "properties": { "contested": { "type": "array", "items": item } },
            "required": ["contested"],
            "additionalProperties": false,
        }));
    } else {
        // Several values of a field that holds one are contested: each has its source.
        any.push(json!({ "type": "array", "items": qualified(key, &value) }));
    }
    if !field.required {
        any.push(json!({ "type": "null" }));
    }
    json!({ "title": field.label.get(language), "description": description(field), "anyOf": any })
}

/// What a field takes, in a few words: "a note of kind `person` or `institution`; several".
pub(super) fn description(field: &Field) -> String {
    let takes = match &field.value {
        ValueType::Reference(relation) if !relation.to.is_empty() => {
            let kinds: Vec<String> = relation.to.iter().map(|kind| format!("`{kind}`")).collect();
            format!("a note of kind {}", kinds.join(" or "))
        }
        ValueType::Integer { unit: Some(unit) } | ValueType::Number { unit: Some(unit) } => {
            format!("{} ({})", field.value.description(), unit.plain)
        }
        value => value.description().to_owned(),
    };
    if field.many { format!("{takes}; several as a list") } else { takes }
}

/// A value with its sources and qualifiers.
fn qualified(key: &str, value: &Json) -> Json {
    let mut properties = Map::new();
    properties.insert(key.to_owned(), value.clone());
    properties.insert("since".to_owned(), reference("date"));
    properties.insert("until".to_owned(), json!({ "anyOf": [reference("date"), { "const": ".." }] }));
    properties.insert("note".to_owned(), reference("text"));
    properties.insert("cite".to_owned(), reference("texts"));
    json!({ "type": "object", "properties": properties, "required": [key], "additionalProperties": false })
}

fn value_schema(value: &ValueType) -> Json {
    match value {
        ValueType::Text | ValueType::Markdown | ValueType::Reference(_) => reference("text"),
        ValueType::Names => reference("names"),
        ValueType::Integer { .. } => reference("integer"),
        ValueType::Number { .. } => reference("number"),
        ValueType::Boolean => reference("boolean"),
        ValueType::Date => reference("date"),
        ValueType::Url => json!({ "type": "string", "format": "uri" }),
        // An editor takes some words for numbers or truth values.
        ValueType::Choice { of } => {
            let words = of.iter().map(|choice| Json::from(&**choice));
            let read = of.iter().filter_map(|choice| serde_json::from_str::<Json>(choice).ok()).filter(|read| !read.is_string());
            json!({ "enum": words.chain(read).collect::<Vec<_>>() })
        }
        ValueType::Coordinates => reference("coordinates"),
    }
}

fn definitions() -> Map<String, Json> {
    let defs = json!({
        "text": { "type": ["string", "number", "boolean"] },
        "texts": { "anyOf": [{ "$ref": "#/$defs/text" }, { "type": "array", "items": { "$ref": "#/$defs/text" } }] },
        "people": {
            "anyOf": [{ "$ref": "#/$defs/person" }, { "type": "array", "items": { "$ref": "#/$defs/person" } }],
        },
        "person": {
            "anyOf": [
                { "$ref": "#/$defs/text" },
                { "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"] },
            ],
        },
        "names": { "type": "object", "minProperties": 1, "additionalProperties": { "$ref": "#/$defs/text" } },
        "integer": { "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^[-+−]?[0-9]+(_[0-9]+)*$" }] },
        "number": {
            "anyOf": [
                { "type": "number" },
                { "type": "string", "pattern": "^[-+−]?([0-9]+(_[0-9]+)*)?(\\.[0-9]+(_[0-9]+)*)?([eE][-+]?[0-9]+)?$" },
            ],
        },
        "boolean": { "anyOf": [{ "type": "boolean" }, { "enum": ["yes", "no", "Yes", "No", "YES", "NO"] }] },
        "date": {
            "description": "EDTF: 1979, 2006-03, 2006-03-09, 1990~, 199X, 2003-21 (spring), 2006/2009, 1978/.., unknown",
            "anyOf": [
                { "type": "integer", "minimum": 1000, "maximum": 9999 },
                { "type": "string", "pattern": date_pattern() },
            ],
        },
        "coordinates": {
            "type": "object",
            "properties": {
                "lat": { "type": "number", "minimum": -90, "maximum": 90 },
                "lon": { "type": "number", "minimum": -180, "maximum": 180 },
            },
            "required": ["lat", "lon"],
            "additionalProperties": false,
        },
    });
    match defs {
        Json::Object(defs) => defs,
        _ => Map::new(),
    }
}

/// The form of a date; that the month has the day, only casebook itself checks.
fn date_pattern() -> String {
    let month = "(0[1-9]|1[0-2])";
    let day = "(0[1-9]|[12][0-9]|3[01]|XX)";
    let point = format!("(-?[0-9]{{4}}(-({month}(-{day})?|2[1-4]|XX(-XX)?))?|-?[0-9]{{2}}([0-9]X|XX)|Y-?[1-9][0-9]{{4,}})[?~%]?");
    let time = "T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[-+][0-9]{2}(:[0-9]{2})?)?";
    format!("^(unknown|{point}|[0-9]{{4}}-{month}-{day}{time}|{point}/({point}|\\.\\.)?|(\\.\\.)?/{point})$")
}
