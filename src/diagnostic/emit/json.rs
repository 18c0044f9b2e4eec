//! One JSON object a line.

use serde_json::json;

use super::{Locator, message, severity_name};
use crate::diagnostic::Diagnostic;

/// Lays findings out: `severity, code, message, file, line, column, end_line, end_column, help, related, fix`, one object a
/// line. `file` and the numbers are null where no file holds the finding.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], locator: &mut Locator<'_>) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let place = diagnostic.place.as_ref();
        let range = place.map(|place| locator.range(place));
        let related: Vec<_> = diagnostic
            .related
            .iter()
            .map(|label| {
                let at = locator.range(&label.place);
                json!({ "file": locator.path(&label.place.file), "line": at.start.line, "column": at.start.column, "text": label.text })
            })
            .collect();
        let object = json!({
            "severity": severity_name(diagnostic.severity),
            "code": diagnostic.code.name(),
            "message": message(diagnostic),
            "file": place.map(|place| locator.path(&place.file)),
            "line": range.map(|range| range.start.line),
            "column": range.map(|range| range.start.column),
            "end_line": range.map(|range| range.end.line),
            "end_column": range.map(|range| range.end.column),
            "help": diagnostic.help,
            "related": related,
            "fix": diagnostic.fix.as_ref().map(|fix| &fix.title),
        });
        out.push_str(&object.to_string());
        out.push('\n');
    }
    out
}
