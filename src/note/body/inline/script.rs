//! `H~2~O` and `x^2^`: no white space inside, and may stand within a word.

use super::{Kind, Leaf, RegionKind};
use crate::text::han;

impl Leaf<'_> {
    pub(super) fn claim_scripts(&mut self) {
        self.each(
            |leaf, at, open: &mut [Option<usize>; 2]| {
                let token = leaf.tokens[at];
                match token.kind {
                    Kind::Run(b'~') if token.len() == 1 => leaf.script_at(at, open, 0),
                    Kind::Run(b'^') if token.len() == 1 && !leaf.begins_label(token.start) => leaf.script_at(at, open, 1),
                    _ => {}
                }
                at + 1
            },
            |_, _| {},
        );
    }

    /// Closes what is open with the mark at token `at`, or opens it; `mine` is its place in `open`: the tilde's or the caret's.
    fn script_at(&mut self, at: usize, open: &mut [Option<usize>; 2], mine: usize) {
        // `5~10岁，20~30岁` holds ranges: what stands between such tildes is no subscript.
        let is_range = |c: char| mine == 0 && (han::is_han(c) || han::is_han_punctuation(c));
        let fits = |first: &usize| {
            let inside = self.tokens[*first].end..self.tokens[at].start;
            !self.slice(&inside).chars().any(|c| c.is_whitespace() || is_range(c))
        };
        match open[mine].filter(fits) {
            Some(first) => {
                self.claim_around(first, at, if mine == 0 { RegionKind::Subscript } else { RegionKind::Superscript });
                open[mine] = None;
                // What was opened within cannot be closed outside.
                let other = &mut open[1 - mine];
                *other = other.filter(|other| *other < first);
            }
            None => open[mine] = Some(at),
        }
    }

    /// Whether a caret stands in `[^1]` or `^[`.
    fn begins_label(&self, caret: u32) -> bool {
        self.char_before(caret) == Some('[') || self.char_after(caret + 1) == Some('[')
    }
}
