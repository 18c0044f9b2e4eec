//! Links, images, footnote marks and emphasis: CommonMark's own way of settling brackets and runs, within each region.

use std::ops::Range;

use super::delimiters::{Delimiter, Match, Outcome, match_runs};
use super::{Kind, Leaf, RegionKind, Token, tail};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::body::attributes;
use crate::note::body::link::Rights;

/// A stretch of the leaf and what it is, in order; between pieces nothing is shown.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub start: u32,
    pub end: u32,
    pub kind: PieceKind,
}

/// What a piece is.
#[derive(Clone, Debug)]
pub(super) enum PieceKind {
    Text,
    Entity,
    Break {
        hard: bool,
    },
    /// A run of delimiters.
    Run(Outcome),
    /// A link or image begins: an index into [`Resolved::links`].
    LinkStart(u32),
    LinkEnd(u32),
    /// `[^1]`: the footnote.
    FootnoteMark(u32),
    Opaque(u32),
    Enter(u32),
    Turn(u32),
    Leave(u32),
}

/// A link or image.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub is_image: bool,
    /// All of it.
    pub start: u32,
    pub end: u32,
    pub to: To,
    /// Of an image, where an attribute block tells of them.
    pub rights: Option<Box<Rights>>,
}

/// Where a link's target is written.
#[derive(Clone, Debug)]
pub(super) enum To {
    /// Behind its words.
    Tail(tail::Tail),
    /// In a definition: an index into those of the note.
    Definition(u32),
}

/// A leaf, settled.
#[derive(Default)]
pub(super) struct Resolved {
    pub pieces: Vec<Piece>,
    pub links: Vec<Found>,
    pub matches: Vec<Match>,
    delimiters: Vec<Delimiter>,
    brackets: Vec<Bracket>,
    /// Brackets below this begin no link, since a link stands within them.
    inactive: usize,
    frames: Vec<Frame>,
    stack: Vec<usize>,
}

/// An open bracket.
#[derive(Clone, Copy)]
struct Bracket {
    piece: u32,
    is_image: bool,
    /// Where the words begin.
    inside: u32,
    /// The delimiters that stand before it.
    delimiters: usize,
    /// Whether brackets stand within it.
    holds_brackets: bool,
}

/// An open region.
#[derive(Clone, Copy, Default)]
struct Frame {
    brackets: usize,
    delimiters: usize,
    /// Whether it is the words of a wikilink, which hold no links.
    no_links: bool,
}

impl Resolved {
    fn clear(&mut self) {
        let Self { pieces, links, matches, delimiters, brackets, inactive, frames, stack } = self;
        pieces.clear();
        links.clear();
        matches.clear();
        delimiters.clear();
        brackets.clear();
        *inactive = 0;
        frames.clear();
        stack.clear();
    }

    fn push(&mut self, range: Range<u32>, kind: PieceKind) {
        if !range.is_empty() || !matches!(kind, PieceKind::Text) {
            self.pieces.push(Piece { start: range.start, end: range.end, kind });
        }
    }

    /// Settles the runs after the first `from`.
    fn settle(&mut self, from: usize) {
        let Self { pieces, matches, delimiters, stack, .. } = self;
        match_runs(&mut delimiters[from..], matches, stack, |piece, outcome| {
            pieces[piece as usize].kind = PieceKind::Run(outcome);
        });
        delimiters.truncate(from);
    }

    fn truncate_brackets(&mut self, to: usize) {
        self.brackets.truncate(to);
        self.inactive = self.inactive.min(to);
    }
}

