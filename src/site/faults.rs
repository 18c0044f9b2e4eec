//! Findings by the place they were made at, so that a page written in spite of them can mark each where it stands.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::archive::{Archive, as_called, called};
use crate::diagnostic::emit::severity_name;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::text::{Span, VaultPath};

/// Findings, ordered by place.
#[derive(Debug, Default)]
pub struct Faults<'a> {
    by_place: Vec<(&'a VaultPath, Span, &'a Diagnostic)>,
}

impl<'a> Faults<'a> {
    /// The same, without what names a draft: for pages that are published.
    #[must_use]
    pub fn for_readers(diagnostics: &'a [Diagnostic], notes: &[Arc<Note>], archive: &Archive) -> Self {
        let is_shown = |note: &Note| archive.notes.binary_search_by(|shown| shown.id.cmp(&note.id)).is_ok();
        let mut names = FxHashSet::default();
        for note in notes.iter().filter(|note| !is_shown(note)) {
            names.extend(called(note));
        }
        let mut faults = Self::new(diagnostics);
        faults.by_place.retain(|(.., diagnostic)| !tells_of_draft(diagnostic, &names));
        faults
    }

    /// Sorts findings by their places; those without one are left out.
    #[must_use]
    pub fn new(diagnostics: &'a [Diagnostic]) -> Self {
        let placed = |diagnostic: &'a Diagnostic| {
            let place = diagnostic.place.as_ref()?;
            Some((&place.file, place.span, diagnostic))
        };
        let mut by_place: Vec<_> = diagnostics.iter().filter_map(placed).collect();
        by_place.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        Self { by_place }
    }

    /// The findings of a file, in order.
    #[must_use]
    pub fn of(&self, file: &VaultPath) -> &[(&'a VaultPath, Span, &'a Diagnostic)] {
        let start = self.by_place.partition_point(|(other, ..)| *other < file);
        let len = self.by_place[start..].partition_point(|(other, ..)| *other == file);
        &self.by_place[start..start + len]
    }

    /// Whether a link that has an answer names a part that its note does not have.
    #[must_use]
    pub fn lacks_part(&self, file: &VaultPath, span: Span) -> bool {
        let of_file = self.of(file);
        let start = of_file.partition_point(|(_, place, _)| *place < span);
        let here = of_file[start..].iter().take_while(|(_, place, _)| *place == span);
        here.into_iter().any(|(.., diagnostic)| matches!(diagnostic.code, Code::BrokenAnchor | Code::BrokenClaim))
    }

    /// The heaviest finding within a span, as it is shown to readers: `error[broken-link]: ...`; a general one where the finding
    /// is not among these.
    #[must_use]
    pub fn at(&self, file: &VaultPath, span: Span) -> Box<str> {
        let of_file = self.of(file);
        let start = of_file.partition_point(|(_, place, _)| place.start < span.start);
        let within = of_file[start..].iter().take_while(|(_, place, _)| place.start <= span.end);
        let heaviest = within.filter(|(_, place, _)| span.contains(*place)).max_by_key(|(.., diagnostic)| diagnostic.severity);
        heaviest.map_or_else(|| "error: this leads nowhere".into(), |(.., diagnostic)| sentence(diagnostic))
    }
}

/// Whether a finding is about a draft or names one between its signs of code.
fn tells_of_draft(diagnostic: &Diagnostic, names: &FxHashSet<String>) -> bool {
    let is_about = matches!(diagnostic.code, Code::LinkToDraft | Code::BareLinkToDraft | Code::CitationOfDraft);
    is_about || !names.is_empty() && diagnostic.message.split('`').skip(1).step_by(2).any(|name| names.contains(&as_called(name)))
}

/// `error[broken-link]: ...`
fn sentence(diagnostic: &Diagnostic) -> Box<str> {
    format!("{}[{}]: {}", severity_name(diagnostic.severity), diagnostic.code.name(), diagnostic.message).into()
}
