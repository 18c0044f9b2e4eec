//! A flat YAML map of strings: `theme.yaml`, and the files of interface texts.

use crate::diagnostic::Checked;
use crate::source::SourceFile;
use crate::text::{Span, Spanned};

/// Reads the entries of `file`, in the order written.
pub(super) fn read(file: &SourceFile, _what: &str) -> Checked<Vec<(Spanned<Box<str>>, Spanned<Box<str>>)>> {
    let mut entries = Vec::new();
    for line in file.text.lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let (key, value) = line.split_once(": ").unwrap();
        let strip = |s: &str| -> Box<str> { s.trim_matches('"').into() };
        entries.push((Spanned::new(strip(key), Span::at(0)), Spanned::new(strip(value), Span::at(0))));
    }
    Checked::clean(entries)
}
