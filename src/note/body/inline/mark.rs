//! `==marked==`, without white space just inside.

use super::{Kind, Leaf, RegionKind};

impl Leaf<'_> {
    pub(super) fn claim_marks(&mut self) {
        self.each(
            |leaf, at, open: &mut Option<usize>| {
                let token = leaf.tokens[at];
                if token.kind == Kind::Run(b'=') && token.len() == 2 {
                    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
                    match *open {
                        Some(first) if !is_space(leaf.char_before(token.start)) => {
                            leaf.claim_around(first, at, RegionKind::Mark);
                            *open = None;
                        }
                        _ if !is_space(leaf.char_after(token.end)) => *open = Some(at),
                        _ => {}
                    }
                }
                at + 1
            },
            |_, _| {},
        );
    }
}
