//! Ids within a note: written ones, and those made from headings as GitHub makes them, with Han characters kept.

use rustc_hash::{FxHashMap, FxHashSet};

use super::findings::Findings;
use super::{Body, Heading};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, VaultPath, nfc};

/// Beginnings of ids that are kept for what casebook generates.
const RESERVED: [&str; 5] = ["claim-", "fn-", "cite-", "blk-", "_"];

/// The reserved beginning of `id`, if it has one.
pub(super) fn reserved_prefix(id: &str) -> Option<&'static str> {
    RESERVED.into_iter().find(|prefix| id.starts_with(prefix))
}

/// Ids that were written.
#[derive(Default)]
pub(super) struct Anchors {
    written: Vec<(Box<str>, Span)>,
}

impl Anchors {
    /// Notes an id that was written.
    pub(super) fn explicit(&mut self, id: &str, span: Span) {
        self.written.push((id.into(), span));
    }

    /// Gives every heading an id of its own, and reports what is written twice.
    pub(super) fn finish(mut self, body: &mut Body, file: &VaultPath, diagnostics: &mut Findings) {
        self.written.sort_by_key(|(_, span)| span.start);
        let mut taken: FxHashMap<Box<str>, Span> = FxHashMap::default();
        for (id, span) in self.written {
            report_repeat(&mut taken, id, span, "id", file, diagnostics);
        }
        // Names of blocks are ids with a beginning of their own.
        let mut names = FxHashMap::default();
        for block in &body.blocks {
            report_repeat(&mut names, block.name.clone(), block.span, "block name", file, diagnostics);
        }
        let mut given = FxHashSet::default();
        // For each base, the number to try next; 0 is the base itself.
        let mut next: FxHashMap<Box<str>, u32> = FxHashMap::default();
        for heading in &mut body.headings {
            if heading.explicit && given.insert(heading.id.clone()) {
                continue;
            }
            let base = if heading.explicit { heading.id.clone() } else { automatic(&heading.text) };
            let number = next.entry(base.clone()).or_default();
            heading.id = loop {
                let id = if *number == 0 { base.clone() } else { format!("{base}-{number}").into() };
                *number += 1;
                if !taken.contains_key(&id) {
                    break id;
                }
            };
            taken.insert(heading.id.clone(), heading.span);
        }
    }
}

fn report_repeat(
    seen: &mut FxHashMap<Box<str>, Span>,
    name: Box<str>,
    span: Span,
    what: &str,
    file: &VaultPath,
    into: &mut Findings,
) {
    if let Some(first) = seen.get(&name) {
        let finding =
            Diagnostic::new(Code::DuplicateAnchor, file, span, format!("the {what} `{name}` stands twice in this note"));
        into.push(
            finding.related(file, *first, "first here").help("give one of them another name, and mend the links that lead to it"),
        );
    } else {
        seen.insert(name, span);
    }
}

/// The id made from a heading's text: lower case, letters, digits, `-` and `_` kept, spaces become `-`.
fn automatic(text: &str) -> Box<str> {
    let mut id = String::with_capacity(text.len());
    for c in nfc(text).trim().chars() {
        match c {
            c if c.is_whitespace() => id.push('-'),
            '-' | '_' => id.push(c),
            c if c.is_alphanumeric() || is_mark(c) => id.extend(c.to_lowercase()),
            _ => {}
        }
    }
    match reserved_prefix(&id) {
        _ if !id.chars().any(char::is_alphanumeric) => "section".into(),
        Some(_) => format!("section-{id}").into(),
        None => id.into(),
    }
}

/// A mark that belongs to the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

impl Heading {
    /// A heading whose id is still to be given, unless one was written.
    pub(super) fn new(level: u8, id: Option<Box<str>>, classes: Vec<Box<str>>, event: Option<u32>, span: Span) -> Self {
        Self { level, explicit: id.is_some(), id: id.unwrap_or_default(), classes, text: String::new(), event, span }
    }
}
