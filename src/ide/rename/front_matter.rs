//! The former id, put under `redirect_from`.

use crate::diagnostic::{Edit, Place};
use crate::note::Note;
use crate::text::{Span, fold};
use crate::yaml::{self, Entry, Node, NodeKind};

/// The edit that has a note's address `old` lead to it; `new` is its address then.
pub(super) fn redirect(note: &Note, old: &str, new: &str) -> Edit {
    let old = yaml::scalar(old);
    let (span, replacement) = match former(note) {
        Some(entry) => add(note, &entry, &old, new),
        None => begin(note, &old),
    };
    Edit { place: Place { file: note.path.clone(), span }, replacement }
}

/// The front matter's `redirect_from`, if it has one.
fn former(note: &Note) -> Option<Entry> {
    let front = 0..note.body_start as usize;
    let text = note.source.get(front)?;
    let start = text.find('\n')? + 1;
    let end = start + text.get(start..)?.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let limits = yaml::Limits { size: u64::MAX, depth: 64, alias_nodes: 10_000 };
    let root = yaml::parse(&note.path, &note.source, start..end, &limits).value?;
    match root.kind {
        NodeKind::Mapping(entries) => entries.into_iter().find(|entry| &*entry.key.value == "redirect_from"),
        _ => None,
    }
}

/// A key before the line that closes the front matter, or a front matter where there is none.
fn begin(note: &Note, old: &str) -> (Span, String) {
    let line_end = line_end(note);
    let front = note.source.get(..note.body_start as usize).unwrap_or("");
    let bom = if front.starts_with('\u{feff}') || note.source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if front.len() <= bom {
        return (Span::at(bom), format!("---{line_end}redirect_from: [{old}]{line_end}---{line_end}"));
    }
    let closing = front.trim_end().rfind('\n').map_or(bom, |at| at + 1);
    (Span::at(closing), format!("redirect_from: [{old}]{line_end}"))
}

/// One more former id; one that is the new id gives its place up, as a note cannot redirect to itself.
fn add(note: &Note, entry: &Entry, old: &str, new: &str) -> (Span, String) {
    let node = &entry.value;
    let is_new = |node: &&Node| node.as_str().is_some_and(|text| fold(text.trim_matches('/')) == fold(new));
    match &node.kind {
        NodeKind::Sequence(items) => match (items.iter().find(is_new), items.last()) {
            (Some(item), _) => (item.span, old.to_owned()),
            (None, None) => (Span::at(node.span.start as usize + 1), old.to_owned()),
            (None, Some(last)) => after(note, node, last, old),
        },
        NodeKind::Scalar(_) if is_new(&node) => (node.span, old.to_owned()),
        NodeKind::Scalar(_) => {
            let written = note.source.get(node.span.range()).unwrap_or("");
            (node.span, format!("[{written}, {old}]"))
        }
        NodeKind::Null | NodeKind::Mapping(_) => {
            let end = entry.key.span.end as usize;
            let colon = note.source.get(end..).and_then(|rest| rest.find(':')).map_or(end, |at| end + at + 1);
            (Span::new(colon..node.span.end.max(colon as u32) as usize), format!(" [{old}]"))
        }
    }
}

/// A further item of a list, in brackets or with dashes.
fn after(note: &Note, list: &Node, last: &Node, old: &str) -> (Span, String) {
    let source = &note.source;
    let end = last.span.end as usize;
    if source.get(list.span.range()).is_some_and(|text| text.starts_with('[')) {
        return (Span::at(end), format!(", {old}"));
    }
    let line = source[..last.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let indent: String = source[line..].chars().take_while(|c| *c == ' ').collect();
    let rest = source[end..].find('\n').map_or(source.len(), |at| end + at);
    let rest = if source[..rest].ends_with('\r') { rest - 1 } else { rest };
    (Span::at(rest), format!("{}{indent}- {old}", line_end(note)))
}

fn line_end(note: &Note) -> &'static str {
    if note.source.contains("\r\n") { "\r\n" } else { "\n" }
}
