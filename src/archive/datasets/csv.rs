//! CSV with the place of every cell (RFC 4180; LF and CRLF, a byte-order mark).

use csv_core::{ReadFieldResult, Reader};

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceFile;
use crate::text::Span;

/// A row of the file.
pub(super) struct Record {
    /// Cells as text, quotes resolved, and where each is written.
    pub(super) cells: Vec<(Box<str>, Span)>,
    /// All of it.
    pub(super) span: Span,
}

/// The rows of a file, empty lines left out.
pub(super) fn records(file: &SourceFile) -> Checked<Vec<Record>> {
    let text: &str = &file.text;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let bytes = text.as_bytes();
    let mut reader = Reader::new();
    let mut records = Vec::new();
    let mut cells: Vec<(Box<str>, Span)> = Vec::new();
    let mut at = start;
    let mut cell: Vec<u8> = Vec::new();
    let mut cell_start = at;
    let mut buffer = [0; 1024];
    loop {
        let (result, read, written) = reader.read_field(&bytes[at..], &mut buffer);
        at += read;
        cell.extend_from_slice(&buffer[..written]);
        match result {
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::Field { record_end } => {
                let span = trimmed(text, cell_start, at, cells.is_empty());
                // Bytes of a UTF-8 text, cut at ASCII characters only.
                cells.push((String::from_utf8_lossy(&cell).into(), span));
                cell.clear();
                cell_start = at;
                if record_end {
                    finish(&mut records, &mut cells);
                }
            }
            ReadFieldResult::End => break,
        }
    }
    let mut diagnostics = Vec::new();
    if let Some(open) = unclosed_quote(text, start) {
        let message = "a quoted cell is opened here and not closed";
        // What follows the quote is no cell.
        if let Some((cell, _)) = records.last_mut().and_then(|record: &mut Record| record.cells.last_mut()) {
            *cell = Box::default();
        }
        let finding = Diagnostic::new(Code::InvalidCsv, &file.path, Span::new(open..open + 1), message);
        diagnostics.push(finding.help("close the cell with `\"`; a quote within a quoted cell is written twice"));
    }
    Checked::new(records, diagnostics)
}

fn finish(records: &mut Vec<Record>, cells: &mut Vec<(Box<str>, Span)>) {
    let cells = std::mem::take(cells);
    if let (Some((_, first)), Some((_, last))) = (cells.first(), cells.last()) {
        let span = first.join(*last);
        records.push(Record { cells, span });
    }
}

/// A cell's bytes without its delimiter and spaces around it; of a row's first, without the empty lines before it.
fn trimmed(text: &str, start: usize, end: usize, is_first: bool) -> Span {
    let raw = &text[start..end];
    let from = if is_first { end - raw.trim_start_matches(['\r', '\n']).len() } else { start };
    let raw = &text[from..end];
    let raw = raw.strip_suffix('\n').unwrap_or(raw);
    let raw = raw.strip_suffix('\r').unwrap_or(raw);
    let raw = raw.strip_suffix(',').unwrap_or(raw);
    let lead = raw.len() - raw.trim_start().len();
    Span::new(from + lead..(from + raw.trim_end().len()).max(from + lead))
}

/// The opening quote of a cell that the file ends within.
fn unclosed_quote(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = None;
    let mut at_start = true;
    let mut at = start;
    while at < bytes.len() {
        match (bytes[at], open) {
            (b'"', Some(_)) if bytes.get(at + 1) == Some(&b'"') => at += 1,
            (b'"', Some(_)) => open = None,
            (b'"', None) if at_start => open = Some(at),
            _ => {}
        }
        at_start = open.is_none() && matches!(bytes[at], b',' | b'\n' | b'\r');
        at += 1;
    }
    open
}
