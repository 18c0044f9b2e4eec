//! The A to Z bar.

use super::catalog::Catalog;
use super::column::Found;
use super::item::Item;
use super::order::name_of;
use super::table::{Row, Subject};
use crate::schema::Value;

/// Rows from which it helps.
const ROWS: usize = 30;

/// Every letter with the first row under it, of rows sorted by a column of names; nothing for short tables and other columns.
pub(super) fn letters(catalog: &Catalog<'_>, sorted_by: &Found, rows: &[Row]) -> Vec<(char, Option<u32>)> {
    if rows.len() < ROWS || !matches!(sorted_by.column.value_type, "note" | "names" | "text" | "tag") {
        return Vec::new();
    }
    let mut letters: Vec<_> = ('A'..='Z').chain(['#']).map(|letter| (letter, None)).collect();
    for (at, row) in (0..).zip(rows) {
        let mut letter = None;
        catalog.items(&sorted_by.access, &row.subject, &mut |item| {
            if letter.is_none() {
                letter = letter_of(catalog, item, row);
            }
        });
        // Rows of which nothing is known come last, under no letter.
        if let Some((_, first @ None)) = letters.iter_mut().find(|(each, _)| Some(*each) == letter) {
            *first = Some(at);
        }
    }
    letters
}

fn letter_of(catalog: &Catalog<'_>, item: Item<'_>, row: &Row) -> Option<char> {
    let own = match row.subject {
        Subject::Note(ix) => catalog.reading(ix),
        Subject::Claim(_) | Subject::DatasetRow(..) | Subject::Tag(_) => None,
    };
    Some(match item {
        Item::Title(ix) => catalog.collation.letter(&catalog.note(ix).meta.title, own),
        Item::Field(Value::Names(names), _) => {
            let (name, reading) = name_of(names);
            catalog.collation.letter(name, reading.as_ref())
        }
        Item::Text(text, _) | Item::Tag(_, text) => catalog.collation.letter(text, own),
        Item::Field(Value::Text(text), _) => catalog.collation.letter(text, own),
        _ => return None,
    })
}
