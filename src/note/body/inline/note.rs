//! `^[inline notes]`, whose brackets are balanced.

use super::{Kind, Leaf, RegionKind};

/// An open bracket.
struct Open {
    token: usize,
    is_note: bool,
}

impl Leaf<'_> {
    pub(super) fn claim_notes(&mut self) {
        self.each(
            |leaf, at, open: &mut Vec<Open>| {
                match leaf.tokens[at].kind {
                    Kind::ImageBracket => open.push(Open { token: at, is_note: false }),
                    Kind::Bracket => open.push(Open { token: at, is_note: leaf.is_note_bracket(at) }),
                    Kind::BracketEnd => {
                        if let Some(Open { token, is_note: true }) = open.pop() {
                            leaf.tokens[token - 1].end = leaf.tokens[token].end;
                            leaf.tokens[token].kind = Kind::Spent;
                            leaf.claim_around(token - 1, at, RegionKind::Note);
                        }
                    }
                    _ => {}
                }
                at + 1
            },
            |leaf, open| {
                for open in open.iter().filter(|open| open.is_note) {
                    let end = leaf.tokens[open.token].end;
                    leaf.unclosed(end - 2..end, "^[", "]", "a note");
                }
            },
        );
    }

    /// Whether a lone `^` stands just before the bracket.
    fn is_note_bracket(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| self.tokens[before]) else { return false };
        before.kind == Kind::Run(b'^') && before.len() == 1 && before.end == self.tokens[at].start
    }
}
