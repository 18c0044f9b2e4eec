//! The works of an archive: its notes of role work, and the library files beside them.

use rustc_hash::FxHashMap;

use super::NoteIx;
use crate::text::{Span, VaultPath};
use crate::works::{CiteKey, Item};

/// All works, found by key.
#[derive(Debug, Default)]
pub struct Library {
    /// Works, ordered by key.
    pub works: Vec<Work>,
    /// For each name a work is cited by (its key, and the slug of its note), its position.
    pub keys: FxHashMap<CiteKey, WorkIx>,
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

impl Library {
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
