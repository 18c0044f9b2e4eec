//! Answers put in: from a body as it was written to one that can be rendered without asking anything more.
//!
//! One walk over the events of a note and of what it embeds. Footnotes are numbered as their marks are met, then walked in that
//! order, so that marks within footnotes come last.

mod cite;
mod embed;
mod link;
mod source;

use rustc_hash::{FxHashMap, FxHashSet};

use super::addresses::Addresses;
use super::body::{Element, Event, Fault, Footnote, Heading, ResolvedBody};
use super::cards::Cards;
use super::citations::{CiteUse, Cites};
use super::faults::Faults;
use super::table::TableContext;
use crate::archive::{Archive, NoteIx, end_of_element};
use crate::note::Note;
use crate::note::body::{self, CiteWords, EventKind, Tag};
use source::{Answers, Source};

/// What a body is resolved with.
#[derive(Clone, Copy)]
pub struct Inputs<'a, 'i> {
    /// Notes and answers.
    pub archive: &'a Archive,
    /// Where each note and file is.
    pub addresses: &'i Addresses,
    /// Findings, to be marked where they stand.
    pub faults: &'i Faults<'i>,
    /// Makes the table of an `index` block: the note, the position in its [`body::Body::queries`], and where the table
    /// stands. `None` where the query is at fault. Without it no tables are made.
    pub table: Option<TableMaker<'a, 'i>>,
    /// Cited works, printed.
    pub cites: Option<&'i Cites>,
    /// For each note, what other pages show of it.
    pub cards: &'i Cards<'i>,
}

/// See [`Inputs::table`].
pub type TableMaker<'a, 'i> = &'i dyn Fn(NoteIx, u32, TablePlace<'a>) -> Option<TableContext<'a>>;

/// Where a generated table stands on a page.
#[derive(Clone, Copy, Debug)]
pub struct TablePlace<'a> {
    /// Which of the page's tables it is, from 1.
    pub number: u32,
    /// The heading that it is the first to stand under.
    pub heading: Option<&'a str>,
}

/// The body of a note, ready to render.
#[must_use]
pub fn body<'a>(inputs: &Inputs<'a, '_>, ix: NoteIx) -> ResolvedBody<'a> {
    let note: &'a Note = &inputs.archive.notes[ix.0 as usize];
    let mut walk = Walk::new(inputs, ix);
    walk.page.events.reserve(note.body.events.len() + 8);
    walk.lists_works = true;
    walk.events(0, &note.body.events, Some(0));
    walk.finish()
}

/// Events of a field's Markdown (a summary, a value), which share the tables of their note's body.
#[must_use]
pub fn fragment<'a>(inputs: &Inputs<'a, '_>, ix: NoteIx, events: &'a [body::Event]) -> ResolvedBody<'a> {
    let mut walk = Walk::new(inputs, ix);
    walk.events(0, events, None);
    walk.finish()
}

/// The Markdown of a dataset's cell.
#[must_use]
pub fn cell<'a>(inputs: &Inputs<'a, '_>, dataset: u32, row: u32, column: u32) -> ResolvedBody<'a> {
    let archive = inputs.archive;
    let of = &archive.datasets[dataset as usize];
    let Some(texts) = &of.texts else { return ResolvedBody::default() };
    let citations = &archive.citations.texts[dataset as usize];
    let answers = Answers { links: &texts.links, embeds: &texts.embeds, citations };
    let mut walk = Walk::of(inputs, Source::new(of.note, &texts.note, answers, 0, 0));
    walk.events(0, texts.events(row, column), None);
    walk.finish()
}

/// What stands around an event, as far as it matters to whether a block may stand there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Blocks,
    Paragraph,
    /// A paragraph that a block has interrupted; it begins again with the next text.
    Interrupted,
    Text,
}

/// A footnote met.
#[derive(Clone, Copy)]
enum Met {
    /// A source's, by its position there.
    Footnote(usize, u32),
    /// A citation of a style that cites in notes, by its number.
    Citation(u32),
}

