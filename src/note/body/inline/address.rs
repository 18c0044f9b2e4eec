//! Bare `https://` addresses, by GFM's rules; a Han full stop or bracket ends one as white space does.

use super::{Kind, Leaf, RegionKind};
use crate::text::han;

impl Leaf<'_> {
    pub(super) fn claim_addresses(&mut self) {
        self.each(
            |leaf, at, (): &mut ()| match leaf.tokens[at].kind {
                Kind::Scheme => leaf.address_at(at).unwrap_or(at + 1),
                _ => at + 1,
            },
            |_, ()| {},
        );
    }

    /// Claims the address that begins at token `first`; gives the token after it.
    fn address_at(&mut self, first: usize) -> Option<usize> {
        let start = self.tokens[first].start as usize;
        let host = self.tokens[first].end as usize;
        if !self.text[host..].starts_with(char::is_alphanumeric) {
            return None;
        }
        let ends = |c: char| c.is_whitespace() || c.is_control() || "<>[]{}|\\^`\"".contains(c) || han::is_han_punctuation(c);
        let length = self.text[start..].find(ends).unwrap_or(self.text.len() - start);
        // No further than the next region or break.
        let stops = |kind: Kind| !matches!(kind, Kind::Run(_) | Kind::Entity | Kind::Scheme);
        let mut within = self.tokens[first + 1..].iter().take_while(|token| (token.start as usize) < start + length);
        let stop = within.find(|token| stops(token.kind));
        let length = stop.map_or(length, |token| token.start as usize - start);
        let end = start + trimmed_length(&self.text[start..start + length]);
        if end <= host {
            return None;
        }
        let after = first + self.tokens[first..].iter().take_while(|token| (token.start as usize) < end).count();
        // What the address leaves of the last run is a run by itself.
        let last = self.tokens[after - 1];
        let after = match last.kind {
            Kind::Run(_) if last.end as usize > end => {
                self.tokens[after - 1].start = end as u32;
                after - 1
            }
            _ => after,
        };
        self.claim_opaque(first..after, start as u32..end as u32, RegionKind::Address);
        Some(after)
    }
}

/// The length of an address without the punctuation that belongs to the sentence around it.
fn trimmed_length(address: &str) -> usize {
    let bytes = address.as_bytes();
    let mut end = bytes.len();
    // Counted once, so that many parentheses at the end cost no more than one.
    let mut open = memchr::memchr_iter(b'(', bytes).count();
    let mut close = memchr::memchr_iter(b')', bytes).count();
    while let Some(last) = end.checked_sub(1).map(|last| bytes[last]) {
        match last {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' => {}
            // `==https://example.org==`
            b'=' if bytes[..end - 1].ends_with(b"=") => end -= 1,
            b'(' => open -= 1,
            b')' if close > open => close -= 1,
            // A character reference belongs to the sentence, a bare semicolon too.
            b';' => {
                let name = bytes[..end - 1].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                if name > 0 && end > name + 1 && bytes[end - name - 2] == b'&' {
                    end -= name + 1;
                }
            }
            _ => break,
        }
        end -= 1;
    }
    end
}
