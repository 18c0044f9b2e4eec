//! Findings printed in the format asked for, and what they mean for the run.

use std::io::{self, IsTerminal, Write};

use super::args::{MessageFormat, Reporting};
use super::error::CommandError;
use super::{Ending, print};
use crate::diagnostic::emit::{Locator, Sources, github, human, json, sarif};
use crate::diagnostic::{Diagnostic, Severity};

/// Findings by weight.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

impl Counts {
    pub(super) fn of(found: &[Diagnostic]) -> Self {
        let count = |severity| found.iter().filter(|finding| finding.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning) }
    }

    /// Whether the run fails.
    pub(super) fn fail(self, reporting: &Reporting) -> bool {
        self.errors > 0 || (reporting.strict && self.warnings > 0)
    }

    pub(super) fn ending(self, reporting: &Reporting) -> Ending {
        if self.fail(reporting) { Ending::Faults } else { Ending::Fine }
    }

    /// "2 errors, 1 warning"
    pub(super) fn words(self) -> String {
        match (self.errors, self.warnings) {
            (0, 0) => "nothing found".to_owned(),
            (errors, 0) => count(errors, "error"),
            (0, warnings) => count(warnings, "warning"),
            (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
        }
    }
}

/// "1 note", "2 notes"
pub(super) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Prints findings: for people to standard error, for machines to standard output.
pub(super) fn findings(
    found: &[Diagnostic],
    sources: &dyn Sources,
    prefix: &str,
    reporting: &Reporting,
) -> Result<(), CommandError> {
    let mut locator = Locator::new(sources, prefix);
    let text = match reporting.message_format {
        MessageFormat::Human => {
            let text = human::render(found, &mut locator, is_colored());
            let _ = io::stderr().lock().write_all(text.as_bytes());
            return Ok(());
        }
        MessageFormat::Json => json::render(found, &mut locator),
        MessageFormat::Github => github::render(found, &mut locator),
        MessageFormat::Sarif => sarif::render(found, &mut locator),
    };
    print(|out| out.write_all(text.as_bytes())).map(drop)
}

/// Writes a line of the summary to standard error, unless it is to be quiet.
pub(super) fn summary(reporting: &Reporting, line: &str) {
    if !reporting.quiet {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// Whether standard error takes colours (<https://no-color.org>).
fn is_colored() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
