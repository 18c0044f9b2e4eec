//! Cells as plain text.

use crate::archive::Archive;
use crate::schema::Value;
use crate::view::table::{Cell, CellValue};
use crate::view::words::plain;

/// A cell's values as they were written, joined.
pub(super) fn cell(archive: &Archive, cell: &Cell, separator: &str) -> String {
    cell.values.iter().map(|value| plain(archive, value)).collect::<Vec<_>>().join(separator)
}

/// Whether a value is a number, which a spreadsheet may read as one.
pub(super) fn is_number(value: &CellValue) -> bool {
    matches!(value, CellValue::Count(_) | CellValue::Field(Value::Number(_), _))
}
