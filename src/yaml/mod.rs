//! The one YAML reader: text in, a tree with byte spans out, every scalar as written.
//!
//! YAML 1.2. Nothing is guessed: `no`, `0900` and `1.10` stay the text they are; a field's type decides what they mean.
//! Duplicate keys, unreadable syntax and what goes past the [`Limits`] are diagnostics.

use crate::text::{Span, Spanned};

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
    /// Whether it was written without quotes and not as a block (`|`, `>`): only such a scalar's bytes are its text.
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

    /// The value under `key`, if it is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()?.iter().find(|entry| &*entry.key.value == key).map(|entry| &entry.value)
    }
}
