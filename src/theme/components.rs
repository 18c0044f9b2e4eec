//! Components share one space of names, so two files must not define the same one.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::SourceFile;
use crate::text::{Span, VaultPath};

/// A finding for each component that a second file defines.
pub(super) fn duplicates(templates: &BTreeMap<Box<str>, SourceFile>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, (&VaultPath, Span)> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    // The `default/` names are the same files once more.
    for (_, file) in templates.iter().filter(|(name, _)| !name.starts_with("default/")) {
        for (name, span) in definitions(&file.text) {
            let Some((other, place)) = first.insert(name, (&file.path, span)) else { continue };
            let message = format!("the component `{name}` is defined twice, in `{other}` and in `{}`", file.path);
            diagnostics.push(
                Diagnostic::new(Code::InvalidTheme, &file.path, span, message)
                    .related(other, place, "the other definition")
                    .help("rename one of them, or override the other file under its own name"),
            );
        }
    }
    diagnostics
}

/// The components a template defines: `{% component NAME(`, with any white space and trimming hyphens.
fn definitions(text: &str) -> impl Iterator<Item = (&str, Span)> {
    text.match_indices("{%").filter_map(move |(at, opening)| {
        let start = at + opening.len();
        let inner = text[start..].strip_prefix('-').unwrap_or(&text[start..]).trim_start();
        let rest = inner.strip_prefix("component")?;
        let name = rest.strip_prefix(char::is_whitespace)?.trim_start();
        let length = name.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))?;
        let from = text.len() - name.len();
        (length > 0).then(|| (&name[..length], Span::new(from..from + length)))
    })
}
