//! The blocks of a body, as pulldown-cmark tells them apart: containers, and leaves whose text is left as lines of the source.

use std::ops::Range;

use super::event::{Alignment, Callout, Str};
use super::inline::Edges;
use super::reference::{Labels, References};
use crate::text::Span;

/// A body's blocks in document order.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub blocks: Vec<Block>,
    /// Lines of leaves, without what the containers put before them.
    pub lines: Vec<Range<u32>>,
    /// Texts of code and HTML blocks.
    pub texts: Vec<(Str, Span)>,
    pub references: References,
    pub labels: Labels,
    /// Where the footnotes are defined, by number.
    pub footnotes: Vec<Definition>,
}

/// A footnote's definition.
#[derive(Debug)]
pub(super) struct Definition {
    /// All of it.
    pub span: Span,
    /// `[^label]`.
    pub label: Span,
    /// Whether an earlier one has its label.
    pub is_repeat: bool,
}

/// A step through the blocks.
#[derive(Debug)]
pub(super) struct Block {
    pub kind: BlockKind,
    pub span: Span,
    /// Whether it lies in a comment that spans blocks.
    pub is_hidden: bool,
}

/// What a step is; ranges are indexes into the tables beside.
#[derive(Debug)]
pub(super) enum BlockKind {
    Start(Container),
    End,
    Leaf { kind: LeafKind, lines: Range<u32>, edges: Edges },
    Code { info: Str, texts: Range<u32> },
    Html { texts: Range<u32> },
    Rule,
    Task(bool),
}

/// A block that holds blocks.
#[derive(Debug)]
pub(super) enum Container {
    BlockQuote,
    Callout(Callout),
    List(Option<u64>),
    Item,
    DefinitionList,
    DefinitionBody,
    Table(Box<[Alignment]>),
    TableHead,
    TableRow,
    /// A footnote's definition, by number.
    Footnote(u32),
}

/// A block that holds text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeafKind {
    Paragraph,
    /// The text of a tight list item or definition, which is no paragraph.
    Text,
    /// A heading of that level; `marked` by `#`s, not by a line below.
    Heading {
        level: u8,
        marked: bool,
    },
    CalloutTitle,
    Term,
    Cell,
}
