//! From the parser's events to the tree, with the faults a parser does not see.

use std::ops::ControlFlow::{self, Break, Continue};
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span as Marks, StructureStyle, Tag, options};
use rustc_hash::FxHashMap;

use super::fault::{RawFault, unquoted};
use super::patch::Patched;
use super::{Entry, Limits, Node, NodeKind, Scalar, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, Spanned};

/// What was read, up to the first fault of syntax if there is one.
pub(super) struct Read {
    pub(super) root: Option<Node>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) fault: Option<RawFault>,
}

/// Reads the patched document; spans point into the original.
pub(super) fn read(source: &Source<'_>, patched: &Patched<'_>, limits: &Limits) -> Read {
    let nesting = limits.depth as usize + 1;
    let options = options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        disallow_directives: true,
        flow_nesting_limit: nesting,
        block_nesting_limit: nesting,
    };
    let mut tree = Tree::new(source, patched, limits);
    let mut fault = None;
    for event in Parser::new_from_str_with_options(&patched.text, options) {
        match event {
            Ok((event, marks)) => {
                if tree.take(event, &marks).is_break() {
                    break;
                }
            }
            Err(error) if *error.kind() == ErrorKind::RecursionLimitExceeded => {
                tree.too_deep(error.marker().byte_offset().unwrap_or(0));
                break;
            }
            Err(error) => {
                fault = Some(tree.fault(error.marker().byte_offset().unwrap_or(0), error.kind().clone()));
                break;
            }
        }
    }
    Read { root: tree.finish(), diagnostics: tree.diagnostics, fault }
}

struct Tree<'a> {
    source: &'a Source<'a>,
    patched: &'a Patched<'a>,
    limits: &'a Limits,
    open: Vec<Open>,
    root: Option<Node>,
    documents: u32,
    anchors: FxHashMap<usize, Anchored>,
    alias_weight: u64,
    diagnostics: Vec<Diagnostic>,
}

/// A collection whose end was not reached yet.
struct Open {
    holds: Holds,
    flow: bool,
    /// First byte, in the patched text.
    start: usize,
    anchor: usize,
}

enum Holds {
    Items(Vec<Node>),
    Entries(Vec<Entry>, Key),
}

/// What a mapping waits for.
enum Key {
    /// A key.
    Awaited,
    /// The value of this key.
    Is(Spanned<Box<str>>),
    /// The value of a key that cannot be used and was reported.
    Unusable,
}

/// A node that aliases may repeat, and how much one repetition adds.
struct Anchored {
    node: Node,
    weight: u64,
}

