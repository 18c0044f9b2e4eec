//! The text of a leaf block, without what its containers put before each line.

use std::borrow::Cow;
use std::ops::Range;

use super::event::Str;
use crate::text::Span;

/// The text of a leaf and the way back from its bytes to the file's.
#[derive(Debug)]
pub(super) struct Flat<'a> {
    /// The text: lines with their line breaks, without leading white space, quote marks, and white space at the end.
    pub text: Cow<'a, str>,
    /// For each stretch that is contiguous in the file: where it begins here, and there.
    stretches: Vec<(u32, u32)>,
}

impl<'a> Flat<'a> {
    /// Puts lines of `source` together.
    pub(super) fn new(source: &'a str, lines: &[Range<u32>]) -> Self {
        let mut stretches = Vec::with_capacity(1);
        let mut length = 0;
        let mut last_end = None;
        for line in lines {
            if last_end != Some(line.start) {
                stretches.push((length, line.start));
            }
            length += line.end - line.start;
            last_end = Some(line.end);
        }
        let text = if let ([(_, start)], Some(end)) = (&*stretches, last_end) {
            Cow::Borrowed(&source[*start as usize..end as usize])
        } else {
            Cow::Owned(lines.iter().map(|line| &source[line.start as usize..line.end as usize]).collect())
        };
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(trim_end(text)),
            Cow::Owned(mut text) => {
                text.truncate(trim_end(&text).len());
                Cow::Owned(text)
            }
        };
        Self { text, stretches }
    }

    /// A part of the text.
    pub(super) fn part(&self, range: Range<u32>) -> Flat<'_> {
        let first = self.stretch(range.start);
        let mut stretches = vec![(0, self.to_file(range.start))];
        let later = self.stretches[first..].iter().skip(1).take_while(|(start, _)| *start < range.end);
        stretches.extend(later.map(|(start, there)| (start - range.start, *there)));
        Flat { text: Cow::Borrowed(&self.text[range.start as usize..range.end as usize]), stretches }
    }

    /// Cuts the text off at `end`.
    pub(super) fn truncate(&mut self, end: usize) {
        match &mut self.text {
            Cow::Borrowed(text) => *text = &text[..end],
            Cow::Owned(text) => text.truncate(end),
        }
    }

    fn stretch(&self, at: u32) -> usize {
        self.stretches.partition_point(|(start, _)| *start <= at).saturating_sub(1)
    }

    fn to_file(&self, at: u32) -> u32 {
        self.stretches.get(self.stretch(at)).map_or(at, |(here, there)| there + (at - here))
    }

    /// The bytes of the file that `range` comes from (and what the containers put between them).
    pub(super) fn span(&self, range: Range<u32>) -> Span {
        let start = self.to_file(range.start);
        let end = if range.end > range.start { self.to_file(range.end - 1) + 1 } else { start };
        Span { start, end }
    }

    /// The text of `range`, pointed at where that is possible.
    pub(super) fn str(&self, range: Range<u32>) -> Str {
        if range.is_empty() || self.stretch(range.start) == self.stretch(range.end - 1) {
            Str::Source(self.span(range))
        } else {
            Str::Owned(self.text[range.start as usize..range.end as usize].into())
        }
    }
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\n', '\r'])
}
