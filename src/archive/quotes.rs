//! Quotations of claims, looked up in the texts they are from: each must stand there exactly once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::quote::Quote;
use crate::text::{VaultPath, nfc};

/// Characters of a nearest passage that are shown.
const SHOWN: usize = 120;

/// Reads a file of the archive.
pub type ReadText<'r> = &'r (dyn Fn(&VaultPath) -> Option<Vec<u8>> + Sync);

/// Checks the quotations of all notes' claims.
pub(super) fn check(notes: &[Arc<Note>], content: &str, read: ReadText<'_>) -> Vec<Diagnostic> {
    let mut texts: BTreeMap<VaultPath, Option<String>> = BTreeMap::new();
    let mut found = Vec::new();
    for note in notes {
        for quote in note.claims.iter().filter_map(|claim| claim.quote.as_ref()) {
            let candidates = places(&quote.file.value, note, content);
            for path in &candidates {
                let fold = || Some(folded(&String::from_utf8(read(path)?).ok()?));
                texts.entry(path.clone()).or_insert_with(fold);
            }
            let Some(text) = candidates.iter().find_map(|path| texts[path].as_deref()) else {
                let message = format!("there is no text `{}`", quote.file.value);
                let help = "write its path from the archive's root or from the note's folder; it must be UTF-8 text";
                found.push(Diagnostic::new(Code::QuoteMismatch, &note.path, quote.file.span, message).help(help));
                continue;
            };
            found.extend(
                mismatch(quote, text).map(|(message, help)| {
                    Diagnostic::new(Code::QuoteMismatch, &note.path, quote.exact.span, message).help(help)
                }),
            );
        }
    }
    found
}

/// Where a file may lie that a note names: beside it, in the content folder, below the root. None leads out of the archive.
fn places(written: &str, note: &Note, content: &str) -> Vec<VaultPath> {
    let leads_out = written.starts_with('/') || written.contains('\\') || written.split('/').any(|part| part == "..");
    if leads_out {
        return Vec::new();
    }
    let folder = note.path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let below = |folder: &str| match folder {
        "" => VaultPath::new(written),
        folder => VaultPath::new(&format!("{folder}/{written}")),
    };
    vec![below(folder), below(content), below("")]
}

/// NFC, and every run of white space a blank.
fn folded(text: &str) -> String {
    nfc(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with a quotation of `text`, which is folded: a message, and the way out.
fn mismatch(quote: &Quote, text: &str) -> Option<(String, String)> {
    let (exact, prefix, suffix) = (folded(&quote.exact.value), folded(&quote.prefix), folded(&quote.suffix));
    let stands = |(at, found): &(usize, &str)| {
        text[..*at].trim_end().ends_with(&*prefix) && text[at + found.len()..].trim_start().starts_with(&*suffix)
    };
    let all = text.match_indices(&*exact).count();
    match (text.match_indices(&*exact).filter(stands).count(), all) {
        (1, _) => None,
        (0, 0) => Some((
            format!("these words do not stand in `{}`", quote.file.value),
            match nearest(&exact, text) {
                Some(near) => format!("nearest is: `{near}`"),
                None => "nothing there is like them: correct the words, or `in`".to_owned(),
            },
        )),
        (0, _) => Some((
            format!("these words stand in `{}`, but not between this `prefix` and `suffix`", quote.file.value),
            format!("there it reads: `{}`", passage(text, text.find(&*exact).unwrap_or(0), exact.len())),
        )),
        (times, _) => Some((
            format!("these words stand {times} times in `{}`", quote.file.value),
            "say which is meant by a few words before or after them: `prefix: ...`, `suffix: ...`".to_owned(),
        )),
    }
}

/// The passage of `text` that shares the longest run of words with `exact`.
fn nearest(exact: &str, text: &str) -> Option<String> {
    let starts: Vec<usize> = word_starts(exact).take(SHOWN).collect();
    let mut best: Option<(usize, usize)> = None;
    for (word, &from) in starts.iter().enumerate() {
        // Only a longer run than the best is looked for.
        let mut at = best.map_or(0, |(_, length)| length);
        for &to in starts[word + 1..].iter().chain(std::iter::once(&exact.len())) {
            let run = exact[from..to].trim_end();
            if run.len() <= at {
                continue;
            }
            let Some(found) = text.find(run) else { break };
            at = run.len();
            best = Some((found, at));
        }
    }
    let (found, length) = best?;
    Some(passage(text, found, length))
}

/// Where words begin; in Han every character is one.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        let starts = (before == ' ' && c != ' ') || crate::text::han::is_han(c);
        before = c;
        starts.then_some(at)
    })
}

/// A stretch with some text on both sides.
fn passage(text: &str, at: usize, length: usize) -> String {
    let around = SHOWN.saturating_sub(length) / 2;
    let from = text.floor_char_boundary(at.saturating_sub(around));
    let to = text.ceil_char_boundary((at + length.min(2 * SHOWN) + around).min(text.len()));
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    format!("{before}{}{after}", text[from..to].trim())
}
