//! SARIF 2.1.0 (OASIS), the format of code scanning services.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Locator, message};
use crate::diagnostic::{Diagnostic, Place, Severity};

const URI: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Lays findings out as one SARIF log with one run.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], locator: &mut Locator<'_>) -> String {
    let codes: BTreeSet<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<_> = codes
        .iter()
        .map(|code| {
            json!({
                "id": code.name(),
                "shortDescription": { "text": code.summary() },
                "defaultConfiguration": { "level": level(code.default_severity()) },
            })
        })
        .collect();
    let results: Vec<_> = diagnostics.iter().map(|diagnostic| result(diagnostic, locator)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "casebook",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut out = serde_json::to_string_pretty(&log).unwrap_or_default();
    out.push('\n');
    out
}

fn result(diagnostic: &Diagnostic, locator: &mut Locator<'_>) -> Value {
    let mut text = message(diagnostic).into_owned();
    for help in &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "level": level(diagnostic.severity),
        "message": { "text": text },
    });
    if let Some(place) = &diagnostic.place {
        result["locations"] = json!([location(place, locator)]);
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|label| {
            let mut at = location(&label.place, locator);
            at["message"] = json!({ "text": label.text });
            at
        });
        result["relatedLocations"] = Value::Array(related.collect());
    }
    result
}

fn location(place: &Place, locator: &mut Locator<'_>) -> Value {
    let range = locator.range(place);
    let path = locator.path(&place.file);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": utf8_percent_encode(&path, URI).to_string() },
        "region": {
            "startLine": range.start.line,
            "startColumn": range.start.column,
            "endLine": range.end.line,
            "endColumn": range.end.column,
        },
    }})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
