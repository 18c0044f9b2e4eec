//! All notes together: names found, links and references answered, relations and backlinks known from both ends.

mod anchors;
mod answers;
mod assemble;
mod attribution;
mod backlinks;
pub mod citations;
pub mod claims;
mod datasets;
mod drafts;
mod embeds;
mod files;
mod generated;
pub mod library;
mod links;
mod names;
mod nav;
mod part;
pub mod quotes;
mod relations;
mod resolver;
mod sentence;
pub mod spelling;
mod translations;

use std::sync::Arc;

pub use answers::LeftOut;
pub use assemble::{Held, Parts};
pub use names::{as_called, called};
pub use part::{Part, end_of_element};
pub use sentence::{Quoted, Sentence};

use crate::config::Config;
use crate::note::Note;
use crate::note::body::Event;
use crate::note::cells::CellStart;
use crate::note::fragment::FrontText;
use crate::schema::Kinds;
use crate::text::{Span, VaultPath};

/// An archive in which every link, embed and reference has its answer.
#[derive(Debug)]
pub struct Archive {
    /// Settings.
    pub config: Arc<Config>,
    /// Kinds.
    pub kinds: Arc<Kinds>,
    /// Published notes (with `--drafts`, drafts too), ordered by id. Nothing of other drafts is here.
    pub notes: Vec<Arc<Note>>,
    /// For each note: the answers to its [`crate::note::body::Body::links`], by position.
    pub links: Vec<Vec<Answer>>,
    /// For each note: the answers to its [`crate::note::body::Body::embeds`], by position.
    pub embeds: Vec<Vec<Answer>>,
    /// For each note: the answers to its reference fields.
    pub references: Vec<Vec<ReferenceAnswer>>,
    /// All relations between notes, once each, ordered by source, field and position.
    pub relations: Vec<RelationEdge>,
    /// For each note: positions in [`Archive::relations`] where it is the target (for symmetric ones: the other end).
    pub relations_in: Vec<Vec<u32>>,
    /// For each note: where other notes link to it, ordered by the source note's kind and title, one entry a sentence; of a
    /// dataset's rows the first few.
    pub backlinks: Vec<Vec<Backlink>>,
    /// Groups of notes that are translations of each other, each ordered by id.
    pub translations: Vec<Vec<NoteIx>>,
    /// The answers to the entries of `nav` in the settings, by position.
    pub nav: Vec<Answer>,
    /// Files that are not notes and that published notes use.
    pub attachments: Vec<Attachment>,
    /// Datasets, ordered by their note.
    pub datasets: Vec<Dataset>,
    /// Claims and disputes.
    pub claims: claims::Claims,
    /// Works that can be cited.
    pub library: library::Library,
    /// What cites them.
    pub citations: citations::Citations,
}

/// A position in [`Archive::notes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteIx(pub u32);

/// A position in [`Archive::attachments`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttachmentIx(pub u32);

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a note, or a part of one.
    Note {
        /// Which.
        note: NoteIx,
        /// The part.
        part: Part,
    },
    /// To a file.
    Attachment(AttachmentIx),
    /// To a page that casebook generates (`-/tags.html` in `nav`, a kind's index by its folder): the path below the site's root.
    Page(Box<str>),
    /// Out of the archive.
    External,
    /// To a draft: only the written words are shown.
    Draft,
    /// Nowhere, or to several: reported; the words are shown, marked as a fault.
    Fault,
}

/// The answer to one value of a reference field.
#[derive(Clone, Debug)]
pub struct ReferenceAnswer {
    /// Position in the note's `fields`.
    pub field: u32,
    /// Position in that field's `values`.
    pub value: u32,
    /// The answer.
    pub answer: Answer,
}

/// One relation between two notes.
#[derive(Clone, Debug)]
pub struct RelationEdge {
    /// The note that declares it.
    pub from: NoteIx,
    /// The note it refers to.
    pub to: NoteIx,
    /// Position in the declaring note's `fields`.
    pub field: u32,
    /// Position in that field's `values` (qualifiers and sources are there).
    pub value: u32,
    /// For a symmetric relation declared at both ends: the second declaration is not an edge of its own.
    pub symmetric: bool,
}