impl<'a> Tree<'a> {
    fn new(source: &'a Source<'a>, patched: &'a Patched<'a>, limits: &'a Limits) -> Self {
        Self {
            source,
            patched,
            limits,
            open: Vec::new(),
            root: None,
            documents: 0,
            anchors: FxHashMap::default(),
            alias_weight: 0,
            diagnostics: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, marks: &Marks) -> ControlFlow<()> {
        let at = marks.byte_range().unwrap_or(0..0);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let place = self.patched.original(at);
                    let message = "a second YAML document begins here, and only the first is read";
                    let fault = self.source.finding(Code::InvalidYaml, place, message);
                    self.diagnostics.push(fault.help("take the `---` line out, or quote it if it is text"));
                    return Break(());
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, at.clone(), tag.as_deref(), marks);
                self.complete(node, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.tag_of_collection(tag.as_deref(), marks);
                return self.begin(Holds::Items(Vec::new()), style, anchor, at.start);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.tag_of_collection(tag.as_deref(), marks);
                return self.begin(Holds::Entries(Vec::new(), Key::Awaited), style, anchor, at.start);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let anchor = open.anchor;
                    let node = self.close(open, Some(at.end));
                    self.complete(node, anchor);
                }
            }
            Event::Alias(id) => return self.alias(id, at),
            Event::UnresolvedAlias(_) => {
                let node = self.text_without_quotes(at, |text| format!("`{text}` begins with `*` and needs quotes"));
                self.complete(node, 0);
            }
            _ => {}
        }
        Continue(())
    }

    fn node(&self, kind: NodeKind, original: Range<usize>) -> Node {
        Node { kind, span: self.source.span(original) }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, at: Range<usize>, tag: Option<&Tag>, marks: &Marks) -> Node {
        if let (Some(tag), Some(written)) = (tag, marks.tag_span().and_then(|span| span.byte_range()))
            && !tag.is_yaml_core_schema()
        {
            let at = written.start..at.end.max(written.end);
            return self.text_without_quotes(at, |text| format!("`{text}` begins with `!` and needs quotes"));
        }
        let is_plain = style == ScalarStyle::Plain;
        if is_plain && at.is_empty() {
            // Where nothing is written, the parser's place is before the colon.
            let colon = self.patched.text[at.start..].find(|c| c != ' ').map_or(at.start, |skip| at.start + skip);
            let after = if self.patched.text[colon..].starts_with(':') { colon + 1 } else { at.start };
            return self.node(NodeKind::Null, self.patched.original(after..after));
        }
        // The place of a block scalar runs on over the empty lines after it.
        let end = at.start + self.patched.text[at.clone()].trim_end().len();
        let place = self.patched.original(at.start..end.max(at.start));
        if is_plain && matches!(text, "~" | "null") {
            return self.node(NodeKind::Null, place);
        }
        let plain = self.source.text.get(place.clone()) == Some(text);
        self.node(NodeKind::Scalar(Scalar { text: text.into(), plain }), place)
    }

    /// What YAML takes for something else, and who wrote it meant as text.
    fn text_without_quotes(&mut self, at: Range<usize>, message: impl FnOnce(&str) -> String) -> Node {
        let place = self.patched.original(at.clone());
        let text = &self.source.text[place.clone()];
        // Where a part of it was mended, a finding stands already; the value of a key that is not read needs none.
        let is_ours = text == &self.patched.text[at];
        let key_is_unusable = matches!(self.open.last(), Some(Open { holds: Holds::Entries(_, Key::Unusable), .. }));
        if is_ours && !key_is_unusable {
            self.diagnostics.push(unquoted(self.source, place.clone(), message(text)));
        }
        self.node(NodeKind::Scalar(Scalar { text: text.into(), plain: true }), place)
    }

    fn tag_of_collection(&mut self, tag: Option<&Tag>, marks: &Marks) {
        let Some(written) = marks.tag_span().and_then(|span| span.byte_range()) else { return };
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema()) {
            let message = format!("`{}` is a YAML tag, and tags have no meaning here", &self.patched.text[written.clone()]);
            let fault = self.source.finding(Code::InvalidYaml, self.patched.original(written), message);
            self.diagnostics.push(fault.help("take it out"));
        }
    }

    fn begin(&mut self, holds: Holds, style: StructureStyle, anchor: usize, start: usize) -> ControlFlow<()> {
        if self.open.len() >= self.limits.depth as usize {
            self.too_deep(start);
            return Break(());
        }
        self.open.push(Open { holds, flow: style == StructureStyle::Flow, start, anchor });
        Continue(())
    }

    fn too_deep(&mut self, at: usize) {
        let message = format!("lists and mappings are nested more than {} deep", self.limits.depth);
        let length = self.patched.text[at..].chars().next().map_or(0, char::len_utf8);
        let place = self.patched.original(at..at + length);
        let fault = self.source.finding(Code::YamlTooComplex, place, message);
        self.diagnostics
            .push(fault.help("what is nested deeper is not read: write it flatter, or raise `limits` in `casebook.yaml`"));
    }

    /// Puts a node that is complete where it belongs.
    fn complete(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            let weight = weight(&node);
            self.anchors.insert(anchor, Anchored { node: node.clone(), weight });
        }
        match self.open.last_mut().map(|open| &mut open.holds) {
            None => self.root = (self.root.is_some() || !is_nothing(&node)).then_some(node),
            Some(Holds::Items(items)) => items.push(node),
            Some(Holds::Entries(entries, key)) => match std::mem::replace(key, Key::Awaited) {
                Key::Is(key) => entries.push(Entry { key, value: node }),
                Key::Unusable => {}
                Key::Awaited => *key = key_of(node, self.source, &mut self.diagnostics),
            },
        }
    }

    /// The node of a collection. `end` is where its bracket closes; of block collections the last entry says.
    fn close(&mut self, open: Open, end: Option<usize>) -> Node {
        let Open { holds, flow, start, .. } = open;
        let end = end.filter(|_| flow);
        let own = self.source.span(self.patched.original(start..end.unwrap_or(start)));
        let spanned = |last: Option<Span>| match (end, last) {
            (None, Some(last)) => own.join(last),
            _ => own,
        };
        match holds {
            Holds::Items(items) => {
                if let Some(link) = end.and_then(|end| self.wikilink(&items, start..end)) {
                    return link;
                }
                let span = spanned(items.last().map(|item| item.span));
                Node { kind: NodeKind::Sequence(items), span }
            }
            Holds::Entries(entries, _) => {
                let span = spanned(entries.last().map(|entry| entry.value.span));
                Node { kind: NodeKind::Mapping(distinct(entries, self.source, &mut self.diagnostics)), span }
            }
        }
    }

    /// `[[x]]` without quotes is a list in a list to YAML, and a link to whoever wrote it.
    fn wikilink(&mut self, items: &[Node], at: Range<usize>) -> Option<Node> {
        let text = self.patched.text.get(at.clone())?;
        let [Node { kind: NodeKind::Sequence(_), .. }] = items else { return None };
        let inside = text.strip_prefix("[[")?.strip_suffix("]]")?;
        if inside.contains(['\n', '[', ']']) {
            return None;
        }
        Some(self.text_without_quotes(at, |text| format!("`{text}` is a list to YAML unless it stands in quotes")))
    }

    fn alias(&mut self, id: usize, at: Range<usize>) -> ControlFlow<()> {
        let place = self.patched.original(at);
        let Some(anchored) = self.anchors.get(&id) else {
            let message = "an alias stands within what it repeats";
            let fault = self.source.finding(Code::YamlTooComplex, place.clone(), message);
            self.diagnostics.push(fault.help("write the value out"));
            let node = self.node(NodeKind::Null, place);
            self.complete(node, 0);
            return Continue(());
        };
        self.alias_weight += anchored.weight;
        if self.alias_weight > u64::from(self.limits.alias_nodes) {
            let message = format!("aliases repeat more than {} values", self.limits.alias_nodes);
            let fault = self.source.finding(Code::YamlTooComplex, place, message);
            self.diagnostics.push(fault.help("what comes after this alias is not read: write values out in place of aliases"));
            return Break(());
        }
        let mut node = anchored.node.clone();
        node.span = self.source.span(place);
        if let NodeKind::Scalar(scalar) = &mut node.kind {
            scalar.plain = false;
        }
        self.complete(node, 0);
        Continue(())
    }

    fn fault(&self, at: usize, kind: ErrorKind) -> RawFault {
        let outermost = self.open.iter().find(|open| open.flow).map(|open| open.start);
        let in_mapping = matches!(self.open.last(), Some(Open { holds: Holds::Entries(..), flow: true, .. }));
        RawFault { at, kind, flow: outermost, in_mapping }
    }

    /// The root, with the collections closed that a fault left open.
    fn finish(&mut self) -> Option<Node> {
        while let Some(open) = self.open.pop() {
            let node = self.close(open, None);
            self.complete(node, 0);
        }
        self.root.take()
    }
}

