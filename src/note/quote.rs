//! A claim's quotation: `quote: {exact, prefix, suffix, in: FILE}`.

use super::front_matter::{Reader, text};
use crate::diagnostic::{Code, suggest};
use crate::text::Spanned;
use crate::yaml::Node;

const KEYS: &[&str] = &["exact", "prefix", "suffix", "in"];

/// Words that stand in a text of the archive, as a text quote selector has them (W3C Web Annotation).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words.
    pub exact: Spanned<Box<str>>,
    /// What stands before them.
    pub prefix: Box<str>,
    /// What stands after them.
    pub suffix: Box<str>,
    /// The text's file, below the archive's root, its content folder or the note's own.
    pub file: Spanned<Box<str>>,
}

/// Reads a quotation; `None` where it says too little (reported).
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Quote> {
    let help = "write `quote: {exact: the words, in: texts/chapter.txt}`, and `prefix` or `suffix` where the words stand twice";
    let Some(entries) = node.entries() else {
        reader.report(Code::InvalidClaim, node.span, "a quotation is not keys and values", help);
        return None;
    };
    for entry in entries.iter().filter(|entry| !KEYS.contains(&&*entry.key.value)) {
        let key = &*entry.key.value;
        let near = suggest::did_you_mean(key, KEYS.iter().copied()).unwrap_or_else(|| help.to_owned());
        reader.report(Code::InvalidClaim, entry.key.span, format!("a quotation has no `{key}`"), near);
    }
    let mut part = |key| node.get(key).and_then(|node| text(reader, node, key));
    let (exact, file) = (part("exact"), part("in"));
    let mut around = |key| part(key).map_or_else(Box::default, |text| text.value);
    let (prefix, suffix) = (around("prefix"), around("suffix"));
    if exact.is_none() || file.is_none() {
        let lacks = if exact.is_none() { "exact" } else { "in" };
        reader.report(Code::InvalidClaim, node.span, format!("a quotation has no `{lacks}`"), help);
    }
    Some(Quote { exact: exact?, prefix, suffix, file: file? })
}
