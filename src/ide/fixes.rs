//! The mends that findings offer, applied to texts.

use std::collections::BTreeMap;

use crate::diagnostic::emit::Sources;
use crate::diagnostic::{Diagnostic, Edit};
use crate::text::VaultPath;

/// Texts after edits.
#[derive(Debug, Default)]
pub struct Edited {
    /// The files that changed, whole.
    pub files: BTreeMap<VaultPath, String>,
    /// How many mends were applied.
    pub count: usize,
}

/// Applies all mends that do not touch each other; of two that do, the first. What is left over is found again by the next run.
#[must_use]
pub fn apply(found: &[Diagnostic], sources: &dyn Sources) -> Edited {
    let mut chosen: Vec<&Edit> = Vec::new();
    // Per file, the spans taken: their ends by their starts.
    let mut taken: BTreeMap<&VaultPath, BTreeMap<u32, u32>> = BTreeMap::new();
    let mut count = 0;
    for fix in found.iter().filter_map(|finding| finding.fix.as_ref()) {
        let is_free = |edit: &Edit| {
            let span = edit.place.span;
            let before = taken.get(&edit.place.file).and_then(|spans| spans.range(..=span.end).next_back());
            before.is_none_or(|(_, end)| *end < span.start)
        };
        if !fix.edits.is_empty() && fix.edits.iter().all(is_free) {
            for edit in &fix.edits {
                taken.entry(&edit.place.file).or_default().insert(edit.place.span.start, edit.place.span.end);
                chosen.push(edit);
            }
            count += 1;
        }
    }
    Edited { files: edit(chosen, sources), count }
}

/// Makes edits, which do not overlap.
#[must_use]
pub fn edit<'e>(edits: impl IntoIterator<Item = &'e Edit>, sources: &dyn Sources) -> BTreeMap<VaultPath, String> {
    let mut by_file: BTreeMap<&VaultPath, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(&edit.place.file).or_default().push(edit);
    }
    let mut files = BTreeMap::new();
    for (path, mut edits) in by_file {
        let Some(text) = sources.text(path) else { continue };
        edits.sort_by_key(|edit| edit.place.span);
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for edit in edits {
            let span = edit.place.span.range();
            if span.start >= from
                && text.is_char_boundary(span.start)
                && text.is_char_boundary(span.end)
                && span.end <= text.len()
            {
                out.push_str(&text[from..span.start]);
                out.push_str(&edit.replacement);
                from = span.end;
            }
        }
        out.push_str(&text[from..]);
        files.insert(path.clone(), out);
    }
    files
}
