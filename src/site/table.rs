//! A generated table as its template gets it (`Table` of `themes/README.md`), before markup.

use super::body::Href;
use super::inline::Inline;

/// A generated table on a page.
#[derive(Clone, Debug, Default, Hash)]
pub struct TableContext<'a> {
    /// Unique on the page; prefix of element ids.
    pub id: Box<str>,
    /// Its name.
    pub caption: Box<str>,
    /// Whether it is hidden from the eye.
    pub caption_hidden: bool,
    /// Whether the table is the page's purpose.
    pub main: bool,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, in groups; one group without label unless the query groups.
    pub groups: Vec<Group<'a>>,
    /// Facets.
    pub facets: Vec<Facet>,
    /// A to Z; `None` for a letter without an entry.
    pub letters: Vec<(char, Option<Href>)>,
    /// The order in which the rows come: a column's key, and whether descending.
    pub sort: Option<(Box<str>, bool)>,
    /// Rows of the whole table.
    pub total: u32,
    /// Where the table is spread over several pages.
    pub pages: Option<Pages>,
    /// The same rows as CSV and as JSON.
    pub csv_href: Option<Href>,
    /// See above.
    pub json_href: Option<Href>,
    /// Row data files of a table of several pages.
    pub data: Option<RowData>,
}

/// Where all rows of a table of several pages are, for the script.
#[derive(Clone, Debug, Hash)]
pub struct RowData {
    /// What the files call the table, on whatever page it stands.
    pub table: Box<str>,
    /// The files, in order.
    pub files: Vec<Href>,
}

/// A column.
#[derive(Clone, Debug, Hash)]
pub struct Column {
    /// As in URLs: `date`.
    pub key: Box<str>,
    /// For people.
    pub label: Box<str>,
    /// Unit of its numbers.
    pub unit: Option<Box<str>>,
    /// Whether cells align as numbers.
    pub numeric: bool,
    /// Type name, a class of its cells.
    pub value_type: &'static str,
}

/// A run of rows.
#[derive(Clone, Debug, Hash)]
pub struct Group<'a> {
    /// What they have in common.
    pub label: Option<Box<str>>,
    /// How many they are on all pages.
    pub total: u32,
    /// Those of this page.
    pub rows: Vec<Row<'a>>,
}

/// A row.
#[derive(Clone, Debug, Hash)]
pub struct Row<'a> {
    /// Cells, as many as columns.
    pub cells: Vec<Cell<'a>>,
    /// Rank by each column.
    pub ranks: Vec<Option<u32>>,
    /// Numbers of the facet values that hold.
    pub facets: Vec<u32>,
    /// Further words a filter finds it by.
    pub matches: Box<str>,
    /// An element id.
    pub anchor: Option<Box<str>>,
    /// Whether it stands in an earlier group as well.
    pub repeated: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, Hash)]
pub struct Cell<'a> {
    /// Values; each a line of pieces.
    pub values: Vec<Vec<Inline<'a>>>,
    /// Whether the sources disagree.
    pub contested: bool,
}

/// A facet.
#[derive(Clone, Debug, Hash)]
pub struct Facet {
    /// The column's key.
    pub key: Box<str>,
    /// For people.
    pub label: Box<str>,
    /// Values.
    pub values: Vec<FacetValue>,
}

/// A facet's value.
#[derive(Clone, Debug, Hash)]
pub struct FacetValue {
    /// Unique over the table.
    pub n: u32,
    /// In URLs.
    pub value: Box<str>,
    /// For people.
    pub label: Box<str>,
    /// Rows of the whole table.
    pub count: u32,
    /// A page for the value.
    pub href: Option<Href>,
}

/// Pages of a long table.
#[derive(Clone, Debug, Hash)]
pub struct Pages {
    /// From 1.
    pub current: u32,
    /// Address of every page, in order.
    pub list: Vec<Href>,
}
