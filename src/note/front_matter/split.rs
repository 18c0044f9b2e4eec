//! Where the front matter ends and the body begins.

use std::ops::Range;

/// A file's parts, in bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// The YAML between the two lines; `None` without front matter.
    pub(super) yaml: Option<Range<usize>>,
    /// The first byte of the body.
    pub(super) body: usize,
    /// The opening line, where no line closes it.
    pub(super) unclosed: Option<Range<usize>>,
}

/// Splits a text. Front matter opens with `---` as the very first line (after a byte-order mark) and closes with the next line that
/// is `---` or `...`; a rule further down is none.
pub(super) fn split(text: &str) -> Split {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let without = Split { yaml: None, body: start, unclosed: None };
    let Some((first, rest)) = line(text, start) else { return without };
    if text[first].trim_end() != "---" {
        return without;
    }
    let mut at = rest;
    while let Some((line, next)) = line(text, at) {
        if matches!(text[line.clone()].trim_end(), "---" | "...") {
            return Split { yaml: Some(rest..line.start), body: next, unclosed: None };
        }
        at = next;
    }
    // A rule that begins a text is followed by text, a front matter by a key.
    let looks_like_a_key = line(text, rest).is_some_and(|(line, _)| {
        let key = text[line].split_once(':').map_or("", |(key, _)| key);
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
    });
    if looks_like_a_key { Split { unclosed: Some(start..start + 3), ..without } } else { without }
}

/// The line at `at` without its end, and where the next begins; `None` at the end of the text.
fn line(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    if at >= text.len() {
        return None;
    }
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found);
    Some((at..end, (end + 1).min(text.len())))
}

#[cfg(test)]
mod tests {
    use super::split;

    fn parts(text: &str) -> (Option<&str>, &str) {
        let split = split(text);
        (split.yaml.map(|range| &text[range]), &text[split.body..])
    }

    #[test]
    fn only_the_first_line_opens() {
        assert_eq!(parts("---\na: 1\n---\nB\n"), (Some("a: 1\n"), "B\n"));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n---\r\nB"), (Some("a: 1\r\n"), "B"));
        assert_eq!(parts("---\n---\n"), (Some(""), ""));
        assert_eq!(parts("A\n\n---\n\nB\n"), (None, "A\n\n---\n\nB\n"));
        assert_eq!(parts("---\n\nText.\n"), (None, "---\n\nText.\n"));
        assert_eq!(parts("---\na: 1\n...\nB"), (Some("a: 1\n"), "B"));
        assert!(split("---\ntitle: A\n\nText.\n").unclosed.is_some());
        assert!(split("---\nText goes on.\n").unclosed.is_none());
    }
}
