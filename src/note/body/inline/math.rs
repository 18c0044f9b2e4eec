//! `$x$` and `$$x$$`, by Pandoc's rule: no white space just inside single dollars, and no digit after the closing one.

use super::{Kind, Leaf, RegionKind};

impl Leaf<'_> {
    pub(super) fn claim_math(&mut self) {
        let mut at = 0;
        while let Some(token) = self.tokens.get(at).copied() {
            at = match token.kind {
                Kind::Opaque(region) => self.regions[region as usize].after as usize,
                Kind::Run(b'$') if token.len() <= 2 => self.math_at(at).unwrap_or_else(|| {
                    let before = self.text[..token.start as usize].trim_end_matches([' ', '\t']);
                    if token.len() == 2 && (before.is_empty() || before.ends_with(['\n', '\r'])) {
                        self.unclosed(token.start..token.end, "$$", "$$", "a formula");
                    }
                    at + 1
                }),
                _ => at + 1,
            };
        }
    }

    /// Claims the formula that the dollars at token `open` begin; gives the token after it.
    fn math_at(&mut self, open: usize) -> Option<usize> {
        let opener = self.tokens[open];
        let display = opener.len() == 2;
        let mut at = open + 1;
        let closer = loop {
            let token = self.tokens.get(at)?;
            match token.kind {
                // Code binds tighter, and is no part of a formula.
                Kind::Opaque(region) if matches!(self.regions[region as usize].kind, RegionKind::Code(_)) => return None,
                Kind::Opaque(region) => at = self.regions[region as usize].after as usize,
                Kind::Run(b'$') if display && token.len() < 2 => at += 1,
                Kind::Run(b'$') => break *token,
                _ => at += 1,
            }
        };
        if closer.len() != opener.len() {
            return None;
        }
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let tight = !is_space(self.char_after(opener.end)) && !is_space(self.char_before(closer.start));
        if !display && (!tight || is_digit(self.char_after(closer.end))) {
            return None;
        }
        let tex = opener.end..closer.start;
        if self.slice(&tex).trim().is_empty() {
            return None;
        }
        self.claim_opaque(open..at + 1, opener.start..closer.end, RegionKind::Math { display, tex });
        Some(at + 1)
    }
}
