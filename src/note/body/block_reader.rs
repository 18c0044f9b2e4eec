//! From pulldown-cmark's events to [`Blocks`].

use std::ops::Range;

use pulldown_cmark as md;

use super::blocks::{Block, BlockKind, Blocks, Container, Definition, LeafKind};
use super::event::{Alignment, Callout, Str};
use super::findings::Findings;
use super::inline::Edges;
use super::reference::References;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, VaultPath};

/// What pulldown-cmark is asked for; by name, as one of its sets turns another off. What casebook reads itself is not among them.
fn options() -> md::Options {
    md::Options::ENABLE_TABLES
        | md::Options::ENABLE_FOOTNOTES
        | md::Options::ENABLE_TASKLISTS
        | md::Options::ENABLE_DEFINITION_LIST
}

/// Reads the blocks of `source` from byte `start` on.
pub(super) fn read(source: &str, start: usize, file: &VaultPath, diagnostics: &mut Findings) -> Blocks {
    let text = &source[start..];
    let parser = md::Parser::new_ext(text, options());
    let references = References::new(parser.reference_definitions(), text, start);
    let mut reader =
        Reader { source, base: start, out: Blocks { references, ..Blocks::default() }, quotes: 0, open: None, diagnostics, file };
    for (event, range) in parser.into_offset_iter() {
        reader.event(event, range.start + start..range.end + start);
    }
    reader.finish_text();
    reader.out
}

/// The link definitions that count in a text, each from its bracket to its end, in the order they stand.
pub(super) fn definitions(text: &str) -> Vec<Span> {
    let parser = md::Parser::new_ext(text, options());
    let mut found: Vec<Span> = parser.reference_definitions().iter().map(|(_, found)| Span::new(found.span.clone())).collect();
    found.sort_unstable_by_key(|span| span.start);
    found
}

struct Reader<'a, 'd> {
    source: &'a str,
    base: usize,
    out: Blocks,
    /// Quotations around: as many `>` stand before a line.
    quotes: usize,
    open: Option<Open>,
    diagnostics: &'d mut Findings,
    file: &'a VaultPath,
}

/// A block whose events are being passed over or collected.
enum Open {
    /// A leaf that pulldown-cmark names.
    Leaf,
    /// The text of a tight item, of which only the events of its parts are seen.
    Text(Range<usize>),
    /// A code block: its info string, and the first of its texts.
    Code(Str, u32),
    /// An HTML block: the first of its texts.
    Html(u32),
}

impl Reader<'_, '_> {
    fn event(&mut self, event: md::Event<'_>, range: Range<usize>) {
        use md::Event::{
            Code, End, FootnoteReference, HardBreak, Html, InlineHtml, Rule, SoftBreak, Start, TaskListMarker, Text,
        };
        match event {
            Start(tag) => self.start(tag, range),
            End(tag) => self.end(tag, range),
            Text(text) | Html(text) if matches!(self.open, Some(Open::Code(..) | Open::Html(_))) => self.text(&text, range),
            Rule => {
                self.finish_text();
                self.push(BlockKind::Rule, range);
            }
            TaskListMarker(done) => self.push(BlockKind::Task(done), range),
            Text(_) | Code(_) | InlineHtml(_) | Html(_) | FootnoteReference(_) | SoftBreak | HardBreak => self.inline(range),
            md::Event::InlineMath(_) | md::Event::DisplayMath(_) => self.inline(range),
        }
    }

