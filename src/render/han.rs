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
        let run = rest.find(|c: char| !is_unspaced(c)).unwrap_or(rest.len());
        let (in_run, after) = rest.split_at(run);
        if !in_run.is_empty() {
            if !*open && let Some(language) = language_of(in_run, han_language) {
                out.push_str("<span lang=\"");
                escape(out, language);
                out.push_str("\">");
                *open = true;
            }
            escape(out, in_run);
        }
        if after.is_empty() {
            return;
        }
        close_run(out, open);
        let next = after.find(is_unspaced).unwrap_or(after.len());
        escape(out, &after[..next]);
        rest = &after[next..];
    }
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
