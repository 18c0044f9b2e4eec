//! Pieces of a line: what a cell, an infobox value or a qualifier is made of.

use super::body::{Href, ResolvedBody};

/// A piece of a line.
#[derive(Clone, Debug, Hash)]
pub enum Inline<'a> {
    /// Text as it stands; Han runs in it get their language when rendered.
    Text(Box<str>),
    /// Text in a language.
    Lang {
        /// The text.
        text: Box<str>,
        /// BCP 47.
        lang: Box<str>,
    },
    /// A link within the site.
    Link {
        /// Where to.
        href: Href,
        /// What it says.
        text: Box<str>,
        /// Language of the text, if it differs from the page's.
        lang: Option<Box<str>>,
    },
    /// A link away, checked to be safe.
    External {
        /// Where to.
        url: Box<str>,
        /// What it says.
        text: Box<str>,
    },
    /// A date.
    Time {
        /// For people.
        text: Box<str>,
        /// For machines; `None` where HTML has no form for it.
        iso: Option<Box<str>>,
    },
    /// A number, digits as written.
    Number(Box<str>),
    /// A point on earth.
    Coordinates(crate::schema::Coordinates),
    /// A truth value, in the interface's words.
    Boolean(bool),
    /// A source, printed.
    Cite {
        /// What it says.
        html: crate::csl::Html,
        /// The work's page.
        href: Option<Href>,
    },
    /// Markdown of a field.
    Markdown(ResolvedBody<'a>),
    /// A reference that found nothing: the words written and the finding's message.
    Fault {
        /// The words.
        text: Box<str>,
        /// What is wrong.
        message: Box<str>,
    },
}
