//! The former id, put under `redirect_from`.

use std::ops::Range;

use crate::diagnostic::{Edit, Place};
use crate::note::Note;
use crate::text::{Span, VaultPath, fold};
use crate::yaml::{self, Entry, Node, NodeKind};

/// A mapping of YAML in a file.
struct Mapping<'f> {
    path: &'f VaultPath,
    source: &'f str,
    /// Where it stands; `None` where it is still to be written, before the text of a note.
    yaml: Option<Range<usize>>,
}

/// The edit that has a note's address `old` lead to it; `new` is its address then.
pub(super) fn redirect(note: &Note, old: &str, new: &str) -> Edit {
    Mapping { path: &note.path, source: &note.source, yaml: yaml_of(note) }.redirect(old, new)
}

/// The edit that has the address of a kind's former folder `old` lead to its table; `new` is its folder then.
pub(super) fn redirect_of_kind(path: &VaultPath, source: &str, old: &str, new: &str) -> Edit {
    Mapping { path, source, yaml: Some(0..source.len()) }.redirect(old, new)
}

/// The bytes of a front matter between its two lines.
fn yaml_of(note: &Note) -> Option<Range<usize>> {
    let front = note.source.get(..note.body_start as usize)?;
    let start = front.find('\n')? + 1;
    Some(start..start + front.get(start..)?.trim_end().rfind('\n').map_or(0, |at| at + 1))
}

impl Mapping<'_> {
    fn redirect(&self, old: &str, new: &str) -> Edit {
        let old = yaml::scalar(old);
        let root = self.root();
        let former = root.as_ref().and_then(|root| entry(root, "redirect_from"));
        let (span, replacement) = match former {
            Some(entry) => self.add(entry, &old, new),
            None => self.begin(root.as_ref(), &old),
        };
        Edit { place: Place { file: self.path.clone(), span }, replacement }
    }

    fn root(&self) -> Option<Node> {
        let limits = yaml::Limits { size: u64::MAX, depth: 64, alias_nodes: 10_000 };
        yaml::parse(self.path, self.source, self.yaml.clone()?, &limits).value
    }

    /// A key behind the others, or a front matter where there is none.
    fn begin(&self, root: Option<&Node>, old: &str) -> (Span, String) {
        let line_end = self.line_end();
        let Some(yaml) = &self.yaml else {
            let bom = if self.source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            return (Span::at(bom), format!("---{line_end}redirect_from: [{old}]{line_end}---{line_end}"));
        };
        // A mapping in braces holds what is between them.
        if let Some(root) = root.filter(|root| self.source[root.span.range()].starts_with('{')) {
            return (Span::at(root.span.start as usize + 1), format!("redirect_from: [{old}], "));
        }
        let end = self.end_of_document(yaml.clone(), root);
        let written = &self.source[yaml.start..end];
        let before = if written.is_empty() || written.ends_with('\n') { "" } else { line_end };
        (Span::at(end), format!("{before}redirect_from: [{old}]{line_end}"))
    }

    /// Where the YAML ends: before a line `...`, which closes it, or a `---`, at which another document begins.
    fn end_of_document(&self, yaml: Range<usize>, root: Option<&Node>) -> usize {
        let mut at = root.map_or(yaml.start, |root| root.span.end as usize);
        while let Some(next) = self.source[at..yaml.end].find('\n') {
            at += next + 1;
            let line = self.source[at..yaml.end].lines().next().unwrap_or("").trim_end();
            if matches!(line, "..." | "---") {
                return at;
            }
        }
        yaml.end
    }

    /// One more former id; one that is the new id gives its place up, as a note cannot redirect to itself.
    fn add(&self, entry: &Entry, old: &str, new: &str) -> (Span, String) {
        let node = &entry.value;
        let is_new = |node: &&Node| node.as_str().is_some_and(|text| fold(text.trim_matches('/')) == fold(new));
        match &node.kind {
            NodeKind::Sequence(items) => match (items.iter().find(is_new), items.last()) {
                (Some(item), _) => (item.span, old.to_owned()),
                (None, None) => (Span::at(node.span.start as usize + 1), old.to_owned()),
                (None, Some(last)) => self.after(node, last, old),
            },
            NodeKind::Scalar(_) if is_new(&node) => (node.span, old.to_owned()),
            NodeKind::Scalar(_) => {
                let written = self.source.get(node.span.range()).unwrap_or("");
                (node.span, format!("[{written}, {old}]"))
            }
            NodeKind::Null | NodeKind::Mapping(_) => {
                let end = entry.key.span.end as usize;
                let colon = self.source.get(end..).and_then(|rest| rest.find(':')).map_or(end, |at| end + at + 1);
                (Span::new(colon..node.span.end.max(colon as u32) as usize), format!(" [{old}]"))
            }
        }
    }

    /// A further item of a list, in brackets or with dashes.
    fn after(&self, list: &Node, last: &Node, old: &str) -> (Span, String) {
        let source = self.source;
        let end = last.span.end as usize;
        if source.get(list.span.range()).is_some_and(|text| text.starts_with('[')) {
            return (Span::at(end), format!(", {old}"));
        }
        let line = source[..last.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let indent: String = source[line..].chars().take_while(|c| *c == ' ').collect();
        let rest = source[end..].find('\n').map_or(source.len(), |at| end + at);
        let rest = if source[..rest].ends_with('\r') { rest - 1 } else { rest };
        (Span::at(rest), format!("{}{indent}- {old}", self.line_end()))
    }

    fn line_end(&self) -> &'static str {
        if self.source.contains("\r\n") { "\r\n" } else { "\n" }
    }
}

/// The entry of a key.
fn entry<'n>(root: &'n Node, key: &str) -> Option<&'n Entry> {
    root.entries()?.iter().find(|entry| &*entry.key.value == key)
}
