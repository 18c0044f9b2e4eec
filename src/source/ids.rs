//! The ids of notes, and two notes that have the same.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, VaultPath, fold, nfc};

use super::FileEntry;

/// The id that a note's path gives: below the content folder, without `.md`, in NFC; of a folder's `index.md` the folder, of the
/// content folder's own `index`.
#[must_use]
pub fn id_of(path: &VaultPath, content: &str) -> String {
    let inner = if content.is_empty() {
        path.as_str()
    } else {
        path.as_str().strip_prefix(content).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path.as_str())
    };
    let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
    let id = stem.strip_suffix("/index").unwrap_or(stem);
    nfc(id).into_owned()
}

/// Takes out each note whose id another note has already, once case and the encoding of accents are ignored.
pub(super) fn distinct(notes: Vec<FileEntry>, content: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<FileEntry> {
    let mut first: BTreeMap<String, VaultPath> = BTreeMap::new();
    let mut kept = Vec::with_capacity(notes.len());
    for note in notes {
        let id = id_of(&note.path, content);
        match first.get(&fold(&id)) {
            None => {
                first.insert(fold(&id), note.path.clone());
                kept.push(note);
            }
            Some(other) => {
                let message = format!("`{}` and `{other}` have the same id, `{id}`", note.path);
                let why = if other.as_str() != note.path.as_str() && fold(other.as_str()) == fold(note.path.as_str()) {
                    "names that differ only in case or in how accents are encoded are one on many systems: rename one of the files"
                } else {
                    "a folder's `index.md` has the folder's id: rename one of the files"
                };
                diagnostics.push(
                    Diagnostic::new(Code::DuplicateId, &note.path, Span::at(0), message)
                        .related(other, Span::at(0), "the other note")
                        .help(why),
                );
            }
        }
    }
    kept
}