struct Walk<'a, 'i> {
    inputs: &'i Inputs<'a, 'i>,
    page: ResolvedBody<'a>,
    /// The host first.
    sources: Vec<Source<'a>>,
    /// Open elements.
    around: Vec<Around>,
    /// Footnotes met, in order: the source, and the position in its footnotes.
    met: Vec<Met>,
    /// Citations met, in reading order, and whether only the author is printed.
    cites: Vec<(CiteUse<'a>, bool)>,
    /// Words of citations with markup of their own: the citation's number, and which they are.
    cite_words: FxHashMap<(u32, CiteWords), Vec<Event<'a>>>,
    /// The citation met last, if it is one, and what was walked before its words.
    last_cite: Option<u32>,
    before_words: Vec<Event<'a>>,
    /// Whether the works cited stand on the page.
    lists_works: bool,
    /// Annotations of the host's own text met.
    annotations: u32,
    /// Whether a footnote is being walked.
    in_footnote: bool,
    /// Ids given so far, each with the number to try next where it is asked for again.
    ids: FxHashMap<Box<str>, u32>,
    linked: FxHashSet<NoteIx>,
    /// Level of the last heading of the host.
    level: u8,
    /// Bytes of source that embeds have added.
    embedded: usize,
    tables: u32,
    /// Headings met before the last table: the next one under the same heading is not named after it again.
    headings_before_table: usize,
}

impl<'a, 'i> Walk<'a, 'i> {
    fn new(inputs: &'i Inputs<'a, 'i>, ix: NoteIx) -> Self {
        let note: &'a Note = &inputs.archive.notes[ix.0 as usize];
        let mut host = Source::new(ix, note, Answers::of(inputs.archive, ix), 0, 0);
        // `h1` is the page's title: where the body has others, all its headings go down a level.
        let is_other_h1 = |(at, heading): (u32, &body::Heading)| heading.level == 1 && Some(at) != host.title;
        host.shift = i16::from((0..).zip(&note.body.headings).any(is_other_h1));
        Self::of(inputs, host)
    }

    fn of(inputs: &'i Inputs<'a, 'i>, host: Source<'a>) -> Self {
        Self {
            inputs,
            page: ResolvedBody::default(),
            sources: vec![host],
            around: Vec::new(),
            met: Vec::new(),
            cites: Vec::new(),
            cite_words: FxHashMap::default(),
            last_cite: None,
            before_words: Vec::new(),
            lists_works: false,
            annotations: 0,
            in_footnote: false,
            ids: FxHashMap::default(),
            linked: FxHashSet::default(),
            level: 1,
            embedded: 0,
            tables: 0,
            headings_before_table: 0,
        }
    }

    /// Walks the footnotes, which may refer to further ones.
    fn finish(mut self) -> ResolvedBody<'a> {
        let main = std::mem::take(&mut self.page.events);
        let mut number = 0;
        self.in_footnote = true;
        while let Some(&met) = self.met.get(number) {
            let (source, footnote) = match met {
                Met::Footnote(source, footnote) => (source, footnote),
                Met::Citation(citation) => {
                    let events = vec![Event::Start(Element::Paragraph), Event::Citation(citation), Event::End];
                    self.page.footnotes.push(Footnote { events });
                    number += 1;
                    continue;
                }
            };
            let note = self.sources[source].note;
            let events = &note.body.footnotes[footnote as usize].events;
            // An inline note is a line without a paragraph of its own.
            let is_line = events.first().is_some_and(|event| !is_block(event));
            if is_line {
                self.start(Element::Paragraph);
                self.around.push(Around::Paragraph);
            }
            self.events(source, events, None);
            if is_line && self.around.pop() != Some(Around::Interrupted) {
                self.push(Event::End);
            }
            let events = std::mem::take(&mut self.page.events);
            self.page.footnotes.push(Footnote { events });
            number += 1;
        }
        self.page.events = main;
        self.print_citations();
        self.page
    }

    /// Walks events of a source; `first` is the position of the first in its body, `None` for those of a footnote or field.
    fn events(&mut self, source: usize, events: &'a [body::Event], first: Option<u32>) {
        let mut at = 0;
        while let Some(event) = events.get(at) {
            if let EventKind::Start(Tag::Heading(heading)) = event.kind
                && self.sources[source].title == Some(heading)
            {
                at = end_of_element(events, at);
                continue;
            }
            if let Some(first) = first
                && matches!(event.kind, EventKind::Start(_) | EventKind::Rule | EventKind::Embed(_) | EventKind::Generated(_))
                && let Some(name) = self.sources[source].block_at(first + at as u32)
            {
                self.anchor(source, "blk-", name);
            }
            at += 1;
            self.event(source, event, events.get(at));
        }
    }

