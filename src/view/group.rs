//! Groups: rows that have a value in common, under it. A row stands once, under its first value; rows without one come last.

use std::collections::BTreeMap;

use super::catalog::Catalog;
use super::column::Found;
use super::order::{Key, Keys};
use super::table::{CellValue, Group, Label, Subject};
use super::words;
use crate::schema::Value;

/// Puts sorted rows into groups: the rows in their new order, and the groups. With `as_sorted` the groups come in the order in
/// which the rows reach them, else by their values.
pub(super) fn group(catalog: &Catalog<'_>, by: &Found, rows: Vec<Subject>, as_sorted: bool) -> (Vec<Subject>, Vec<Group>) {
    let mut keys = Keys::new(catalog);
    let mut known: BTreeMap<Key<'_>, Vec<u32>> = BTreeMap::new();
    let mut missing: Vec<u32> = Vec::new();
    for (at, row) in (0..).zip(&rows) {
        match keys.row(&by.access, row).into_iter().next() {
            Some(key) => known.entry(key).or_default().push(at),
            None => missing.push(at),
        }
    }
    let mut runs: Vec<Vec<u32>> = known.into_values().collect();
    if as_sorted {
        runs.sort_by_key(|run| run[0]);
    }
    runs.extend(Some(missing).filter(|run| !run.is_empty()));
    let mut groups = Vec::with_capacity(runs.len());
    let mut order = Vec::with_capacity(rows.len());
    for run in runs {
        let start = order.len() as u32;
        let label = label(catalog, by, &rows[run[0] as usize]);
        order.extend(run);
        groups.push(Group { label: Some(label), rows: start..order.len() as u32 });
    }
    let mut rows: Vec<Option<Subject>> = rows.into_iter().map(Some).collect();
    (order.into_iter().filter_map(|at| rows[at as usize].take()).collect(), groups)
}

/// What a row's first value is called.
fn label(catalog: &Catalog<'_>, by: &Found, row: &Subject) -> Label {
    let language = &catalog.archive.config.language;
    let mut first = None;
    catalog.items(&by.access, row, &mut |item| {
        first.get_or_insert_with(|| item.cell_value(language));
    });
    match first {
        None => Label::Interface("table_missing"),
        Some(CellValue::Field(Value::Boolean(flag), _)) => Label::Interface(if flag { "yes" } else { "no" }),
        Some(CellValue::Field(Value::Date(date), _)) => Label::Plain(date.for_people(language).into()),
        Some(CellValue::ClaimType(sort)) => Label::Interface(words::claim_type_key(sort)),
        Some(CellValue::Confidence(confidence)) => Label::Interface(words::confidence_key(confidence)),
        Some(CellValue::Status(status)) => Label::Interface(words::status_key(status)),
        Some(CellValue::Kind(kind)) => Label::Own(catalog.archive.kinds.get(kind).label.other.clone()),
        Some(value) => Label::Plain(words::plain(catalog.archive, &value).into()),
    }
}
