//! Annotations as GitHub Actions reads them from a job's output ("workflow commands").

use std::fmt::Write as _;

use super::{Locator, message};
use crate::diagnostic::{Diagnostic, Severity};

/// Lays findings out, one `::error file=...::message` a line.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], locator: &mut Locator<'_>) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(out, "::{command} ");
        if let Some(place) = &diagnostic.place {
            let range = locator.range(place);
            let file = property(&locator.path(&place.file));
            let _ = write!(out, "file={file},line={},endLine={}", range.start.line, range.end.line);
            // Columns are read only where the annotation lies within a line.
            if range.start.line == range.end.line {
                let _ = write!(out, ",col={},endColumn={}", range.start.column, range.end.column);
            } else {
                let _ = write!(out, ",col={}", range.start.column);
            }
            out.push(',');
        }
        let _ = write!(out, "title={}", property(diagnostic.code.name()));
        let mut text = message(diagnostic).into_owned();
        for help in &diagnostic.help {
            let _ = write!(text, "\nhelp: {help}");
        }
        let _ = writeln!(out, "::{}", data(&text));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
