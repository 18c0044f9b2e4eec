//! All tables of an archive, made once: those that have pages of their own, and those that notes ask for.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::annotations::{self, Annotation};
use super::catalog::Catalog;
use super::collate::Collation;
use super::query::{From, Query, of_notes};
use super::table::Table;
use super::tags::Tag;
use crate::archive::{Archive, NoteIx};
use crate::diagnostic::Checked;
use crate::note::Note;
use crate::note::body::GeneratedBlock;
use crate::schema::KindIx;
use crate::source::History;
use crate::text::{VaultPath, fold};

/// What the pages of an archive show beside its notes.
#[derive(Debug, Default)]
pub struct Views {
    /// Its tables.
    pub tables: Arc<Tables>,
    /// All annotations, in the order of notes and of their text.
    pub annotations: Vec<Annotation>,
}

impl Deref for Views {
    type Target = Tables;

    fn deref(&self) -> &Tables {
        &self.tables
    }
}

impl Views {
    /// Makes all tables; dates that notes do not give come from the history.
    #[must_use]
    pub fn new(archive: &Archive, history: Option<&History>, collation: Arc<Collation>) -> Checked<Self> {
        Tables::new(archive, history, collation).map(|tables| Self::with(Arc::new(tables), archive))
    }

    /// With tables that were made before.
    #[must_use]
    pub fn with(tables: Arc<Tables>, archive: &Archive) -> Self {
        Self { tables, annotations: annotations::all(archive) }
    }
}

/// The tables of an archive. Of bodies they know only who links where, tags, and the queries.
#[derive(Debug, Default)]
pub struct Tables {
    /// The index of each kind, by position in the archive's kinds.
    pub kinds: Vec<Table>,
    /// All claims.
    pub claims: Table,
    /// All tags: tag, notes.
    pub tags: Table,
    /// The notes of each tag (its narrower tags' included), by the tag as it was first written.
    pub tag: BTreeMap<Box<str>, Table>,
    /// For each note, the answers to its [`crate::note::body::Body::queries`]; `None` where the query is at fault.
    pub queries: Vec<Vec<Option<Table>>>,
    /// For each dataset, all its rows.
    pub datasets: Vec<Table>,
    /// For each note, its place when all notes are ordered by title.
    pub title_ranks: Vec<u32>,
    /// Folded tags, as they were first written.
    spellings: FxHashMap<String, Box<str>>,
}

impl Tables {
    /// Makes all tables.
    #[must_use]
    pub fn new(archive: &Archive, history: Option<&History>, collation: Arc<Collation>) -> Checked<Self> {
        let catalog = Catalog::with(archive, history, collation);
        let none = VaultPath::new("");
        let whole = |query: &Query| query.answer(&catalog, &none).value;
        let count = archive.kinds.all.len() as u32;
        let kinds = || (0..count).into_par_iter().map(|kind| whole(&Query::of_kind(&catalog, KindIx(kind)))).collect();
        let count = archive.datasets.len() as u32;
        let datasets = || (0..count).into_par_iter().map(|at| whole(&Query::all(&catalog, From::Dataset(at)))).collect();
        let tags = &catalog.tags;
        let of_tag = |(tag, notes): (&Tag, &Vec<NoteIx>)| (tag.name.clone(), of_notes(&catalog, notes));
        let tag = || tags.all.par_iter().zip(&tags.notes).map(of_tag).collect::<Vec<_>>();
        let answered = || archive.notes.par_iter().map(|note| answers(&catalog, note)).collect::<Vec<_>>();
        let of_archive = || rayon::join(|| whole(&Query::of_claims(&catalog)), || whole(&Query::all(&catalog, From::Tags)));
        // The largest ones first: what comes last should not keep all but one core waiting.
        let (((claims, all_tags), kinds), ((datasets, tag), answered)) =
            rayon::join(|| rayon::join(of_archive, kinds), || rayon::join(|| rayon::join(datasets, tag), answered));
        let mut found = Vec::new();
        let queries =
            answered.into_iter().map(|of_note| of_note.into_iter().map(|table| table.into(&mut found)).collect()).collect();
        let spellings = tags.all.iter().map(|tag| (fold(&tag.name), tag.name.clone())).collect();
        let tables = Self {
            kinds,
            claims,
            tags: all_tags,
            tag: tag.into_iter().collect(),
            queries,
            datasets,
            title_ranks: catalog.title_ranks,
            spellings,
        };
        Checked::new(tables, found)
    }

    /// A tag as it was first written, whatever its case here.
    #[must_use]
    pub fn spelling<'t>(&'t self, tag: &'t str) -> &'t str {
        self.spellings.get(&fold(tag)).map_or(tag, |tag| tag)
    }
}

fn answers(catalog: &Catalog<'_>, note: &Note) -> Vec<Checked<Option<Table>>> {
    let answer = |block: &GeneratedBlock| {
        let Some(node) = &block.query else { return Checked::clean(None) };
        let mut found = Vec::new();
        let query = Query::parse(node, &note.path, catalog).into(&mut found);
        let table = query.map(|query| query.answer(catalog, &note.path).into(&mut found));
        Checked::new(table, found)
    };
    note.body.queries.iter().map(answer).collect()
}
