//! Emphasis, strong emphasis and strikethrough by CommonMark's rules, with one change: beside Han characters punctuation does
//! not keep marks from opening or closing (`**“桥头堡”**是`), as there are no spaces that could tell.

use super::{Leaf, Token};
use crate::text::han;

/// A run of `*`, `_` or `~~`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delimiter {
    /// Its piece.
    pub piece: u32,
    pub byte: u8,
    start: u32,
    /// Marks the run began with.
    length: u32,
    /// Marks that have closed something, from the left.
    closed: u32,
    /// Marks that are not used.
    left: u32,
    can_open: bool,
    can_close: bool,
}

/// Two runs that belong together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub byte: u8,
    /// Marks at either end.
    pub width: u32,
    /// All of the element.
    pub start: u32,
    pub end: u32,
    /// The match of the same opening run that was found before, which lies within this one.
    pub inner: Option<u32>,
}

/// What became of a run: it closes some, is text for a part, and opens some.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// Matches it closes, the innermost first.
    pub closes: (u32, u32),
    /// Marks that stay text, and where they stand.
    pub text: (u32, u32),
    /// The outermost match it opens.
    pub opens: Option<u32>,
}

impl Delimiter {
    pub(super) fn new(leaf: &Leaf<'_>, token: Token, byte: u8, piece: u32) -> Self {
        let (before, after) = (leaf.char_before(token.start), leaf.char_after(token.end));
        let left_flanking = flanks(after, before);
        let right_flanking = flanks(before, after);
        let (can_open, can_close) = if byte == b'_' {
            let is_punctuation = |c: Option<char>| c.is_some_and(is_punctuation);
            (
                left_flanking && (!right_flanking || is_punctuation(before)),
                right_flanking && (!left_flanking || is_punctuation(after)),
            )
        } else {
            (left_flanking, right_flanking)
        };
        Self { piece, byte, start: token.start, length: token.len(), closed: 0, left: token.len(), can_open, can_close }
    }

    fn outcome(&self) -> Outcome {
        let start = self.start + self.closed;
        Outcome { text: (start, start + self.left), ..Outcome::default() }
    }

    /// Which closers fail for the same reason as this one.
    fn class(&self) -> usize {
        match self.byte {
            b'~' => 0,
            b'*' => 1 + usize::from(self.can_open) * 3 + self.length as usize % 3,
            _ => 7 + usize::from(self.can_open) * 3 + self.length as usize % 3,
        }
    }

    /// Whether `self` may open what `closer` closes: the rule of three.
    fn opens(&self, closer: &Self) -> bool {
        let either = self.can_close || closer.can_open;
        let is_multiple = |n: u32| n.is_multiple_of(3);
        let excluded =
            either && is_multiple(self.length + closer.length) && !(is_multiple(self.length) && is_multiple(closer.length));
        self.byte == closer.byte && (self.byte == b'~' || !excluded)
    }
}

const CLASSES: usize = 13;

/// Settles the runs of `delimiters`, which stand in one region or one link's words. Matches are added to `matches`, and each run's
/// outcome is given to `settle` with its piece.
pub(super) fn match_runs(
    delimiters: &mut [Delimiter],
    matches: &mut Vec<Match>,
    stack: &mut Vec<usize>,
    mut settle: impl FnMut(u32, Outcome),
) {
    // Runs that may still open something; below `bottoms` of its class a closer need not look again.
    stack.clear();
    let mut bottoms = [0; CLASSES];
    // For each run: the matches it closes, and the last it opened.
    let mut outcomes: Vec<Outcome> = vec![Outcome::default(); delimiters.len()];
    for at in 0..delimiters.len() {
        let first_match = matches.len() as u32;
        while delimiters[at].can_close && delimiters[at].left > 0 {
            let closer = delimiters[at];
            let class = closer.class();
            let found = (bottoms[class]..stack.len()).rev().find(|&place| delimiters[stack[place]].opens(&closer));
            let Some(place) = found else {
                bottoms[class] = stack.len();
                break;
            };
            let opener_at = stack[place];
            stack.truncate(place + 1);
            let opener = &mut delimiters[opener_at];
            let width = if opener.left >= 2 && closer.left >= 2 { 2 } else { 1 };
            opener.left -= width;
            let start = opener.start + opener.closed + opener.left;
            let opener_is_done = opener.left == 0;
            if opener_is_done {
                stack.pop();
            }
            for bottom in &mut bottoms {
                *bottom = (*bottom).min(stack.len());
            }
            let closer = &mut delimiters[at];
            closer.left -= width;
            closer.closed += width;
            let end = closer.start + closer.closed;
            matches.push(Match { byte: closer.byte, width, start, end, inner: outcomes[opener_at].opens });
            outcomes[opener_at].opens = Some(matches.len() as u32 - 1);
        }
        outcomes[at].closes = (first_match, matches.len() as u32);
        if delimiters[at].can_open && delimiters[at].left > 0 {
            stack.push(at);
        }
    }
    for (delimiter, outcome) in delimiters.iter().zip(outcomes) {
        settle(delimiter.piece, Outcome { text: delimiter.outcome().text, ..outcome });
    }
}

/// Whether a run flanks what stands on its `inner` side, given what stands on the `outer` one.
fn flanks(inner: Option<char>, outer: Option<char>) -> bool {
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_narrow_punctuation = |c: Option<char>| c.is_some_and(|c| is_punctuation(c) && !is_wide(c));
    !is_space(inner)
        && (!is_narrow_punctuation(inner) || is_space(outer) || outer.is_some_and(|c| is_punctuation(c) || is_wide(c)))
}

/// A character of a script that is written without spaces, or its punctuation.
fn is_wide(c: char) -> bool {
    han::is_han(c) || han::is_kana(c) || han::is_han_punctuation(c)
}

/// Unicode punctuation or symbol: what is neither a letter, a number, a mark nor invisible.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let is_mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !is_mark
}
