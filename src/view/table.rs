//! A generated table: rows, columns, groups, facets, ranks. The one result of the query engine, whatever prints it.

use std::sync::Arc;

use crate::archive::NoteIx;
use crate::archive::claims::ClaimIx;
use crate::archive::library::WorkIx;
use crate::note::Status;
use crate::note::claims::{ClaimType, Confidence};
use crate::note::fragment::FrontText;
use crate::schema::{ColumnName, KindIx, LocalText, SortKey, Value};

/// A table of notes, of claims, of a dataset's rows or of tags.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Columns in order; the first is the row's head.
    pub columns: Vec<Column>,
    /// Rows in the order of [`Table::sort`] within their groups.
    pub rows: Vec<Row>,
    /// Runs of [`Table::rows`]; one without a label unless the query groups.
    pub groups: Vec<Group>,
    /// Facets with the counts of the whole table.
    pub facets: Vec<Facet>,
    /// The A to Z bar: every letter of the Latin alphabet and `#`, with the first row it stands for; empty where the first
    /// column does not sort as names or the table is grouped or short.
    pub letters: Vec<(char, Option<u32>)>,
    /// The order in which the rows come.
    pub sort: Option<SortKey>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// As asked for: `title`, `names.zh-Hans`, `proponent_of`, `decade(date)`.
    pub name: ColumnName,
    /// What people call it.
    pub label: Label,
    /// Unit of its numbers.
    pub unit: Option<LocalText>,
    /// Whether its cells align as numbers.
    pub numeric: bool,
    /// Whether a row may have several values that do not contradict each other.
    pub many: bool,
    /// The type's name for classes: `text`, `names`, `date`, `reference`, `note`, ...
    pub value_type: &'static str,
}

/// What people call a column, a facet or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// The archive's own words.
    Own(LocalText),
    /// A word of the interface: a key of the theme's texts (`column_title`, `column_updated`).
    Interface(&'static str),
    /// As it stands.
    Plain(Box<str>),
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A note.
    Note(NoteIx),
    /// A claim.
    Claim(ClaimIx),
    /// A row of a dataset: positions in [`crate::archive::Archive::datasets`] and its rows.
    DatasetRow(u32, u32),
    /// A tag.
    Tag(Box<str>),
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub subject: Subject,
    /// As many cells as there are columns.
    pub cells: Vec<Cell>,
    /// For each column, the row's place when sorted by it, ascending, from 0; equal values share one; `None` is missing.
    pub ranks: Vec<Option<u32>>,
    /// Which facet values hold: [`FacetValue::n`], ascending.
    pub facets: Vec<u32>,
    /// Further words by which a filter finds it (aliases, pinyin without tones, Han).
    pub matches: Arc<str>,
    /// Whether it stands in an earlier group as well.
    pub repeated: bool,
}

impl Table {
    /// The rows, each once.
    pub fn distinct(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.repeated)
    }
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its values; empty where nothing is known.
    pub values: Box<[CellValue]>,
    /// Whether the sources disagree: then the values are the sides.
    pub contested: bool,
}

/// Where Markdown stands that is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkdownAt {
    /// In a note's front matter.
    Front(NoteIx, FrontText),
    /// In a cell of a dataset: which, its row and its column.
    Cell(u32, u32, u32),
}

/// One value of a cell.
#[derive(Clone, Debug)]
pub enum CellValue {
    /// A note, shown by its title and linked, and the citations written beside the reference.
    Note(NoteIx, Vec<Box<str>>),
    /// A field's value (references that found a note are [`CellValue::Note`]), and the citations written beside it.
    Field(Value, Vec<Box<str>>),
    /// Markdown.
    Markdown {
        /// Where it stands.
        at: MarkdownAt,
        /// As it was written.
        written: Box<str>,
        /// The citations beside it.
        cites: Vec<Box<str>>,
    },
    /// Text in a language (`names.zh-Hans`, pinyin as `zh-Latn`).
    Text(Box<str>, Option<Box<str>>),
    /// A tag.
    Tag(Box<str>),
    /// A kind.
    Kind(KindIx),
    /// How far a note is.
    Status(Status),
    /// A claim, shown by its text and linked.
    Claim(ClaimIx),
    /// A citation of a claim, by its place among them.
    Source(ClaimIx, u32),
    /// A work that has no note.
    Work(WorkIx),
    /// A citation as written.
    Cite(Box<str>),
    /// What sort of statement a claim is.
    ClaimType(ClaimType),
    /// How sure the editor is of it.
    Confidence(Confidence),
    /// A whole number that was counted.
    Count(u64),
}

/// A run of rows.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they have in common; `None` when the table is not grouped.
    pub label: Option<Label>,
    /// Positions in [`Table::rows`].
    pub rows: std::ops::Range<u32>,
}

/// A facet: a column whose values can be chosen.
#[derive(Clone, Debug)]
pub struct Facet {
    /// The column it is of.
    pub name: ColumnName,
    /// What people call it.
    pub label: Label,
    /// Its values, the most frequent first, then by label.
    pub values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Clone, Debug)]
pub struct FacetValue {
    /// Its number, unique over the table.
    pub n: u32,
    /// As it stands in a URL's query.
    pub key: Box<str>,
    /// As people see it.
    pub value: CellValue,
    /// Rows of the whole table for which it holds.
    pub count: u32,
}