/// A document in which only `---` stands.
fn is_nothing(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Null) && node.span.is_empty()
}

/// How much of the limit on aliases a copy uses up: a node each, and one more for every 32 bytes of text.
fn weight(node: &Node) -> u64 {
    match &node.kind {
        NodeKind::Null => 1,
        NodeKind::Scalar(scalar) => 1 + scalar.text.len() as u64 / 32,
        NodeKind::Sequence(items) => 1 + items.iter().map(weight).sum::<u64>(),
        NodeKind::Mapping(entries) => {
            1 + entries.iter().map(|entry| 1 + entry.key.value.len() as u64 / 32 + weight(&entry.value)).sum::<u64>()
        }
    }
}

fn key_of(node: Node, source: &Source<'_>, diagnostics: &mut Vec<Diagnostic>) -> Key {
    let mut unusable = |message: String, help: &str| {
        let fault = Diagnostic::new(Code::InvalidYaml, source.file, node.span, message);
        diagnostics.push(fault.help(help));
        Key::Unusable
    };
    match node.kind {
        NodeKind::Scalar(scalar) if scalar.plain && &*scalar.text == "<<" => {
            unusable("merge keys (`<<`) are not read".to_owned(), "write the keys out that it stands for")
        }
        NodeKind::Scalar(scalar) => Key::Is(Spanned::new(scalar.text, node.span)),
        NodeKind::Null if node.span.is_empty() => unusable("a key is missing before a colon".to_owned(), "write `key: value`"),
        // `null:` and `~:` are keys as good as any.
        NodeKind::Null => {
            let range = node.span.start as usize - source.start..node.span.end as usize - source.start;
            Key::Is(Spanned::new(source.text[range].into(), node.span))
        }
        NodeKind::Sequence(_) => unusable("a list cannot be a key".to_owned(), "quote it if it is text"),
        NodeKind::Mapping(_) => unusable("a mapping cannot be a key".to_owned(), "quote it if it is text, as in `\"{{ x }}\"`"),
    }
}

/// The entries whose keys are new; a finding for each of the others.
fn distinct(entries: Vec<Entry>, source: &Source<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Entry> {
    if entries.len() < 2 {
        return entries;
    }
    let mut order: Vec<u32> = (0..entries.len() as u32).collect();
    // By key, then by position: a key's repetitions follow it.
    order.sort_by_key(|&at| &entries[at as usize].key.value);
    let mut repeated = Vec::new();
    let mut first: Option<&Spanned<Box<str>>> = None;
    for at in order {
        let key = &entries[at as usize].key;
        match first.filter(|first| first.value == key.value) {
            Some(first) => {
                let message = format!("the key `{}` stands twice", key.value);
                diagnostics.push(
                    Diagnostic::new(Code::DuplicateKey, source.file, key.span, message)
                        .related(source.file, first.span, "it stands here first")
                        .help("keep one of the two; this one is not read"),
                );
                repeated.push(at);
            }
            None => first = Some(key),
        }
    }
    if repeated.is_empty() {
        return entries;
    }
    repeated.sort_unstable();
    let is_new = |at: usize| repeated.binary_search(&(at as u32)).is_err();
    entries.into_iter().enumerate().filter(|(at, _)| is_new(*at)).map(|(_, entry)| entry).collect()
}
