//! A table as CSV (RFC 4180): UTF-8 with a byte-order mark, CRLF, text that a spreadsheet would run as a formula defused.

use super::words;
use crate::archive::Archive;
use crate::view::table::{Cell, Table};

/// The table; a column whose values are contested in some row is followed by `NAME_contested`.
#[must_use]
pub fn table(archive: &Archive, table: &Table, _language: &str) -> Vec<u8> {
    let contested: Vec<bool> = (0..table.columns.len()).map(|at| table.rows.iter().any(|row| row.cells[at].contested)).collect();
    let mut out = String::from("\u{feff}");
    for (at, column) in table.columns.iter().enumerate() {
        separate(&mut out, at);
        field(&mut out, &column.name.0);
        if contested[at] {
            out.push(',');
            field(&mut out, &format!("{}_contested", column.name.0));
        }
    }
    out.push_str("\r\n");
    for row in &table.rows {
        for (at, cell) in row.cells.iter().enumerate() {
            separate(&mut out, at);
            field(&mut out, &text(archive, cell));
            if contested[at] {
                out.push_str(if cell.contested { ",true" } else { ",false" });
            }
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn separate(out: &mut String, at: usize) {
    if at > 0 {
        out.push(',');
    }
}

fn text(archive: &Archive, cell: &Cell) -> String {
    let text = words::cell(archive, cell, if cell.contested { " | " } else { "; " });
    let numeric = cell.values.iter().all(words::is_number) && cell.values.len() == 1;
    // <https://owasp.org/www-community/attacks/CSV_Injection>
    if !numeric && text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn field(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}
