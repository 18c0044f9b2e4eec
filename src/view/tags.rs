//! Tags: which there are, and the notes of each.

use std::collections::BTreeMap;

use super::collate::Key;
use super::column::tags;
use super::run::Engine;
use super::sort::{SortValue, ranks};
use super::table::{Cell, CellValue, Column, Group, Label, Row, Subject, Table};
use crate::archive::NoteIx;
use crate::schema::{ColumnName, SortKey};
use crate::text::fold;

/// The notes of each tag and of those above it, by the tag as it was first written.
pub(super) fn notes_of(engine: &Engine<'_>) -> BTreeMap<Box<str>, Vec<NoteIx>> {
    let mut written: BTreeMap<String, (Box<str>, Vec<NoteIx>)> = BTreeMap::new();
    for (ix, note) in (0..).map(NoteIx).zip(&engine.context.archive.notes) {
        for tag in tags(note) {
            let mut end = 0;
            for part in tag.split('/') {
                end += part.len() + usize::from(end > 0);
                let tag = &tag[..end];
                let (_, notes) = written.entry(fold(tag)).or_insert_with(|| (tag.into(), Vec::new()));
                if notes.last() != Some(&ix) {
                    notes.push(ix);
                }
            }
        }
    }
    written.into_values().collect()
}

/// All tags with how many notes have each.
pub(super) fn table(engine: &Engine<'_>) -> Table {
    let tags = notes_of(engine);
    let column = |name: &str, label, numeric, value_type| Column {
        name: ColumnName(name.into()),
        label: Label::Interface(label),
        unit: None,
        numeric,
        value_type,
    };
    let names: Vec<_> = tags.keys().map(|tag| Some(SortValue::Text(Key::new(tag, None)))).collect();
    let counts: Vec<_> = tags.values().map(|notes| Some(SortValue::Number(notes.len() as f64))).collect();
    let (by_name, by_count) = (ranks(&engine.order, &names), ranks(&engine.order, &counts));
    let cell = |value| Cell { values: vec![value], contested: false };
    let mut rows: Vec<Row> = tags
        .iter()
        .enumerate()
        .map(|(at, (tag, notes))| Row {
            subject: Subject::Tag(tag.clone()),
            cells: vec![cell(CellValue::Tag(tag.clone())), cell(CellValue::Count(notes.len() as u64))],
            ranks: vec![by_name[at], by_count[at]],
            facets: Vec::new(),
            matches: String::new(),
        })
        .collect();
    rows.sort_by_key(|row| row.ranks[0]);
    Table {
        columns: vec![column("tag", "column_tag", false, "tag"), column("notes", "column_notes", true, "integer")],
        groups: vec![Group { label: None, rows: 0..rows.len() as u32 }],
        rows,
        facets: Vec::new(),
        letters: Vec::new(),
        sort: Some(SortKey { column: ColumnName("tag".into()), descending: false }),
    }
}
