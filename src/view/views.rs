//! All tables of an archive, made once: those that have pages of their own, and those that notes ask for.

use std::collections::BTreeMap;

use super::table::Table;

/// The tables of an archive.
#[derive(Debug, Default)]
pub struct Views {
    /// The index of each kind, by position in the archive's kinds.
    pub kinds: Vec<Table>,
    /// All tags: tag, notes.
    pub tags: Table,
    /// The notes of each tag (its narrower tags' included), by the tag.
    pub tag: BTreeMap<Box<str>, Table>,
    /// For each note, the answers to its [`crate::note::body::Body::queries`]; `None` where the query is at fault.
    pub queries: Vec<Vec<Option<Table>>>,
    /// For each dataset, all its rows.
    pub datasets: Vec<Table>,
    /// For each note, its place when all notes are ordered by title.
    pub title_ranks: Vec<u32>,
}
