//! Runs of Han characters in text of another language: each gets its language, so that it is set, read out and broken rightly.

use super::html::escape;
use crate::text::han::{is_han, is_han_punctuation, is_kana};

/// Whether text in this language needs no marks on Han: it is written with it.
#[must_use]
pub fn is_written_with_han(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or(language);
    ["zh", "ja", "ko", "yue"].iter().any(|han| primary.eq_ignore_ascii_case(han))
}

/// Whether a line break in the source shows as nothing beside this character.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    // None of these comes before U+3000: most text is told by one comparison.
    c >= '\u{3000}' && (is_han(c) || is_han_punctuation(c) || is_kana(c))
}

/// Appends `text` escaped, its Han runs in `<span lang>`. `open` says whether such a span was left open before (and is after): so a
/// run goes on across a line break of the source.
pub fn write_runs(out: &mut String, text: &str, han_language: &str, open: &mut bool) {
    if text.is_ascii() {
        close_run(out, open);
        return escape(out, text);
    }
    let mut rest = text;
    while !rest.is_empty() {
        // None of its characters is one of markup: a run needs no escaping.
        let (run, after) = rest.split_at(end_of_run(rest));
        if !run.is_empty() {
            if !*open && let Some(language) = language_of(run, han_language) {
                out.push_str("<span lang=\"");
                escape(out, language);
                out.push_str("\">");
                *open = true;
            }
            out.push_str(run);
        }
        if after.is_empty() {
            return;
        }
        close_run(out, open);
        let (other, next) = after.split_at(start_of_run(after));
        escape(out, other);
        rest = next;
    }
}

fn end_of_run(text: &str) -> usize {
    text.find(|c: char| !is_unspaced(c)).unwrap_or(text.len())
}

fn start_of_run(text: &str) -> usize {
    // What may stand in a run begins with this byte in UTF-8 or a greater one, which other text seldom has.
    const LEAST: u8 = 0xe3;
    let mut from = 0;
    while let Some(at) = text.as_bytes()[from..].iter().position(|byte| *byte >= LEAST).map(|at| from + at) {
        match text[at..].chars().next() {
            Some(c) if !is_unspaced(c) => from = at + c.len_utf8(),
            _ => return at,
        }
    }
    text.len()
}

/// Closes the run that [`write_runs`] left open, if it did.
pub fn close_run(out: &mut String, open: &mut bool) {
    if std::mem::take(open) {
        out.push_str("</span>");
    }
}

/// The language of a run: Japanese where it holds kana; none for punctuation by itself.
fn language_of<'l>(run: &str, han_language: &'l str) -> Option<&'l str> {
    if run.chars().any(|c| is_kana(c) && c != '\u{30fb}' && c != '\u{30fc}') {
        Some("ja")
    } else {
        run.chars().any(is_han).then_some(han_language)
    }
}