    fn start(&mut self, tag: md::Tag<'_>, range: Range<usize>) {
        use md::Tag;
        let container = match tag {
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. } => {
                return self.inline(range);
            }
            Tag::Paragraph => return self.leaf(LeafKind::Paragraph, range),
            Tag::Heading { level, .. } => return self.heading(level as u8, range),
            Tag::DefinitionListTitle => return self.leaf(LeafKind::Term, range),
            Tag::TableCell => return self.leaf(LeafKind::Cell, range),
            Tag::CodeBlock(kind) => {
                self.finish_text();
                let info = match kind {
                    md::CodeBlockKind::Fenced(info) => self.str_of(&info, &range),
                    md::CodeBlockKind::Indented => Str::Owned("".into()),
                };
                self.open = Some(Open::Code(info, self.out.texts.len() as u32));
                return;
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.finish_text();
                self.open = Some(Open::Html(self.out.texts.len() as u32));
                return;
            }
            Tag::BlockQuote(_) => Container::BlockQuote,
            Tag::List(first) => Container::List(first),
            Tag::Item => Container::Item,
            Tag::DefinitionList => Container::DefinitionList,
            Tag::DefinitionListDefinition => Container::DefinitionBody,
            Tag::Table(columns) => Container::Table(columns.iter().map(|column| alignment(*column)).collect()),
            Tag::TableHead => Container::TableHead,
            Tag::TableRow => Container::TableRow,
            Tag::FootnoteDefinition(label) => self.footnote(&label, &range),
        };
        self.finish_text();
        self.quotes += usize::from(matches!(container, Container::BlockQuote));
        self.push(BlockKind::Start(container), range);
    }

    fn end(&mut self, tag: md::TagEnd, range: Range<usize>) {
        use md::TagEnd as End;
        match tag {
            End::Emphasis | End::Strong | End::Strikethrough | End::Superscript | End::Subscript | End::Link | End::Image => {}
            End::Paragraph | End::Heading(_) | End::DefinitionListTitle | End::TableCell => self.open = None,
            End::CodeBlock | End::HtmlBlock | End::MetadataBlock(_) => {
                let last = self.out.texts.len() as u32;
                match self.open.take() {
                    Some(Open::Code(info, first)) => self.push(BlockKind::Code { info, texts: first..last }, range),
                    Some(Open::Html(first)) => self.push(BlockKind::Html { texts: first..last }, range),
                    _ => {}
                }
            }
            _ => {
                self.finish_text();
                self.quotes -= usize::from(matches!(tag, End::BlockQuote(_)));
                self.push(BlockKind::End, range);
            }
        }
    }

    /// Something of a line: outside of the leaves that pulldown-cmark names it belongs to the text of a tight item.
    fn inline(&mut self, range: Range<usize>) {
        match &mut self.open {
            Some(Open::Text(text)) => text.end = text.end.max(range.end),
            Some(_) => {}
            None => {
                // An escape shows only what follows its backslash.
                let bytes = self.source.as_bytes();
                let backslashes = bytes[self.base..range.start].iter().rev().take_while(|byte| **byte == b'\\').count();
                self.open = Some(Open::Text(range.start - backslashes..range.end));
            }
        }
    }

    /// Ends the text of a tight item, which runs to the end of its last line.
    fn finish_text(&mut self) {
        if let Some(Open::Text(range)) = &self.open {
            let range = range.clone();
            let ended = self.source[..range.end].ends_with('\n');
            let rest = if ended { Some(0) } else { memchr::memchr(b'\n', &self.source.as_bytes()[range.end..]) };
            let end = rest.map_or(self.source.len(), |rest| range.end + rest);
            self.open = None;
            self.leaf(LeafKind::Text, range.start..end);
        }
        self.open = None;
    }

    fn push(&mut self, kind: BlockKind, range: Range<usize>) {
        let written = self.source[range.clone()].trim_end().len();
        let span = Span::new(range.start..range.start + written);
        self.out.blocks.push(Block { kind, span, is_hidden: false });
    }

    fn leaf(&mut self, kind: LeafKind, range: Range<usize>) {
        self.finish_text();
        let is_first_of_quotation =
            matches!(self.out.blocks.last(), Some(Block { kind: BlockKind::Start(Container::BlockQuote), .. }));
        let lines = self.lines(range.clone());
        if is_first_of_quotation && matches!(kind, LeafKind::Paragraph | LeafKind::Text) {
            self.callout(kind, lines, range);
        } else {
            self.push_leaf(kind, lines, range);
        }
        self.open = Some(Open::Leaf);
        if kind == LeafKind::Text {
            self.open = None;
        }
    }

    fn push_leaf(&mut self, kind: LeafKind, lines: Range<u32>, range: Range<usize>) {
        self.push(BlockKind::Leaf { kind, lines, edges: Edges::default() }, range);
    }

    /// The first paragraph of a quotation: with `[!type]` at its start the quotation is a callout, and the rest of the line its title.
    fn callout(&mut self, kind: LeafKind, mut lines: Range<u32>, mut range: Range<usize>) {
        let first = self.out.lines[lines.start as usize].clone();
        let line = &self.source[first.start as usize..first.end as usize];
        if let Some((callout, length)) = callout_head(line) {
            if let Some(Block { kind: BlockKind::Start(container), .. }) = self.out.blocks.last_mut() {
                *container = Container::Callout(callout);
            }
            let written = line[length..].trim();
            let start = first.end - line[length..].trim_start().len() as u32;
            let title = start..start + written.len() as u32;
            if !written.is_empty() {
                self.out.lines[lines.start as usize] = title.clone();
                self.push_leaf(LeafKind::CalloutTitle, lines.start..lines.start + 1, title.start as usize..title.end as usize);
            }
            lines.start += 1;
            match self.out.lines.get(lines.start as usize) {
                Some(next) if !lines.is_empty() => range.start = next.start as usize,
                _ => return,
            }
        }
        self.push_leaf(kind, lines, range);
    }

    fn heading(&mut self, level: u8, range: Range<usize>) {
        let text = &self.source[range.clone()];
        let marks = text.len() - text.trim_start_matches('#').len();
        let marked = (1..=6).contains(&marks) && (text[marks..].is_empty() || text[marks..].starts_with([' ', '\t', '\n', '\r']));
        self.finish_text();
        let lines = if marked {
            self.lines(range.start + marks..range.end)
        } else {
            let mut lines = self.lines(range.clone());
            lines.end = (lines.end - 1).max(lines.start);
            lines
        };
        self.push_leaf(LeafKind::Heading { level, marked }, lines, range);
        self.open = Some(Open::Leaf);
    }

    /// The lines of a leaf, without white space and quote marks before them.
    fn lines(&mut self, range: Range<usize>) -> Range<u32> {
        let first = self.out.lines.len() as u32;
        let bytes = &self.source.as_bytes()[..range.end];
        let mut at = range.start + blanks(&bytes[range.start..]);
        loop {
            let end = next_line(bytes, at);
            self.out.lines.push(at as u32..end as u32);
            if end == bytes.len() {
                break;
            }
            at = end;
            for _ in 0..self.quotes {
                let mark = at + blanks(&bytes[at..]);
                match bytes.get(mark) {
                    Some(b'>') => at = mark + 1,
                    _ => break,
                }
            }
            at += blanks(&bytes[at..]);
        }
        first..self.out.lines.len() as u32
    }

    /// A text of a code or HTML block; stretches that touch are one.
    fn text(&mut self, text: &str, range: Range<usize>) {
        let str = self.str_of(text, &range);
        let span = Span::new(range);
        let first = match &self.open {
            Some(Open::Code(_, first) | Open::Html(first)) => *first as usize,
            _ => self.out.texts.len(),
        };
        if let (Str::Source(span), Some((Str::Source(last), last_span))) = (&str, self.out.texts[first..].last_mut())
            && last.end == span.start
        {
            last.end = span.end;
            last_span.end = span.end;
            return;
        }
        self.out.texts.push((str, span));
    }

    /// `text`, which pulldown-cmark took from `range`, pointed at where it stands so in the source.
    fn str_of(&self, text: &str, range: &Range<usize>) -> Str {
        if self.source.get(range.clone()) == Some(text) {
            return Str::Source(Span::new(range.clone()));
        }
        // A part of the range, when it is borrowed.
        let offset = (text.as_ptr() as usize).wrapping_sub(self.source.as_ptr() as usize);
        match self.source.get(offset..offset.wrapping_add(text.len())) {
            Some(found) if found == text => Str::Source(Span::new(offset..offset + text.len())),
            _ => Str::Owned(text.into()),
        }
    }

    fn footnote(&mut self, label: &str, range: &Range<usize>) -> Container {
        let number = self.out.footnotes.len() as u32;
        let is_first = self.out.labels.insert(label, number);
        let written = &self.source[range.clone()];
        let span = Span::new(range.start..range.start + written.trim_end().len());
        let label_length = written.find("]:").map_or(0, |at| at + 1);
        let label_span = Span::new(range.start..range.start + label_length);
        self.out.footnotes.push(Definition { span, label: label_span, is_repeat: !is_first });
        if !is_first {
            let first = self.out.labels.get(label).map(|first| self.out.footnotes[first as usize].label);
            let finding = Diagnostic::new(
                Code::DuplicateFootnote,
                self.file,
                label_span,
                format!("the footnote `[^{label}]` is defined twice"),
            );
            let finding = finding.help("only the first is shown: give this one another label");
            self.diagnostics.push(match first {
                Some(first) => finding.related(self.file, first, "first defined here"),
                None => finding,
            });
        }
        Container::Footnote(number)
    }
}

