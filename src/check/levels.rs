//! How findings are weighed: levels of `casebook.yaml` and of the command line, findings silenced at their place or by a baseline,
//! and what is different in a vault that has no `casebook.yaml`.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Baseline;
use super::silence::Silencers;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Level, Severity};
use crate::note::{Note, Status};

/// The level of each code, and the findings an archive starts from.
#[derive(Clone, Debug)]
pub struct Levels {
    levels: FxHashMap<Code, Level>,
    adopted: bool,
    baseline: Option<Baseline>,
}

impl Levels {
    /// The archive's levels, then those of the command line, the later winning.
    #[must_use]
    pub fn new(config: &Config, asked: &[(Code, Level)]) -> Self {
        Self { levels: config.lints.iter().chain(asked).copied().collect(), adopted: config.adopted, baseline: None }
    }

    /// The same levels, with findings passed over that an old archive starts from.
    #[must_use]
    pub fn with_baseline(self, baseline: Option<Baseline>) -> Self {
        Self { baseline, ..self }
    }

    /// Whether findings of the code are shown.
    #[must_use]
    pub fn is_reported(&self, code: Code) -> bool {
        match self.levels.get(&code) {
            Some(level) => *level != Level::Allow,
            None => !code.is_allowed_by_default(),
        }
    }

    /// What a finding weighs; `None` where it is not shown.
    fn severity(&self, diagnostic: &Diagnostic) -> Option<Severity> {
        let code = diagnostic.code;
        if code.is_lint() {
            return match self.levels.get(&code) {
                Some(Level::Allow) => None,
                Some(Level::Warn) => Some(Severity::Warning),
                Some(Level::Deny) => Some(Severity::Error),
                None => (!code.is_allowed_by_default()).then_some(diagnostic.severity),
            };
        }
        // In a vault that was not written for casebook, a fault of its notes does not stop the build.
        let is_lighter = self.adopted && diagnostic.severity == Severity::Error && code.is_of_content();
        Some(if is_lighter { Severity::Warning } else { diagnostic.severity })
    }
}

/// Weighs all findings, leaves out what is silenced, adds findings on silencing itself, and puts them in the order of files.
/// `notes` are all that were read.
#[must_use]
pub fn settle(found: Vec<Diagnostic>, levels: &Levels, notes: &[Arc<Note>]) -> Vec<Diagnostic> {
    let mut silencers = Silencers::of(notes);
    let mut settled = silencers.apply(found);
    settled.extend(silencers.finish(|code| levels.is_reported(code)));
    // Files with the same finding in several places at once tell of it once.
    sort(&mut settled);
    settled.dedup();
    if let Some(baseline) = &levels.baseline {
        let drafts: FxHashSet<&str> =
            notes.iter().filter(|note| note.meta.status == Status::Draft).map(|note| note.path.as_str()).collect();
        let stale = baseline.pass_over(&mut settled, |code, file| levels.is_reported(code) && !drafts.contains(file));
        settled.extend(stale);
        sort(&mut settled);
    }
    let weighed = settled.into_iter().filter_map(|mut diagnostic| {
        diagnostic.severity = levels.severity(&diagnostic)?;
        Some(diagnostic)
    });
    weighed.collect()
}

/// By file, then by place; what no file holds comes last.
fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| {
        (a.place.is_none(), &a.place, a.code, &a.message).cmp(&(b.place.is_none(), &b.place, b.code, &b.message))
    });
}
