//! A table for the terminal, its columns aligned; a Han character is two columns wide.

use super::words;
use crate::archive::Archive;
use crate::text::han::{is_han, is_han_punctuation, is_kana};
use crate::view::table::Table;

/// Columns past which a cell is cut.
const WIDEST: usize = 48;

/// The table.
#[must_use]
pub fn table(archive: &Archive, table: &Table, language: &str) -> String {
    let head: Vec<String> = table.columns.iter().map(|column| words::label(&column.label, language).to_owned()).collect();
    let cut_cell = |cell| cut(&words::cell(archive, cell, ", "));
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.cells.iter().map(cut_cell).collect()).collect();
    let widths: Vec<usize> =
        (0..head.len()).map(|at| rows.iter().map(|row| width(&row[at])).chain([width(&head[at])]).max().unwrap_or(0)).collect();
    let mut out = String::new();
    line(&mut out, &head, &widths, table);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    out.push_str(rule.join("  ").trim_end());
    out.push('\n');
    rows.iter().for_each(|row| line(&mut out, row, &widths, table));
    out
}

fn line(out: &mut String, cells: &[String], widths: &[usize], table: &Table) {
    let padded: Vec<String> = cells
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let room = " ".repeat(widths[at].saturating_sub(width(text)));
            if table.columns[at].numeric { format!("{room}{text}") } else { format!("{text}{room}") }
        })
        .collect();
    out.push_str(padded.join("  ").trim_end());
    out.push('\n');
}

fn width_of(c: char) -> usize {
    let is_wide = is_han(c) || is_kana(c) || is_han_punctuation(c) || ('\u{ac00}'..='\u{d7a3}').contains(&c);
    match c {
        _ if is_wide => 2,
        c if c.is_control() || unicode_normalization::char::is_combining_mark(c) => 0,
        _ => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// One line, cut at the widest.
fn cut(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if width(&text) <= WIDEST {
        return text;
    }
    let mut room = WIDEST - 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = width_of(*c) <= room;
            room = room.saturating_sub(width_of(*c));
            fits
        })
        .collect();
    format!("{}…", kept.trim_end())
}
