//! From text to tokens: code spans, tags, autolinks and what follows a link's words are found here, as what begins first wins.

use std::ops::Range;

use super::html::{self, Exhausted};
use super::{Kind, Leaf, RegionKind, Token, tail};
use crate::note::body::entity;
use crate::note::citation;

/// Bytes at which something may begin.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"\\`<&\n\r\0*_~=%$^[]{}:@";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// What is remembered while a text is lexed, so that no search is made twice.
#[derive(Default)]
struct Memory {
    /// For each length of backtick run, where the last one of that length begins; filled at the first need.
    backticks: Option<Vec<(usize, usize)>>,
    exhausted: Exhausted,
    /// Open brackets, and where the last pair began and ended.
    brackets: Vec<usize>,
    last_pair: (usize, usize),
}

impl Leaf<'_> {
    /// Appends the tokens of a stretch of the text. `tails` says whether to look for what follows a link's words.
    pub(super) fn lex(&mut self, range: Range<usize>, tails: bool) {
        let bytes = self.text.as_bytes();
        let mut memory = Memory::default();
        let mut at = range.start;
        while let Some(skip) = bytes[at..range.end].iter().position(|&byte| SPECIAL[byte as usize]) {
            at += skip;
            at = match bytes[at] {
                b'\\' => self.lex_backslash(at, range.end),
                b'`' => self.lex_code(at, range.end, &mut memory),
                b'<' => self.lex_angle(at, range.end, &mut memory),
                b'&' => match entity::length(&self.text[at..range.end]) {
                    Some(length) => self.push(at..at + length, Kind::Entity),
                    None => at + 1,
                },
                0 => self.push(at..at + 1, Kind::Entity),
                b'\n' | b'\r' => self.lex_break(at, at),
                b'[' => {
                    memory.brackets.push(at);
                    self.seen.bracket = true;
                    if at > self.last_end().max(range.start) && bytes[at - 1] == b'!' {
                        self.push(at - 1..at + 1, Kind::ImageBracket)
                    } else {
                        self.push(at..at + 1, Kind::Bracket)
                    }
                }
                b']' => self.lex_bracket_end(at, tails, &mut memory),
                b'{' => {
                    self.seen.brace = true;
                    self.push(at..at + 1, Kind::Brace)
                }
                b'}' => self.push(at..at + 1, Kind::BraceEnd),
                b':' => self.lex_colon(at),
                b'@' => self.lex_at(at, range.end),
                byte => self.lex_run(at, range.end, byte),
            };
        }
    }

    fn push(&mut self, range: Range<usize>, kind: Kind) -> usize {
        let end = range.end;
        self.tokens.push(Token::new(range, kind));
        end
    }

    fn push_opaque(&mut self, range: Range<usize>, kind: RegionKind) -> usize {
        let after = self.tokens.len() + 1;
        let region = self.add_region(range.start as u32..range.end as u32, kind, after);
        self.push(range, Kind::Opaque(region))
    }

    /// Where the last token ends.
    fn last_end(&self) -> usize {
        self.tokens.last().map_or(0, |token| token.end as usize)
    }

    fn lex_backslash(&mut self, at: usize, end: usize) -> usize {
        match self.text.as_bytes()[at + 1..end].first() {
            Some(b'\n' | b'\r') => self.lex_break(at, at + 1),
            Some(byte) if byte.is_ascii_punctuation() => self.push(at..at + 2, Kind::Escape),
            _ => at + 1,
        }
    }

    /// A line break at `at`; `start` is where it begins: at the backslash that makes it hard, or at the white space before it.
    fn lex_break(&mut self, start: usize, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let end = if bytes[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 };
        if start < at {
            return self.push(start..end, Kind::Break { hard: true });
        }
        let before = &bytes[self.last_end()..at];
        let spaces = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let hard = before.iter().rev().take_while(|byte| **byte == b' ').count() >= 2;
        self.push(at - spaces..end, Kind::Break { hard })
    }

    fn lex_code(&mut self, at: usize, end: usize, memory: &mut Memory) -> usize {
        let bytes = &self.text.as_bytes()[..end];
        let run = run_length(bytes, at);
        let lengths = memory.backticks.get_or_insert_with(|| last_runs(bytes, at));
        let last = lengths.binary_search_by_key(&run, |(length, _)| *length).map_or(0, |found| lengths[found].1);
        if last <= at {
            return at + run;
        }
        let inside = at + run;
        let mut next = inside;
        while let Some(skip) = memchr::memchr(b'`', &bytes[next..]) {
            next += skip;
            let length = run_length(bytes, next);
            if length == run {
                return self.push_opaque(at..next + run, RegionKind::Code(inside as u32..next as u32));
            }
            next += length;
        }
        inside
    }

    fn lex_angle(&mut self, at: usize, end: usize, memory: &mut Memory) -> usize {
        let text = &self.text[..end];
        if let Some((length, email)) = html::autolink(&text[at..]) {
            return self.push_opaque(at..at + length, RegionKind::Autolink { email });
        }
        match html::tag(text.as_bytes(), at, &mut memory.exhausted) {
            Some(tag_end) => self.push_opaque(at..tag_end, RegionKind::Html),
            None => at + 1,
        }
    }

    fn lex_bracket_end(&mut self, at: usize, tails: bool, memory: &mut Memory) -> usize {
        let bytes = self.text.as_bytes();
        self.push(at..at + 1, Kind::BracketEnd);
        // Wikilinks and inline notes bind tighter than links: what follows them is not a link's target. (A bracket that seems to
        // close nothing may end a link all the same, when an edit holds the one that seems to close what it closes.)
        let binds_tighter = memory.brackets.pop().is_some_and(|open| {
            let (inner_start, inner_end) = std::mem::replace(&mut memory.last_pair, (open, at));
            let is_wikilink = inner_start == open + 1 && inner_end + 1 == at;
            is_wikilink || (open > 0 && bytes[open - 1] == b'^')
        });
        if !tails || binds_tighter || bytes.get(at + 1) != Some(&b'(') {
            return at + 1;
        }
        match tail::parse(bytes, at + 1) {
            Some(tail) => self.push_opaque(at + 1..tail.end as usize, RegionKind::Tail(tail)),
            None => at + 1,
        }
    }

    /// A colon: where a bare address may begin, the scheme before it is a token.
    fn lex_colon(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        if !bytes[at..].starts_with(b"://") {
            return at + 1;
        }
        let before = &bytes[self.last_end()..at];
        let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let scheme = &before[before.len() - letters..];
        if !scheme.eq_ignore_ascii_case(b"https") && !scheme.eq_ignore_ascii_case(b"http") {
            return at + 1;
        }
        self.seen.scheme = true;
        self.push(at - letters..at + 3, Kind::Scheme)
    }

    /// An `@` that no word runs into, and the key behind it.
    fn lex_at(&mut self, at: usize, end: usize) -> usize {
        let before = self.text[..at].chars().next_back();
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '/' | '@'));
        let rest = &self.text[at + 1..end];
        let length = if begins { citation::key_length(rest) } else { 0 };
        // What binds tighter than a citation ends its key.
        let tighter = rest[..length].find(['$', '%', '<', '&']);
        let length = tighter.map_or(length, |end| citation::key_length(&rest[..end]));
        if length == 0 {
            return at + 1;
        }
        self.seen.at = true;
        self.push(at..at + 1 + length, Kind::At)
    }

    fn lex_run(&mut self, at: usize, end: usize, byte: u8) -> usize {
        match byte {
            b'~' => self.seen.tilde = true,
            b'^' => self.seen.caret = true,
            b'=' => self.seen.equals = true,
            b'%' => self.seen.percent = true,
            b'$' => self.seen.dollar = true,
            _ => {}
        }
        let length = run_length(&self.text.as_bytes()[..end], at);
        self.push(at..at + length, Kind::Run(byte))
    }
}

/// How often the byte at `at` stands there.
fn run_length(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count()
}

/// For each length of backtick run from `from` on, where the last one begins; ordered by length.
fn last_runs(bytes: &[u8], from: usize) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = from;
    while let Some(skip) = memchr::memchr(b'`', &bytes[at..]) {
        at += skip;
        let length = run_length(bytes, at);
        runs.push((length, at));
        at += length;
    }
    runs.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    runs.dedup_by_key(|(length, _)| *length);
    runs
}