    fn event(&mut self, source: usize, event: &'a body::Event, next: Option<&body::Event>) {
        if self.around.last() == Some(&Around::Interrupted) {
            match event.kind {
                EventKind::SoftBreak | EventKind::HardBreak => return,
                EventKind::End(_) => {
                    self.around.pop();
                    return;
                }
                EventKind::Embed(_) | EventKind::Math { display: true, .. } => {}
                _ => {
                    self.around.pop();
                    self.around.push(Around::Paragraph);
                    self.start(Element::Paragraph);
                }
            }
        }
        let note = self.sources[source].note;
        let text = |text: &'a body::Str| text.get(&note.source);
        match &event.kind {
            EventKind::Start(Tag::CiteWords(_)) => {
                self.before_words = std::mem::take(&mut self.page.events);
                self.around.push(Around::Text);
            }
            EventKind::End(Tag::CiteWords(which)) => {
                self.around.pop();
                let before = std::mem::take(&mut self.before_words);
                let words = std::mem::replace(&mut self.page.events, before);
                if let Some(number) = self.last_cite {
                    self.cite_words.insert((number, *which), words);
                }
            }
            EventKind::Start(tag) => {
                self.open(source, tag, next);
                self.around.push(around(tag));
            }
            EventKind::End(_) => {
                self.around.pop();
                self.push(Event::End);
            }
            EventKind::Text(written) => self.push(Event::Text(text(written))),
            EventKind::Code(code) => self.push(Event::Code(text(code))),
            EventKind::Math { display, tex } => {
                let display = *display && self.interrupt();
                self.push(Event::Math { display, tex: text(tex) });
            }
            EventKind::Html { block, html } => self.push(Event::Html { block: *block, html: text(html) }),
            EventKind::Ruby(ruby) => self.push(Event::Ruby { base: text(&ruby.base), readings: text(&ruby.readings) }),
            EventKind::FootnoteMark(footnote) => {
                let number = self.footnote(source, *footnote);
                self.push(Event::FootnoteMark(number));
            }
            EventKind::SoftBreak => self.push(Event::SoftBreak),
            EventKind::HardBreak => self.push(Event::HardBreak),
            EventKind::Rule => self.push(Event::Rule),
            EventKind::TaskMarker(done) => self.push(Event::TaskMarker(*done)),
            EventKind::Citation(citation) => self.citation(source, *citation),
            EventKind::Embed(embed) => self.embed(source, *embed),
            EventKind::Generated(query) => self.generated(source, *query),
        }
    }

    fn open(&mut self, source: usize, tag: &'a Tag, next: Option<&body::Event>) {
        let note = self.sources[source].note;
        let element = match tag {
            Tag::Paragraph => Element::Paragraph,
            Tag::Heading(heading) => self.heading(source, *heading),
            Tag::BlockQuote => Element::BlockQuote,
            Tag::Callout(callout) => Element::Callout(callout),
            Tag::CalloutTitle => Element::CalloutTitle,
            Tag::CodeBlock(info) => Element::CodeBlock(info.get(&note.source)),
            Tag::List(first) => Element::List(*first),
            Tag::Item => Element::Item,
            Tag::DefinitionList => Element::DefinitionList,
            Tag::DefinitionTitle => Element::DefinitionTitle,
            Tag::DefinitionBody => Element::DefinitionBody,
            Tag::Table(columns) => {
                self.tables += 1;
                Element::Table(columns, self.tables)
            }
            Tag::TableHead => Element::TableHead,
            Tag::TableRow => Element::TableRow,
            Tag::TableCell => Element::TableCell,
            Tag::Emphasis => Element::Emphasis,
            Tag::Strong => Element::Strong,
            Tag::Strikethrough => Element::Strikethrough,
            Tag::Superscript => Element::Superscript,
            Tag::Subscript => Element::Subscript,
            Tag::Mark => Element::Mark,
            Tag::Insertion => Element::Insertion,
            Tag::Deletion => Element::Deletion,
            Tag::AnnotatedPassage => Element::AnnotatedPassage,
            Tag::Annotation(head) => {
                let is_own = self.lists_works && !self.in_footnote && self.sources[source].depth == 0;
                self.annotations += u32::from(is_own);
                Element::Annotation(head, is_own.then_some(self.annotations))
            }
            Tag::Span(attributes) => {
                if let Some(id) = &attributes.id {
                    self.anchor(source, "", id);
                }
                Element::Span(attributes)
            }
            // Walked apart.
            Tag::CiteWords(_) => return,
            Tag::Link(link) => return self.link(source, *link, next),
            Tag::Image(image) => return self.image(source, *image, next),
        };
        self.start(element);
    }

