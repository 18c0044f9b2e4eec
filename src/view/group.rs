//! Groups: rows that have a value in common, under it. A row stands under each of its values; rows without one come last.

use std::collections::BTreeMap;

use super::catalog::Catalog;
use super::column::Found;
use super::order::{Key, Keys};
use super::table::{CellValue, Group, Label, Subject};
use super::words;
use crate::schema::Value;

/// Puts sorted rows into groups, which come in the order of their values, or from last to first: which row stands where, and the
/// groups.
pub(super) fn group(catalog: &Catalog<'_>, by: &Found, rows: &[Subject], descending: bool) -> (Vec<u32>, Vec<Group>) {
    let keys = Keys::new(catalog);
    let mut known: BTreeMap<Key<'_>, (Label, Vec<u32>)> = BTreeMap::new();
    let mut missing: Vec<u32> = Vec::new();
    for (at, row) in (0..).zip(rows) {
        let labels = labels(catalog, by, row);
        let mut of_row = keys.row(&by.access, row).into_iter().zip(labels).peekable();
        if of_row.peek().is_none() {
            missing.push(at);
        }
        for (key, label) in of_row {
            let (_, run) = known.entry(key).or_insert_with(|| (label, Vec::new()));
            // A value that stands twice in a row is one.
            if run.last() != Some(&at) {
                run.push(at);
            }
        }
    }
    let mut runs: Vec<(Label, Vec<u32>)> = known.into_values().collect();
    if descending {
        runs.reverse();
    }
    runs.extend(Some((Label::Interface("table_missing"), missing)).filter(|(_, run)| !run.is_empty()));
    let mut groups = Vec::with_capacity(runs.len());
    let mut order = Vec::with_capacity(rows.len());
    for (label, run) in runs {
        let start = order.len() as u32;
        order.extend(run);
        groups.push(Group { label: Some(label), rows: start..order.len() as u32 });
    }
    (order, groups)
}

/// What a row's values are called, in order.
fn labels(catalog: &Catalog<'_>, by: &Found, row: &Subject) -> Vec<Label> {
    let language = &catalog.archive.config.language;
    let mut all = Vec::new();
    catalog.items(&by.access, row, &mut |item| all.push(label(catalog, item.cell_value(language))));
    all
}

fn label(catalog: &Catalog<'_>, value: CellValue) -> Label {
    let language = &catalog.archive.config.language;
    match value {
        CellValue::Field(Value::Boolean(flag), _) => Label::Interface(if flag { "yes" } else { "no" }),
        CellValue::Field(Value::Date(date), _) => Label::Plain(date.for_people(language).into()),
        CellValue::ClaimType(sort) => Label::Interface(words::claim_type_key(sort)),
        CellValue::Confidence(confidence) => Label::Interface(words::confidence_key(confidence)),
        CellValue::Status(status) => Label::Interface(words::status_key(status)),
        CellValue::Kind(kind) => Label::Own(catalog.archive.kinds.get(kind).label.other.clone()),
        value => Label::Plain(words::shown(catalog.archive, &value).into()),
    }
}
