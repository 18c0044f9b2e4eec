//! `[[target]]`, `[[target|words]]`, `![[embed]]`. In a table cell the pipe is written `\|`.

use std::ops::Range;

use super::{Kind, Leaf, RegionKind};

/// A wikilink or embed; ranges are bytes of the leaf's text.
#[derive(Clone, Debug)]
pub(super) struct Wiki {
    pub target: Range<u32>,
    /// What stands after the pipe, if there is one.
    pub words: Option<Range<u32>>,
    pub is_embed: bool,
}

/// An open `[[`, and how many single brackets are open within it.
#[derive(Clone, Copy)]
struct Open {
    token: usize,
    single: u32,
}

impl Leaf<'_> {
    pub(super) fn claim_wikilinks(&mut self) {
        self.each(
            |leaf, at, open: &mut Option<Open>| {
                match (leaf.tokens[at].kind, open.as_mut()) {
                    (Kind::Bracket | Kind::ImageBracket, _) if leaf.is_doubled(at, Kind::Bracket) => {
                        *open = Some(Open { token: at, single: 0 });
                    }
                    (Kind::Bracket | Kind::ImageBracket, Some(open)) if at > open.token + 1 => open.single += 1,
                    (Kind::BracketEnd, Some(open)) if open.single > 0 => open.single -= 1,
                    (Kind::BracketEnd, Some(Open { token, .. })) if leaf.is_doubled(at, Kind::BracketEnd) => {
                        let first = *token;
                        *open = None;
                        leaf.claim_wikilink(first, at);
                        return at + 2;
                    }
                    // Words may go on in the next line, as an editor wraps them; a target stands in one.
                    (Kind::Break { hard: false }, Some(open)) if leaf.has_words(open.token, at) => {}
                    (Kind::Break { .. }, _) => *open = None,
                    _ => {}
                }
                at + 1
            },
            |_, _| {},
        );
    }

    /// Whether between the `[[` of a link and a later token its words have begun.
    fn has_words(&self, open: usize, before: usize) -> bool {
        let inside = self.tokens[open + 1].end..self.tokens[before].start;
        self.tokens[open].kind == Kind::Bracket && memchr::memchr(b'|', self.slice(&inside).as_bytes()).is_some()
    }

    /// Whether a token of this kind follows without a gap.
    fn is_doubled(&self, at: usize, kind: Kind) -> bool {
        let token = self.tokens[at];
        self.tokens.get(at + 1).is_some_and(|next| next.kind == kind && next.start == token.end)
    }

    /// Claims the brackets at `first` and `last` and those after them, unless what stands between is no wikilink.
    fn claim_wikilink(&mut self, first: usize, last: usize) {
        let inside = self.tokens[first + 1].end..self.tokens[last].start;
        let pipe = memchr::memchr(b'|', self.slice(&inside).as_bytes()).map(|at| inside.start + at as u32);
        let target_end = match pipe {
            Some(pipe) if self.text[..pipe as usize].ends_with('\\') && pipe > inside.start => pipe - 1,
            Some(pipe) => pipe,
            None => inside.end,
        };
        let target = self.trimmed(inside.start..target_end);
        // The first token of the words.
        let words_at = match pipe {
            Some(pipe) => first + 2 + self.tokens[first + 2..last].iter().take_while(|token| token.start <= pipe).count(),
            None => last,
        };
        // The backslash of `\|` is a token of its own, and may stand.
        let target_tokens = &self.tokens[first + 2..words_at];
        let is_plain = target_tokens.iter().all(|token| {
            matches!(token.kind, Kind::Run(_) | Kind::Brace | Kind::BraceEnd | Kind::Escape | Kind::Entity | Kind::Scheme)
        });
        if target.is_empty() || !is_plain {
            return;
        }
        let words = pipe.map(|pipe| self.trimmed(pipe + 1..inside.end)).filter(|words| !words.is_empty());
        // A line may break among the words, not before or behind them.
        let breaks_outside = |words: &Range<u32>| {
            let inside = &self.tokens[first + 2..last];
            inside
                .iter()
                .any(|token| matches!(token.kind, Kind::Break { .. }) && (token.end <= words.start || token.start >= words.end))
        };
        if words.as_ref().is_none_or(breaks_outside)
            && self.tokens[first + 2..last].iter().any(|token| matches!(token.kind, Kind::Break { .. }))
        {
            return;
        }
        let is_embed = self.tokens[first].kind == Kind::ImageBracket;
        let range = self.tokens[first].start..self.tokens[last + 1].end;
        match words.clone().filter(|_| !is_embed) {
            // The words may hold markup of their own.
            Some(words) => {
                for token in &mut self.tokens[first + 1..words_at] {
                    token.kind = Kind::Spent;
                }
                self.tokens[first].end = words.start;
                self.tokens[last].start = words.end;
                self.tokens[last].end = range.end;
                self.tokens[last + 1].kind = Kind::Spent;
                self.claim_around(first, last, RegionKind::Wiki(Wiki { target, words: Some(words), is_embed }));
            }
            None => self.claim_opaque(first..last + 2, range, RegionKind::Wiki(Wiki { target, words, is_embed })),
        }
    }

    /// The range without white space at its ends.
    pub(super) fn trimmed(&self, range: Range<u32>) -> Range<u32> {
        let text = self.slice(&range);
        let start = range.start + (text.len() - text.trim_start().len()) as u32;
        start..start.max(range.start + text.trim_end().len() as u32)
    }
}
