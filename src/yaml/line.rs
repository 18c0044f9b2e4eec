//! Lines of a document, as an editor sees them: indentation, `- `, key, value.

use std::ops::Range;

/// The line that holds byte `at`, without its line break.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |n| n + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
    let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
    start..end
}

/// Where the line after the one at `at` begins; `None` on the last.
pub(super) fn next_line(text: &str, at: usize) -> Option<usize> {
    let start = memchr::memchr(b'\n', &text.as_bytes()[at..])? + at + 1;
    (start < text.len()).then_some(start)
}

/// Bytes of white space at the beginning of a line.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The parts of one line of block YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The key, if it has one.
    pub(super) key: Option<Range<usize>>,
    /// What follows the key, or the `- `: white space and comment left off. May be empty.
    pub(super) value: Range<usize>,
}

impl Line {
    /// The parts of the line that holds byte `at`.
    pub(super) fn at(text: &str, at: usize) -> Self {
        let line = line_at(text, at);
        let mut start = line.start + indentation(&text[line.clone()]);
        while text[start..line.end].starts_with("- ") {
            start += 2;
            start += indentation(&text[start..line.end]);
        }
        let rest = &text[start..line.end];
        let (key, from) = match key_length(rest) {
            Some(length) => (Some(start..start + rest[..length].trim_end().len()), start + length + 1),
            None => (None, start),
        };
        let from = from + indentation(&text[from..line.end]);
        Self { key, value: from..from + value_length(&text[from..line.end]) }
    }
}

/// How long the key is that a line begins with, up to its colon.
fn key_length(rest: &str) -> Option<usize> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = match quote {
        Some(quote) => rest[1..].find(quote)? + 2,
        None => 0,
    };
    let ends = |at: usize| rest[at + 1..].chars().next().is_none_or(char::is_whitespace);
    let colon = rest[from..].match_indices(':').map(|(at, _)| from + at).find(|&at| ends(at))?;
    (quote.is_none() || rest[from..colon].trim().is_empty()).then_some(colon)
}

/// How long a value is: up to a comment or the end of the line.
pub(super) fn value_length(rest: &str) -> usize {
    let comment = rest.match_indices('#').map(|(at, _)| at).find(|&at| at == 0 || rest[..at].ends_with([' ', '\t']));
    rest[..comment.unwrap_or(rest.len())].trim_end().len()
}

/// The line at `at` and those below it that are indented further: what goes when the line cannot be read.
pub(super) fn block_at(text: &str, at: usize) -> Range<usize> {
    let line = line_at(text, at);
    let own = indentation(&text[line.clone()]);
    let mut end = line.end;
    let mut next = next_line(text, line.end);
    while let Some(start) = next {
        let below = line_at(text, start);
        let content = text[below.clone()].trim_start();
        let indented = indentation(&text[below.clone()]);
        let closes = indented == own && content.starts_with([']', '}']);
        if !content.is_empty() && indented <= own && !closes {
            break;
        }
        end = below.end;
        next = next_line(text, below.end);
    }
    // With its line break, so that nothing of it is left.
    line.start..memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |n| end + n + 1)
}

#[cfg(test)]
mod tests {
    use super::{Line, block_at};

    #[test]
    fn a_line_is_taken_apart() {
        let parts = |text: &str| {
            let line = Line::at(text, 0);
            (line.key.map(|key| text[key].to_owned()), text[line.value].to_owned())
        };
        let some = |key: &str| Some(key.to_owned());
        assert_eq!(parts("  - to: @x, p. 3 # why\r\nb: c"), (some("to"), "@x, p. 3".into()));
        assert_eq!(parts("a: b: c"), (some("a"), "b: c".into()));
        assert_eq!(parts("\"a: b\" : c#d"), (some("\"a: b\""), "c#d".into()));
        assert_eq!(parts("- - x"), (None, "x".into()));
        assert_eq!(parts("键:"), (some("键"), String::new()));
        assert_eq!(parts("a:b"), (None, "a:b".into()));
        assert_eq!(parts(""), (None, String::new()));
    }

    #[test]
    fn a_block_ends_where_the_indentation_comes_back() {
        let text = "a: [\n  b\n]\n\nc: d\n";
        assert_eq!(&text[block_at(text, 0)], "a: [\n  b\n]\n\n");
        assert_eq!(&text[block_at(text, 5)], "  b\n");
        assert_eq!(&text[block_at(text, 13)], "c: d\n");
    }
}
