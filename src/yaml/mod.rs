//! The one YAML reader: text in, a tree with byte spans out, every scalar as written.
//!
//! YAML 1.2. Nothing is guessed: `no`, `0900` and `1.10` stay the text they are; a field's type decides what they mean.
//! Duplicate keys, unreadable syntax and what goes past the [`Limits`] are diagnostics. Reading goes on after a fault: the
//! faulty lines are mended or left out, and the rest is read, so that one run tells of all faults.

mod fault;
mod line;
mod patch;
mod reason;
mod tree;
mod write;

use std::ops::Range;

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::text::{Span, Spanned, VaultPath};
use fault::Fault;
use patch::Patches;

pub use write::scalar;

/// A value and its place. The span of a block collection covers all its entries; that of a quoted scalar, its quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands, in bytes of the file.
    pub span: Span,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// Nothing was written, or `~`, or `null`, without quotes.
    Null,
    /// A scalar as written (quotes and escapes resolved).
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order written; keys are distinct.
    Mapping(Vec<Entry>),
}

/// A scalar.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// Its text.
    pub text: Box<str>,
    /// Whether its text is, byte for byte, what stands in the file at its span: not so with quotes, blocks (`|`, `>`), folded
    /// lines and aliases.
    pub plain: bool,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Spanned<Box<str>>,
    /// The value.
    pub value: Node,
}

/// What a document may ask of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes.
    pub size: u64,
    /// Lists and mappings within each other.
    pub depth: u32,
    /// Nodes that aliases may add; long texts count as several.
    pub alias_nodes: u32,
}

impl Node {
    /// The text, if it is a scalar.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The entries, if it is a mapping.
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            NodeKind::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The value under `key`, if it is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()?.iter().find(|entry| &*entry.key.value == key).map(|entry| &entry.value)
    }
}

/// Faults that are mended one after the other before the rest of a document is given up.
const FAULTS: usize = 16;

/// Reads the YAML that stands at `document` (bytes of `text`, the text of all of `file`). `None` where nothing is written.
///
/// Lines that cannot be read are left out of the value: when [`is_partial`] says so of the findings, a key that is not there
/// may have been written.
#[must_use]
pub fn parse(file: &VaultPath, text: &str, document: Range<usize>, limits: &Limits) -> Checked<Option<Node>> {
    let source = Source::new(file, text, document);
    if source.text.len() as u64 > limits.size {
        let message = format!("this YAML is {} bytes long, and the limit is {}", source.text.len(), limits.size);
        let fault = Diagnostic::new(Code::YamlTooComplex, file, source.span(0..0), message);
        return Checked::new(None, vec![fault.help("move long texts into the body, or raise the limit in `casebook.yaml`")]);
    }
    let mut patches = Patches::default();
    let mut diagnostics = Vec::new();
    loop {
        let mended = patches.apply(source.text);
        let read = tree::read(&source, &mended, limits);
        let fault = read.fault.map(|fault| Fault::in_source(fault, &mended));
        let mend = match (&fault, &read.root) {
            (Some(fault), _) => Some(fault::diagnose(&source, &patches, fault)),
            (None, Some(root)) if patches.is_empty() => fault::of_text(&source, root),
            (None, _) => None,
        };
        let mut mend = mend.unwrap_or_default();
        if diagnostics.len() >= FAULTS {
            mend.patches.clear();
            mend.finding =
                mend.finding.map(|finding| finding.help("the lines after this one are not read until some are mended"));
        }
        diagnostics.extend(mend.finding);
        if mend.patches.is_empty() || !patches.add(mend.patches) {
            diagnostics.extend(read.diagnostics);
            diagnostics.sort_by_key(|diagnostic| diagnostic.place.as_ref().map(|place| place.span));
            return Checked::new(read.root, diagnostics);
        }
    }
}

/// Whether these findings of [`parse`] mean that lines were left out of the value.
#[must_use]
pub fn is_partial(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| matches!(diagnostic.code, Code::InvalidYaml | Code::YamlTooComplex | Code::TabIndent))
}

/// The document being read, and the way from its bytes to the file's.
struct Source<'a> {
    file: &'a VaultPath,
    /// The document alone, without byte-order mark.
    text: &'a str,
    /// Where it begins in the file.
    start: usize,
}

impl<'a> Source<'a> {
    fn new(file: &'a VaultPath, text: &'a str, document: Range<usize>) -> Self {
        let start = if text[document.clone()].starts_with('\u{feff}') { document.start + 3 } else { document.start };
        Self { file, text: &text[start..document.end], start }
    }

    /// The span in the file of a range of the document.
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(range).shifted(self.start)
    }

    fn finding(&self, code: Code, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.file, self.span(range), message)
    }
}