/// A place in another note that links here: a link in its body, or a row of its dataset.
#[derive(Clone, Debug)]
pub struct Backlink {
    /// The linking note.
    pub from: NoteIx,
    /// Position in its links; `None` for a row of its dataset.
    pub link: Option<u32>,
    /// The sentence in which the link stands, or the row, as plain text in three parts: before, the link's words, after. Cut at
    /// about 240 characters with `…`.
    pub sentence: Sentence,
    /// The heading under which it stands: an index into its headings.
    pub section: Option<u32>,
}

/// A file that is not a note.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its path.
    pub path: VaultPath,
    /// Pixels, for images whose head could be read.
    pub size: Option<(u32, u32)>,
    /// The published notes that use it.
    pub used_by: Vec<NoteIx>,
}

/// A CSV file beside its note, checked.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Its note.
    pub note: NoteIx,
    /// Its file.
    pub path: VaultPath,
    /// Columns in the file's order.
    pub columns: Vec<DatasetColumn>,
    /// Rows; each as many cells as there are columns.
    pub rows: Vec<DatasetRow>,
    /// What stands in its cells of Markdown, where it has such.
    pub texts: Option<Box<CellTexts>>,
}

/// The Markdown of a dataset's cells.
#[derive(Clone, Debug)]
pub struct CellTexts {
    /// The CSV file as a note that has nothing but Markdown: that of a cell is its value of the field "row", by the column.
    pub note: Note,
    /// Where the cells begin in the tables of its body.
    pub starts: Vec<CellStart>,
    /// The answers to the body's links, by position.
    pub links: Vec<Answer>,
    /// The answers to its embeds.
    pub embeds: Vec<Answer>,
}

impl CellTexts {
    /// What stands in a cell.
    #[must_use]
    pub fn events(&self, row: u32, column: u32) -> &[Event] {
        self.note.front_text(FrontText::Value(row, column))
    }

    /// The words of a cell, without markup.
    #[must_use]
    pub fn words(&self, row: u32, column: u32) -> String {
        self.note.front_words(FrontText::Value(row, column))
    }

    /// The row and the column of a link.
    #[must_use]
    pub fn place_of_link(&self, link: u32) -> (u32, u32) {
        self.place(|start| start.link <= link)
    }

    /// The row of a citation.
    #[must_use]
    pub fn row_of_citation(&self, citation: u32) -> u32 {
        self.place(|start| start.citation <= citation).0
    }

    fn place(&self, begins: impl Fn(&CellStart) -> bool) -> (u32, u32) {
        let next = self.starts.partition_point(begins);
        let start = next.checked_sub(1).and_then(|at| self.starts.get(at));
        start.map_or((0, 0), |start| (start.row, start.column))
    }
}

/// A column of a dataset.
#[derive(Clone, Debug)]
pub struct DatasetColumn {
    /// Its head.
    pub name: Box<str>,
    /// What people call it.
    pub label: crate::schema::LocalText,
    /// What its cells hold; a column that is not declared holds text, and so does one of citations.
    pub value: crate::schema::ValueType,
    /// Whether its cells are citations.
    pub citation: bool,
}

/// A row of a dataset.
#[derive(Clone, Debug)]
pub struct DatasetRow {
    /// Where it stands in the CSV file.
    pub span: Span,
    /// Cells; `None` where empty or at fault (reported).
    pub cells: Vec<Option<DatasetCell>>,
}

/// A cell of a dataset.
#[derive(Clone, Debug)]
pub struct DatasetCell {
    /// Its value.
    pub value: crate::schema::Value,
    /// For a reference: its answer.
    pub answer: Option<Answer>,
    /// In a column of citations: it, read.
    pub citation: Option<Box<crate::note::citation::Citation>>,
    /// Where it stands in the CSV file, its quotes included.
    pub span: Span,
}
