//! Link definitions (`[label]: target "title"`) and footnote labels, found by label as CommonMark compares labels.

use std::ops::Range;

use pulldown_cmark::RefDefs;
use rustc_hash::FxHashMap;

use super::inline::target_in;
use crate::diagnostic::suggest;
use crate::text::{Span, fold};

/// The link definitions of a note.
#[derive(Debug, Default)]
pub(super) struct References {
    definitions: Vec<Definition>,
    by_label: FxHashMap<String, u32>,
}

/// Where a label leads.
#[derive(Debug)]
pub(super) struct Definition {
    /// The target, escapes and character references resolved.
    pub target: Box<str>,
    /// The title, likewise.
    pub title: Option<Box<str>>,
    /// The target's bytes.
    pub span: Span,
}

impl References {
    /// Takes over what pulldown-cmark found in `text`, which begins at byte `base` of the file.
    pub(super) fn new(found: &RefDefs<'_>, text: &str, base: usize) -> Self {
        let mut all: Vec<_> = found.iter().collect();
        all.sort_unstable_by_key(|(_, definition)| definition.span.start);
        let mut references = Self::default();
        for (label, definition) in all {
            let span = Span::new(target_span(text, &definition.span)).shifted(base);
            let title = definition.title.as_ref().map(|title| Box::from(&**title));
            let number = references.definitions.len() as u32;
            references.by_label.entry(normal(label)).or_insert(number);
            references.definitions.push(Definition { target: Box::from(&*definition.dest), title, span });
        }
        references
    }

    pub(super) fn is_empty(&self) -> bool {
        self.definitions.is_empty()
    }

    /// The number of the definition under a label as written.
    pub(super) fn get(&self, label: &str) -> Option<u32> {
        // CommonMark's bound on labels.
        if self.is_empty() || label.len() > 4 * 999 {
            return None;
        }
        self.by_label.get(&normal(label)).copied()
    }

    pub(super) fn definition(&self, number: u32) -> &Definition {
        &self.definitions[number as usize]
    }
}

/// Where the target stands in a definition.
fn target_span(text: &str, definition: &Range<usize>) -> Range<usize> {
    let bytes = &text.as_bytes()[definition.clone()];
    let mut at = 1;
    while let Some(byte) = bytes.get(at).filter(|byte| **byte != b']') {
        at += if *byte == b'\\' { 2 } else { 1 };
    }
    at += 2;
    // Past a line break the marks of quotations may stand.
    let skipped =
        bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'>').count());
    let found = target_in(bytes, at + skipped).unwrap_or(0..bytes.len());
    definition.start + found.start..definition.start + found.end
}

/// Footnote labels of a note and the number of the footnote each stands for.
#[derive(Debug, Default)]
pub(super) struct Labels {
    by_label: FxHashMap<String, u32>,
    /// As written, in order.
    written: Vec<Box<str>>,
}

impl Labels {
    /// The footnote under a label as written.
    pub(super) fn get(&self, label: &str) -> Option<u32> {
        if self.written.is_empty() { None } else { self.by_label.get(&normal(label)).copied() }
    }

    /// Notes that `footnote` is defined under `label`; false if another one is.
    pub(super) fn insert(&mut self, label: &str, footnote: u32) -> bool {
        if self.by_label.contains_key(&normal(label)) {
            return false;
        }
        self.by_label.insert(normal(label), footnote);
        self.written.push(label.into());
        true
    }

    /// "Did you mean".
    pub(super) fn nearest(&self, label: &str) -> Option<String> {
        let near = suggest::nearest(label, self.written.iter().take(1000).map(|label| &**label), 1);
        near.first().map(|near| format!("did you mean `[^{near}]`?"))
    }
}

/// A label as it is compared: white space in it counts as one space, case does not count.
fn normal(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    fold(&words.join(" "))
}
