//! A note's body: what was written, as a flat list of events in document order.
//!
//! Events keep spans, so that every later finding has its place; text that stands in the file as it is shown is not copied,
//! only pointed at ([`Str::Source`]). Links, embeds, queries and footnotes are numbered: an event holds the number, the
//! table beside the events holds what was written. Later stages answer each number ([`crate::archive`]) and put the answers in.

use std::ops::Range;
use std::sync::Arc;

use crate::config::Limits;
use crate::diagnostic::{Checked, Code};
use crate::text::{Span, Spanned, VaultPath};
use crate::yaml;

/// A parsed body.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// What stands in the note, footnotes left out.
    pub events: Vec<Event>,
    /// Headings in document order.
    pub headings: Vec<Heading>,
    /// Blocks that have a name (`^block`).
    pub blocks: Vec<NamedBlock>,
    /// Links in document order (footnotes included), also those to images and files.
    pub links: Vec<LinkUse>,
    /// Embeds of notes.
    pub embeds: Vec<LinkUse>,
    /// Fenced `index` blocks (and later `chart`, `timeline`, `map`, `graph`).
    pub queries: Vec<GeneratedBlock>,
    /// Footnotes, in the order of their first reference; unreferenced ones are left out (and are a finding).
    pub footnotes: Vec<Footnote>,
    /// `#tag`s written in the body of a plain note.
    pub tags: Vec<Spanned<Box<str>>>,
    /// `%% allow CODE: reason %%` marks.
    pub allows: Vec<Allow>,
}

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
    Ruby {
        /// The base.
        base: Str,
        /// The readings.
        readings: Str,
    },
    /// A footnote's mark: an index into [`Body::footnotes`].
    FootnoteMark(u32),
    /// A line break in the source, shown as a space, or as nothing between two Han characters.
    SoftBreak,
    /// A line break that is shown.
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task list item.
    TaskMarker(bool),
    /// A note, or a part of one, stands here: an index into [`Body::embeds`].
    Embed(u32),
    /// A generated table or view stands here: an index into [`Body::queries`].
    Generated(u32),
}

/// Elements. The tag of an `End` equals that of its `Start`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A paragraph (left out within tight list items).
    Paragraph,
    /// A heading: an index into [`Body::headings`].
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
    /// A link: an index into [`Body::links`]. What is shown stands between start and end; empty for a bare wikilink
    /// whose text is the target's (`[[#heading]]` and the like included: the renderer shows the written target).
    Link(u32),
    /// An image: an index into [`Body::links`]; the text between is its alternative text.
    Image(u32),
}

/// How a table column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callout {
    /// `note`, `warning`, ... in lower case, as written otherwise.
    pub kind: Box<str>,
    /// `None`: not foldable. `Some(true)`: folded at first.
    pub folded: Option<bool>,
}

/// Who wrote an annotation and when, if it says so (`@who 2026-11-02:`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotationHead {
    /// The name after `@`.
    pub author: Option<Box<str>>,
    /// The date, `YYYY-MM-DD`.
    pub date: Option<Box<str>>,
}

/// `{#id .class key=value}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The id.
    pub id: Option<Box<str>>,
    /// Classes in order.
    pub classes: Vec<Box<str>>,
    /// Other pairs in order; only `lang`, `dir`, `title` and `data-*` reach the page.
    pub pairs: Vec<(Box<str>, Box<str>)>,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// Its id on the page: explicit, or made from the text; unique in the note.
    pub id: Box<str>,
    /// Whether the id was written (`{#id}`).
    pub explicit: bool,
    /// Classes written.
    pub classes: Vec<Box<str>>,
    /// Its text without markup.
    pub text: String,
    /// Index of its `Start` in [`Body::events`]; `None` within a footnote.
    pub event: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// A block with a name.
#[derive(Clone, Debug)]
pub struct NamedBlock {
    /// The name, without `^`.
    pub name: Box<str>,
    /// Its events in [`Body::events`].
    pub events: Range<u32>,
    /// Where the name stands.
    pub span: Span,
}

/// A link or embed as written.
#[derive(Clone, Debug)]
pub struct LinkUse {
    /// How it was written.
    pub form: LinkForm,
    /// Where it leads.
    pub target: Target,
    /// All of it.
    pub span: Span,
    /// The target's bytes alone, for fixes and renames.
    pub target_span: Span,
    /// The words shown, if they were written (`[[a|these]]`, `[these](a.md)`), without markup.
    pub text: Option<Box<str>>,
    /// For images: the size asked for (`300`, `300x200`).
    pub size: Option<(u32, Option<u32>)>,
    /// `title` of a Markdown link or image: an image's caption.
    pub title: Option<Box<str>>,
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkForm {
    /// `[[target]]`, `![[target]]`.
    Wiki,
    /// `[text](target)`, `![alt](target)`, reference links.
    Markdown,
    /// `<https://...>` or a bare address.
    Autolink,
}

/// A link's target as written, decoded (percent escapes and entities resolved in Markdown links).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Has a scheme or begins with `//`: leads out of the archive.
    External(Box<str>),
    /// A note or file of the archive, or (with an empty name) the note itself.
    Internal {
        /// A slug, id, title, alias or relative path; empty for a place in the same note.
        name: Box<str>,
        /// The part after `#`.
        fragment: Option<Fragment>,
    },
}

/// The part of a target after `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fragment {
    /// A heading's id or text (`A#B` names B under A: the last part counts, the others must be its ancestors).
    Heading(Box<str>),
    /// `^block`.
    Block(Box<str>),
    /// `claim:ID`.
    Claim(Box<str>),
}

/// A fenced block that stands for something generated.
#[derive(Clone, Debug)]
pub struct GeneratedBlock {
    /// What the fence says: `index`.
    pub language: Box<str>,
    /// Its YAML, `None` where that could not be read (reported already).
    pub query: Option<yaml::Node>,
    /// All of the block.
    pub span: Span,
}

/// A footnote: `[^1]: text` or `^[text]`.
#[derive(Clone, Debug)]
pub struct Footnote {
    /// What stands in it.
    pub events: Vec<Event>,
    /// How many marks refer to it.
    pub marks: u32,
    /// Where it is defined.
    pub span: Span,
}

/// A finding silenced at its place.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The code, or what was written where no such code exists (reported already).
    pub code: Result<Code, Box<str>>,
    /// Why; empty is a finding.
    pub reason: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// What it covers: the block after it.
    pub covers: Span,
}

/// How a body is read.
#[derive(Clone, Copy, Debug)]
pub struct BodySettings {
    /// Whether it is a plain note's: then `#tag` in the text counts.
    pub plain_note: bool,
    /// Limits.
    pub limits: Limits,
}

/// Parses the body of `file`, which begins at byte `body_start` of `source`, the text of the whole file.
#[must_use]
pub fn parse(_source: &Arc<str>, _file: &VaultPath, _body_start: u32, _settings: &BodySettings) -> Checked<Body> {
    Checked::clean(Body::default())
}
