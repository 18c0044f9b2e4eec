//! From a leaf, settled, to events.

use std::ops::Range;

use super::resolve::{Found, PieceKind, To};
use super::{Buffers, Cited, Context, Edges, Leaf, Region, RegionKind, wiki::Wiki};
use crate::note::body::CitationUse;
use crate::note::body::builder::Builder;
use crate::note::body::entity::unescape;
use crate::note::body::event::{CiteWords, Event, EventKind, Ruby, Str, Tag, plain_text};
use crate::note::body::flat::Flat;
use crate::note::body::link::{LinkForm, LinkUse, Size, Target};
use crate::note::citation::{Citation, CiteMode};
use crate::note::tag;
use crate::text::Spanned;

/// Reads the text of a leaf and writes its events.
pub(in crate::note::body) fn emit(
    flat: &Flat<'_>,
    context: &Context<'_>,
    in_cell: bool,
    edges: Edges,
    buffers: &mut Buffers,
    builder: &mut Builder<'_>,
) {
    let mut leaf = Leaf::new(flat, context, in_cell, buffers);
    leaf.faults = std::mem::take(&mut builder.diagnostics);
    leaf.claim(edges);
    let mut resolved = std::mem::take(&mut buffers.resolved);
    leaf.resolve(&mut resolved);
    builder.diagnostics = std::mem::take(&mut leaf.faults);
    let mut remarks: Vec<u32> =
        leaf.regions.iter().filter(|region| matches!(region.kind, RegionKind::Remark(_))).map(|region| region.start).collect();
    remarks.sort_unstable();
    let mut emitter = Emitter { leaf: &leaf, builder, remarks, run: 0..0, images: 0, links: Vec::new(), notes: 0 };
    for piece in &resolved.pieces {
        let range = piece.start..piece.end;
        match &piece.kind {
            PieceKind::Text => emitter.text(range),
            PieceKind::Run(outcome) => {
                for _ in outcome.closes.0..outcome.closes.1 {
                    emitter.end();
                }
                emitter.text(outcome.text.0..outcome.text.1);
                let mut next = outcome.opens;
                while let Some(at) = next {
                    let found = resolved.matches[at as usize];
                    let tag = match (found.byte, found.width) {
                        (b'~', _) => Tag::Strikethrough,
                        (_, 1) => Tag::Emphasis,
                        _ => Tag::Strong,
                    };
                    emitter.start(tag, found.start..found.end);
                    next = found.inner;
                }
            }
            PieceKind::Entity => emitter.decoded(range),
            PieceKind::Break { hard } => emitter.line_break(*hard, range),
            PieceKind::LinkStart(link) => emitter.link_start(&resolved.links[*link as usize]),
            PieceKind::LinkEnd(link) => emitter.link_end(resolved.links[*link as usize].is_image),
            PieceKind::FootnoteMark(footnote) => emitter.footnote_mark(*footnote, range),
            PieceKind::Opaque(region) => emitter.opaque(&leaf.regions[*region as usize]),
            PieceKind::Enter(region) => emitter.enter(&leaf.regions[*region as usize]),
            PieceKind::Turn(region) => emitter.turn(&leaf.regions[*region as usize]),
            PieceKind::Leave(region) => emitter.leave(&leaf.regions[*region as usize]),
        }
    }
    emitter.flush();
    buffers.resolved = resolved;
    buffers.tokens = leaf.tokens;
    buffers.regions = leaf.regions;
}

struct Emitter<'e, 'l, 'b, 's> {
    leaf: &'e Leaf<'l>,
    builder: &'b mut Builder<'s>,
    /// Where remarks begin, in order.
    remarks: Vec<u32>,
    /// Text not written yet.
    run: Range<u32>,
    /// Images within each other: their words are alternative text, and hold no markup.
    images: u32,
    /// Open links: their number, and the first event of their words.
    links: Vec<(u32, usize)>,
    /// Inline notes within an image, which are left out.
    notes: u32,
}

impl Emitter<'_, '_, '_, '_> {
    fn text(&mut self, range: Range<u32>) {
        if self.run.end == range.start {
            self.run.end = range.end;
        } else if !range.is_empty() {
            self.flush();
            self.run = range;
        }
    }

    /// Writes the text that has been put off.
    fn flush(&mut self) {
        let mut run = std::mem::replace(&mut self.run, u32::MAX..u32::MAX);
        if !self.builder.leaf_is_shown && !run.is_empty() {
            // What stood before it was a comment.
            let text = self.leaf.slice(&run);
            run.start += (text.len() - text.trim_start_matches([' ', '\t']).len()) as u32;
        }
        if run.is_empty() {
            return;
        }
        if self.leaf.context.tags && self.links.is_empty() && self.images == 0 {
            self.tags(run.clone());
        }
        let text = self.leaf.flat.str(run.clone());
        self.builder.push(EventKind::Text(text), self.leaf.flat.span(run));
    }

