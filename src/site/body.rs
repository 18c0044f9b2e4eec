//! A body ready to render: events without spans, in which each link, embed and query stands replaced by its answer.
//!
//! Nothing here can be asked for more: what a page shows of other notes is in it.

use crate::note::body::{Alignment, AnnotationHead, Attributes, Callout};

/// An address within the site, percent-encoded, relative to the site's root, a fragment allowed
/// (`concepts/bridgehead.html#use`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Href(pub Box<str>);

/// A body, or a footnote, or an inline field, ready to render.
#[derive(Clone, Debug, Default)]
pub struct ResolvedBody<'a> {
    /// What stands in it, in document order.
    pub events: Vec<Event<'a>>,
    /// Headings as they will stand on the page: level shifted, id prefixed in embeds, at the event that opens them.
    pub headings: Vec<Heading<'a>>,
    /// Footnotes in the order of their first mark, those of embeds included.
    pub footnotes: Vec<Footnote<'a>>,
}

/// A step through a body.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost open element ends.
    End,
    /// Text.
    Text(&'a str),
    /// Text made here.
    Owned(Box<str>),
    /// A code span.
    Code(&'a str),
    /// Mathematics in TeX.
    Math {
        /// In a line of its own.
        display: bool,
        /// The TeX.
        tex: &'a str,
    },
    /// Raw HTML that the allow-list is still to be applied to.
    Html {
        /// A block.
        block: bool,
        /// The HTML.
        html: &'a str,
    },
    /// Base text with readings.
    Ruby {
        /// The base.
        base: &'a str,
        /// The readings.
        readings: &'a str,
    },
    /// The mark of a footnote: an index into [`ResolvedBody::footnotes`].
    FootnoteMark(u32),
    /// A line break in the source.
    SoftBreak,
    /// A line break that is shown.
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task list item.
    TaskMarker(bool),
    /// A generated table.
    Table(Box<crate::site::table::TableContext<'a>>),
    /// A fault marked in place: `error[code]: message`; block or inline.
    Fault {
        /// A block of its own.
        block: bool,
        /// Words that were written, shown marked.
        text: Box<str>,
        /// What is wrong.
        message: Box<str>,
    },
}

/// An element that holds others.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Element<'a> {
    Paragraph,
    /// An index into [`ResolvedBody::headings`].
    Heading(u32),
    BlockQuote,
    Callout(&'a Callout),
    CalloutTitle,
    /// Its info string; the text follows.
    CodeBlock(&'a str),
    List(Option<u64>),
    Item,
    DefinitionList,
    DefinitionTitle,
    DefinitionBody,
    Table(&'a [Alignment]),
    TableHead,
    TableRow,
    TableCell,
    Emphasis,
    Strong,
    Strikethrough,
    Superscript,
    Subscript,
    Mark,
    Insertion,
    Deletion,
    AnnotatedPassage,
    Annotation(&'a AnnotationHead),
    Span(&'a Attributes),
    /// An element of any of the above kinds that carries an id: a named block (`^block`) or an anchor.
    Anchor(Box<str>),
    /// A link within the site.
    Link(Href),
    /// A link away, checked to be safe, and its title.
    ExternalLink(&'a str, Option<&'a str>),
    /// A link that leads nowhere: its finding.
    BrokenLink(Box<str>),
    /// A link to a draft: only the words are shown.
    NoLink,
    /// An image of the site; the alternative text stands between start and end.
    Image(Box<Image<'a>>),
    /// An image on another site, shown as a link.
    RemoteImage(&'a str),
    /// An embedded note, or a part of one.
    Embed(Box<Embed<'a>>),
}

/// An image of the site.
#[derive(Clone, Debug)]
pub struct Image<'a> {
    /// Its file.
    pub href: Href,
    /// Width and height in pixels as it will be shown, if known.
    pub size: Option<(u32, u32)>,
    /// Caption.
    pub title: Option<&'a str>,
}

/// An embedded note or part of one; its events stand between start and end.
#[derive(Clone, Debug)]
pub struct Embed<'a> {
    /// Title of the source.
    pub title: &'a str,
    /// Where it leads.
    pub href: Href,
    /// Language of the source's body if it differs from the host's.
    pub lang: Option<&'a str>,
}

/// A heading on the page.
#[derive(Clone, Debug)]
pub struct Heading<'a> {
    /// 1 to 6.
    pub level: u8,
    /// Its id.
    pub id: Box<str>,
    /// Classes.
    pub classes: &'a [Box<str>],
    /// Its text without markup.
    pub text: &'a str,
}

/// A footnote on the page.
#[derive(Clone, Debug)]
pub struct Footnote<'a> {
    /// What stands in it.
    pub events: Vec<Event<'a>>,
}
