//! Findings that an old archive starts from: those of a file are passed over, new ones are not.
//!
//! The file is what `casebook check --message-format json` prints at the archive's root: one object a line, of which `code`,
//! `file` and `message` count. Lines may move in their files; each entry passes over one finding.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceFile;
use crate::text::{Span, VaultPath};

/// Lints to be passed over.
#[derive(Clone, Debug)]
pub struct Baseline {
    file: VaultPath,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    finding: Finding,
    span: Span,
}

/// What makes two findings the same.
type Finding = (Code, String, String);

#[derive(Deserialize)]
struct Line {
    code: String,
    file: Option<String>,
    message: String,
}

impl Baseline {
    /// Reads the file. Errors in it are passed over: only lints can be silenced.
    #[must_use]
    pub fn parse(file: &SourceFile) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let mut entries = Vec::new();
        let mut at = 0;
        for line in file.text.split_inclusive('\n') {
            let written = line.trim_matches(['\u{feff}', '\r', '\n', ' ']);
            let start = at + (line.len() - line.trim_start_matches(['\u{feff}', ' ']).len());
            let span = Span::new(start..start + written.len());
            at += line.len();
            if written.is_empty() {
                continue;
            }
            match serde_json::from_str::<Line>(written) {
                Ok(Line { code, file, message }) => {
                    if let Some(code) = Code::from_name(&code).filter(|code| code.is_lint()) {
                        entries.push(Entry { finding: (code, file.unwrap_or_default(), message), span });
                    }
                }
                Err(_) => {
                    let message = "this line of the baseline is not a finding";
                    let help = "write the file anew: `casebook check --message-format json`, in the archive's root, prints it";
                    diagnostics.push(Diagnostic::new(Code::InvalidSetting, &file.path, span, message).help(help));
                    break;
                }
            }
        }
        Checked::new(Self { file: file.path.clone(), entries }, diagnostics)
    }

    /// Takes out the findings that entries pass over. One finding tells of all entries for which there was none, but those of
    /// findings that are not looked for.
    pub(super) fn pass_over(
        &self,
        found: &mut Vec<Diagnostic>,
        is_looked_for: impl Fn(Code, &str) -> bool,
    ) -> Option<Diagnostic> {
        let mut waiting: FxHashMap<&Finding, u32> = FxHashMap::default();
        for entry in &self.entries {
            *waiting.entry(&entry.finding).or_default() += 1;
        }
        found.retain(|diagnostic| {
            let file = diagnostic.place.as_ref().map_or(String::new(), |place| place.file.to_string());
            match waiting.get_mut(&(diagnostic.code, file, diagnostic.message.clone())) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            }
        });
        let is_left = |entry: &&Entry| {
            let (code, file, _) = &entry.finding;
            waiting[&entry.finding] > 0 && is_looked_for(*code, file)
        };
        let left: Vec<&Entry> = self.entries.iter().filter(is_left).collect();
        let first = left.first()?;
        let message = match left.len() {
            1 => "this finding of the baseline is not there any more".to_owned(),
            more => format!("{more} findings of the baseline, from this one on, are not there any more"),
        };
        Some(
            Diagnostic::new(Code::UnusedAllow, &self.file, first.span, message)
                .help("take them out, so that they do not come back unseen"),
        )
    }
}
