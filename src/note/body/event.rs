//! The steps of a body, and what they are made of.

use super::Body;
use super::link::{Fragment, LinkUse, Target};
use crate::text::Span;

/// Text of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Str {
    /// These bytes of the file.
    Source(Span),
    /// Text that differs from the bytes it came from (an entity, an escape).
    Owned(Box<str>),
}

impl Str {
    /// The text; `source` is the text of the whole file.
    #[must_use]
    pub fn get<'a>(&'a self, source: &'a str) -> &'a str {
        match self {
            Self::Source(span) => source.get(span.range()).unwrap_or(""),
            Self::Owned(text) => text,
        }
    }
}

/// One step through a body: something begins, ends or stands there; and the bytes it came from.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happens.
    pub kind: EventKind,
    /// Where. For [`EventKind::Start`] and [`EventKind::End`]: all of the element.
    pub span: Span,
}

/// What happens at a step.
#[derive(Clone, Debug)]
pub enum EventKind {
    /// An element begins.
    Start(Tag),
    /// The innermost open element, which is of this tag, ends.
    End(Tag),
    /// Text.
    Text(Str),
    /// A code span.
    Code(Str),
    /// Mathematics in TeX.
    Math {
        /// Whether it stands in a line of its own.
        display: bool,
        /// The TeX.
        tex: Str,
    },
    /// Raw HTML, a block or inline; sanitised when rendered.
    Html {
        /// Whether it is a block.
        block: bool,
        /// The HTML.
        html: Str,
    },
    /// Base text with readings above, one reading a character when the counts match, else one for all.
    Ruby(Box<Ruby>),
    /// A footnote's mark: an index into [`super::Body::footnotes`].
    FootnoteMark(u32),
    /// A citation: an index into [`super::Body::citations`].
    Citation(u32),
    /// A line break in the source, shown as a space, or as nothing between two Han characters.
    SoftBreak,
    /// A line break that is shown.
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task list item.
    TaskMarker(bool),
    /// A note, or a part of one, stands here: an index into [`super::Body::embeds`].
    Embed(u32),
    /// A generated table or view stands here: an index into [`super::Body::queries`].
    Generated(u32),
}

/// Base text with readings above. It is kept apart, because there is little of it and all events have one size.
#[derive(Clone, Debug)]
pub struct Ruby {
    /// The base.
    pub base: Str,
    /// The readings.
    pub readings: Str,
}

/// Elements. The tag of an `End` equals that of its `Start`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A paragraph (left out within tight list items).
    Paragraph,
    /// A heading: an index into [`super::Body::headings`].
    Heading(u32),
    /// A block quotation.
    BlockQuote,
    /// A callout; its title comes first, as [`Tag::CalloutTitle`].
    Callout(Box<Callout>),
    /// A callout's title: written, or left out when there is none (the renderer prints the callout's type).
    CalloutTitle,
    /// A code block with its info string; its text follows as [`EventKind::Text`].
    CodeBlock(Str),
    /// A list; `Some(n)` for an ordered one that begins with `n`.
    List(Option<u64>),
    /// A list item.
    Item,
    /// A definition list.
    DefinitionList,
    /// A term.
    DefinitionTitle,
    /// Its definition.
    DefinitionBody,
    /// A table and the alignment of its columns.
    Table(Box<[Alignment]>),
    /// The head row; cells follow directly.
    TableHead,
    /// A row.
    TableRow,
    /// A cell.
    TableCell,
    /// `*emphasis*`.
    Emphasis,
    /// `**strong**`.
    Strong,
    /// `~~struck~~`.
    Strikethrough,
    /// `x^2^`.
    Superscript,
    /// `H~2~O`.
    Subscript,
    /// `==marked==`.
    Mark,
    /// `{++inserted++}` or the new side of `{~~old~>new~~}`.
    Insertion,
    /// `{--deleted--}` or the old side of a substitution.
    Deletion,
    /// `{==passage==}` that an [`Tag::Annotation`] follows.
    AnnotatedPassage,
    /// `{>>comment<<}`.
    Annotation(Box<AnnotationHead>),
    /// `[text]{#id .class key=value}`.
    Span(Box<Attributes>),
    /// Words beside a work of the [`EventKind::Citation`] before it, where they hold markup; they are shown within the citation.
    CiteWords(CiteWords),
    /// A link: an index into [`super::Body::links`]. What is shown stands between start and end; empty for a bare wikilink
    /// whose text is the target's (`[[#heading]]` and the like included: the renderer shows the written target).
    Link(u32),
    /// An image: an index into [`super::Body::links`]; the text between is its alternative text.
    Image(u32),
}

/// How a table column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// As the theme has it.
    None,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// A callout's type and folding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Callout {
    /// `note`, `warning`, ... in lower case, as written otherwise.
    pub kind: Box<str>,
    /// `None`: not foldable. `Some(true)`: folded at first.
    pub folded: Option<bool>,
}

