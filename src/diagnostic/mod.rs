//! Findings about an archive: what is wrong, where, and what to do about it.
//!
//! A stage of the pipeline never fails on content. It returns [`Checked`]: a usable value, and everything found on the way.
//! The sentence of a finding is written where it is found; [`emit`] lays findings out; only `cli` prints.

mod codes;
pub mod emit;
pub mod explain;
pub mod suggest;

pub use codes::Code;

use serde::{Deserialize, Serialize};

use crate::text::{Span, VaultPath};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// For information; counts for nothing.
    Note,
    /// Should be looked at; fails a build only under `--strict`.
    Warning,
    /// Fails the build.
    Error,
}

/// What the archive or the command line asks for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported as a warning.
    Warn,
    /// Reported as an error.
    Deny,
}

/// A span of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: VaultPath,
    /// Where in it.
    pub span: Span,
}

/// A second place that belongs to a finding: "first declared here".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there.
    pub text: String,
}

/// A change that mends a finding, offered to `check --fix` and to editors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as an order: "write `|` as `\|`".
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}

/// Replaces the bytes of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced.
    pub place: Place,
    /// What stands there afterwards.
    pub replacement: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Its code, as in `error[broken-link]`.
    pub code: Code,
    /// How much it weighs, after the archive's levels were applied.
    pub severity: Severity,
    /// One sentence without a full stop: what is wrong, with the names involved in backquotes.
    pub message: String,
    /// Where; `None` for what no file holds.
    pub place: Option<Place>,
    /// A few words under the underlined span.
    pub label: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// What to do, one sentence each: "did you mean `bridgehead`?".
    pub help: Vec<String>,
    /// A mechanical mend, if there is one.
    pub fix: Option<Fix>,
    /// How often it was found, where several findings of one place were folded into one (templates).
    pub count: u32,
}

impl Diagnostic {
    /// A finding at a place of a file, at the code's default severity.
    #[must_use]
    pub fn new(code: Code, file: &VaultPath, span: Span, message: impl Into<String>) -> Self {
        Self { place: Some(Place { file: file.clone(), span }), ..Self::general(code, message) }
    }

    /// A finding that no file holds.
    #[must_use]
    pub fn general(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.default_severity(),
            message: message.into(),
            place: None,
            label: None,
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
            count: 1,
        }
    }

    /// Puts a few words under the span.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Adds a help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a help line if there is one.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help.extend(text);
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn related(mut self, file: &VaultPath, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { place: Place { file: file.clone(), span }, text: text.into() });
        self
    }

    /// Offers a mend that replaces one span of the finding's own file.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, file: &VaultPath, span: Span, replacement: impl Into<String>) -> Self {
        let edit = Edit { place: Place { file: file.clone(), span }, replacement: replacement.into() };
        self.fix = Some(Fix { title: title.into(), edits: vec![edit] });
        self
    }
}

/// A value, and what was found while it was made. The value is always usable: what is at fault is marked in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked<T> {
    /// The value.
    pub value: T,
    /// The findings, in the order they were made.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value nothing was found about.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Pairs a value with its findings.
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }

    /// The value, its findings moved to the end of `sink`.
    pub fn into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }

    /// Converts the value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: convert(self.value), diagnostics: self.diagnostics }
    }
}