    fn line_break(&mut self, hard: bool, range: Range<u32>) {
        self.flush();
        // A comment may leave nothing of a line.
        let is_first = !self.builder.leaf_is_shown;
        let repeats = matches!(self.builder.last_kind(), Some(EventKind::SoftBreak | EventKind::HardBreak));
        if !is_first && !repeats {
            let kind = if hard { EventKind::HardBreak } else { EventKind::SoftBreak };
            self.builder.push(kind, self.leaf.flat.span(range));
        }
    }

    fn push(&mut self, kind: EventKind, range: Range<u32>) {
        self.flush();
        let kind = match kind {
            EventKind::Code(text) | EventKind::Math { tex: text, .. } if self.images > 0 => EventKind::Text(text),
            EventKind::Ruby(ruby) if self.images > 0 => EventKind::Text(ruby.base),
            EventKind::Html { .. } if self.images > 0 => return,
            kind => kind,
        };
        self.builder.push(kind, self.leaf.flat.span(range));
    }

    /// Text that differs from its bytes.
    fn decoded(&mut self, range: Range<u32>) {
        let text = unescape(self.leaf.slice(&range)).into_owned();
        self.push(EventKind::Text(Str::Owned(text.into())), range);
    }

    fn start(&mut self, tag: Tag, range: Range<u32>) {
        self.flush();
        if self.images == 0 {
            self.builder.start(tag, self.leaf.flat.span(range));
        }
    }

    fn end(&mut self) {
        self.flush();
        if self.images == 0 {
            self.builder.end();
        }
    }

    fn link_start(&mut self, found: &Found) {
        self.flush();
        if self.images > 0 {
            self.images += u32::from(found.is_image);
            return;
        }
        let flat = self.leaf.flat;
        let span = flat.span(found.start..found.end);
        let (target, target_span, title) = match &found.to {
            To::Tail(tail) => {
                let target = unescape(self.leaf.slice(&tail.target)).into_owned();
                let title = tail.title.as_ref().map(|title| unescape(self.leaf.slice(title)).into());
                (target, flat.span(tail.target.clone()), title)
            }
            To::Definition(definition) => {
                let definition = self.leaf.context.references.definition(*definition);
                (definition.target.to_string(), definition.span, definition.title.clone())
            }
        };
        let target = Target::markdown(&target);
        let link = LinkUse {
            form: LinkForm::Markdown,
            target,
            span,
            target_span,
            text: None,
            size: None,
            title,
            rights: found.rights.clone(),
        };
        self.open_link(link, found.is_image);
    }

    fn open_link(&mut self, link: LinkUse, is_image: bool) {
        let span = link.span;
        let number = self.builder.link(link);
        self.builder.start(if is_image { Tag::Image(number) } else { Tag::Link(number) }, span);
        self.links.push((number, self.builder.position()));
        self.images = u32::from(is_image);
    }

    fn link_end(&mut self, is_image: bool) {
        self.flush();
        if self.images > 1 || (self.images == 1 && !is_image) {
            self.images -= u32::from(is_image);
            return;
        }
        self.images = 0;
        let Some((number, first)) = self.links.pop() else { return };
        if is_image {
            self.builder.take_size(number, first);
        }
        let text = plain_text(self.builder.events_from(first), self.builder.source, &[]);
        self.builder.body.links[number as usize].text = Some(text.into());
        self.builder.end();
    }

    fn footnote_mark(&mut self, footnote: u32, range: Range<u32>) {
        self.flush();
        if self.images == 0 {
            self.builder.push(EventKind::FootnoteMark(footnote), self.leaf.flat.span(range));
        }
    }

