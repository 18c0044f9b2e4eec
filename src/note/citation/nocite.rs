//! `nocite`: works that a note lists without citing them, as Pandoc writes it.

use super::parse::key_length;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, Spanned, VaultPath};

/// What a note lists among the works cited without a citation in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// `@key`: a work. The span takes in the `@`.
    Key(Spanned<Box<str>>),
    /// `@*`: all works of the archive.
    All,
}

/// Reads one text of `nocite`: `@a`, `@a, @b` or `@*`.
pub fn listed(value: &Spanned<Box<str>>, source: &str, file: &VaultPath, faults: &mut impl FnMut(Diagnostic)) -> Vec<Listed> {
    let text = &*value.value;
    let around = source.get(value.span.range()).unwrap_or("");
    let base = around.find(text).map(|at| value.span.start as usize + at);
    let mut all = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '[' | ']')) {
        let start = at + text[at..].find(word).unwrap_or(0);
        at = start + word.len();
        if word.is_empty() {
            continue;
        }
        let span = base.map_or(value.span, |base| Span::new(base + start..base + at));
        match word.strip_prefix('@') {
            Some("*") => all.push(Listed::All),
            Some(key) if !key.is_empty() && key_length(key) == key.len() => {
                let key = key.trim_start_matches('{').trim_end_matches('}');
                all.push(Listed::Key(Spanned::new(key.into(), span)));
            }
            _ => {
                let finding = Diagnostic::new(Code::InvalidCitation, file, span, format!("`{word}` names no work"));
                faults(finding.help("write `nocite: [\"@key\", \"@other\"]`, or `nocite: \"@*\"` for all works"));
            }
        }
    }
    all
}
