//! What is seen to before entries are read: nesting, abbreviations and links between entries, none of which may grow without end.

use std::collections::{BTreeMap, BTreeSet};

use biblatex::{RawBibliography, RawChunk};

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::text::Span;
use crate::works::Item;
use crate::works::file::fault;

/// Braces within braces.
const DEEPEST: usize = 100;

/// Bytes that abbreviations may add to a file.
const EXPANDED: usize = 16 << 20;

/// Where braces are nested past the limit.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// The finding that braces are nested past the limit.
pub(super) fn nested_too_deep(source: &SourceFile, at: usize) -> Diagnostic {
    let message = format!("braces are nested more than {DEEPEST} deep");
    fault(source, Span::new(at..at + 1), message, "look for a `{` that is not closed")
}

/// Leaves out abbreviations that name themselves or what is declared after them, and such as would grow past the limit.
pub(super) fn abbreviations(source: &SourceFile, raw: &mut RawBibliography<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
    let mut budget = EXPANDED;
    raw.abbreviations.retain(|pair| {
        let parts = pair.value.v.iter().map(|chunk| match chunk.v {
            RawChunk::Normal(text) => Some(text.len()),
            RawChunk::Abbreviation(name) => lengths.get(name).copied(),
        });
        let length = parts.sum::<Option<usize>>().filter(|length| *length <= 1 << 16);
        let is_new = !lengths.contains_key(pair.key.v);
        if let (Some(length), true) = (length, is_new) {
            lengths.insert(pair.key.v, length);
            return true;
        }
        let message = format!("the abbreviation `{}` cannot be used", pair.key.v);
        let help = "declare each once, in words of its own or by what is declared before it";
        found.push(fault(source, Span::new(pair.key.span.clone()), message, help));
        false
    });
    raw.entries.retain(|entry| {
        let chunks = entry.v.fields.iter().flat_map(|pair| &pair.value.v);
        let added: usize = chunks
            .map(|chunk| match chunk.v {
                RawChunk::Abbreviation(name) => lengths.get(name).copied().unwrap_or(0),
                RawChunk::Normal(_) => 0,
            })
            .sum();
        let fits = added <= budget;
        budget = budget.saturating_sub(added);
        if !fits {
            let message = format!("the abbreviations in `{}` make the file too large", entry.v.key.v);
            found.push(fault(source, Span::new(entry.v.key.span.clone()), message, "write shorter ones, or divide the file"));
        }
        fits
    });
    found
}

/// Which entry takes what it lacks from which.
#[derive(Default)]
pub(super) struct Links(Vec<Link>);

struct Link {
    from: String,
    to: String,
    /// Whether the other is a collection the entry stands in, not a mere store of fields (`xdata`).
    is_parent: bool,
    span: Span,
}

impl Links {
    /// Takes `crossref` and `xdata` out of the entries.
    pub(super) fn take(raw: &mut RawBibliography<'_>) -> Self {
        let mut links = Vec::new();
        for entry in &mut raw.entries {
            let from = entry.v.key.v;
            entry.v.fields.retain(|pair| {
                let name = pair.key.v.to_ascii_lowercase();
                if name != "crossref" && name != "xdata" {
                    return true;
                }
                let written = pair.value.v.iter().map(|chunk| match chunk.v {
                    RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text,
                });
                let written = written.collect::<String>();
                let to = written
                    .split(',')
                    .map(|key| key.trim_matches(['{', '}', '"', ' ', '\t', '\r', '\n']))
                    .filter(|key| !key.is_empty());
                let span = Span::new(pair.value.span.clone());
                let is_parent = name == "crossref";
                links.extend(to.map(|to| Link { from: from.to_owned(), to: to.to_owned(), is_parent, span }));
                false
            });
        }
        Self(links)
    }

    /// Gives each entry what it lacks and the other has. What the other takes from a third is not passed on.
    pub(super) fn follow(
        &self,
        source: &SourceFile,
        items: &mut BTreeMap<String, Item>,
        known: &BTreeSet<String>,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let before: BTreeMap<&str, Item> =
            self.0.iter().filter_map(|link| Some((&*link.to, items.get(&link.to)?.clone()))).collect();
        for link in &self.0 {
            match (before.get(&*link.to), items.get_mut(&link.from)) {
                (Some(other), Some(item)) if link.from != link.to => inherit(item, other, link.is_parent),
                (None, Some(_)) if !known.contains(&link.to) => {
                    let message = format!("there is no entry `{}`", link.to);
                    let names = known.iter().map(|key| &**key);
                    let help = crate::diagnostic::suggest::did_you_mean(&link.to, names)
                        .unwrap_or_else(|| "write the key of an entry of this file".to_owned());
                    found.push(fault(source, link.span, message, help));
                }
                _ => {}
            }
        }
        found
    }
}

fn inherit(item: &mut Item, other: &Item, is_parent: bool) {
    for (variable, text) in &other.texts {
        let variable: &str = match &**variable {
            "title" if is_parent => "container-title",
            "title-short" | "page" | "abstract" | "note" | "DOI" | "URL" if is_parent => continue,
            variable => variable,
        };
        item.texts.entry(variable.into()).or_insert_with(|| text.clone());
    }
    for (variable, names) in &other.names {
        let variable = if is_parent && &**variable == "author" { "container-author" } else { variable };
        item.names.entry(variable.into()).or_insert_with(|| names.clone());
    }
    for (variable, date) in &other.dates {
        item.dates.entry(variable.clone()).or_insert_with(|| date.clone());
    }
}
