//! The works of an archive: its notes of role work, and the library files beside them.

mod notes;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{NoteIx, ReferenceAnswer};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::note::Note;
use crate::schema::Kinds;
use crate::source::SourceFile;
use crate::text::{Span, VaultPath};
use crate::works::{self, CiteKey, Item};

/// All works, found by key.
#[derive(Debug, Default)]
pub struct Library {
    /// Works, ordered by key.
    pub works: Vec<Work>,
    /// For each name a work is cited by (its key, and the slug of its note), its position.
    pub keys: FxHashMap<CiteKey, WorkIx>,
    /// For each note of role work, its work.
    pub of_notes: FxHashMap<NoteIx, WorkIx>,
}

/// A position in [`Library::works`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkIx(pub u32);

/// A work.
#[derive(Debug)]
pub struct Work {
    /// What is known of it.
    pub item: Item,
    /// Its note, if it has one.
    pub note: Option<NoteIx>,
    /// Where it is described.
    pub file: VaultPath,
    /// Where in that file.
    pub span: Span,
}

/// Library files as an earlier build read them.
#[derive(Default)]
pub(super) struct HeldFiles(FxHashMap<VaultPath, (Arc<str>, Checked<Vec<works::Described>>)>);

impl HeldFiles {
    fn read(&mut self, file: &SourceFile) -> Checked<Vec<works::Described>> {
        if let Some((_, read)) = self.0.get(&file.path).filter(|(text, _)| *text == file.text) {
            return read.clone();
        }
        let read = works::read(file);
        self.0.insert(file.path.clone(), (file.text.clone(), read.clone()));
        read
    }
}

impl Library {
    /// The works of each library file.
    pub(super) fn described(files: &[SourceFile], held: Option<&mut HeldFiles>) -> Vec<Checked<Vec<works::Described>>> {
        match held {
            Some(held) => files.iter().map(|file| held.read(file)).collect(),
            None => files.iter().map(works::read).collect(),
        }
    }

    /// The library of an archive's published notes, and of the works described in files. Of two works with one key the first is kept.
    pub(super) fn read(
        notes: &[std::sync::Arc<Note>],
        kinds: &Kinds,
        references: &[Vec<ReferenceAnswer>],
        files: &[SourceFile],
        described: Vec<Checked<Vec<works::Described>>>,
    ) -> Checked<Self> {
        let mut works = notes::works(notes, kinds, references);
        let mut diagnostics = Vec::new();
        for (file, read) in files.iter().zip(described) {
            let described = read.into(&mut diagnostics).into_iter();
            works.extend(described.map(|work| Work { item: work.item, note: None, file: file.path.clone(), span: work.span }));
        }
        Checked::new(Self::of(works, notes).into(&mut diagnostics), diagnostics)
    }

    fn of(mut works: Vec<Work>, notes: &[std::sync::Arc<Note>]) -> Checked<Self> {
        // What notes say goes before library files.
        let place = |work: &Work| (work.item.key.clone(), work.note.is_none(), work.file.clone(), work.span);
        works.sort_by_cached_key(place);
        let mut diagnostics = Vec::new();
        works.dedup_by(|second, first| {
            let is_double = first.item.key == second.item.key;
            if is_double {
                diagnostics.push(duplicate(first, second));
            }
            is_double
        });
        let mut keys = FxHashMap::default();
        for (ix, work) in (0..).map(WorkIx).zip(&works) {
            keys.insert(work.item.key.clone(), ix);
        }
        let mut of_notes = FxHashMap::default();
        // A note's slug names its work too, unless it is another's key.
        for (ix, work) in (0..).map(WorkIx).zip(&works) {
            if let Some(note) = work.note {
                of_notes.insert(note, ix);
                keys.entry(CiteKey::new(notes[note.0 as usize].id.slug())).or_insert(ix);
            }
        }
        Checked::new(Self { works, keys, of_notes }, diagnostics)
    }

    /// The work of a key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<WorkIx> {
        self.keys.get(&CiteKey::new(key)).copied()
    }

    /// A work.
    #[must_use]
    pub fn get(&self, work: WorkIx) -> &Work {
        &self.works[work.0 as usize]
    }
}

fn duplicate(first: &Work, second: &Work) -> Diagnostic {
    let key = &second.item.key;
    let message = match first.file == second.file {
        true => format!("the key `{key}` stands twice in `{}`", first.file),
        false => format!("the key `{key}` is that of two works: one in `{}`, one in `{}`", first.file, second.file),
    };
    let help = match second.note {
        Some(_) => "give this work a key of its own with `cite_as`, or take one of the two out",
        None => "give one of them another key, or take one of the two out",
    };
    Diagnostic::new(Code::DuplicateWork, &second.file, second.span, message)
        .related(&first.file, first.span, "the first is here")
        .help(help)
}
