//! Layouts of findings: for people, and for machines. Only layout: the sentences come with the findings.
//!
//! Lines and columns count from 1; columns count Unicode scalar values, in every format.

pub mod github;
pub mod human;
pub mod json;
pub mod sarif;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Diagnostic, Place, Severity};
use crate::text::{LineColumn, LineIndex, VaultPath, is_binary};

/// The texts that findings point into.
pub trait Sources {
    /// The text of a file; bytes that are not UTF-8 may be replaced, but not before the first such byte.
    fn text(&self, path: &VaultPath) -> Option<Arc<str>>;
}

/// Texts with the lines of each file found once, and the way from here to the archive's root.
pub struct Locator<'a> {
    sources: &'a dyn Sources,
    prefix: String,
    files: BTreeMap<VaultPath, Option<File>>,
}

struct File {
    text: Arc<str>,
    lines: LineIndex,
    /// The place looked up last: of a long line with many findings each begins behind the one before.
    last: (u32, LineColumn),
    /// Whether there are lines in it that a person could read.
    is_readable: bool,
}

/// Where a finding begins and ends, for people and editors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first character.
    pub start: LineColumn,
    /// One past the last character.
    pub end: LineColumn,
}

impl<'a> Locator<'a> {
    /// `prefix` is put before every path: the archive's root as seen from the working directory, with a slash at the end;
    /// empty for the working directory itself.
    pub fn new(sources: &'a dyn Sources, prefix: &str) -> Self {
        Self { sources, prefix: prefix.to_owned(), files: BTreeMap::new() }
    }

    /// A path as it is printed.
    pub fn path<'p>(&self, path: &'p VaultPath) -> Cow<'p, str> {
        if self.prefix.is_empty() { Cow::Borrowed(path.as_str()) } else { Cow::Owned(format!("{}{path}", self.prefix)) }
    }

    /// The lines and columns of a place; that of a file without a text is its beginning.
    pub fn range(&mut self, place: &Place) -> Range {
        let Some(file) = self.file(&place.file) else { return Range { start: LineColumn::FIRST, end: LineColumn::FIRST } };
        let start = file.lines.line_column_after(&file.text, place.span.start, file.last);
        // An offset within a character is that character's.
        file.last = (file.text.floor_char_boundary((place.span.start as usize).min(file.text.len())) as u32, start);
        Range { start, end: file.lines.line_column_after(&file.text, place.span.end, file.last) }
    }

    fn file(&mut self, path: &VaultPath) -> Option<&mut File> {
        let sources = self.sources;
        let load = || {
            sources.text(path).map(|text| File {
                lines: LineIndex::new(&text),
                is_readable: !text.is_empty() && !is_binary(text.as_bytes()),
                text,
                last: (0, LineColumn::FIRST),
            })
        };
        self.files.entry(path.clone()).or_insert_with(load).as_mut()
    }
}

/// The word for a severity, as printed and as `casebook.yaml` has it.
#[must_use]
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// The message, with how often it was found where that is more than once.
fn message(diagnostic: &Diagnostic) -> Cow<'_, str> {
    match diagnostic.count {
        0 | 1 => Cow::Borrowed(&diagnostic.message),
        count => Cow::Owned(format!("{} (found {count} times)", diagnostic.message)),
    }
}