impl Leaf<'_> {
    /// Settles all that is left.
    pub(super) fn resolve(&mut self, resolved: &mut Resolved) {
        resolved.clear();
        resolved.frames.push(Frame::default());
        let tokens = std::mem::take(&mut self.tokens);
        self.resolve_range(&tokens, 0..self.text.len() as u32, resolved);
        self.tokens = tokens;
        resolved.settle(0);
    }

    fn resolve_range(&mut self, tokens: &[Token], range: Range<u32>, out: &mut Resolved) {
        let mut text = range.start;
        let mut at = 0;
        while let Some(token) = tokens.get(at).copied() {
            if token.kind == Kind::Spent {
                at += 1;
                continue;
            }
            if token.start > text {
                out.push(text..token.start, PieceKind::Text);
            }
            text = token.end;
            let range = token.start..token.end;
            let piece = out.pieces.len() as u32;
            match token.kind {
                Kind::Run(byte @ (b'*' | b'_')) => {
                    out.delimiters.push(Delimiter::new(self, token, byte, piece));
                    out.push(range, PieceKind::Text);
                }
                Kind::Run(b'~') if token.len() == 2 => {
                    out.delimiters.push(Delimiter::new(self, token, b'~', piece));
                    out.push(range, PieceKind::Text);
                }
                Kind::Escape => out.push(range.start + 1..range.end, PieceKind::Text),
                Kind::Entity => out.push(range, PieceKind::Entity),
                Kind::Break { hard } => out.push(range, PieceKind::Break { hard }),
                Kind::Bracket | Kind::ImageBracket => {
                    if let Some(end) = self.footnote_mark(tokens, at, out) {
                        text = end;
                    } else {
                        let is_image = token.kind == Kind::ImageBracket;
                        let bottom = out.frames.last().map_or(0, |frame| frame.brackets);
                        if out.brackets.len() > bottom
                            && let Some(around) = out.brackets.last_mut()
                        {
                            around.holds_brackets = true;
                        }
                        let delimiters = out.delimiters.len();
                        out.brackets.push(Bracket { piece, is_image, inside: range.end, delimiters, holds_brackets: false });
                        out.push(range, PieceKind::Text);
                    }
                }
                Kind::BracketEnd => {
                    text = self.bracket_end(tokens, at, out).unwrap_or_else(|| {
                        out.push(range.clone(), PieceKind::Text);
                        range.end
                    });
                }
                Kind::Opaque(region) => match self.regions[region as usize].kind {
                    // It ended no link, so it is text like any other.
                    RegionKind::Tail(_) => self.resolve_text(range, out),
                    ref kind => {
                        if matches!(kind, RegionKind::Wiki(wiki) if !wiki.is_embed) {
                            out.inactive = out.brackets.len();
                        }
                        out.push(range, PieceKind::Opaque(region));
                    }
                },
                Kind::Enter(region) => {
                    let is_wikilink = matches!(self.regions[region as usize].kind, RegionKind::Wiki(_));
                    if is_wikilink {
                        out.inactive = out.brackets.len();
                    }
                    let no_links = is_wikilink || out.frames.last().is_some_and(|frame| frame.no_links);
                    out.frames.push(Frame { brackets: out.brackets.len(), delimiters: out.delimiters.len(), no_links });
                    out.push(range, PieceKind::Enter(region));
                }
                Kind::Turn(region) | Kind::Leave(region) => {
                    let frame = out.frames.last().copied().unwrap_or_default();
                    out.settle(frame.delimiters);
                    out.truncate_brackets(frame.brackets);
                    if matches!(token.kind, Kind::Leave(_)) {
                        out.frames.pop();
                        out.push(range, PieceKind::Leave(region));
                    } else {
                        out.push(range, PieceKind::Turn(region));
                    }
                }
                Kind::Run(_) | Kind::Brace | Kind::BraceEnd | Kind::Scheme | Kind::At | Kind::Spent => {
                    out.push(range, PieceKind::Text);
                }
            }
            at = match token.kind {
                Kind::Opaque(region) => self.regions[region as usize].after as usize,
                _ => at + 1,
            };
            while tokens.get(at).is_some_and(|token| token.start < text) {
                at += 1;
            }
        }
        if range.end > text {
            out.push(text..range.end, PieceKind::Text);
        }
    }

    /// A stretch that was kept for a link's target and is none: read as text, with what CommonMark has.
    fn resolve_text(&mut self, range: Range<u32>, out: &mut Resolved) {
        self.tokens.clear();
        self.lex(range.start as usize..range.end as usize, false);
        let tokens = std::mem::take(&mut self.tokens);
        self.resolve_range(&tokens, range, out);
    }

    /// The link or image that the bracket at token `at` ends; gives the byte after it.
    fn bracket_end(&mut self, tokens: &[Token], at: usize, out: &mut Resolved) -> Option<u32> {
        let frame = out.frames.last().copied().unwrap_or_default();
        if out.brackets.len() <= frame.brackets {
            return None;
        }
        let place = out.brackets.len() - 1;
        let bracket = out.brackets[place];
        let is_inactive = place < out.inactive || frame.no_links;
        out.truncate_brackets(place);
        if is_inactive && !bracket.is_image {
            return None;
        }
        let close = tokens[at];
        let (to, end) = self.link_target(tokens, at, bracket)?;
        let (rights, end) = if bracket.is_image { self.image_attributes(tokens, at, end) } else { (None, end) };
        out.settle(bracket.delimiters);
        if !bracket.is_image {
            out.inactive = out.brackets.len();
        }
        let link = out.links.len() as u32;
        let start = out.pieces[bracket.piece as usize].start;
        out.links.push(Found { is_image: bracket.is_image, start, end, to, rights });
        out.pieces[bracket.piece as usize].kind = PieceKind::LinkStart(link);
        out.push(close.start..end, PieceKind::LinkEnd(link));
        Some(end)
    }

    /// The attribute block that touches an image's end, and where the image ends with it.
    fn image_attributes(&mut self, tokens: &[Token], at: usize, end: u32) -> (Option<Box<Rights>>, u32) {
        let Some(block) = attributes::parse_of_image(&self.text[end as usize..]) else { return (None, end) };
        let block_end = end + block.length as u32;
        if !self.may_end(tokens, at + 1, block_end) {
            return (None, end);
        }
        let flat = self.flat;
        let span = |range: Range<usize>| flat.span(end + range.start as u32..end + range.end as u32);
        block.findings(self.context.file, span, &mut self.faults);
        (block.rights(), block_end)
    }

    /// Where the words between a bracket and that at token `at` lead, and where the link ends.
    fn link_target(&self, tokens: &[Token], at: usize, bracket: Bracket) -> Option<(To, u32)> {
        let close = tokens[at];
        let references = self.context.references;
        if let Some(Token { kind: Kind::Opaque(region), start, .. }) = tokens.get(at + 1)
            && *start == close.end
            && let RegionKind::Tail(tail) = &self.regions[*region as usize].kind
        {
            return Some((To::Tail(tail.clone()), tail.end));
        }
        if references.is_empty() {
            return None;
        }
        let words = bracket.inside..close.start;
        match self.label(close.end) {
            Some(label) if !label.is_empty() => {
                let end = label.end + 1;
                self.may_end(tokens, at + 1, end).then_some(())?;
                Some((To::Definition(references.get(self.slice(&label))?), end))
            }
            collapsed => {
                if bracket.holds_brackets || self.begins_citation(words.start) {
                    return None;
                }
                let definition = references.get(self.slice(&words))?;
                Some((To::Definition(definition), collapsed.map_or(close.end, |label| label.end + 1)))
            }
        }
    }

    /// The inside of a `[label]` at `start`.
    fn label(&self, start: u32) -> Option<Range<u32>> {
        let bytes = &self.text.as_bytes()[start as usize..];
        if bytes.first() != Some(&b'[') {
            return None;
        }
        let mut at = 1;
        loop {
            match bytes.get(at)? {
                b']' => break,
                b'[' => return None,
                b'\\' => at += 2,
                _ => at += 1,
            }
            if at > LONGEST_LABEL {
                return None;
            }
        }
        let label = start + 1..start + at as u32;
        let is_blank = !label.is_empty() && self.slice(&label).trim().is_empty();
        (!is_blank).then_some(label)
    }

    /// Whether no region lies across byte `end`, from token `at` on.
    fn may_end(&self, tokens: &[Token], at: usize, end: u32) -> bool {
        let reached = tokens[at..].iter().take_while(|token| token.start < end);
        reached
            .into_iter()
            .all(|token| !matches!(token.kind, Kind::Enter(_) | Kind::Turn(_) | Kind::Leave(_)) && token.end <= end)
    }

    /// `[^label]` at token `at`; gives the byte after it.
    fn footnote_mark(&mut self, tokens: &[Token], at: usize, out: &mut Resolved) -> Option<u32> {
        let token = tokens[at];
        let rest = self.text[token.end as usize..].strip_prefix('^')?;
        let ends = |c: char| c.is_whitespace() || matches!(c, '[' | ']');
        let length = rest.char_indices().take(LONGEST_LABEL).find(|(_, c)| ends(*c)).filter(|(_, c)| *c == ']')?.0;
        if length == 0 {
            return None;
        }
        let end = token.end + 1 + length as u32 + 1;
        let label = &rest[..length];
        if !self.may_end(tokens, at + 1, end) {
            return None;
        }
        let bracket = if token.kind == Kind::ImageBracket { token.start + 1 } else { token.start };
        if let Some(footnote) = self.context.footnotes.get(label) {
            out.push(token.start..bracket, PieceKind::Text);
            out.push(bracket..end, PieceKind::FootnoteMark(footnote));
            return Some(end);
        }
        let is_link =
            self.text[end as usize..].starts_with(['(', '[', ':']) || self.context.references.get(&format!("^{label}")).is_some();
        if !is_link && token.kind == Kind::Bracket && !self.faults.is_full() {
            let span = self.flat.span(bracket..end);
            let message = format!("no footnote is defined as `[^{label}]`");
            let finding = Diagnostic::new(Code::MissingFootnote, self.context.file, span, message);
            let near = self.context.footnotes.nearest(label);
            let help =
                format!("write `[^{label}]: ...` in a paragraph of its own, or `\\[^{label}]` for the characters themselves");
            self.faults.push(finding.maybe_help(near).help(help));
        }
        None
    }
}

/// Bytes of a label, as CommonMark has it.
const LONGEST_LABEL: usize = 999;