    fn opaque(&mut self, region: &Region) {
        let range = region.start..region.end;
        let flat = self.leaf.flat;
        match &region.kind {
            RegionKind::Code(inside) => {
                let code = self.code(inside.clone());
                self.push(EventKind::Code(code), range);
            }
            RegionKind::Html => self.push(EventKind::Html { block: false, html: flat.str(range.clone()) }, range),
            RegionKind::Math { display, tex } => {
                let tex = self.without_escaped_pipes(tex.clone());
                self.push(EventKind::Math { display: *display, tex }, range);
            }
            RegionKind::Ruby { base, readings } => {
                let text = self.leaf.slice(readings);
                let readings = if text.contains('|') {
                    Str::Owned(text.replace("\\|", " ").replace('|', " ").into())
                } else {
                    flat.str(readings.clone())
                };
                self.push(EventKind::Ruby(Box::new(Ruby { base: flat.str(base.clone()), readings })), range);
            }
            RegionKind::Autolink { email } => self.address(range.clone(), range.start + 1..range.end - 1, *email),
            RegionKind::Address => self.address(range.clone(), range, false),
            RegionKind::Wiki(wiki) => self.wikilink(wiki, range),
            RegionKind::Citation(mode, items) => self.citation(*mode, items, range),
            RegionKind::Comment(_) => {
                self.flush();
                if let Some(allowance) = region.allowance(self.leaf.text) {
                    self.builder.allow(&allowance, flat.span(range));
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, region: &Region) {
        let range = region.start..region.end;
        let tag = match &region.kind {
            RegionKind::Passage if self.remarks.binary_search(&region.end).is_ok() => Tag::AnnotatedPassage,
            RegionKind::Passage | RegionKind::Mark => Tag::Mark,
            RegionKind::Remark(head) => Tag::Annotation(Box::new(head.clone())),
            RegionKind::Insertion => Tag::Insertion,
            RegionKind::Deletion | RegionKind::Substitution => Tag::Deletion,
            RegionKind::Subscript => Tag::Subscript,
            RegionKind::Superscript => Tag::Superscript,
            RegionKind::Span(attributes) => {
                if let Some(id) = attributes.id.as_ref().filter(|_| self.images == 0) {
                    self.builder.anchors.explicit(id, self.leaf.flat.span(range.clone()));
                }
                Tag::Span(Box::new(attributes.clone()))
            }
            RegionKind::Note => {
                self.flush();
                self.notes += u32::from(self.images > 0);
                return self.builder.begin_note();
            }
            RegionKind::Wiki(wiki) => return self.wikilink(wiki, range),
            _ => return,
        };
        self.start(tag, range);
    }

    /// From the old side of a substitution to the new one.
    fn turn(&mut self, region: &Region) {
        self.end();
        self.start(Tag::Insertion, region.start..region.end);
    }

    fn leave(&mut self, region: &Region) {
        match &region.kind {
            RegionKind::Note => {
                self.flush();
                let is_shown = self.notes == 0;
                self.notes = self.notes.saturating_sub(1);
                self.builder.end_note(self.leaf.flat.span(region.start..region.end), is_shown);
            }
            RegionKind::Wiki(_) => self.link_end(false),
            _ => self.end(),
        }
    }

    /// A wikilink or embed; one that has words of its own is left open for them.
    fn wikilink(&mut self, wiki: &Wiki, range: Range<u32>) {
        self.flush();
        let flat = self.leaf.flat;
        let Wiki { target, words, is_embed } = wiki;
        if self.images > 0 {
            if words.is_none() || *is_embed {
                self.text(words.clone().unwrap_or(target.clone()));
            }
            return;
        }
        let written = self.leaf.slice(target);
        let mut link = LinkUse {
            form: LinkForm::Wiki,
            target: Target::wiki(written),
            span: flat.span(range),
            target_span: flat.span(target.clone()),
            text: None,
            size: None,
            title: None,
            rights: None,
        };
        if !is_embed {
            let has_words = words.is_some();
            self.open_link(link, false);
            if !has_words {
                self.links.pop();
                self.builder.end();
            }
            return;
        }
        if !link.target.is_file() {
            link.text = words.as_ref().map(|words| self.leaf.slice(words).into());
            let span = link.span;
            let number = self.builder.embed(link);
            return self.builder.push(EventKind::Embed(number), span);
        }
        // A file: its words may name a size, and are its alternative text.
        let alternative = words.as_ref().map(|words| {
            let (text, size) = Size::split(self.leaf.slice(words));
            link.size = size;
            words.start..words.start + text.len() as u32
        });
        let alternative = alternative.filter(|words| !words.is_empty());
        link.text = alternative.as_ref().map(|words| self.leaf.slice(words).into());
        let span = link.span;
        let number = self.builder.link(link);
        self.builder.start(Tag::Image(number), span);
        if let Some(words) = alternative {
            self.builder.push(EventKind::Text(flat.str(words.clone())), flat.span(words));
        }
        self.builder.end();
    }

    /// An address that is its own text.
    fn address(&mut self, range: Range<u32>, written: Range<u32>, email: bool) {
        self.flush();
        let text = self.leaf.slice(&written);
        // Backslashes count in `<...>`; references do not stand in it.
        let address = if range == written { unescape(text) } else { text.into() };
        let shown = if *address == *text { self.leaf.flat.str(written.clone()) } else { Str::Owned(address.clone().into()) };
        let span = self.leaf.flat.span(range);
        if self.images == 0 && self.links.is_empty() {
            let url = if email { format!("mailto:{address}").into() } else { address.clone().into() };
            let target_span = self.leaf.flat.span(written.clone());
            let text = Some(address.into());
            let target = Target::External(url);
            let link =
                LinkUse { form: LinkForm::Autolink, target, span, target_span, text, size: None, title: None, rights: None };
            let number = self.builder.link(link);
            self.builder.start(Tag::Link(number), span);
            self.builder.push(EventKind::Text(shown), self.leaf.flat.span(written));
            self.builder.end();
        } else {
            self.builder.push(EventKind::Text(shown), span);
        }
    }

    /// A citation. In the words of a link or an image it stays as it was written.
    fn citation(&mut self, mode: CiteMode, cited: &[Cited], range: Range<u32>) {
        if self.images > 0 || !self.links.is_empty() {
            return self.text(range);
        }
        self.flush();
        let span = self.leaf.flat.span(range.clone());
        let written = self.leaf.flat.str(range);
        let citation = Citation { mode, items: cited.iter().map(|cited| cited.item.clone()).collect(), span };
        let number = self.builder.body.citations.len() as u32;
        self.builder.body.citations.push(CitationUse { citation, written });
        self.builder.push(EventKind::Citation(number), span);
        for (item, Cited { prefix, suffix, .. }) in (0..).zip(cited) {
            self.cite_words(number, CiteWords { item, is_behind: false }, prefix);
            self.cite_words(number, CiteWords { item, is_behind: true }, suffix);
        }
    }

    /// Words of a citation, where they are more than text: as events of their own, and in the citation without markup.
    fn cite_words(&mut self, citation: u32, which: CiteWords, range: &Range<u32>) {
        let written = self.leaf.slice(range);
        if !written.contains(['\\', '`', '<', '&', '*', '_', '~', '%', '^', '$', '[', ']', '{', '}', '='])
            && !written.contains("://")
        {
            return;
        }
        let part = self.leaf.flat.part(range.clone());
        let context = Context { tags: false, in_citation: true, ..*self.leaf.context };
        // What is wrong with marks in them has been found already.
        let known = std::mem::take(&mut self.builder.diagnostics);
        self.builder.start(Tag::CiteWords(which), self.leaf.flat.span(range.clone()));
        let first = self.builder.position();
        emit(&part, &context, self.leaf.in_cell, Edges::default(), &mut Buffers::default(), self.builder);
        let words = plain_text(self.builder.events_from(first), self.builder.source, &self.builder.body.links);
        self.builder.end();
        let found = std::mem::replace(&mut self.builder.diagnostics, known);
        self.builder.diagnostics.add_new(found);
        let item = &mut self.builder.body.citations[citation as usize].citation.items[which.item as usize];
        let text = if which.is_behind { &mut item.suffix } else { &mut item.prefix };
        // Further places in the work stand before the words.
        let written: Vec<&str> = written.split_whitespace().collect();
        let before = text.trim_end().strip_suffix(&*written.join(" ")).unwrap_or("").to_owned();
        if !before.trim().is_empty() {
            let places = EventKind::Text(Str::Owned(before.as_str().into()));
            self.builder.events.insert(first, Event { kind: places, span: self.leaf.flat.span(range.start..range.start) });
        }
        *text = format!("{before}{words}").into();
    }

    /// The text of a code span: line breaks are spaces, and one space at both ends goes.
    fn code(&self, inside: Range<u32>) -> Str {
        let text = self.leaf.slice(&inside);
        let is_edge = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\n' | b'\r'));
        let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
        let is_blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\n' | b'\r'));
        if !text.contains(['\n', '\r']) {
            let strip = u32::from(!is_blank && is_edge(first) && is_edge(last));
            return self.without_escaped_pipes(inside.start + strip..inside.end - strip);
        }
        let text = text.replace("\r\n", " ").replace(['\n', '\r'], " ");
        let stripped = text.strip_prefix(' ').and_then(|text| text.strip_suffix(' ')).filter(|_| !is_blank);
        Str::Owned(stripped.unwrap_or(&text).into())
    }

    /// In a table cell `\|` is a pipe, wherever it stands.
    fn without_escaped_pipes(&self, range: Range<u32>) -> Str {
        let text = self.leaf.slice(&range);
        if self.leaf.in_cell && text.contains("\\|") {
            Str::Owned(text.replace("\\|", "|").into())
        } else {
            self.leaf.flat.str(range)
        }
    }

    /// Notes the `#tags` in a run of text.
    fn tags(&mut self, run: Range<u32>) {
        let text = self.leaf.slice(&run);
        for at in memchr::memchr_iter(b'#', text.as_bytes()) {
            let before = self.leaf.char_before(run.start + at as u32);
            if !before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '（' | '，' | '、' | '。' | '；' | '：')) {
                continue;
            }
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
            let rest = &text[at + 1..];
            let name = rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())].trim_end_matches('/');
            if name.chars().any(|c| !c.is_ascii_digit() && c != '/') {
                let start = run.start + at as u32;
                let span = self.leaf.flat.span(start..start + 1 + name.len() as u32);
                self.builder.body.tags.push(Spanned::new(tag::name(name), span));
            }
        }
    }
}
