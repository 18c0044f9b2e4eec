//! Reads the parts of a `_kind.yaml`, and makes a finding of what is not as it should be.

use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::LocalText;
use crate::text::{Span, Spanned, VaultPath};
use crate::yaml::{Entry, Node, NodeKind};

/// A file being read, and what was found in it.
pub(super) struct Reader<'a> {
    pub(super) file: &'a VaultPath,
    pub(super) findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Adds an `invalid-kind`.
    pub(super) fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Diagnostic::new(Code::InvalidKind, self.file, span, message).help(help));
    }

    /// The entries of a mapping whose keys are all of `known`; others are found, and left out.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Vec<&'n Entry> {
        let NodeKind::Mapping(entries) = &node.kind else {
            self.fault(node.span, format!("{what} is not a mapping"), format!("write it as keys and values: {}", list(known)));
            return Vec::new();
        };
        let (good, unknown): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| known.contains(&&*entry.key.value));
        for entry in unknown {
            let key = &entry.key.value;
            let help = suggest::did_you_mean(key, known.iter().copied()).unwrap_or_else(|| format!("it takes {}", list(known)));
            self.fault(entry.key.span, format!("{what} has no setting `{key}`"), help);
        }
        good
    }

    /// Text that is not empty.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<Box<str>> {
        match node.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.into()),
            _ => {
                self.fault(node.span, format!("`{key}` is not text"), format!("write `{key}: ...` with one word or phrase"));
                None
            }
        }
    }

    /// A list of texts; one text is a list of one.
    pub(super) fn texts(&mut self, node: &Node, key: &str) -> Vec<Spanned<Box<str>>> {
        let nodes: &[Node] = match &node.kind {
            NodeKind::Sequence(nodes) => nodes,
            NodeKind::Scalar(_) => std::slice::from_ref(node),
            NodeKind::Null | NodeKind::Mapping(_) => {
                self.fault(node.span, format!("`{key}` is not a list"), format!("write `{key}: [...]`"));
                return Vec::new();
            }
        };
        nodes.iter().filter_map(|item| Some(Spanned::new(self.text(item, key)?, item.span))).collect()
    }

    /// `true` or `false`.
    pub(super) fn switch(&mut self, node: &Node, key: &str) -> bool {
        match node.as_str() {
            Some("true" | "yes") => true,
            Some("false" | "no") => false,
            _ => {
                self.fault(
                    node.span,
                    format!("`{key}` is neither true nor false"),
                    format!("write `{key}: true`, or take it out"),
                );
                false
            }
        }
    }

    /// A text for people: one text, or a mapping of languages to texts.
    pub(super) fn local_text(&mut self, node: &Node, key: &str) -> Option<LocalText> {
        let NodeKind::Mapping(entries) = &node.kind else {
            return self.text(node, key).map(|plain| LocalText { plain, by_language: Vec::new() });
        };
        let by_language: Vec<_> = entries
            .iter()
            .filter_map(|entry| {
                self.language(entry)?;
                Some((entry.key.value.clone(), self.text(&entry.value, &entry.key.value)?))
            })
            .collect();
        let plain = by_language.first()?.1.clone();
        Some(LocalText { plain, by_language })
    }

    /// The key of an entry, if it has the form of a language tag.
    pub(super) fn language<'n>(&mut self, entry: &'n Entry) -> Option<&'n str> {
        let key = &*entry.key.value;
        let mut parts = key.split('-');
        let primary = parts.next().unwrap_or("");
        let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if matches!(primary.len(), 2..=3) && primary.bytes().all(|b| b.is_ascii_alphabetic()) && parts.all(is_part) {
            return Some(key);
        }
        self.fault(entry.key.span, format!("`{key}` is not a language"), "write a language tag, such as `en` or `zh-Hans`");
        None
    }

    /// A name of a kind, field or inverse: letters, digits, `_` and `-`, a letter first.
    pub(super) fn name(&mut self, text: &str, span: Span, what: &str) -> bool {
        let good = text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if !good {
            let meant: String = text.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect();
            let meant = meant.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
            let help = if meant.is_empty() { "begin it with a letter".to_owned() } else { format!("write `{meant}`") };
            self.fault(
                span,
                format!("`{text}` cannot be the name of a {what}: letters, digits, `_` and `-` can, a letter first"),
                help,
            );
        }
        good
    }
}

/// Names in backquotes.
pub(super) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A name as people read it: `proponent_of` is "Proponent of".
pub(super) fn spelled_out(name: &str) -> Box<str> {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect()).into()
}
