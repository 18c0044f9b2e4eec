//! Queries of `index` blocks and of `casebook list`: which rows, which columns, in which order.
//!
//! ```yaml
//! from: event                        # a kind, several ([event, place]), `notes`, `works`, `claims`, `tags`; or `dataset: NAME` in its place
//! where:                             # all of these
//!   place: guangzhou                 # a note by slug, id, title or alias; a tag with its narrower ones; a text, case aside
//!   date: ">= 1978"                  # also > < <= != =, and ~ for "contains"; of dates: may be so
//!   type: [fair, visit]              # any of these
//!   place.country: China             # a column of the notes referred to
//!   outcome: "*"                     # something is known; `outcome:` with nothing, that nothing is
//!   any: [{tags: trade}, {title: "~ fair"}]
//!   not: {status: review}
//! columns: [date, title, participants]
//! sort: [-date, title]               # missing ones last both ways
//! group: decade(date)                # also year(), century()
//! limit: 20
//! expect: ">= 10"                    # rows found, before the limit
//! ```

mod operand;
mod parse;

use super::catalog::Catalog;
use super::column;
use super::condition::{Condition, holds, number_holds};
use super::table::{Subject, Table};
use super::tabulate::{Layout, tabulate};
use crate::archive::NoteIx;
use crate::archive::claims::ClaimIx;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::schema::date::Comparison;
use crate::schema::{Kind, KindIx, SortKey, ValueType};
use crate::text::{Spanned, VaultPath};
use crate::yaml::Node;

/// Columns of a kind that does not say which, beside the title.
const DEFAULT_COLUMNS: usize = 5;

/// A query that can be answered.
#[derive(Clone, Debug)]
pub struct Query {
    from: From,
    condition: Condition,
    layout: Layout,
    expect: Option<Spanned<Expectation>>,
}

/// What the rows of a query are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// Notes of these kinds.
    Kinds(Vec<KindIx>),
    /// All notes.
    Notes,
    /// All claims.
    Claims,
    /// All tags.
    Tags,
    /// Rows of a dataset: a position in the archive's datasets.
    Dataset(u32),
}

/// How many rows there should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation {
    comparison: Comparison,
    number: u32,
}

impl Query {
    /// Reads a query; `None` where it is at fault.
    #[must_use]
    pub fn parse(node: &Node, file: &VaultPath, catalog: &Catalog<'_>) -> Checked<Option<Self>> {
        parse::query(node, file, catalog)
    }

    /// The index table of a kind.
    #[must_use]
    pub fn of_kind(catalog: &Catalog<'_>, ix: KindIx) -> Self {
        let kind = catalog.archive.kinds.get(ix);
        let mut query = Self::all(catalog, From::Kinds(vec![ix]));
        query.layout.facets =
            kind.index.facets.iter().filter_map(|name| column::find(catalog, &query.from, &name.0).ok()).collect();
        query
    }

    /// The table of all claims.
    #[must_use]
    pub fn of_claims(catalog: &Catalog<'_>) -> Self {
        let mut query = Self::all(catalog, From::Claims);
        let facets = ["about", "work", "type", "confidence", "disputed"];
        query.layout.facets = facets.iter().filter_map(|name| column::find(catalog, &query.from, name).ok()).collect();
        query
    }

    /// Everything, in the columns and the order that go without saying.
    #[must_use]
    pub fn all(catalog: &Catalog<'_>, from: From) -> Self {
        let find = |name: &str| column::find(catalog, &from, name).ok();
        let columns = default_columns(catalog, &from).iter().filter_map(|name| find(name)).collect();
        let (by, descending) = default_sort(catalog, &from);
        let sort = by.and_then(|by| Some((find(&by)?, descending)));
        let layout = Layout { columns, sort: sort.into_iter().collect(), ..Layout::default() };
        Self { from, condition: Condition::All(Vec::new()), layout, expect: None }
    }

    /// The answer; an expectation that does not hold is found in `file`.
    #[must_use]
    pub fn answer(&self, catalog: &Catalog<'_>, file: &VaultPath) -> Checked<Table> {
        let mut rows = rows(catalog, &self.from);
        rows.retain(|row| holds(catalog, &self.condition, row));
        let found = self.expect.as_ref().and_then(|expect| unmet(expect, rows.len(), file));
        Checked::new(tabulate(catalog, rows, &self.layout), found.into_iter().collect())
    }
}

/// A table of chosen notes, in the columns of tables of all notes, with the kind as a facet.
pub(super) fn of_notes(catalog: &Catalog<'_>, notes: &[NoteIx]) -> Table {
    let mut layout = Query::all(catalog, From::Notes).layout;
    layout.facets.extend(column::find(catalog, &From::Notes, "kind"));
    tabulate(catalog, notes.iter().map(|note| Subject::Note(*note)).collect(), &layout)
}

