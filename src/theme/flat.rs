//! A flat YAML map of texts: `theme.yaml`, and the files of interface texts. One `key: text` a line, double quotes and comment
//! lines allowed; no escapes, blocks or nesting.

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceFile;
use crate::text::{Span, Spanned};

/// A key and its text.
pub(super) type Entry = (Spanned<Box<str>>, Spanned<Box<str>>);

/// Reads the entries of `file`, in the order written. `what` names the file in findings.
pub(super) fn read(file: &SourceFile, what: &str) -> Checked<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut diagnostics = Vec::new();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let line = line.trim_end();
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some((key, value)) = line.split_once(": ") {
            let from = at + key.len() + 2;
            entries.push((scalar(key, at), scalar(value, from)));
        } else {
            let message = format!("{what} is a list of `key: text`, one a line");
            diagnostics.push(Diagnostic::new(Code::InvalidTheme, &file.path, Span::new(at..at + line.len()), message));
        }
    }
    Checked::new(entries, diagnostics)
}

fn scalar(text: &str, at: usize) -> Spanned<Box<str>> {
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    Spanned::new(bare.into(), Span::new(at..at + text.len()))
}
