//! `{桥头堡|qiáo tóu bǎo}`: readings above a base that holds Han characters or kana. In a table cell the pipe is written `\|`.

use super::{Kind, Leaf, RegionKind};
use crate::text::han;

impl Leaf<'_> {
    pub(super) fn claim_ruby(&mut self) {
        self.each(
            |leaf, at, (): &mut ()| match leaf.tokens[at].kind {
                Kind::Brace => leaf.ruby_at(at).unwrap_or(at + 1),
                _ => at + 1,
            },
            |_, ()| {},
        );
    }

    /// Claims the ruby that the brace at token `open` begins; gives the token after it.
    fn ruby_at(&mut self, open: usize) -> Option<usize> {
        // Between the braces stand no others, no line break, and nothing that binds tighter.
        let stops = |kind: Kind| {
            !matches!(
                kind,
                Kind::Run(_) | Kind::Bracket | Kind::ImageBracket | Kind::BracketEnd | Kind::Escape | Kind::Entity | Kind::Scheme
            )
        };
        let close = open + 1 + self.tokens[open + 1..].iter().position(|token| stops(token.kind))?;
        let end = Some(self.tokens[close]).filter(|token| token.kind == Kind::BraceEnd)?;
        let inside = self.tokens[open].end..end.start;
        let range = self.tokens[open].start..end.end;
        let text = self.slice(&inside);
        let pipe = text.find('|')?;
        let base = text[..pipe].trim_end_matches('\\');
        if !base.chars().any(|c| han::is_han(c) || han::is_kana(c)) || text[pipe + 1..].trim().is_empty() {
            return None;
        }
        let base = self.trimmed(inside.start..inside.start + base.len() as u32);
        let readings = self.trimmed(inside.start + pipe as u32 + 1..inside.end);
        self.claim_opaque(open..close + 1, range, RegionKind::Ruby { base, readings });
        Some(close + 1)
    }
}
