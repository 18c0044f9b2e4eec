//! The text of one leaf block: code, formulas, comments, edits, notes, wikilinks, ruby, spans, marks, then what CommonMark has.
//!
//! The text becomes [`Token`]s, the places that may mean something ([`lex`]). Then each sort of markup, the tightest first, claims
//! tokens as [`Region`]s: opaque ones, into which nobody looks any more, and such as hold text of their own, out of which nothing
//! looser can reach. So the order of precedence holds in every nesting. What is left to emphasis and links is settled by CommonMark's
//! rules within each region ([`resolve`]), and [`emit`] writes the events. Every step is linear in the text.

mod address;
mod citation;
mod comment;
mod delimiters;
mod edit;
mod emit;
mod html;
mod lex;
mod mark;
mod math;
mod note;
mod resolve;
mod ruby;
mod script;
mod span;
mod tail;
mod wiki;

use std::ops::Range;

pub(super) use comment::{Allowance, Edges};
pub(super) use emit::emit;

use super::event::{AnnotationHead, Attributes};
use super::findings::Findings;
use super::flat::Flat;
use super::reference::{Labels, References};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::citation::{CiteItem, CiteMode};
use crate::text::VaultPath;

/// The target that begins at byte `at`, as in a link definition.
pub(super) fn target_in(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    tail::target(bytes, at).map(|(target, _)| target)
}

/// Bytes at which a `%%` stands in a leaf's text that neither code nor a formula holds.
pub(super) fn comment_marks(flat: &Flat<'_>, context: &Context<'_>, in_cell: bool, buffers: &mut Buffers) -> Vec<u32> {
    let mut leaf = Leaf::new(flat, context, in_cell, buffers);
    let marks = leaf.comment_marks();
    buffers.tokens = leaf.tokens;
    buffers.regions = leaf.regions;
    marks
}

/// A place in the text that may mean something.
#[derive(Clone, Copy, Debug)]
struct Token {
    start: u32,
    end: u32,
    kind: Kind,
}

impl Token {
    fn new(range: Range<usize>, kind: Kind) -> Self {
        Self { start: range.start as u32, end: range.end as u32, kind }
    }

    fn len(self) -> u32 {
        self.end - self.start
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A run of one of `*` `_` `~` `^` `=` `%` `$`.
    Run(u8),
    /// `[`.
    Bracket,
    /// `![`.
    ImageBracket,
    /// `]`.
    BracketEnd,
    /// `{`.
    Brace,
    /// `}`.
    BraceEnd,
    /// A backslash and the punctuation it makes text.
    Escape,
    /// A character reference, or a NUL.
    Entity,
    /// A line break with the white space before it.
    Break {
        /// Whether it is shown.
        hard: bool,
    },
    /// `https://`, where a bare address may begin.
    Scheme,
    /// `@` and the key of a work.
    At,
    /// All of a region that nobody looks into: an index into [`Leaf::regions`].
    Opaque(u32),
    /// A region begins that holds text.
    Enter(u32),
    /// The second half of a region begins (`~>`).
    Turn(u32),
    /// A region ends.
    Leave(u32),
    /// Part of the marks around a region.
    Spent,
}

/// A stretch of text that a piece of markup has claimed.
#[derive(Debug)]
struct Region {
    kind: RegionKind,
    /// All of it.
    start: u32,
    end: u32,
    /// The first token after it; for opaque ones only.
    after: u32,
}

/// What a region is. Ranges are bytes of the leaf's text.
#[derive(Debug)]
enum RegionKind {
    Code(Range<u32>),
    Html,
    Autolink {
        email: bool,
    },
    /// `(target "title")` after a `]` that may end a link.
    Tail(tail::Tail),
    Math {
        display: bool,
        tex: Range<u32>,
    },
    Comment(Range<u32>),
    /// `{==passage==}`.
    Passage,
    /// `{>>remark<<}`.
    Remark(AnnotationHead),
    Insertion,
    Deletion,
    /// `{~~old~>new~~}`.
    Substitution,
    /// `^[note]`.
    Note,
    Wiki(wiki::Wiki),
    Citation(CiteMode, Vec<Cited>),
    Ruby {
        base: Range<u32>,
        readings: Range<u32>,
    },
    Span(Attributes),
    Address,
    Mark,
    Subscript,
    Superscript,
}

/// A work of a citation, and where the words before it and after it stand in the leaf's text.
#[derive(Clone, Debug)]
struct Cited {
    item: CiteItem,
    prefix: Range<u32>,
    suffix: Range<u32>,
}

/// What the text of a leaf is read with.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// Link definitions of the note.
    pub references: &'a References,
    /// Labels of its footnotes.
    pub footnotes: &'a Labels,
    /// The note's file.
    pub file: &'a VaultPath,
    /// Whether `#tag` counts.
    pub tags: bool,
    /// Whether it is the words of a citation, which hold no citations.
    pub in_citation: bool,
}

/// The text of one leaf block, being read.
pub(super) struct Leaf<'a> {
    flat: &'a Flat<'a>,
    text: &'a str,
    context: &'a Context<'a>,
    /// In a table cell a pipe is written `\|`.
    in_cell: bool,
    tokens: Vec<Token>,
    regions: Vec<Region>,
    seen: Seen,
    faults: Findings,
}