/// White space other than line breaks that `bytes` begins with.
fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Where the line after that at `at` begins; the end where there is none.
fn next_line(bytes: &[u8], at: usize) -> usize {
    match memchr::memchr2(b'\n', b'\r', &bytes[at..]) {
        Some(found) if bytes[at + found..].starts_with(b"\r\n") => at + found + 2,
        Some(found) => at + found + 1,
        None => bytes.len(),
    }
}

fn alignment(alignment: md::Alignment) -> Alignment {
    match alignment {
        md::Alignment::None => Alignment::None,
        md::Alignment::Left => Alignment::Left,
        md::Alignment::Center => Alignment::Center,
        md::Alignment::Right => Alignment::Right,
    }
}

/// `[!type]` and what says whether it folds, at the start of a line; and the length of it.
fn callout_head(line: &str) -> Option<(Callout, usize)> {
    let inside = line.strip_prefix("[!")?;
    let end = inside.find(']')?;
    // Obsidian lets a `|` and words for the theme follow the type.
    let kind = inside[..end].split('|').next().unwrap_or_default().trim();
    let is_kind = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if kind.is_empty() || !kind.chars().all(is_kind) || inside[end + 1..].starts_with(['(', '[']) {
        return None;
    }
    let length = 2 + end + 1;
    let (folded, sign) = match line.as_bytes().get(length) {
        Some(b'-') => (Some(true), 1),
        Some(b'+') => (Some(false), 1),
        _ => (None, 0),
    };
    Some((Callout { kind: kind.to_lowercase().into(), folded }, length + sign))
}
