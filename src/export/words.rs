//! Values of cells as plain text.

use crate::archive::Archive;
use crate::schema::Value;
use crate::view::condition::written;
use crate::view::table::{Cell, CellValue, Label};

/// A value as text: dates, numbers and names as they were written, notes by their titles.
pub(super) fn value(archive: &Archive, value: &CellValue) -> String {
    match value {
        CellValue::Note(ix) => archive.notes[ix.0 as usize].meta.title.to_string(),
        CellValue::Field(value, _) => written(value),
        CellValue::Text(text, _) | CellValue::Tag(text) => text.to_string(),
        CellValue::Kind(kind) => archive.kinds.get(*kind).name.to_string(),
        CellValue::Count(count) => count.to_string(),
    }
}

/// A cell's values as text, joined.
pub(super) fn cell(archive: &Archive, cell: &Cell, separator: &str) -> String {
    cell.values.iter().map(|each| value(archive, each)).collect::<Vec<_>>().join(separator)
}

/// Whether a value is a number, which a spreadsheet may read as one.
pub(super) fn is_number(value: &CellValue) -> bool {
    matches!(value, CellValue::Count(_) | CellValue::Field(Value::Number(_), _))
}

/// A label in a language; words of the interface by their key's last part.
pub(super) fn label<'l>(label: &'l Label, language: &str) -> &'l str {
    match label {
        Label::Own(text) => text.get(language),
        Label::Interface(key) => key.rsplit('_').next().unwrap_or(key),
        Label::Plain(text) => text,
    }
}
