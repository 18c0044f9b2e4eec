//! `stub-note`: a note with almost no text and no fields.

use crate::archive::Archive;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::body::EventKind;
use crate::text::han::is_han;

/// Words (Han: characters) below which a text is a stub.
const FEWEST: usize = 12;

pub(super) fn find(archive: &Archive) -> Vec<Diagnostic> {
    let stubs = archive.notes.iter().filter(|note| !note.is_folder_index && is_stub(note));
    let finding = |note: &std::sync::Arc<Note>| {
        let message = format!("the note `{}` has almost no text and no fields", note.id);
        let help = "write what it is about, give it fields, or make it an alias of another note";
        Diagnostic::new(Code::StubNote, &note.path, note.meta.title.span, message).help(help)
    };
    stubs.map(finding).collect()
}

fn is_stub(note: &Note) -> bool {
    let body = &note.body;
    if !note.fields.is_empty() || !body.embeds.is_empty() || !body.queries.is_empty() {
        return false;
    }
    let summary = note.meta.summary.as_ref().map_or("", |summary| &summary.value);
    let texts = body.events.iter().filter_map(|event| match &event.kind {
        EventKind::Text(text) => Some(text.get(&note.source)),
        _ => None,
    });
    texts.chain([summary]).map(words).sum::<usize>() < FEWEST
}

fn words(text: &str) -> usize {
    text.split_whitespace().count() + text.chars().filter(|c| is_han(*c)).count()
}
