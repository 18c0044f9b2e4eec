//! `%% comments %%`, and those among them that silence a finding.

use super::{Kind, Leaf, Region, RegionKind};

/// Whether the leaf begins or ends inside a comment that spans several blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::note::body) struct Edges {
    /// It begins inside one, which ends at the first `%%`, or not in this leaf.
    pub begins_inside: bool,
    /// The last `%%` opens one that ends in a later leaf.
    pub ends_inside: bool,
}

impl Leaf<'_> {
    pub(super) fn claim_comments(&mut self, edges: Edges) {
        // The first token of the open comment and the byte it begins at.
        let mut open = edges.begins_inside.then_some((0, 0));
        let mut at = 0;
        while let Some(token) = self.tokens.get(at).copied() {
            at = match token.kind {
                Kind::Opaque(region) => self.regions[region as usize].after as usize,
                Kind::Run(b'%') if token.len() == 4 && open.is_none() => {
                    let empty = token.start + 2..token.start + 2;
                    self.claim_opaque(at..at + 1, token.start..token.end, RegionKind::Comment(empty));
                    at + 1
                }
                Kind::Run(b'%') if token.len() == 2 => {
                    match open.take() {
                        None => open = Some((at, token.start)),
                        Some((first, start)) => {
                            let inside = if edges.begins_inside && start == 0 { token.start } else { start + 2 };
                            let kind = RegionKind::Comment(inside..token.start);
                            self.claim_opaque(first..at + 1, start..token.end, kind);
                        }
                    }
                    at + 1
                }
                _ => at + 1,
            };
        }
        match open {
            Some((first, start)) if edges.ends_inside => {
                let (after, end) = (self.tokens.len(), self.text.len() as u32);
                self.claim_opaque(first..after, start..end, RegionKind::Comment(end..end));
            }
            Some((_, start)) => self.unclosed(start..start + 2, "%%", "%%", "a comment"),
            None => {}
        }
    }

    /// Where comments begin and end: bytes of the text at which a `%%` stands that no code or formula holds.
    pub(super) fn comment_marks(&mut self) -> Vec<u32> {
        self.lex(0..self.text.len(), true);
        if self.seen.dollar {
            self.claim_math();
        }
        let mut marks = Vec::new();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            at = match token.kind {
                Kind::Opaque(region) => self.regions[region as usize].after as usize,
                Kind::Run(b'%') if token.len() == 2 => {
                    marks.push(token.start);
                    at + 1
                }
                _ => at + 1,
            };
        }
        marks
    }
}

/// `allow CODE: reason`, as bytes of the leaf's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::note::body) struct Allowance<'a> {
    pub code: &'a str,
    pub reason: &'a str,
}

impl Region {
    /// What the region silences, if it is a comment that silences something.
    pub(super) fn allowance<'a>(&self, text: &'a str) -> Option<Allowance<'a>> {
        let RegionKind::Comment(inside) = &self.kind else { return None };
        let comment = text.get(inside.start as usize..inside.end as usize)?.trim();
        let rest = comment.strip_prefix("allow")?.strip_prefix(|c: char| c.is_whitespace())?.trim_start();
        let (code, reason) = match rest.split_once([':', '：']) {
            Some((code, reason)) => (code.trim_end(), reason.trim()),
            None => (rest, ""),
        };
        // `%% allow me to say so %%` is a comment like others.
        let is_code =
            !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        is_code.then_some(Allowance { code, reason })
    }
}
