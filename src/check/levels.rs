//! How findings are weighed: levels of `casebook.yaml` and of the command line, findings silenced at their place, and what is
//! different in a vault that has no `casebook.yaml`.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Level, Severity, suggest};
use crate::note::Note;
use crate::text::{Span, VaultPath};

/// The level of each code.
#[derive(Clone, Debug)]
pub struct Levels {
    levels: FxHashMap<Code, Level>,
    adopted: bool,
}

impl Levels {
    /// The archive's levels, then those of the command line, the later winning.
    #[must_use]
    pub fn new(config: &Config, asked: &[(Code, Level)]) -> Self {
        Self { levels: config.lints.iter().chain(asked).copied().collect(), adopted: config.adopted }
    }

    /// Whether findings of the code are shown.
    #[must_use]
    pub fn is_reported(&self, code: Code) -> bool {
        match self.levels.get(&code) {
            Some(level) => *level != Level::Allow,
            None => !code.is_allowed_by_default(),
        }
    }

    /// What a finding of the code weighs; `None` where it is not shown.
    fn severity(&self, diagnostic: &Diagnostic) -> Option<Severity> {
        let code = diagnostic.code;
        match self.levels.get(&code) {
            Some(Level::Allow) if code.is_lint() => return None,
            Some(Level::Warn) if code.is_lint() => return Some(Severity::Warning),
            Some(Level::Deny) if code.is_lint() => return Some(Severity::Error),
            _ => {}
        }
        if code.is_allowed_by_default() && !self.levels.contains_key(&code) {
            return None;
        }
        // In a vault that was not written for casebook, only what is unsafe stops the build.
        let is_error = diagnostic.severity == Severity::Error;
        let lighter = self.adopted && is_error && !code.is_safety();
        Some(if lighter { Severity::Warning } else { diagnostic.severity })
    }
}

/// A finding silenced by an editor.
struct Silencer<'a> {
    file: &'a VaultPath,
    code: Code,
    /// What it covers; all of the file for one in front matter.
    covers: Option<Span>,
    /// Where it stands.
    span: Span,
    used: bool,
}

/// Weighs all findings, leaves out what is silenced, adds findings on silencing itself, and puts them in the order of files.
#[must_use]
pub fn settle(found: Vec<Diagnostic>, levels: &Levels, notes: &[Arc<Note>]) -> Vec<Diagnostic> {
    let mut about_silencing = Vec::new();
    let mut silencers = silencers(notes, &mut about_silencing);
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for diagnostic in found {
        let silenced = diagnostic.code.is_lint() && silence(&diagnostic, &mut silencers);
        if !silenced {
            kept.push(diagnostic);
        }
    }
    for silencer in silencers.values().flatten().filter(|silencer| !silencer.used && levels.is_reported(silencer.code)) {
        let message = format!("`{}` is silenced here, and is not found", silencer.code.name());
        let finding = Diagnostic::new(Code::UnusedAllow, silencer.file, silencer.span, message);
        about_silencing.push(finding.help("take the `allow` out"));
    }
    kept.extend(about_silencing);
    let mut settled: Vec<Diagnostic> = kept
        .into_iter()
        .filter_map(|mut diagnostic| {
            diagnostic.severity = levels.severity(&diagnostic)?;
            Some(diagnostic)
        })
        .collect();
    settled.sort_by(|a, b| {
        (a.place.is_none(), &a.place, a.code, &a.message).cmp(&(b.place.is_none(), &b.place, b.code, &b.message))
    });
    settled.dedup();
    settled
}

fn silencers<'a>(notes: &'a [Arc<Note>], found: &mut Vec<Diagnostic>) -> FxHashMap<&'a VaultPath, Vec<Silencer<'a>>> {
    let mut silencers: FxHashMap<&VaultPath, Vec<Silencer<'_>>> = FxHashMap::default();
    for note in notes {
        let in_front = note.meta.lints.iter().map(|lint| (&lint.code, &lint.reason, lint.span, None));
        let in_body = note.body.allows.iter().map(|allow| (&allow.code, &allow.reason, allow.span, Some(allow.covers)));
        for (code, reason, span, covers) in in_front.chain(in_body) {
            let Ok(code) = code else { continue };
            if reason.trim().is_empty() {
                let message = format!("`{}` is silenced without a reason", code.name());
                let help = "say why, after the code: `%% allow CODE: reason %%`, or `CODE: \"reason\"` under `lints`";
                found.push(Diagnostic::new(Code::AllowWithoutReason, &note.path, span, message).help(help));
            }
            if !code.is_lint() {
                let message = format!("`{}` is an error and cannot be silenced", code.name());
                let lints: Vec<&str> = Code::ALL.iter().filter(|code| code.is_lint()).map(|code| code.name()).collect();
                let help = suggest::did_you_mean(code.name(), lints).unwrap_or_else(|| "mend what it is about".to_owned());
                found.push(Diagnostic::new(Code::NotALint, &note.path, span, message).help(help));
                continue;
            }
            silencers.entry(&note.path).or_default().push(Silencer { file: &note.path, code: *code, covers, span, used: false });
        }
    }
    silencers
}

fn silence(diagnostic: &Diagnostic, silencers: &mut FxHashMap<&VaultPath, Vec<Silencer<'_>>>) -> bool {
    let Some(place) = &diagnostic.place else { return false };
    let Some(of_file) = silencers.get_mut(&place.file) else { return false };
    let mut silenced = false;
    for silencer in of_file.iter_mut().filter(|silencer| silencer.code == diagnostic.code) {
        if silencer.covers.is_none_or(|covers| covers.contains(place.span)) {
            silencer.used = true;
            silenced = true;
        }
    }
    silenced
}
