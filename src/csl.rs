//! Works and citations as a citation style prints them (CSL 1.0.2, by `hayagriva`).
//!
//! Author-date styles are told apart (2020a, 2020b) over all works that an archive cites, in one pass; a citation then is put together
//! from the author's part, the rest, and the locator. Numeric and note styles are run note by note, in reading order.

mod author_date;
mod by_note;
mod item;
mod segments;
mod style;

pub use author_date::AuthorDate;
pub use by_note::{NoteRun, run};
pub use style::{Class, Style, StyleError, StyleSource};

use crate::note::citation::{CiteMode, Locator};

/// Inline HTML that is safe to show: only text, and elements without attributes but classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Html(pub Box<str>);

/// One work of a citation: its position among the works that the formatter was given, and what was written around it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Which work.
    pub work: usize,
    /// Words before it.
    pub prefix: &'a str,
    /// Where in the work.
    pub locator: Option<&'a Locator>,
    /// Words after it.
    pub suffix: &'a str,
    /// Whether the author is left out.
    pub suppress_author: bool,
}

/// A citation of works.
#[derive(Clone, Debug)]
pub struct Cite<'a> {
    /// How it stands in the text.
    pub mode: CiteMode,
    /// Its works.
    pub parts: Vec<Part<'a>>,
}
