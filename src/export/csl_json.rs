//! Works as CSL-JSON (the schema of CSL 1.0.2), for Zotero, pandoc and citation processors.

use serde_json::{Map, Value, json};

use crate::schema::date::Date;
use crate::works::terms::TITLE_FORMS;
use crate::works::{Item, Name};

/// A list of items, one a line.
#[must_use]
pub fn items<'i>(items: impl IntoIterator<Item = &'i Item>) -> Vec<u8> {
    let lines: Vec<String> = items.into_iter().map(|item| value(item).to_string()).collect();
    if lines.is_empty() {
        return b"[]\n".to_vec();
    }
    format!("[\n{}\n]\n", lines.join(",\n")).into_bytes()
}

/// One item.
#[must_use]
pub fn value(item: &Item) -> Value {
    let mut object = Map::new();
    object.insert("id".into(), item.key.as_str().into());
    object.insert("type".into(), (&*item.kind).into());
    for (variable, names) in &item.names {
        object.insert(variable.to_string(), names.iter().map(name).collect());
    }
    for (variable, written) in &item.dates {
        if let Some(date) = date(written) {
            object.insert(variable.to_string(), date);
        }
    }
    let mut custom = Map::new();
    for (variable, text) in &item.texts {
        // What CSL has no variable for stands where its schema lets such things stand.
        let target = if TITLE_FORMS.contains(&&**variable) { &mut custom } else { &mut object };
        target.insert(variable.to_string(), (&**text).into());
    }
    if !custom.is_empty() {
        object.insert("custom".into(), Value::Object(custom));
    }
    Value::Object(object)
}

fn name(name: &Name) -> Value {
    match name {
        Name::Literal(literal) => json!({ "literal": literal }),
        Name::Person { family, given, suffix, family_first } => {
            let mut object = Map::new();
            object.insert("family".into(), (&**family).into());
            given.iter().for_each(|given| _ = object.insert("given".into(), (&**given).into()));
            suffix.iter().for_each(|suffix| _ = object.insert("suffix".into(), (&**suffix).into()));
            if *family_first {
                object.insert("static-ordering".into(), true.into());
            }
            Value::Object(object)
        }
    }
}

/// A date as parts; what parts cannot say (`199X`, `../1978`) as it was written. `None` where nothing is known.
fn date(date: &Date) -> Option<Value> {
    if date.is_unknown() {
        return None;
    }
    let (mut ends, mut is_about) = (Vec::new(), false);
    for end in date.written.split('/') {
        let bare = end.trim_end_matches(['~', '?', '%']);
        is_about |= bare.len() < end.len();
        ends.push(parts(bare));
    }
    let written = json!({ "raw": date.written });
    // Of a span that goes on, readers understand the beginning.
    if date.is_open_ended() && ends.len() == 2 && ends[0].is_some() {
        ends.pop();
    }
    let Some(ends) = ends.into_iter().collect::<Option<Vec<_>>>() else { return Some(written) };
    let mut object = Map::new();
    object.insert("date-parts".into(), ends.into());
    if is_about {
        object.insert("circa".into(), true.into());
    }
    Some(Value::Object(object))
}

/// `2006-03` as `[2006, 3]`.
fn parts(written: &str) -> Option<Vec<i32>> {
    let (sign, digits) = written.strip_prefix('-').map_or((1, written), |digits| (-1, digits));
    let numbers: Vec<i32> = digits.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    // Months above 12 are seasons.
    let [year, rest @ ..] = numbers.as_slice() else { return None };
    (rest.first().is_none_or(|month| *month <= 12)).then(|| [&[sign * year], rest].concat())
}
