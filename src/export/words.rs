//! Cells as plain text.

use crate::archive::Archive;
use crate::schema::Value;
use crate::view::table::{Cell, CellValue};
use crate::view::words::{plain, shown};

/// A cell's values as they were written, joined.
pub(super) fn cell(archive: &Archive, cell: &Cell, separator: &str) -> String {
    cell.values.iter().map(|value| plain(archive, value)).collect::<Vec<_>>().join(separator)
}

/// A cell's values as a line for people, joined.
pub(super) fn line(archive: &Archive, cell: &Cell, separator: &str) -> String {
    cell.values.iter().map(|value| shown(archive, value)).collect::<Vec<_>>().join(separator)
}

/// Whether a value is text of someone's, not a number, a date or the like that was checked to be one.
pub(super) fn is_text(value: &CellValue) -> bool {
    match value {
        CellValue::Field(value, _) => {
            !matches!(value, Value::Number(_) | Value::Date(_) | Value::Boolean(_) | Value::Coordinates(_))
        }
        CellValue::Count(_) => false,
        _ => true,
    }
}
