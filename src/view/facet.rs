//! Facets: the values of a column by which a table can be narrowed down, each with how many rows have it.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::catalog::Catalog;
use super::column::Found;
use super::item::Item;
use super::order::{Key, Keys};
use super::table::{Facet, FacetValue, Subject};
use super::words;
use crate::schema::Value;

struct Counted<'s> {
    key: String,
    order: Key<'s>,
    item: Item<'s>,
    rows: Vec<u32>,
}

/// The facets over these rows, and for each row the numbers of the values that hold. A column that tells no rows apart makes
/// no facet.
pub(super) fn facets(catalog: &Catalog<'_>, columns: &[Found], subjects: &[Subject]) -> (Vec<Facet>, Vec<Vec<u32>>) {
    let mut held: Vec<Vec<u32>> = vec![Vec::new(); subjects.len()];
    let mut facets = Vec::new();
    let mut next = 0;
    for column in columns {
        let mut values = counted(catalog, column, subjects);
        if values.iter().all(|value| value.rows.len() == subjects.len()) {
            continue;
        }
        values.sort_by(|a, b| (Reverse(a.rows.len()), &a.order, &a.key).cmp(&(Reverse(b.rows.len()), &b.order, &b.key)));
        let language = &catalog.archive.config.language;
        let values = values.into_iter().map(|value| {
            let n = next;
            next += 1;
            value.rows.iter().for_each(|row| held[*row as usize].push(n));
            FacetValue { n, key: value.key.into(), value: value.item.cell_value(language), count: value.rows.len() as u32 }
        });
        let values = values.collect();
        facets.push(Facet { name: column.column.name.clone(), label: column.column.label.clone(), values });
    }
    held.iter_mut().for_each(|held| held.sort_unstable());
    (facets, held)
}

fn counted<'s>(catalog: &'s Catalog<'_>, column: &'s Found, subjects: &[Subject]) -> Vec<Counted<'s>> {
    let keys = Keys::new(catalog);
    let mut values: Vec<Counted<'s>> = Vec::new();
    let mut by_key: FxHashMap<String, usize> = FxHashMap::default();
    for (row, subject) in (0..).zip(subjects) {
        let mut count = |item: Item<'s>| {
            let key = key(catalog, item);
            let at = by_key.get(&key).copied().unwrap_or_else(|| {
                by_key.insert(key.clone(), values.len());
                values.push(Counted { key, order: keys.item(item, subject), item, rows: Vec::new() });
                values.len() - 1
            });
            let rows = &mut values[at].rows;
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        };
        catalog.items(&column.access, subject, &mut |item| match item {
            // As on its page, a tag has what is narrower.
            Item::Tag(tag, _) => {
                let tags = &catalog.tags;
                tags.with_broader(tag).for_each(|tag| count(Item::Tag(tag, &tags.get(tag).name)));
            }
            item => count(item),
        });
    }
    values
}

/// A value as it stands in a URL; equal values have equal keys.
fn key(catalog: &Catalog<'_>, item: Item<'_>) -> String {
    match item {
        Item::Title(note) | Item::Note(note, _) => catalog.note(note).id.as_str().to_owned(),
        Item::Field(Value::Number(number), _) => number.value.to_string(),
        Item::Field(value, _) | Item::Choice(value, ..) => words::written(value),
        Item::Date(date) => date.written.to_string(),
        Item::Period(_, first) => first.to_string(),
        Item::Text(text, _) | Item::Markdown(_, text, _) | Item::Language(text) | Item::Tag(_, text) => text.to_owned(),
        Item::Kind(kind) => catalog.archive.kinds.get(kind).name.to_string(),
        Item::Status(status) => words::status_name(status).to_owned(),
        Item::Count(count) => count.to_string(),
        Item::Flag(flag) => flag.to_string(),
        Item::Work(work, _) => catalog.archive.library.get(work).item.key.as_str().to_owned(),
        Item::Claim(claim, _) => catalog.archive.claims.id(&catalog.archive.notes, claim),
        Item::Source(_, _, text) | Item::Cite(text) => text.to_owned(),
        Item::ClaimType(sort) => sort.name().to_owned(),
        Item::Confidence(confidence) => confidence.name().to_owned(),
    }
}
