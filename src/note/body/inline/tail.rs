//! What follows a link's words: `(target "title")`.

use std::ops::Range;

/// A link's target and title, as bytes of the text, without the marks around them.
#[derive(Clone, Debug)]
pub(super) struct Tail {
    pub target: Range<u32>,
    pub title: Option<Range<u32>>,
    /// One past the closing parenthesis.
    pub end: u32,
}

/// Parentheses within each other in a target: more than anyone writes, and a bound on what a failed search costs.
const PARENTHESES: usize = 32;

/// Reads from the opening parenthesis at `open`.
pub(super) fn parse(bytes: &[u8], open: usize) -> Option<Tail> {
    let start = spaces(bytes, open + 1);
    let (target, after) = target(bytes, start)?;
    let next = spaces(bytes, after);
    let done = |title, at: usize| {
        let close = spaces(bytes, at);
        let tail = Tail { target: target.start as u32..target.end as u32, title, end: close as u32 + 1 };
        (bytes.get(close) == Some(&b')')).then_some(tail)
    };
    if next == after {
        return done(None, after);
    }
    match title(bytes, next) {
        Some(title) => done(Some(title.start as u32..title.end as u32), title.end + 1),
        None => done(None, next),
    }
}

/// A target that begins at `start`, and where it ends with its marks.
pub(super) fn target(bytes: &[u8], start: usize) -> Option<(Range<usize>, usize)> {
    if bytes.get(start) == Some(&b'<') {
        let mut at = start + 1;
        loop {
            match bytes.get(at)? {
                b'>' => return Some((start + 1..at, at + 1)),
                b'<' | b'\n' | b'\r' => return None,
                b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 2,
                _ => at += 1,
            }
        }
    }
    let mut depth = 0;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' if depth == PARENTHESES => return None,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            byte if *byte <= b' ' || *byte == 0x7f => break,
            _ => {}
        }
        at += 1;
    }
    (depth == 0).then_some((start..at, at))
}

/// The inside of a title whose quote stands at `start`.
fn title(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    let close = match bytes.get(start)? {
        b'(' => b')',
        quote @ (b'"' | b'\'') => *quote,
        _ => return None,
    };
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            byte if *byte == close => return Some(start + 1..at),
            b'(' if close == b')' => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn spaces(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}
