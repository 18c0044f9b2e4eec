//! Findings that an editor silences, each with a reason: `lints:` in a front matter for the whole note, `%% allow CODE: reason %%`
//! for the block after it.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::note::{Note, Status};
use crate::text::{Span, VaultPath};

/// All that is silenced in an archive, and what was found about silencing itself.
pub(super) struct Silencers<'a> {
    /// By file and code, in the order of what they cover: the wider first.
    by: FxHashMap<(&'a VaultPath, Code), Vec<Silencer<'a>>>,
    found: Vec<Diagnostic>,
}

struct Silencer<'a> {
    note: &'a Note,
    code: Code,
    /// What it covers; all of the file for one in a front matter.
    covers: Span,
    /// Where it stands.
    span: Span,
    in_body: bool,
    used: bool,
}

impl<'a> Silencers<'a> {
    /// Those of all notes.
    pub(super) fn of(notes: &'a [Arc<Note>]) -> Self {
        let mut silencers = Self { by: FxHashMap::default(), found: Vec::new() };
        let all = Span { start: 0, end: u32::MAX };
        for note in notes {
            for lint in &note.meta.lints {
                silencers.add(note, &lint.code, &lint.reason, lint.span, all, false);
            }
            for allow in &note.body.allows {
                silencers.add(note, &allow.code, &allow.reason, allow.span, allow.covers, true);
            }
        }
        for of_file in silencers.by.values_mut() {
            of_file.sort_by_key(|silencer| (silencer.covers.start, Reverse(silencer.covers.end)));
        }
        silencers
    }

    fn add(&mut self, note: &'a Note, code: &Result<Code, Box<str>>, reason: &str, span: Span, covers: Span, in_body: bool) {
        // A code that does not exist was reported where it was read.
        let Ok(code) = *code else { return };
        if !code.is_lint() {
            let message = format!("`{}` is an error and cannot be silenced", code.name());
            self.found.push(
                Diagnostic::new(Code::NotALint, &note.path, span, message).help("mend what it is about, and take this out"),
            );
            return;
        }
        if reason.trim().is_empty() {
            let message = format!("`{}` is silenced without a reason", code.name());
            let help = if in_body {
                format!("say why after the code: `%% allow {}: reason %%`", code.name())
            } else {
                format!("say why: `{}: \"reason\"` under `lints`", code.name())
            };
            self.found.push(Diagnostic::new(Code::AllowWithoutReason, &note.path, span, message).help(help));
        }
        let silencer = Silencer { note, code, covers, span, in_body, used: false };
        self.by.entry((&note.path, code)).or_default().push(silencer);
    }

    /// The findings that are not silenced.
    pub(super) fn apply(&mut self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        // What might be silenced: positions by file and code, then place.
        let mut concerned: FxHashMap<(&VaultPath, Code), Vec<(Span, usize)>> = FxHashMap::default();
        for (at, diagnostic) in found.iter().enumerate() {
            if let Some(place) = &diagnostic.place
                && self.by.contains_key(&(&place.file, diagnostic.code))
            {
                concerned.entry((&place.file, diagnostic.code)).or_default().push((place.span, at));
            }
        }
        let mut silenced = vec![false; found.len()];
        for (key, of_file) in &mut self.by {
            if let Some(mut findings) = concerned.remove(key) {
                findings.sort_unstable();
                sweep(of_file, &findings, &mut silenced);
            }
        }
        found.into_iter().zip(silenced).filter(|(_, silenced)| !silenced).map(|(diagnostic, _)| diagnostic).collect()
    }

    /// What was found about silencing: without a reason, of what cannot be, of what is not there.
    pub(super) fn finish(self, is_reported: impl Fn(Code) -> bool) -> Vec<Diagnostic> {
        let mut found = self.found;
        // Of a draft that is left out, not all is looked for.
        let is_unused =
            |silencer: &Silencer<'_>| !silencer.used && is_reported(silencer.code) && silencer.note.meta.status != Status::Draft;
        found.extend(self.by.into_values().flatten().filter(is_unused).map(|silencer| unused(&silencer)));
        found
    }
}

/// Marks the findings that lie within what is silenced. Blocks lie within each other or apart, so the innermost is on top.
fn sweep(silencers: &mut [Silencer<'_>], findings: &[(Span, usize)], silenced: &mut [bool]) {
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    for (span, at) in findings {
        while let Some(silencer) = silencers.get(next).filter(|silencer| silencer.covers.start <= span.start) {
            let start = silencer.covers.start;
            while open.last().is_some_and(|top| silencers[*top].covers.end <= start) {
                open.pop();
            }
            open.push(next);
            next += 1;
        }
        while open.last().is_some_and(|top| silencers[*top].covers.end < span.start) {
            open.pop();
        }
        if let Some(top) = open.last() {
            silencers[*top].used = true;
            silenced[*at] = true;
        }
    }
}

fn unused(silencer: &Silencer<'_>) -> Diagnostic {
    let (note, span) = (silencer.note, silencer.span);
    let message = format!("`{}` is silenced here, and is not found", silencer.code.name());
    let finding = Diagnostic::new(Code::UnusedAllow, &note.path, span, message).help("take the `allow` out");
    if silencer.in_body { finding.fix("take it out", &note.path, with_its_line(&note.source, span), "") } else { finding }
}

/// A span, with the rest of its line where nothing else stands there.
fn with_its_line(source: &str, span: Span) -> Span {
    let range = span.range();
    let start = source[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = source[range.end..].find('\n').map_or(source.len(), |at| range.end + at + 1);
    let alone = source[start..range.start].trim().is_empty() && source[range.end..end].trim().is_empty();
    if alone { Span::new(start..end) } else { span }
}
