//! Works and citations as a citation style prints them (CSL 1.0.2, by `hayagriva`).
//!
//! In author-date styles works are told apart (2020a, 2020b) among all that an archive cites; a citation then is put together from the
//! author's part, the rest, and the locator. Numeric and note styles are run note by note, in reading order.

mod author_date;
mod by_note;
mod entry;
mod item;
mod locale;
mod printed;
mod segments;
mod style;

pub use author_date::AuthorDate;
pub use by_note::{NoteRun, run};
pub use entry::Entries;
pub use style::{Class, Style, StyleError, StyleSource};

use crate::note::citation::{CiteMode, Locator};
use crate::text::markup::escape;

/// Inline HTML that is safe to show: only text, and elements without attributes but classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Html(pub Box<str>);

/// One work of a citation: its position among the works that the formatter was given, and what was written around it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Which of the citation's items it is, as written.
    pub item: usize,
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

/// A stretch of a printed citation; `W` says which work: its position among those that the formatter was given.
#[derive(Clone, Debug)]
pub enum Stretch<W = usize> {
    /// What the style puts around works and between them.
    Style(Html),
    /// Of a work.
    Work(W, Html),
    /// The citing author's words beside a work.
    Words(Words),
}

/// Words of the citing author beside a work, as text without markup.
#[derive(Clone, Debug)]
pub struct Words {
    /// The item of the citation that they belong to.
    pub item: usize,
    /// Whether they stand behind the work.
    pub is_behind: bool,
    /// They themselves, without the blank that separates them from the work.
    pub html: Html,
}

impl Html {
    /// Text without markup.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let mut out = String::new();
        escape(&mut out, text);
        Self(out.into())
    }
}

impl<W> Stretch<W> {
    /// What it says.
    #[must_use]
    pub fn html(&self) -> &Html {
        match self {
            Self::Style(html) | Self::Work(_, html) => html,
            Self::Words(words) => &words.html,
        }
    }
}

impl Stretch {
    /// The same, its work named otherwise.
    #[must_use]
    pub fn named<W>(self, name: impl FnOnce(usize) -> W) -> Stretch<W> {
        match self {
            Self::Style(html) => Stretch::Style(html),
            Self::Work(work, html) => Stretch::Work(name(work), html),
            Self::Words(words) => Stretch::Words(words),
        }
    }

    /// Puts a part's words before its work.
    fn before(out: &mut Vec<Self>, part: &Part<'_>) {
        let words = part.prefix.trim();
        if !words.is_empty() {
            out.push(Self::Words(Words { item: part.item, is_behind: false, html: Html::text(words) }));
            out.push(Self::Style(Html::text(" ")));
        }
    }

    /// Puts a part's words behind its work.
    fn behind(out: &mut Vec<Self>, part: &Part<'_>) {
        if part.suffix.trim().is_empty() {
            return;
        }
        let words = part.suffix.trim_start();
        let is_set_off = words.len() < part.suffix.len();
        let gap = match is_set_off {
            true => " ",
            false if words.starts_with([',', '.', ';', ':']) => "",
            false => ", ",
        };
        if !gap.is_empty() {
            out.push(Self::Style(Html::text(gap)));
        }
        out.push(Self::Words(Words { item: part.item, is_behind: true, html: Html::text(words) }));
    }
}
