//! What the site consists of: every address, and for each page the closed data its template may see.

pub mod addresses;
pub mod annotations;
pub mod body;
pub mod cards;
pub mod citations;
pub mod cite_page;
mod claims;
mod collisions;
pub mod context;
pub mod excerpt;
pub mod faults;
pub mod home;
pub mod inline;
pub mod lists;
mod note_page;
mod notes_around;
pub mod page;
pub mod plan;
pub mod resolve;
pub mod route;
pub mod table;
pub mod tables;
mod tag_page;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::archive::{Archive, NoteIx};
use crate::schema::date::Date;
use crate::schema::{KindIx, Role};
use crate::source::History;
use crate::text::fold;
use crate::theme::Texts;
use crate::view::Views;
use addresses::Addresses;
use body::Href;
use cards::{Cards, NoteCard};
use faults::Faults;
use route::Route;

/// All that pages are made from. Pages are made one at a time, by [`Site::page`], so that a large site is never held whole.
pub struct Site<'a> {
    /// Notes and answers.
    pub archive: &'a Archive,
    /// Tables.
    pub views: &'a Views,
    /// Words of the interface.
    pub texts: &'a Texts,
    /// Where everything is.
    pub addresses: Arc<Addresses>,
    /// Findings, to be marked where they stand.
    pub faults: Faults<'a>,
    /// For each note, what other pages show of it.
    pub cards: Cards<'a>,
    /// Cited works, printed; none where nothing is cited.
    pub cites: Option<citations::Cites>,
    /// The name of the archive's citation style.
    style: Arc<str>,
    /// The day of the last change to a note, once asked for.
    last_update: OnceLock<Option<Date>>,
    history: Option<&'a History>,
    /// Notes of persons by folded title and alias.
    people: FxHashMap<String, NoteIx>,
    /// For each kind, its notes in the order of its index.
    orders: Vec<Vec<NoteIx>>,
    /// For each note, its place in that order.
    places: Vec<Option<u32>>,
}

impl<'a> Site<'a> {
    /// Prepares the site of an archive whose content lies in the folder `content`.
    #[must_use]
    pub fn new(
        archive: &'a Archive,
        views: &'a Views,
        texts: &'a Texts,
        faults: Faults<'a>,
        history: Option<&'a History>,
        content: &str,
        citing: &citations::Citing,
    ) -> Self {
        let addresses = Arc::new(Addresses::new(archive, content));
        let ixs = || (0..archive.notes.len() as u32).map(NoteIx);
        let mut people = FxHashMap::default();
        for ix in ixs() {
            let note = &archive.notes[ix.0 as usize];
            if note.kind.is_some_and(|kind| archive.kinds.get(kind).role == Role::Person) {
                let names = std::iter::once(&note.meta.title).chain(&note.meta.aliases);
                for name in names {
                    people.entry(fold(name)).or_insert(ix);
                }
            }
        }
        let orders: Vec<Vec<NoteIx>> = views.kinds.iter().map(order).collect();
        let mut places = vec![None; archive.notes.len()];
        for (at, note) in orders.iter().flat_map(|order| (0..).zip(order)) {
            places[note.0 as usize] = Some(at);
        }
        Self {
            archive,
            views,
            texts,
            cards: Cards::new(archive, addresses.clone()),
            addresses,
            faults,
            cites: citing.cites.clone(),
            style: citing.style.key().into(),
            last_update: OnceLock::new(),
            history,
            people,
            orders,
            places,
        }
    }

    /// A note as the context of a page holds it.
    fn card(&self, note: NoteIx) -> NoteCard {
        self.cards.of(note)
    }

    /// The page that holds the table of a kind.
    #[must_use]
    pub fn kind_route(&self, kind: KindIx) -> Option<Route> {
        let kind = self.archive.kinds.get(kind);
        Some(if kind.folder.is_empty() {
            Route::RootKind { name: (*kind.name.0).into(), page: 1 }
        } else {
            Route::Folder { folder: (*kind.folder).into(), page: 1 }
        })
    }

    /// The page of a tag.
    #[must_use]
    pub fn tag_href(&self, tag: &str) -> Href {
        Route::Tag { tag: self.views.spelling(tag).into(), page: 1 }.href()
    }
}

/// The notes of a table in its order.
fn order(table: &crate::view::table::Table) -> Vec<NoteIx> {
    let note = |row: &crate::view::table::Row| match row.subject {
        crate::view::table::Subject::Note(ix) => Some(ix),
        _ => None,
    };
    table.rows.iter().filter_map(note).collect()
}
