//! A table for the terminal, its columns aligned; a Han character is two columns wide.

use super::words;
use crate::archive::Archive;
use crate::text::han::{is_han, is_han_punctuation, is_kana};
use crate::view::table::Table;

/// Columns past which a cell is cut.
const WIDEST: usize = 48;

/// The table under the names of its columns.
#[must_use]
pub fn table(archive: &Archive, table: &Table) -> String {
    let head: Vec<String> = table.columns.iter().map(|column| one_line(&column.name.0)).collect();
    let cells = |row: &crate::view::table::Row| -> Vec<String> {
        let of =
            |cell: &crate::view::table::Cell| one_line(&words::line(archive, cell, if cell.contested { " | " } else { ", " }));
        row.cells.iter().map(of).collect()
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    let widest = |at: usize| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0).max(width(&head[at]));
    let widths: Vec<usize> = (0..head.len()).map(widest).collect();
    let mut out = String::new();
    let mut line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).zip(&table.columns).map(|((text, full), column)| {
            let room = " ".repeat(full.saturating_sub(width(text)));
            if column.numeric { format!("{room}{text}") } else { format!("{text}{room}") }
        });
        out.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    };
    line(&head);
    line(&widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>());
    rows.iter().for_each(|row| line(row));
    out
}

/// Columns that a character takes: none for what marks the one before it, two for what fills a square.
fn columns(c: char) -> usize {
    let is_square = is_han(c)
        || is_kana(c)
        || is_han_punctuation(c)
        || matches!(c, '\u{1100}'..='\u{115f}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}'
            | '\u{ff10}'..='\u{ff19}' | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}');
    let is_mark =
        unicode_normalization::char::is_combining_mark(c) || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    match () {
        () if is_square => 2,
        () if is_mark => 0,
        () => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// One line, cut at the widest. What would steer the terminal is left out.
fn one_line(text: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.retain(|c| !steers(c));
    if width(&line) <= WIDEST {
        return line;
    }
    let mut room = WIDEST - 1;
    let fits = |c: &char| {
        let before = room;
        room = room.saturating_sub(columns(*c));
        before >= columns(*c)
    };
    let kept: String = line.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}
