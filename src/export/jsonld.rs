//! Annotations as W3C Web Annotations in JSON-LD (Web Annotation Data Model, 2017).

use serde_json::{Map, Value, json};

use crate::archive::Archive;
use crate::site::addresses::Addresses;
use crate::view::annotations::Annotation;

/// All annotations as one page of them. Addresses are absolute with a base URL, else relative to the site's root.
#[must_use]
pub fn annotations(archive: &Archive, addresses: &Addresses, annotations: &[Annotation]) -> Vec<u8> {
    let base = archive.config.base_url.as_ref().map_or("../../", |url| &url.value);
    let items: Vec<Value> =
        (1..).zip(annotations).map(|(at, annotation)| item(archive, addresses, base, at, annotation)).collect();
    let page = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("{base}-/data/annotations.jsonld"),
        "type": "AnnotationPage",
        "startIndex": 0,
        "items": items,
    });
    let mut bytes = serde_json::to_vec_pretty(&page).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn item(archive: &Archive, addresses: &Addresses, base: &str, at: usize, annotation: &Annotation) -> Value {
    let note = &archive.notes[annotation.note.0 as usize];
    let source = format!("{base}{}", addresses.note(annotation.note).0);
    let mut item = Map::new();
    let id = match annotation.number {
        Some(number) => format!("{source}#_annotation-{number}"),
        None => format!("{base}-/data/annotations.jsonld#{at}"),
    };
    item.insert("id".into(), id.into());
    item.insert("type".into(), "Annotation".into());
    item.insert("motivation".into(), "commenting".into());
    if let Some(author) = &annotation.head.author {
        item.insert("creator".into(), json!({ "type": "Person", "name": &**author }));
    }
    if let Some(date) = &annotation.head.date {
        item.insert("created".into(), format!("{date}T00:00:00Z").into());
    }
    let language = note.meta.lang.as_ref().map_or(&archive.config.language, |lang| &lang.value);
    let body = json!({
        "type": "TextualBody",
        "value": &*annotation.comment,
        "format": "text/plain",
        "language": &**language,
    });
    item.insert("body".into(), body);
    item.insert("target".into(), target(&source, annotation));
    Value::Object(item)
}

/// The passage; a comment on none stands at a position, as an empty quotation selects nothing.
fn target(source: &str, annotation: &Annotation) -> Value {
    let Some(selector) = &annotation.selector else { return source.into() };
    let position = json!({
        "type": "TextPositionSelector",
        "start": selector.position.start,
        "end": selector.position.end,
    });
    let quote = annotation.passage.as_ref().filter(|passage| !passage.is_empty()).map(|passage| {
        json!({
            "type": "TextQuoteSelector",
            "exact": &**passage,
            "prefix": &*selector.prefix,
            "suffix": &*selector.suffix,
        })
    });
    let selectors: Vec<Value> = quote.into_iter().chain([position]).collect();
    json!({ "source": source, "selector": selectors })
}
