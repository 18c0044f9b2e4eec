//! From blocks to a body: the walk that puts containers, texts, names, ids and footnotes together.

use std::ops::Range;
use std::sync::Arc;

use super::block_reader;
use super::blocks::{Block, BlockKind, Blocks, Container, LeafKind};
use super::builder::Builder;
use super::event::{Event, EventKind, Str, Tag, plain_text};
use super::findings::Findings;
use super::flat::Flat;
use super::footnotes::{self, Draft};
use super::inline::{self, Buffers, Context, Edges};
use super::leaf_end::{take_attributes, take_name};
use super::{Body, BodySettings, Heading, NamedBlock, attributes, comments, generated, tables};
use crate::diagnostic::Checked;
use crate::text::{Span, VaultPath};

pub(super) fn build(source: &Arc<str>, file: &VaultPath, start: usize, settings: &BodySettings) -> Checked<Body> {
    let mut diagnostics = Findings::default();
    let start = start.min(source.len())
        + if source[start.min(source.len())..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut blocks = block_reader::read(source, start, file, &mut diagnostics);
    let labels = std::mem::take(&mut blocks.labels);
    let references = std::mem::take(&mut blocks.references);
    let context = Context { references: &references, footnotes: &labels, file, tags: settings.plain_note, in_citation: false };
    let mut buffers = Buffers::default();
    comments::hide(&mut blocks, source, &context, &mut buffers);

    let mut builder = Builder::new(source, file, settings, diagnostics);
    builder.events.reserve(blocks.blocks.len() * 6);
    builder.drafts = blocks.footnotes.iter().map(|footnote| Draft { events: Vec::new(), span: footnote.span }).collect();
    let queries = generated::Reader::new(source, file, settings);
    Walk { builder: &mut builder, blocks: &blocks, context: &context, buffers, queries, frames: vec![Frame::default()] }.run();

    let Builder { mut body, mut diagnostics, anchors, events, drafts, .. } = builder;
    body.events = events;
    footnotes::finish(drafts, &blocks.footnotes, &mut body, file, &mut diagnostics);
    anchors.finish(&mut body, file, &mut diagnostics);
    Checked::new(body, diagnostics.by_place())
}

/// A container that is open.
#[derive(Default)]
struct Frame {
    /// Its first event.
    start: u32,
    /// Its name, given by the text of a tight item.
    name: Option<(Box<str>, Span)>,
    /// Events of the last block in it.
    last: Option<Range<u32>>,
    /// The number of the footnote it is.
    footnote: Option<u32>,
    is_row: bool,
}

struct Walk<'w, 'a> {
    builder: &'w mut Builder<'a>,
    blocks: &'w Blocks,
    context: &'w Context<'w>,
    buffers: Buffers,
    queries: generated::Reader<'w>,
    frames: Vec<Frame>,
}

impl Walk<'_, '_> {
    fn run(mut self) {
        let blocks = self.blocks;
        let mut skip_to = 0;
        for (at, block) in blocks.blocks.iter().enumerate() {
            if block.is_hidden || at < skip_to {
                continue;
            }
            if !matches!(block.kind, BlockKind::End | BlockKind::Leaf { .. }) {
                self.builder.cover(self.builder.waiting.len(), block.span);
            }
            match &block.kind {
                BlockKind::Start(Container::TableRow) if self.is_name_of_table(at) => skip_to = end_of(&blocks.blocks, at),
                BlockKind::Start(container) => self.open(container, block.span),
                BlockKind::End => self.close(),
                BlockKind::Leaf { kind, lines, edges } => {
                    self.leaf(*kind, &blocks.lines[lines.start as usize..lines.end as usize], *edges, block.span);
                }
                BlockKind::Code { info, texts } => {
                    self.code(info, &blocks.texts[texts.start as usize..texts.end as usize], block.span);
                }
                BlockKind::Html { texts } => {
                    let start = self.builder.position();
                    for (html, span) in &blocks.texts[texts.start as usize..texts.end as usize] {
                        self.builder.push(EventKind::Html { block: true, html: html.clone() }, *span);
                    }
                    self.finished(start);
                }
                BlockKind::Rule => {
                    let start = self.builder.position();
                    self.builder.push(EventKind::Rule, block.span);
                    self.finished(start);
                }
                BlockKind::Task(done) => self.builder.push(EventKind::TaskMarker(*done), block.span),
            }
        }
    }

    /// A line `^name` right after a table reads as its last row, and is its name.
    fn is_name_of_table(&mut self, row: usize) -> bool {
        let blocks = &self.blocks.blocks;
        let is_last = matches!(blocks.get(end_of(blocks, row)), Some(Block { kind: BlockKind::End, .. }));
        let line = Range { start: blocks[row].span.start, end: blocks[row].span.end };
        if !is_last || !self.builder.source[blocks[row].span.range()].starts_with('^') {
            return false;
        }
        let mut flat = Flat::new(self.builder.source, &[line]);
        let name = take_name(&mut flat).filter(|_| flat.text.is_empty());
        let is_name = name.is_some();
        if let Some(frame) = self.frames.last_mut().filter(|_| is_name) {
            frame.name = name;
        }
        is_name
    }

    fn open(&mut self, container: &Container, span: Span) {
        let mut frame = Frame { start: self.builder.position() as u32, ..Frame::default() };
        let tag = match container {
            Container::BlockQuote => Tag::BlockQuote,
            Container::Callout(callout) => Tag::Callout(Box::new(callout.clone())),
            Container::List(first) => Tag::List(*first),
            Container::Item => Tag::Item,
            Container::DefinitionList => Tag::DefinitionList,
            Container::DefinitionBody => Tag::DefinitionBody,
            Container::Table(columns) => Tag::Table(columns.clone()),
            Container::TableHead | Container::TableRow => {
                tables::bare_pipes(self.builder.source, span, self.builder.file, &mut self.builder.diagnostics);
                frame.is_row = true;
                if matches!(container, Container::TableHead) { Tag::TableHead } else { Tag::TableRow }
            }
            Container::Footnote(number) => {
                frame.footnote = Some(*number);
                self.builder.begin_note();
                return self.frames.push(frame);
            }
        };
        self.builder.start(tag, span);
        self.frames.push(frame);
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if let Some(number) = frame.footnote {
            let outer = self.builder.outer.pop().unwrap_or_default();
            self.builder.drafts[number as usize].events = std::mem::replace(&mut self.builder.events, outer);
            return;
        }
        self.builder.end();
        if let Some((name, span)) = frame.name {
            self.name(name, span, frame.start as usize);
        }
        if !frame.is_row {
            self.finished(frame.start as usize);
        }
    }

    /// Notes that a block, whose events begin at `start`, is written.
    fn finished(&mut self, start: usize) {
        let range = start as u32..self.builder.position() as u32;
        if let Some(frame) = self.frames.last_mut().filter(|_| !range.is_empty()) {
            frame.last = Some(range);
        }
    }

    /// Gives a name to the events from `start` on. Blocks in footnotes cannot be named.
    fn name(&mut self, name: Box<str>, span: Span, start: usize) {
        if self.builder.outer.is_empty() {
            let events = start as u32..self.builder.position() as u32;
            self.builder.body.blocks.push(NamedBlock { name, events, span });
        }
    }

    fn code(&mut self, info: &Str, texts: &[(Str, Span)], span: Span) {
        let start = self.builder.position();
        if let Some(language) = generated::language(info.get(self.builder.source)) {
            let query = self.queries.read(language, texts, span, &mut self.builder.diagnostics);
            self.builder.body.queries.push(query);
            self.builder.push(EventKind::Generated(self.builder.body.queries.len() as u32 - 1), span);
        } else {
            self.builder.start(Tag::CodeBlock(info.clone()), span);
            for (text, span) in texts {
                self.builder.push(EventKind::Text(text.clone()), *span);
            }
            self.builder.end();
        }
        self.finished(start);
    }

    fn leaf(&mut self, kind: LeafKind, lines: &[Range<u32>], edges: Edges, span: Span) {
        let mut flat = Flat::new(self.builder.source, lines);
        let start = self.builder.position();
        let may_have_name = matches!(kind, LeafKind::Paragraph | LeafKind::Text | LeafKind::Heading { .. });
        let name = if may_have_name { take_name(&mut flat) } else { None };
        if flat.text.is_empty()
            && let Some((name, span)) = name
        {
            return self.name_last(kind, name, span);
        }
        let block = match kind {
            LeafKind::Heading { marked, .. } => take_attributes(&mut flat, marked),
            _ => None,
        };
        self.builder.leaf_span = span;
        let waiting = self.builder.waiting.len();
        let heading = self.builder.body.headings.len();
        let mut inner = None;
        let tag = match kind {
            LeafKind::Paragraph => Some(Tag::Paragraph),
            LeafKind::Text => None,
            LeafKind::CalloutTitle => Some(Tag::CalloutTitle),
            LeafKind::Term => Some(Tag::DefinitionTitle),
            LeafKind::Cell => Some(Tag::TableCell),
            LeafKind::Heading { level, .. } => {
                inner = self.heading(level, block, &flat, span);
                Some(Tag::Heading(heading as u32))
            }
        };
        if kind == LeafKind::Paragraph && lines.len() > 1 {
            self.unread_table(lines);
        }
        let has_tag = tag.is_some();
        if let Some(tag) = tag {
            self.builder.start(tag, span);
        }
        let has_inner = inner.is_some();
        if let Some(attributes) = inner {
            self.builder.start(attributes, span);
        }
        self.builder.leaf_is_shown = false;
        inline::emit(&flat, self.context, kind == LeafKind::Cell, edges, &mut self.buffers, self.builder);
        self.builder.trim_end();
        if has_inner {
            self.builder.end();
        }
        if has_tag {
            self.builder.end();
        }
        if matches!(kind, LeafKind::Heading { .. }) {
            let events = self.builder.events_from(start);
            let is_shown = matches!(events.first(), Some(Event { kind: EventKind::Start(Tag::Heading(_)), .. }));
            let text = plain_text(events, self.builder.source, &self.builder.body.links);
            let heading = &mut self.builder.body.headings[heading];
            heading.text = text;
            heading.event = heading.event.filter(|_| is_shown);
        }
        // A paragraph that is a comment from end to end leaves no trace.
        let is_comment = !self.builder.leaf_is_shown && !flat.text.is_empty();
        if is_comment && matches!(kind, LeafKind::Paragraph | LeafKind::Text) {
            self.builder.events.truncate(start);
            return;
        }
        self.builder.cover(waiting, span);
        match (name, kind) {
            (Some((name, span)), LeafKind::Text) if self.frames.len() > 1 => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.name = Some((name, span));
                }
            }
            (Some((name, span)), _) => self.name(name, span, start),
            (None, _) => {}
        }
        self.finished(start);
    }

    /// A table whose head has bare pipes is none: its columns are too many.
    fn unread_table(&mut self, lines: &[Range<u32>]) {
        let second = &self.builder.source[lines[1].start as usize..lines[1].end as usize];
        if second.contains("--") && second.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r' | b'\n')) {
            let head = Span { start: lines[0].start, end: lines[0].end };
            tables::bare_pipes(self.builder.source, head, self.builder.file, &mut self.builder.diagnostics);
        }
    }

    /// A name in a paragraph of its own is that of the block before it.
    fn name_last(&mut self, kind: LeafKind, name: Box<str>, span: Span) {
        let last = self.frames.last().and_then(|frame| frame.last.clone());
        match last {
            Some(events) if kind == LeafKind::Paragraph && self.builder.outer.is_empty() => {
                self.builder.body.blocks.push(NamedBlock { name, events, span });
            }
            _ => {}
        }
    }

    /// Adds a heading; gives the span that what its attributes say beside id and classes makes around its text.
    fn heading(&mut self, level: u8, block: Option<(attributes::Block, u32)>, flat: &Flat<'_>, span: Span) -> Option<Tag> {
        let event = self.builder.outer.is_empty().then_some(self.builder.position() as u32);
        let Some((mut block, at)) = block else {
            self.builder.body.headings.push(Heading::new(level, None, Vec::new(), event, span));
            return None;
        };
        let place = |range: Range<usize>| flat.span(at + range.start as u32..at + range.end as u32);
        block.findings(self.builder.file, place, &mut self.builder.diagnostics);
        let id = block.attributes.id.take();
        if let (Some(id), Some(range)) = (&id, block.id.clone()) {
            self.builder.anchors.explicit(id, place(range));
        }
        let classes = std::mem::take(&mut block.attributes.classes);
        self.builder.body.headings.push(Heading::new(level, id, classes, event, span));
        (!block.attributes.pairs.is_empty()).then(|| Tag::Span(Box::new(block.attributes)))
    }
}

/// One past the end of the container that begins at `start`.
fn end_of(blocks: &[Block], start: usize) -> usize {
    let mut depth = 0_u32;
    for (at, block) in blocks.iter().enumerate().skip(start) {
        match block.kind {
            BlockKind::Start(_) => depth += 1,
            BlockKind::End => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    blocks.len()
}