fn rows(catalog: &Catalog<'_>, from: &From) -> Vec<Subject> {
    let archive = catalog.archive;
    let notes = || (0..).map(NoteIx).zip(&archive.notes);
    match from {
        From::Kinds(kinds) => {
            let is_of = |kind: Option<KindIx>| kind.is_some_and(|kind| kinds.contains(&kind));
            notes().filter(|(_, note)| is_of(note.kind)).map(|(ix, _)| Subject::Note(ix)).collect()
        }
        From::Notes => {
            // The text above a kind's table, and the home page, are no entries.
            let is_furniture = |id: &str| id == "index" || archive.kinds.all.iter().any(|kind| *kind.folder == *id);
            let is_entry = |note: &crate::note::Note| !(note.is_folder_index && is_furniture(note.id.as_str()));
            notes().filter(|(_, note)| is_entry(note)).map(|(ix, _)| Subject::Note(ix)).collect()
        }
        From::Claims => (0..archive.claims.all.len() as u32).map(|at| Subject::Claim(ClaimIx(at))).collect(),
        From::Tags => catalog.tags.all.iter().map(|tag| Subject::Tag(tag.name.clone())).collect(),
        From::Dataset(dataset) => {
            let count = archive.datasets[*dataset as usize].rows.len() as u32;
            (0..count).map(|row| Subject::DatasetRow(*dataset, row)).collect()
        }
    }
}

/// The order that goes without saying: the kind's own, else by title; of a dataset, the file's.
fn default_sort(catalog: &Catalog<'_>, from: &From) -> (Option<String>, bool) {
    let title = || (Some("title".to_owned()), false);
    match from {
        From::Dataset(_) => (None, false),
        From::Claims => (Some("about".to_owned()), false),
        From::Kinds(kinds) if kinds.len() == 1 => match &catalog.archive.kinds.get(kinds[0]).index.sort {
            Some(SortKey { column, descending }) => (Some(column.0.to_string()), *descending),
            None => title(),
        },
        From::Kinds(_) | From::Notes | From::Tags => title(),
    }
}

/// Names of the columns that go without saying.
fn default_columns(catalog: &Catalog<'_>, from: &From) -> Vec<String> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    match from {
        From::Kinds(kinds) if kinds.len() == 1 => columns_of_kind(catalog.archive.kinds.get(kinds[0])),
        From::Kinds(_) | From::Notes => names(&["title", "kind", "summary"]),
        From::Claims => names(&["claim", "about", "type", "source", "confidence", "as_of", "disputed"]),
        From::Tags => names(&["tag", "notes"]),
        From::Dataset(dataset) => {
            let columns = &catalog.archive.datasets[*dataset as usize].columns;
            columns.iter().map(|column| column.name.to_string()).collect()
        }
    }
}

/// As the kind says; else the title and the first fields that fit a cell.
fn columns_of_kind(kind: &Kind) -> Vec<String> {
    if !kind.index.columns.is_empty() {
        return kind.index.columns.iter().map(|name| name.0.to_string()).collect();
    }
    let is_short = |value: &ValueType| !matches!(value, ValueType::Markdown | ValueType::Url | ValueType::Coordinates);
    let fields = kind.fields.iter().filter(|field| is_short(&field.value)).take(DEFAULT_COLUMNS);
    let mut columns = vec!["title".to_owned()];
    columns.extend(fields.map(|field| match field.value {
        ValueType::Names => format!("{}.zh-Hans", field.name),
        _ => field.name.to_string(),
    }));
    if columns.len() == 1 {
        columns.push("summary".to_owned());
    }
    columns
}

fn unmet(expect: &Spanned<Expectation>, rows: usize, file: &VaultPath) -> Option<Diagnostic> {
    let Expectation { comparison, number } = expect.value;
    if number_holds(comparison, rows as f64, number.into()) {
        return None;
    }
    let expected = match comparison {
        Comparison::Equal => format!("{number}"),
        Comparison::NotEqual => format!("any number but {number}"),
        Comparison::Less => format!("fewer than {number}"),
        Comparison::LessOrEqual => format!("at most {number}"),
        Comparison::Greater => format!("more than {number}"),
        Comparison::GreaterOrEqual => format!("at least {number}"),
    };
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    let message = format!("the query finds {rows}, and {expected} should be there");
    let help = "see whether a note is missing or the condition has changed its meaning, else change `expect`";
    Some(Diagnostic::new(Code::QueryExpectation, file, expect.span, message).help(help))
}