/// Who wrote an annotation and when, if it says so (`@who 2026-11-02:`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AnnotationHead {
    /// The name after `@`.
    pub author: Option<Box<str>>,
    /// The date, `YYYY-MM-DD`.
    pub date: Option<Box<str>>,
}

/// Which words of a citation are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CiteWords {
    /// The position of the work among the citation's items.
    pub item: u32,
    /// Whether they stand behind it.
    pub is_behind: bool,
}

/// `{#id .class key=value}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attributes {
    /// The id.
    pub id: Option<Box<str>>,
    /// Classes in order.
    pub classes: Vec<Box<str>>,
    /// Other pairs in order; only `lang`, `dir`, `title` and `data-*` reach the page.
    pub pairs: Vec<(Box<str>, Box<str>)>,
}

/// The words of a stretch of a body, without markup: no comments, footnote marks and deleted text; a link without words of its own
/// gives the name it is written with. Line breaks and the ends of blocks are spaces; `links` are those of the body.
#[must_use]
pub fn plain_text(events: &[Event], source: &str, links: &[LinkUse]) -> String {
    plain_text_with(events, source, |link| links.get(link as usize).map_or("", LinkUse::words))
}

/// The same, with other words for the links that have none.
#[must_use]
pub fn plain_text_with<'w>(events: &[Event], source: &str, words: impl Fn(u32) -> &'w str) -> String {
    plain_text_marked(events, source, words, &mut |_, _| {})
}

/// The same; `each` gets every event's position, and how many bytes of text stand before it.
#[must_use]
pub fn plain_text_marked<'w>(
    events: &[Event],
    source: &str,
    words: impl Fn(u32) -> &'w str,
    each: &mut dyn FnMut(usize, usize),
) -> String {
    plain(events, source, words, |_| "", each)
}

/// The same of a text that is shown in a line, where an embed is a link: it gives its words, or the name it is written with.
#[must_use]
pub fn plain_line(events: &[Event], source: &str, body: &Body) -> String {
    plain(
        events,
        source,
        |link| body.links.get(link as usize).map_or("", LinkUse::words),
        |embed| body.embeds.get(embed as usize).map_or("", LinkUse::words),
        &mut |_, _| {},
    )
}

fn plain<'w>(
    events: &[Event],
    source: &str,
    words: impl Fn(u32) -> &'w str,
    embedded: impl Fn(u32) -> &'w str,
    each: &mut dyn FnMut(usize, usize),
) -> String {
    let mut text = String::new();
    // Annotations and deletions that are open.
    let mut left_out = 0_u32;
    for (at, event) in events.iter().enumerate() {
        each(at, text.len());
        match &event.kind {
            EventKind::Start(Tag::Annotation(_) | Tag::Deletion | Tag::CiteWords(_)) => left_out += 1,
            EventKind::End(Tag::Annotation(_) | Tag::Deletion | Tag::CiteWords(_)) => left_out = left_out.saturating_sub(1),
            _ if left_out > 0 => {}
            EventKind::Text(words) | EventKind::Code(words) | EventKind::Math { tex: words, .. } => {
                text.push_str(words.get(source));
            }
            EventKind::Ruby(ruby) => text.push_str(ruby.base.get(source)),
            EventKind::Embed(embed) => text.push_str(embedded(*embed)),
            EventKind::Start(Tag::Link(link)) => {
                let is_bare = matches!(events.get(at + 1), Some(Event { kind: EventKind::End(Tag::Link(_)), .. }));
                if is_bare {
                    text.push_str(words(*link));
                }
            }
            // What stands for a citation is generated; the blank before it goes too.
            EventKind::Citation(_) if text.ends_with(' ') => text.truncate(text.len() - 1),
            EventKind::SoftBreak | EventKind::HardBreak => text.push(' '),
            EventKind::End(tag) if tag.is_block() && !text.is_empty() && !text.ends_with(' ') => text.push(' '),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

impl Target {
    /// The name it is written with: that of the note, or of the part of the same note; the address of what lies outside.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::External(name) => name,
            Self::Internal { name, fragment: Some(Fragment::Heading(part) | Fragment::Block(part) | Fragment::Claim(part)) }
                if name.is_empty() =>
            {
                part
            }
            Self::Internal { name, .. } => name,
        }
    }
}

impl Tag {
    /// Whether the element is a block, or a part of one that stands by itself (a cell, a term, a title).
    #[must_use]
    pub fn is_block(&self) -> bool {
        !matches!(
            self,
            Self::Emphasis
                | Self::Strong
                | Self::Strikethrough
                | Self::Superscript
                | Self::Subscript
                | Self::Mark
                | Self::Insertion
                | Self::Deletion
                | Self::AnnotatedPassage
                | Self::Annotation(_)
                | Self::Span(_)
                | Self::CiteWords(_)
                | Self::Link(_)
                | Self::Image(_)
        )
    }
}
