//! `[see @key, p. 3; @other]`, `@key [p. 4]` and the bare `@key`.

use std::borrow::Cow;

use super::{Cited, Kind, Leaf, RegionKind};
use crate::diagnostic::Diagnostic;
use crate::note::citation::{self, CiteItem, CiteMode};
use crate::text::{Span, Spanned};

/// Tokens that are looked at for the end of a bracket behind a key.
const LONGEST_BRACKET: usize = 200;

/// An open bracket.
struct Open {
    token: usize,
    /// Whether an `@` stands within it.
    has_key: bool,
    /// Whether brackets stand within it that hold one, and are no citation.
    is_spoiled: bool,
}

impl Leaf<'_> {
    pub(super) fn claim_citations(&mut self) {
        self.claim_bracketed();
        self.claim_narrative();
    }

    fn claim_bracketed(&mut self) {
        self.each(
            |leaf, at, open: &mut Vec<Open>| {
                match leaf.tokens[at].kind {
                    Kind::Bracket | Kind::ImageBracket => open.push(Open { token: at, has_key: false, is_spoiled: false }),
                    Kind::At => {
                        if let Some(last) = open.last_mut() {
                            last.has_key = true;
                        }
                    }
                    Kind::BracketEnd => {
                        if let Some(Open { token, has_key, is_spoiled }) = open.pop()
                            && (has_key || is_spoiled)
                        {
                            if !is_spoiled && leaf.claim_bracket(token, at) {
                                return at + 1;
                            }
                            if let Some(around) = open.last_mut() {
                                around.is_spoiled = true;
                            }
                        }
                    }
                    _ => {}
                }
                at + 1
            },
            |_, _| {},
        );
    }

    /// Claims the brackets at `first` and `last` and what is between, if that is a citation.
    fn claim_bracket(&mut self, first: usize, last: usize) -> bool {
        let (open, close) = (self.tokens[first], self.tokens[last]);
        let leads = self.leads_on(open.start, close.end);
        if open.kind != Kind::Bracket || leads {
            return false;
        }
        let Some(masked) = self.masked(first + 1, last) else { return false };
        let Some((items, found)) = self.items(open.end..close.start, &masked) else { return false };
        found.into_iter().for_each(|finding| self.faults.push(finding));
        self.claim_opaque(first..last + 1, open.start..close.end, RegionKind::Citation(CiteMode::Bracketed, items));
        true
    }

    /// Whether what follows a bracket makes it the words of a link, or, at the beginning of a line, the name of a definition.
    fn leads_on(&self, start: u32, end: u32) -> bool {
        let begins_line = || self.text[..start as usize].trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) || start == 0;
        let rest = &self.text[end as usize..];
        rest.starts_with(['(', '[']) || (rest.starts_with(':') && begins_line())
    }

    /// The text between the brackets before token `first` and at token `last`, byte for byte, with letters in place of what binds tighter
    /// and may stand among the words; `None` where something else is there.
    fn masked(&self, first: usize, last: usize) -> Option<Cow<'_, str>> {
        let range = self.tokens[first - 1].end..self.tokens[last].start;
        let mut text = Cow::Borrowed(self.slice(&range));
        let mut mask = |start: u32, end: u32| {
            let within = (start - range.start) as usize..(end - range.start) as usize;
            let letters = "x".repeat(within.len());
            text.to_mut().replace_range(within, &letters);
        };
        let mut at = first;
        while at < last {
            at = match self.tokens[at].kind {
                Kind::Opaque(number) => {
                    let region = &self.regions[number as usize];
                    is_word(&region.kind).then(|| mask(region.start, region.end))?;
                    region.after as usize
                }
                Kind::Enter(number) => {
                    let region = &self.regions[number as usize];
                    matches!(region.kind, RegionKind::Wiki(_)).then(|| mask(region.start, region.end))?;
                    let ends = |kind| kind == Kind::Leave(number);
                    at + 1 + self.tokens[at..last].iter().position(|token| ends(token.kind))?
                }
                Kind::Turn(_) | Kind::Leave(_) => return None,
                Kind::Entity | Kind::Escape => {
                    mask(self.tokens[at].start, self.tokens[at].end);
                    at + 1
                }
                _ => at + 1,
            };
        }
        (at == last).then_some(text)
    }

    /// The works cited between two brackets.
    fn items(&self, range: std::ops::Range<u32>, masked: &str) -> Option<(Vec<Cited>, Vec<Diagnostic>)> {
        let (text, flat) = (self.slice(&range), self.flat);
        let place = |inside: std::ops::Range<usize>| -> Span {
            flat.span(range.start + inside.start as u32..range.start + inside.end as u32)
        };
        let mut found = Vec::new();
        let items = citation::inside(text, masked, self.context.file, &place, &mut |finding| found.push(finding))?;
        let moved = |inside: std::ops::Range<usize>| range.start + inside.start as u32..range.start + inside.end as u32;
        let cited = |read: citation::ReadItem| Cited { prefix: moved(read.prefix), suffix: moved(read.suffix), item: read.item };
        Some((items.into_iter().map(cited).collect(), found))
    }

    fn claim_narrative(&mut self) {
        self.each(
            |leaf, at, (): &mut ()| {
                if leaf.tokens[at].kind != Kind::At {
                    return at + 1;
                }
                leaf.claim_key(at)
            },
            |_, ()| {},
        );
    }

    /// Claims a key outside of brackets, with the bracket behind it; gives the token to go on from.
    fn claim_key(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        let written = self.slice(&(token.start + 1..token.end));
        let key = written.trim_start_matches('{').trim_end_matches('}');
        let mut item = CiteItem {
            key: Spanned::new(key.into(), self.flat.span(token.start..token.end)),
            prefix: "".into(),
            locator: None,
            suffix: "".into(),
            suppress_author: false,
        };
        let Some(last) = self.bracket_behind(at) else {
            let cited = Cited { item, prefix: token.end..token.end, suffix: token.end..token.end };
            let kind = RegionKind::Citation(CiteMode::Narrative { has_bracket: false }, vec![cited]);
            self.claim_opaque(at..at + 1, token.start..token.end, kind);
            return at + 1;
        };
        // What stands in the bracket is read as if the key stood before it.
        let inside = self.tokens[at + 1].end..self.tokens[last].start;
        let (text, flat) = (self.slice(&inside), self.flat);
        let mut found = Vec::new();
        let place = |range: std::ops::Range<usize>| flat.span(inside.start + range.start as u32..inside.start + range.end as u32);
        let words;
        (item.locator, item.suffix, words) =
            citation::behind(text, self.context.file, &place, &mut |finding| found.push(finding));
        let suffix = inside.start + words.start as u32..inside.start + words.end as u32;
        let cited = Cited { item, prefix: token.end..token.end, suffix };
        found.into_iter().for_each(|finding| self.faults.push(finding));
        let end = self.tokens[last].end;
        let kind = RegionKind::Citation(CiteMode::Narrative { has_bracket: true }, vec![cited]);
        self.claim_opaque(at..last + 1, token.start..end, kind);
        last + 1
    }

    /// The token that ends the bracket behind the key at `at`, one blank between them.
    fn bracket_behind(&self, at: usize) -> Option<usize> {
        let next = *self.tokens.get(at + 1)?;
        let gap = self.slice(&(self.tokens[at].end..next.start));
        if next.kind != Kind::Bracket || gap != " " || self.text[next.end as usize..].starts_with('^') {
            return None;
        }
        let mut depth = 0_u32;
        let mut last = at + 1;
        while let Some(token) = self.tokens[..self.tokens.len().min(at + 1 + LONGEST_BRACKET)].get(last) {
            let mut after = last + 1;
            match token.kind {
                Kind::Bracket | Kind::ImageBracket => depth += 1,
                Kind::BracketEnd => depth -= 1,
                Kind::Opaque(number) if is_word(&self.regions[number as usize].kind) => {
                    after = self.regions[number as usize].after as usize;
                }
                Kind::At | Kind::Opaque(_) | Kind::Enter(_) | Kind::Turn(_) | Kind::Leave(_) | Kind::Spent => return None,
                _ => {}
            }
            if depth == 0 {
                let leads = self.leads_on(self.tokens[at + 1].start, token.end);
                return (!leads).then_some(last);
            }
            last = after;
        }
        None
    }

    /// Whether the bracket that ends at `start` begins a citation: `[@key` or `[-@key`.
    pub(super) fn begins_citation(&self, start: u32) -> bool {
        let rest = &self.text[start as usize..];
        let key = rest.strip_prefix('-').unwrap_or(rest).strip_prefix('@');
        key.is_some_and(|key| key.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '{'))
    }
}

/// Whether markup that binds tighter than a citation may stand among its words.
fn is_word(kind: &RegionKind) -> bool {
    match kind {
        RegionKind::Code(_) | RegionKind::Html | RegionKind::Autolink { .. } | RegionKind::Tail(_) | RegionKind::Comment(_) => {
            true
        }
        RegionKind::Math { display, .. } => !display,
        RegionKind::Wiki(wiki) => !wiki.is_embed,
        _ => false,
    }
}
