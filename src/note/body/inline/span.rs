//! `[text]{#id .class key=value}`.

use super::{Kind, Leaf, RegionKind};
use crate::note::body::attributes;

impl Leaf<'_> {
    pub(super) fn claim_spans(&mut self) {
        self.each(
            |leaf, at, open: &mut Vec<usize>| {
                match leaf.tokens[at].kind {
                    Kind::Bracket | Kind::ImageBracket => open.push(at),
                    Kind::BracketEnd => {
                        if let Some(first) = open.pop().filter(|first| leaf.tokens[*first].kind == Kind::Bracket) {
                            leaf.claim_span(first, at);
                        }
                    }
                    _ => {}
                }
                at + 1
            },
            |_, _| {},
        );
    }

    fn claim_span(&mut self, first: usize, last: usize) {
        let end = self.tokens[last].end;
        let follows = |token: &super::Token| token.kind == Kind::Brace && token.start == end;
        if !self.tokens.get(last + 1).is_some_and(follows) {
            return;
        }
        let Some(block) = attributes::parse(&self.text[end as usize..]) else { return };
        let block_end = end + block.length as u32;
        let tokens_in_block = self.tokens[last + 1..].iter().take_while(|token| token.start < block_end).count();
        let after = last + 1 + tokens_in_block;
        if !self.is_free(last + 1..after) || self.tokens[after - 1].end > block_end {
            return;
        }
        let flat = self.flat;
        let span = |range: std::ops::Range<usize>| flat.span(end + range.start as u32..end + range.end as u32);
        block.findings(self.context.file, span, &mut self.faults);
        for token in &mut self.tokens[last + 1..after] {
            token.kind = Kind::Spent;
        }
        self.tokens[last].end = block_end;
        self.claim_around(first, last, RegionKind::Span(block.attributes));
    }
}
