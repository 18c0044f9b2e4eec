//! A work as `hayagriva` takes it: a CSL-JSON item.

use std::collections::BTreeMap;

use citationberg::LocaleCode;
use citationberg::json::{DateValue, Item as Json, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};

use crate::schema::date::Date;
use crate::works::{Item, Name};

/// Turns a work into an item.
pub(super) fn json(item: &Item) -> Json {
    let mut fields = BTreeMap::new();
    fields.insert("id".to_owned(), Value::String(item.key.as_str().to_owned()));
    fields.insert("type".to_owned(), Value::String(item.kind.to_string()));
    for (variable, text) in &item.texts {
        fields.insert(variable.to_string(), Value::String(text.to_string()));
    }
    for (variable, names) in item.names.iter().filter(|(_, names)| !names.is_empty()) {
        fields.insert(variable.to_string(), Value::Names(names.iter().map(name).collect()));
    }
    for (variable, date) in &item.dates {
        if let Some(date) = self::date(date) {
            fields.insert(variable.to_string(), Value::Date(date));
        }
    }
    Json(fields)
}

fn name(name: &Name) -> NameValue {
    match name {
        Name::Literal(literal) => NameValue::Literal(LiteralName { literal: literal.to_string() }),
        Name::Person { family, given, suffix, .. } => NameValue::Item(NameItem {
            family: family.to_string(),
            given: given.as_deref().map(str::to_owned),
            non_dropping_particle: None,
            dropping_particle: None,
            suffix: suffix.as_deref().map(str::to_owned),
            comma_suffix: None,
        }),
    }
}

/// Turns works into items that are told apart at their first field: `hayagriva` looks for each among all.
pub(super) fn distinct(items: &[&Item]) -> Vec<Json> {
    let distinct = |(at, item): (i64, &&Item)| {
        let mut json = json(item);
        // No variable of CSL has this name, and none stands before it.
        json.0.insert(String::new(), Value::Number(at));
        json
    };
    (0..).zip(items).map(distinct).collect()
}

/// As much of a date as styles can print: an interval by its beginning.
fn date(date: &Date) -> Option<DateValue> {
    let first = date.earliest.or(date.latest)?;
    let last = date.latest.unwrap_or(first);
    let year = i16::try_from(first.year).ok()?;
    let (month, day) = (i16::from(first.month), i16::from(first.day));
    let parts = if first == last {
        vec![year, month, day]
    } else if (first.year, first.month) == (last.year, last.month) {
        vec![year, month]
    } else {
        vec![year]
    };
    let circa = date.is_qualified() || (first.year != last.year && !date.is_interval());
    Some(DateValue::DateParts { date_parts: VecDateRange(vec![VecDate(parts)]), literal: None, season: None, circa })
}

/// The language in which a work's own terms are printed: that of its title.
pub(super) fn locale(item: &Item) -> Option<LocaleCode> {
    let language = item.text("language")?;
    language.starts_with("zh").then(|| LocaleCode("zh-CN".to_owned()))
}
