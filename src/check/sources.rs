//! `claim-without-source`: a claim that names no work. `uncited-figure`: a paragraph with a number or a year, and no citation.

use crate::archive::Archive;
use crate::archive::citations::CiteAnswer;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::body::{Event, EventKind, Tag};
use crate::text::Span;

pub(super) fn of_claims(archive: &Archive) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for note in &archive.notes {
        for claim in note.claims.iter().filter(|claim| !claim.is_sourced) {
            let message = format!("the claim `{}` names no source", claim.id.value);
            let help = "write where it stands: `cite: \"@key, p. 3\"`";
            found.push(Diagnostic::new(Code::ClaimWithoutSource, &note.path, claim.id.span, message).help(help));
        }
    }
    found
}

pub(super) fn of_figures(archive: &Archive) -> Vec<Diagnostic> {
    let notes = archive.notes.iter().zip(&archive.citations.of_notes);
    notes.flat_map(|(note, citations)| in_note(note, &citations.body)).collect()
}

fn in_note(note: &Note, citations: &[CiteAnswer]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut reader = Reader { note, citations, paragraph: None };
    for event in &note.body.events {
        if let Some(figure) = reader.read(event) {
            let written = note.source.get(figure.range()).unwrap_or("");
            let message = format!("the paragraph states `{written}` and cites nothing");
            let help = "cite the work that says so, as in `[@key, p. 3]`";
            found.push(Diagnostic::new(Code::UncitedFigure, &note.path, figure, message).help(help));
        }
    }
    found
}

struct Reader<'n> {
    note: &'n Note,
    /// The answers to its citations.
    citations: &'n [CiteAnswer],
    paragraph: Option<Paragraph>,
}

/// A paragraph being read.
#[derive(Default)]
struct Paragraph {
    /// Its first figure.
    figure: Option<Span>,
    /// Whether it cites a work or has a footnote.
    is_sourced: bool,
    /// Elements open in it that do not count: links away, comments, what is deleted.
    passed_over: u32,
}

impl Reader<'_> {
    /// The uncited figure of a paragraph that ends here.
    fn read(&mut self, event: &Event) -> Option<Span> {
        match &event.kind {
            EventKind::Start(Tag::Paragraph) => {
                self.paragraph = Some(Paragraph::default());
            }
            EventKind::End(Tag::Paragraph) => {
                let Paragraph { figure, is_sourced, .. } = self.paragraph.take()?;
                return figure.filter(|_| !is_sourced);
            }
            _ => {}
        }
        let paragraph = self.paragraph.as_mut()?;
        match &event.kind {
            EventKind::Start(Tag::Annotation(_) | Tag::Deletion | Tag::Link(_) | Tag::Image(_)) => paragraph.passed_over += 1,
            EventKind::End(Tag::Annotation(_) | Tag::Deletion | Tag::Link(_) | Tag::Image(_)) => {
                paragraph.passed_over = paragraph.passed_over.saturating_sub(1);
            }
            // What a footnote says is its source.
            EventKind::FootnoteMark(_) => paragraph.is_sourced = true,
            // A word that only looks like one cites nothing; of a key that no work has, another finding tells.
            EventKind::Citation(citation) if paragraph.passed_over == 0 => {
                paragraph.is_sourced |= matches!(self.citations.get(*citation as usize), Some(CiteAnswer::Works(_)));
            }
            EventKind::Text(text) if paragraph.passed_over == 0 && paragraph.figure.is_none() => {
                paragraph.figure = figure(text.get(&self.note.source), event.span);
            }
            _ => {}
        }
        None
    }
}

/// The first number of two digits or more in a text; `21st` counts, `p3` does not.
fn figure(text: &str, span: Span) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || matches!(bytes[at], b',' | b'.')) {
            at += 1;
        }
        let number = text[start..at].trim_end_matches([',', '.']);
        let stands_alone = !text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if number.len() > 1 && stands_alone {
            // Escapes make a text longer in the file than it is.
            let is_verbatim = span.len() == text.len();
            return Some(if is_verbatim { Span::new(start..start + number.len()).shifted(span.start as usize) } else { span });
        }
    }
    None
}

/// `uncited-work`: works that nothing cites.
pub(super) fn of_works(archive: &Archive) -> Vec<Diagnostic> {
    let works = archive.library.works.iter().zip(&archive.citations.is_cited);
    let uncited = works.filter(|(_, is_cited)| !**is_cited).map(|(work, _)| {
        let message = format!("nothing cites `{}`", work.item.key);
        let help = format!("cite it where it is used: `[@{}]`", work.item.key);
        Diagnostic::new(Code::UncitedWork, &work.file, work.span, message).help(help)
    });
    uncited.collect()
}
