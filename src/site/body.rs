//! A body ready to render: events without spans, in which each link, embed and query stands replaced by its answer.
//!
//! Nothing here can be asked for more: what a page shows of other notes is in it.

use crate::note::body::{Alignment, AnnotationHead, Attributes, Callout, Rights};
use crate::site::cards::NoteCard;
use crate::site::citations::{CitePiece, WorkEntry};
use crate::site::table::TableContext;

/// An address within the site, percent-encoded, relative to the site's root, a fragment allowed
/// (`concepts/bridgehead.html#use`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Href(pub Box<str>);

/// A body, or a footnote, or an inline field, ready to render.
#[derive(Clone, Debug, Default, Hash)]
pub struct ResolvedBody<'a> {
    /// What stands in it, in document order.
    pub events: Vec<Event<'a>>,
    /// Headings as they will stand on the page: level shifted, id prefixed in embeds, at the event that opens them.
    pub headings: Vec<Heading<'a>>,
    /// Footnotes in the order of their first mark, those of embeds included.
    pub footnotes: Vec<Footnote<'a>>,
    /// Citations, as they are printed.
    pub citations: Vec<Vec<CitePiece<'a>>>,
    /// The works they cite, in the style's order.
    pub works: Vec<WorkEntry>,
    /// Notes it links to and embeds, in order, once each.
    pub linked: Vec<NoteCard>,
}

/// A step through a body.
#[derive(Clone, Debug, Hash)]
pub enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost open element ends.
    End,
    /// The element that begins next carries this id; where none does, the id stands by itself.
    Anchor(Box<str>),
    /// Text.
    Text(&'a str),
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
        /// A block, or a part of one.
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
    /// A citation: an index into [`ResolvedBody::citations`].
    Citation(u32),
    /// A line break in the source.
    SoftBreak,
    /// A line break that is shown.
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task list item.
    TaskMarker(bool),
    /// A generated table, a block of its own.
    Table(Box<TableContext<'a>>),
    /// What was written and is at fault, marked in place.
    Fault(Box<Fault>),
}

/// What was written and is at fault.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// Whether it is a block of its own.
    pub block: bool,
    /// The words that were written.
    pub text: Box<str>,
    /// The finding: `error[broken-link]: ...`.
    pub finding: Box<str>,
}

/// An element that holds others.
#[derive(Clone, Debug, Hash)]
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
    /// Its columns, and its number among the tables of the page.
    Table(&'a [Alignment], u32),
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
    /// Who wrote it and when; and its number in the page's own text.
    Annotation(&'a AnnotationHead, Option<u32>),
    /// Its id, if it has one, stands before it as [`Event::Anchor`].
    Span(&'a Attributes),
    /// A link that leads somewhere.
    Link(Box<Link<'a>>),
    /// A link that leads nowhere: its finding.
    BrokenLink(Box<str>),
    /// A link to a draft: only the words are shown.
    NoLink,
    /// An image of the site; the alternative text stands between start and end.
    Image(Box<Image<'a>>),
    /// An image on another site, shown as a link to it; the alternative text stands between start and end.
    RemoteImage(&'a str),
    /// An embedded note, or a part of one.
    Embed(Box<Embed<'a>>),
}

/// A link that leads somewhere.
#[derive(Clone, Debug, Hash)]
pub struct Link<'a> {
    /// Where to.
    pub to: Destination<'a>,
    /// `title`, shown on hovering.
    pub title: Option<&'a str>,
}

/// Where a link leads.
#[derive(Clone, Debug, Hash)]
pub enum Destination<'a> {
    /// To a page or file of the site.
    Site(Href),
    /// Away: an address checked to be safe.
    Away(&'a str),
}

/// An image of the site.
#[derive(Clone, Debug, Hash)]
pub struct Image<'a> {
    /// Its file.
    pub href: Href,
    /// Width in pixels as it will be shown, if known.
    pub width: Option<u32>,
    /// Height likewise.
    pub height: Option<u32>,
    /// Caption.
    pub title: Option<&'a str>,
    /// Whose it is, and how it may be used.
    pub rights: Option<&'a Rights>,
}

/// An embedded note or part of one; its events stand between start and end.
#[derive(Clone, Debug, Hash)]
pub struct Embed<'a> {
    /// Title of the source.
    pub title: &'a str,
    /// The source.
    pub href: Href,
    /// Language of the source's body if it differs from the host's.
    pub lang: Option<&'a str>,
}

/// A heading on the page.
#[derive(Clone, Debug, Hash)]
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
#[derive(Clone, Debug, Hash)]
pub struct Footnote<'a> {
    /// What stands in it.
    pub events: Vec<Event<'a>>,
}
