//! A document with its faulty parts replaced, and the way back from its bytes to the original's.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of a part of the original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Patch {
    /// Bytes of the original.
    pub(super) range: Range<usize>,
    /// What is read instead.
    pub(super) text: String,
}

/// Patches by position, which do not overlap.
#[derive(Debug, Default)]
pub(super) struct Patches(Vec<Patch>);

impl Patches {
    /// Adds patches; those they overlap give way. Whether anything changed.
    pub(super) fn add(&mut self, new: Vec<Patch>) -> bool {
        if new.iter().all(|patch| self.0.contains(patch)) {
            return false;
        }
        for patch in new {
            let mut range = patch.range.clone();
            // What is taken out takes the patches it touches with it.
            self.0.retain(|old| {
                let apart = old.range.end <= range.start || range.end <= old.range.start;
                if !apart && patch.text.is_empty() {
                    range = range.start.min(old.range.start)..range.end.max(old.range.end);
                }
                apart
            });
            self.0.push(Patch { range, text: patch.text });
        }
        self.0.sort_by_key(|patch| patch.range.start);
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a patch that is no removal stands at this byte of the original.
    pub(super) fn stand_at(&self, at: usize) -> bool {
        self.0.iter().any(|patch| patch.range.start <= at && at <= patch.range.end && !patch.text.is_empty())
    }

    /// The original with the patches in place.
    pub(super) fn apply<'a>(&self, original: &'a str) -> Patched<'a> {
        if self.0.is_empty() {
            return Patched { text: Cow::Borrowed(original), pieces: Vec::new() };
        }
        let mut text = String::with_capacity(original.len() + 64);
        let mut pieces = Vec::with_capacity(self.0.len());
        let mut at = 0;
        for patch in &self.0 {
            text.push_str(&original[at..patch.range.start]);
            let start = text.len();
            text.push_str(&patch.text);
            pieces.push(Piece { patched: start..text.len(), original: patch.range.clone() });
            at = patch.range.end;
        }
        text.push_str(&original[at..]);
        Patched { text: Cow::Owned(text), pieces }
    }
}

/// The patched text.
pub(super) struct Patched<'a> {
    pub(super) text: Cow<'a, str>,
    pieces: Vec<Piece>,
}

struct Piece {
    patched: Range<usize>,
    original: Range<usize>,
}

impl Patched<'_> {
    /// The bytes of the original from which these of the patched text come; a patch is taken whole.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() {
            return range;
        }
        let start = self.start(range.start);
        let end = if range.is_empty() { start } else { self.end(range.end) };
        start..end.max(start)
    }

    fn start(&self, at: usize) -> usize {
        match self.pieces[..self.pieces.partition_point(|piece| piece.patched.start <= at)].last() {
            None => at,
            Some(piece) if at < piece.patched.end => piece.original.start,
            Some(piece) => piece.original.end + (at - piece.patched.end),
        }
    }

    fn end(&self, at: usize) -> usize {
        match self.pieces[..self.pieces.partition_point(|piece| piece.patched.start < at)].last() {
            None => at,
            Some(piece) if at <= piece.patched.end => piece.original.end,
            Some(piece) => piece.original.end + (at - piece.patched.end),
        }
    }
}
