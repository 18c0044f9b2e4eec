//! The findings about one body, no more than anyone could mend at a time.

use crate::diagnostic::Diagnostic;

/// Findings in the order they were made. Past [`MOST`] further ones are let go: a damaged file has one mistake a byte, and no one
/// reads a million sentences about it.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Diagnostic>);

/// Findings of one body.
const MOST: usize = 1000;

impl Findings {
    pub(super) fn push(&mut self, finding: Diagnostic) {
        if !self.is_full() {
            self.0.push(finding);
        }
    }

    /// Takes those of `others` whose like is not at the same place.
    pub(super) fn add_new(&mut self, others: Self) {
        for finding in others.0 {
            if !self.0.iter().any(|known| known.code == finding.code && known.place == finding.place) {
                self.push(finding);
            }
        }
    }

    /// Whether a further finding would be let go, so that making it is idle.
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    /// All of them, by place.
    pub(super) fn by_place(mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|finding| finding.place.as_ref().map(|place| place.span));
        self.0
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}
