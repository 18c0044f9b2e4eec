//! A table as CSV (RFC 4180): UTF-8 with a byte-order mark, CRLF, text that a spreadsheet would run as a formula defused.

use super::words;
use crate::archive::Archive;
use crate::view::table::{Cell, Table};

/// The table under the names of its columns. A column in which some row is contested is followed by `NAME_contested`; there
/// the sides are joined by ` | `, elsewhere several values by `; `.
#[must_use]
pub fn table(archive: &Archive, table: &Table) -> Vec<u8> {
    let contested: Vec<bool> = (0..table.columns.len()).map(|at| table.rows.iter().any(|row| row.cells[at].contested)).collect();
    let mut head = Vec::new();
    for (column, contested) in table.columns.iter().zip(&contested) {
        head.push(defused(column.name.0.to_string()));
        if *contested {
            head.push(defused(format!("{}_contested", column.name.0)));
        }
    }
    let mut out = String::from("\u{feff}");
    record(&mut out, &head);
    for row in table.distinct() {
        let mut fields = Vec::with_capacity(head.len());
        for (cell, contested) in row.cells.iter().zip(&contested) {
            fields.push(text(archive, cell));
            if *contested {
                fields.push(cell.contested.to_string());
            }
        }
        record(&mut out, &fields);
    }
    out.into_bytes()
}

fn text(archive: &Archive, cell: &Cell) -> String {
    let text = words::cell(archive, cell, if cell.contested { " | " } else { "; " });
    let is_text = cell.values.first().is_some_and(words::is_text);
    if is_text { defused(text) } else { text }
}

/// Text that no spreadsheet takes for a formula (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn defused(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn record(out: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        // A lone empty field is quoted: else the record is an empty line, which readers skip.
        let is_lone = field.is_empty() && fields.len() == 1;
        if is_lone || field.contains([',', '"', '\n', '\r']) || field.starts_with(' ') || field.ends_with(' ') {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push_str("\r\n");
}