    fn heading(&mut self, source: usize, heading: u32) -> Element<'a> {
        let Source { note, shift, depth, .. } = &self.sources[source];
        let (shift, is_host) = (*shift, *depth == 0);
        let written = &note.body.headings[heading as usize];
        let level = u8::try_from((i16::from(written.level) + shift).clamp(2, 6)).unwrap_or(6);
        if is_host {
            self.level = level;
        }
        let id = self.id(source, "", &written.id).unwrap_or_else(|| written.id.clone());
        let number = self.page.headings.len() as u32;
        self.page.headings.push(Heading { level, id, classes: &written.classes, text: &written.text });
        Element::Heading(number)
    }

    /// The number of a footnote on the page.
    fn footnote(&mut self, source: usize, footnote: u32) -> u32 {
        let next = self.met.len() as u32;
        let known = self.sources[source].footnotes.entry(footnote);
        *known.or_insert_with(|| {
            self.met.push(Met::Footnote(source, footnote));
            next
        })
    }

    fn generated(&mut self, source: usize, query: u32) {
        let Some(table) = self.inputs.table else { return };
        let Source { ix, note, .. } = self.sources[source];
        self.tables += 1;
        let met = self.page.headings.len();
        let is_first = std::mem::replace(&mut self.headings_before_table, met) < met;
        let heading = self.page.headings.last().filter(|_| is_first).map(|heading| heading.text);
        match table(ix, query, TablePlace { number: self.tables, heading }) {
            Some(table) => self.push(Event::Table(Box::new(table))),
            None => self.fault("", &note.path, note.body.queries[query as usize].span),
        }
    }

    /// A fault that is a block of its own.
    fn fault(&mut self, text: &str, file: &crate::text::VaultPath, span: crate::text::Span) {
        let finding = self.inputs.faults.at(file, span);
        let block = self.interrupt();
        self.push(Event::Fault(Box::new(Fault { block, text: text.into(), finding })));
    }

    /// Makes room for a block: closes the paragraph around it, if there is one. False where no block may stand.
    fn interrupt(&mut self) -> bool {
        match self.around.last_mut() {
            None | Some(Around::Blocks | Around::Interrupted) => true,
            Some(Around::Text) => false,
            Some(around @ Around::Paragraph) => {
                *around = Around::Interrupted;
                while let Some(Event::SoftBreak | Event::HardBreak) = self.page.events.last() {
                    self.page.events.pop();
                }
                if let Some(Event::Start(Element::Paragraph)) = self.page.events.last() {
                    self.page.events.pop();
                } else {
                    self.push(Event::End);
                }
                true
            }
        }
    }

    fn anchor(&mut self, source: usize, prefix: &str, name: &str) {
        if let Some(id) = self.id(source, prefix, name) {
            self.push(Event::Anchor(id));
        }
    }

    /// An id on the page: within embeds it carries the slug of its source, and a number where the note is embedded again. `None` for
    /// a repeated id of the host, where the first one counts.
    fn id(&mut self, source: usize, prefix: &str, name: &str) -> Option<Box<str>> {
        let Source { note, depth, .. } = &self.sources[source];
        if *depth == 0 {
            let id: Box<str> = format!("{prefix}{name}").into();
            return self.ids.insert(id.clone(), 1).is_none().then_some(id);
        }
        let slug: String = note.id.slug().split_whitespace().collect::<Vec<_>>().join("-");
        let base = format!("{prefix}{slug}-{name}");
        let mut next = self.ids.get(&*base).copied().unwrap_or(0);
        let mut id: Box<str> = base.clone().into();
        while next > 0 && self.ids.contains_key(&id) {
            id = format!("{base}-{next}").into();
            next += 1;
        }
        self.ids.insert(base.into(), next.max(1));
        self.ids.entry(id.clone()).or_insert(1);
        Some(id)
    }

    fn note_linked(&mut self, ix: NoteIx) {
        if ix != self.sources[0].ix && self.linked.insert(ix) {
            self.page.linked.push(self.inputs.cards.of(ix));
        }
    }

    fn push(&mut self, event: Event<'a>) {
        self.page.events.push(event);
    }

    fn start(&mut self, element: Element<'a>) {
        self.page.events.push(Event::Start(element));
    }
}

fn around(tag: &Tag) -> Around {
    match tag {
        Tag::BlockQuote
        | Tag::Callout(_)
        | Tag::List(_)
        | Tag::Item
        | Tag::DefinitionList
        | Tag::DefinitionBody
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow => Around::Blocks,
        Tag::Paragraph => Around::Paragraph,
        _ => Around::Text,
    }
}

/// Whether an event begins or is a block.
fn is_block(event: &body::Event) -> bool {
    match &event.kind {
        EventKind::Start(tag) => {
            matches!(tag, Tag::Paragraph | Tag::Heading(_) | Tag::CodeBlock(_)) || around(tag) == Around::Blocks
        }
        EventKind::Html { block, .. } => *block,
        EventKind::Rule | EventKind::Generated(_) => true,
        _ => false,
    }
}
