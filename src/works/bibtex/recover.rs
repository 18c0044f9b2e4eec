//! A file of entries some of which cannot be read: these are told of, each at its place, and the others kept.

use std::ops::Range;

use biblatex::{Bibliography, ParseErrorKind, RawBibliography};

use super::{explain, prepare};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::text::Span;
use crate::works::file::fault;

/// The file's text with blanks in the place of entries whose form is broken, and what is wrong with these.
pub(super) fn without_faults(source: &SourceFile) -> (String, Vec<Diagnostic>) {
    let mut text = String::with_capacity(source.text.len());
    let mut found = Vec::new();
    for piece in pieces(&source.text) {
        let written = &source.text[piece.clone()];
        match broken(source, written, piece.start) {
            None => text.push_str(written),
            Some(finding) => {
                found.push(finding);
                text.extend(written.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            }
        }
    }
    (text, found)
}

/// What is wrong with the form of an entry that begins at byte `start`.
fn broken(source: &SourceFile, written: &str, start: usize) -> Option<Diagnostic> {
    if let Some(at) = prepare::too_deep(written) {
        return Some(prepare::nested_too_deep(source, start + at));
    }
    let mut error = RawBibliography::parse(written).err()?;
    if error.kind == ParseErrorKind::UnexpectedEof || error.span.start >= written.trim_end().len() {
        let end = written.find([',', '\n', '\r']).unwrap_or(written.len());
        let message = "this entry does not end";
        return Some(fault(source, Span::new(start..start + end), message, "look for a `{` or `\"` in it that is not closed"));
    }
    error.span = error.span.start + start..error.span.end + start;
    Some(explain(source, &error))
}

/// The stretches that begin with an entry, as far as lines tell: `@word{`. Text before the first is one too.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(entry) = line.trim_start_matches([' ', '\t', '\u{feff}']).strip_prefix('@') {
            let rest = entry.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            if rest.len() < entry.len() && rest.trim_start().starts_with(['{', '(']) && at > 0 {
                starts.push(at);
            }
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The entries of a file read, those whose values cannot be read left out and told of.
pub(super) fn resolved(source: &SourceFile, raw: RawBibliography<'_>, found: &mut Vec<Diagnostic>) -> Vec<Bibliography> {
    if let Ok(all) = Bibliography::from_raw(raw.clone()) {
        return vec![all];
    }
    let RawBibliography { preamble, entries, abbreviations } = raw;
    let mut libraries = Vec::new();
    for entry in entries {
        let alone = RawBibliography { preamble: preamble.clone(), entries: vec![entry], abbreviations: abbreviations.clone() };
        match Bibliography::from_raw(alone) {
            Ok(library) => libraries.push(library),
            Err(error) => {
                let finding = explain(source, &error);
                // What is wrong with an abbreviation is told once.
                let is_known = |known: &Diagnostic| known.place == finding.place && known.message == finding.message;
                if !found.iter().any(is_known) {
                    found.push(finding);
                }
            }
        }
    }
    libraries
}