/// Which sorts of markup there may be, so that the others cost nothing.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools)]
struct Seen {
    dollar: bool,
    percent: bool,
    brace: bool,
    bracket: bool,
    caret: bool,
    tilde: bool,
    equals: bool,
    scheme: bool,
    at: bool,
}

/// Buffers used again for the next leaf.
#[derive(Default)]
pub(super) struct Buffers {
    tokens: Vec<Token>,
    regions: Vec<Region>,
    resolved: resolve::Resolved,
}

impl<'a> Leaf<'a> {
    fn new(flat: &'a Flat<'a>, context: &'a Context<'a>, in_cell: bool, buffers: &mut Buffers) -> Self {
        let mut tokens = std::mem::take(&mut buffers.tokens);
        let mut regions = std::mem::take(&mut buffers.regions);
        tokens.clear();
        regions.clear();
        let text = &*flat.text;
        Self { flat, text, context, in_cell, tokens, regions, seen: Seen::default(), faults: Findings::default() }
    }

    /// Claims regions in the order of precedence.
    fn claim(&mut self, edges: Edges) {
        self.lex(0..self.text.len(), true);
        let Seen { dollar, percent, brace, bracket, caret, tilde, equals, scheme, at } = self.seen;
        if dollar {
            self.claim_math();
        }
        if percent || edges.begins_inside {
            self.claim_comments(edges);
        }
        if brace {
            self.claim_edits();
        }
        if caret && bracket {
            self.claim_notes();
        }
        if bracket {
            self.claim_wikilinks();
        }
        if at && !self.context.in_citation {
            self.claim_citations();
        }
        if brace {
            self.claim_ruby();
        }
        if brace && bracket {
            self.claim_spans();
        }
        if scheme {
            self.claim_addresses();
        }
        if equals {
            self.claim_marks();
        }
        if tilde || caret {
            self.claim_scripts();
        }
    }

    /// Walks the tokens that no region has claimed, with a state of type `F` for each region that holds text (and one for the whole):
    /// `visit` gets a token's position and the state around it, and says where to go on.
    fn each<F: Default>(
        &mut self,
        mut visit: impl FnMut(&mut Self, usize, &mut F) -> usize,
        mut leave: impl FnMut(&mut Self, F),
    ) {
        let mut around = Vec::new();
        let mut state = F::default();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            at = match token.kind {
                Kind::Opaque(region) => self.regions[region as usize].after as usize,
                Kind::Enter(_) => {
                    around.push(std::mem::take(&mut state));
                    at + 1
                }
                Kind::Turn(_) => {
                    leave(self, std::mem::take(&mut state));
                    at + 1
                }
                Kind::Leave(_) => {
                    leave(self, std::mem::replace(&mut state, around.pop().unwrap_or_default()));
                    at + 1
                }
                Kind::Spent => at + 1,
                _ => visit(self, at, &mut state),
            };
        }
        leave(self, state);
    }

    /// Makes the tokens `first..after` one region that nobody looks into.
    fn claim_opaque(&mut self, tokens: Range<usize>, range: Range<u32>, kind: RegionKind) {
        let region = self.add_region(range.clone(), kind, tokens.end);
        self.tokens[tokens.start] = Token { start: range.start, end: range.end, kind: Kind::Opaque(region) };
    }

    /// Makes the tokens at `first` and `last` the marks around a region that holds text.
    fn claim_around(&mut self, first: usize, last: usize, kind: RegionKind) {
        let range = self.tokens[first].start..self.tokens[last].end;
        let region = self.add_region(range, kind, 0);
        self.tokens[first].kind = Kind::Enter(region);
        self.tokens[last].kind = Kind::Leave(region);
    }

    fn add_region(&mut self, range: Range<u32>, kind: RegionKind, after: usize) -> u32 {
        self.regions.push(Region { kind, start: range.start, end: range.end, after: after as u32 });
        self.regions.len() as u32 - 1
    }

    /// Whether the tokens of `range` are all text to what is looser, none of them a region or a part of one.
    fn is_free(&self, range: Range<usize>) -> bool {
        let claimed = |kind| matches!(kind, Kind::Opaque(_) | Kind::Enter(_) | Kind::Turn(_) | Kind::Leave(_) | Kind::Spent);
        !self.tokens[range].iter().any(|token| claimed(token.kind))
    }

    fn slice(&self, range: &Range<u32>) -> &'a str {
        &self.text[range.start as usize..range.end as usize]
    }

    fn char_before(&self, at: u32) -> Option<char> {
        self.text[..at as usize].chars().next_back()
    }

    fn char_after(&self, at: u32) -> Option<char> {
        self.text[at as usize..].chars().next()
    }

    /// What was opened and not closed.
    fn unclosed(&mut self, range: Range<u32>, opener: &str, closer: &str, what: &str) {
        if self.faults.is_full() {
            return;
        }
        let span = self.flat.span(range);
        let message = format!("{what} opened by `{opener}` is not closed");
        let finding = Diagnostic::new(Code::UnclosedMarkup, self.context.file, span, message);
        let help = format!("close it with `{closer}` in the same paragraph, or write `\\{opener}` for the characters themselves");
        self.faults.push(finding.help(help));
    }
}
