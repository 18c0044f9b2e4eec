//! Citations as Pandoc writes them: `see @zheng2006, pp. 3-5; -@chen2001`, in brackets in a body, bare in front matter.

mod locator;
mod nocite;
mod parse;

pub use locator::{Locator, LocatorLabel};
pub use nocite::{Listed, listed};
pub use parse::{ReadItem, behind, inside, key_length, written};

use crate::text::{Span, Spanned};

/// A citation of one work or of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// How it stands in the text.
    pub mode: CiteMode,
    /// The works, at least one.
    pub items: Vec<CiteItem>,
    /// All of it.
    pub span: Span,
}

/// How a citation stands in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CiteMode {
    /// `[@key, p. 4]`
    Bracketed,
    /// `@key [p. 4]`: the author is part of the sentence.
    Narrative {
        /// Whether a bracket follows. Without one the word is text where no work has the key.
        has_bracket: bool,
    },
}

/// One work of a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiteItem {
    /// Its key, without `@`; the span takes in the `@`.
    pub key: Spanned<Box<str>>,
    /// Words before it.
    pub prefix: Box<str>,
    /// Where in the work.
    pub locator: Option<Locator>,
    /// Words after it.
    pub suffix: Box<str>,
    /// `-@key`: the author is left out.
    pub suppress_author: bool,
}
