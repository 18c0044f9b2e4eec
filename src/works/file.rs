//! Library files: `references.bib`, `references.json`, `references.yaml` in the content folder.

use super::{Item, bibtex, csl_json, hayagriva};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceFile;
use crate::text::Span;

/// A work that a library file describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// What is known of it.
    pub item: Item,
    /// Where its key is written.
    pub span: Span,
}

/// Reads a library file by the format its extension tells. A work that cannot be read is a finding and left out.
#[must_use]
pub fn read(file: &SourceFile) -> Checked<Vec<Described>> {
    match file.path.extension().as_deref() {
        Some("bib") => bibtex::read(file),
        Some("json") => csl_json::read(file),
        _ => hayagriva::read(file),
    }
}

/// The finding that something of a file cannot be read.
pub(super) fn fault(file: &SourceFile, span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::InvalidLibrary, &file.path, within(file, span), message).help(help)
}

/// A span with both ends on characters of the file.
fn within(file: &SourceFile, span: Span) -> Span {
    let floor = |at: u32| (0..=(at as usize).min(file.text.len())).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or(0);
    let start = floor(span.start);
    Span::new(start..floor(span.end).max(start))
}

/// A date as people and other formats write it: EDTF, `c. 1852`, `[1852]`, `2006/`. `Ok(None)` where it says that none is known.
pub(super) fn date(written: &str) -> Result<Option<crate::schema::date::Date>, crate::schema::date::DateError> {
    use crate::schema::date::Date;
    let bare = written.trim().trim_matches(['[', ']', '(', ')']).trim();
    let lower = bare.to_lowercase();
    if matches!(
        lower.trim_end_matches('.'),
        "" | "n.d" | "nd" | "no date" | "s.a" | "unknown" | "forthcoming" | "in press" | "inpress" | "submitted" | "undated"
    ) {
        return Ok(None);
    }
    let about = ["circa ", "c. ", "ca. ", "c.", "ca."].iter().find_map(|word| lower.strip_prefix(word));
    if let Some(date) = about.and_then(|rest| Date::parse(&format!("{}~", rest.trim())).ok()) {
        return Ok(Some(date));
    }
    let open = match bare.split_once('/') {
        Some(("", end)) => format!("../{end}"),
        Some((start, "")) => format!("{start}/.."),
        _ => bare.replace(['\u{2013}'], "/").replace("--", "/"),
    };
    // A moment is kept to its day.
    let day = open.split_once('T').map_or(&*open, |(day, _)| day);
    Date::parse(day).map(Some)
}
