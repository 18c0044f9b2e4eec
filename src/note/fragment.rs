//! Markdown in the front matter (a summary, a value): read like a body, its links and notes kept in the body's own tables, so that they
//! are answered, linted and counted with the rest.

use std::sync::Arc;

use super::body::{self, Body, BodySettings, Event, EventKind, GeneratedBlock, Ruby, Str, Tag};
use super::origin::Origin;
use super::{FieldValues, Note};
use crate::diagnostic::{Code, Diagnostic, Edit, Place};
use crate::schema::Value;
use crate::source::SourceFile;
use crate::text::{Span, Spanned};

/// A value of Markdown.
#[derive(Clone, Debug)]
pub struct FieldMarkdown {
    /// Position in the note's `fields`; of a cell, its row.
    pub field: u32,
    /// Position in that field's `values`; of a cell, its column.
    pub value: u32,
    /// What stands in it; numbers of links and the like count in the note's body.
    pub events: Vec<Event>,
}

/// A text of Markdown in the front matter of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontText {
    /// Its summary.
    Summary,
    /// A value of a field: positions in the note's `fields` and in that field's `values`.
    Value(u32, u32),
}

impl Note {
    /// What stands in a text of its front matter.
    #[must_use]
    pub fn front_text(&self, text: FrontText) -> &[Event] {
        match text {
            FrontText::Summary => &self.summary,
            FrontText::Value(field, value) => {
                let found = self.markdown.binary_search_by_key(&(field, value), |markdown| (markdown.field, markdown.value));
                found.map_or(&[], |at| &self.markdown[at].events)
            }
        }
    }

    /// The words of a text of its front matter, without markup.
    #[must_use]
    pub fn front_words(&self, text: FrontText) -> String {
        body::plain_line(self.front_text(text), &self.source, &self.body)
    }
}

/// Reads the Markdown values of a note's fields.
pub(super) fn of_fields(
    fields: &[FieldValues],
    file: &SourceFile,
    settings: &BodySettings,
    body: &mut Body,
    found: &mut Vec<Diagnostic>,
) -> Vec<FieldMarkdown> {
    let mut all = Vec::new();
    for (field, values) in (0..).zip(fields) {
        for (position, value) in (0..).zip(&values.values) {
            if let Value::Markdown(text) = &value.value {
                let origin = Origin::of_scalar(text, value.span, &file.text);
                let events = read(text, &origin, file, settings, body, found);
                all.push(FieldMarkdown { field, value: position, events });
            }
        }
    }
    all
}

/// Reads a summary.
pub(super) fn of_text(
    text: &Spanned<Box<str>>,
    file: &SourceFile,
    settings: &BodySettings,
    body: &mut Body,
    found: &mut Vec<Diagnostic>,
) -> Vec<Event> {
    let origin = Origin::of_scalar(text, text.span, &file.text);
    read(text, &origin, file, settings, body, found)
}

/// Reads a text that stands in its file as `origin` says.
pub(super) fn read(
    text: &str,
    origin: &Origin,
    file: &SourceFile,
    settings: &BodySettings,
    body: &mut Body,
    found: &mut Vec<Diagnostic>,
) -> Vec<Event> {
    let source: Arc<str> = Arc::from(text);
    let settings = BodySettings { plain_note: false, ..*settings };
    let checked = body::parse(&source, &file.path, 0, &settings);
    let misplaced = checked.value.queries.iter().map(|block| misplaced(block, &source, file));
    found.extend(checked.diagnostics.into_iter().chain(misplaced).map(|diagnostic| origin.diagnostic(diagnostic)));
    absorb(checked.value, &source, origin, body)
}

/// The finding that a generated block has no room here.
fn misplaced(block: &GeneratedBlock, source: &str, file: &SourceFile) -> Diagnostic {
    let written = source.get(block.span.range()).unwrap_or("");
    let fence = written.lines().next().map_or(0, str::len) as u32;
    let span = Span { start: block.span.start, end: block.span.start + fence };
    let message = format!("an `{}` block stands here, and tables are made only in the text of a note", block.language);
    let help = "move it into the note's text, below the front matter";
    Diagnostic::new(Code::MisplacedBlock, &file.path, span, message).help(help)
}

/// A generated block as code: what was written stands where no table is made.
fn as_code(block: &GeneratedBlock, source: &str, origin: &Origin) -> [Event; 3] {
    let written = source.get(block.span.range()).unwrap_or("");
    let lines: Vec<&str> = written.lines().skip(1).collect();
    let is_fence = |line: &str| line.trim_start().starts_with(['`', '~']);
    let lines = lines.split_last().filter(|(last, _)| is_fence(last)).map_or(&lines[..], |(_, others)| others);
    let text = Str::Owned(lines.iter().map(|line| format!("{line}\n")).collect::<String>().into());
    let tag = Tag::CodeBlock(Str::Owned("".into()));
    let span = origin.span(block.span);
    [EventKind::Start(tag.clone()), EventKind::Text(text), EventKind::End(tag)].map(|kind| Event { kind, span })
}

impl Origin {
    fn str(&self, text: Str, source: &str) -> Str {
        match text {
            Str::Source(span) => self.verbatim(span).map_or_else(|| Str::Owned(text.get(source).into()), Str::Source),
            owned @ Str::Owned(_) => owned,
        }
    }

    /// A target's place; where that is not known, nowhere: no edit would fit.
    fn target(&self, span: Span) -> Span {
        match self {
            Self::Within(all) => Span::at(all.start as usize),
            _ => self.span(span),
        }
    }

    fn diagnostic(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let moved = |place: &mut Place| place.span = self.span(place.span);
        diagnostic.place.iter_mut().for_each(moved);
        diagnostic.related.iter_mut().for_each(|label| moved(&mut label.place));
        let fits = |edit: &Edit| match self {
            Self::Verbatim(_) => true,
            // What would need a sign before it, or its double, is not to be written here.
            Self::Pieces(_) => !edit.replacement.contains(['"', '\'', '\\']),
            Self::Within(_) => false,
        };
        diagnostic.fix = diagnostic.fix.filter(|fix| fix.edits.iter().all(fits));
        diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| moved(&mut edit.place));
        diagnostic
    }
}

/// Moves the tables of `part` to the end of `body`'s, and gives its events with their numbers there.
fn absorb(mut part: Body, source: &str, origin: &Origin, body: &mut Body) -> Vec<Event> {
    let bases = Bases {
        links: body.links.len() as u32,
        embeds: body.embeds.len() as u32,
        citations: body.citations.len() as u32,
        headings: body.headings.len() as u32,
        footnotes: body.footnotes.len() as u32,
    };
    let queries = std::mem::take(&mut part.queries);
    let moved = |events: Vec<Event>| {
        let mut all = Vec::with_capacity(events.len());
        for event in events {
            match event.kind {
                EventKind::Generated(query) => all.extend(as_code(&queries[query as usize], source, origin)),
                _ => all.push(bases.event(event, source, origin)),
            }
        }
        all
    };
    body.links.extend(part.links.into_iter().map(|mut link| {
        (link.span, link.target_span) = (origin.span(link.span), origin.target(link.target_span));
        link
    }));
    body.embeds.extend(part.embeds.into_iter().map(|mut embed| {
        (embed.span, embed.target_span) = (origin.span(embed.span), origin.target(embed.target_span));
        embed
    }));
    body.citations.extend(part.citations.into_iter().map(|mut used| {
        used.citation.span = origin.span(used.citation.span);
        used.citation.items.iter_mut().for_each(|item| item.key.span = origin.span(item.key.span));
        used.written = origin.str(used.written, source);
        used
    }));
    body.headings.extend(part.headings.into_iter().map(|mut heading| {
        (heading.span, heading.event) = (origin.span(heading.span), None);
        heading
    }));
    body.footnotes.extend(part.footnotes.into_iter().map(|mut footnote| {
        (footnote.span, footnote.events) = (origin.span(footnote.span), moved(footnote.events));
        footnote
    }));
    moved(part.events)
}

/// What is added to the numbers of a part.
struct Bases {
    links: u32,
    embeds: u32,
    citations: u32,
    headings: u32,
    footnotes: u32,
}

impl Bases {
    /// The event at its place.
    fn event(&self, event: Event, source: &str, origin: &Origin) -> Event {
        let text = |text: Str| origin.str(text, source);
        let kind = match event.kind {
            EventKind::Start(tag) => EventKind::Start(self.tag(tag, source, origin)),
            EventKind::End(tag) => EventKind::End(self.tag(tag, source, origin)),
            EventKind::Text(written) => EventKind::Text(text(written)),
            EventKind::Code(code) => EventKind::Code(text(code)),
            EventKind::Math { display, tex } => EventKind::Math { display, tex: text(tex) },
            EventKind::Html { block, html } => EventKind::Html { block, html: text(html) },
            EventKind::Ruby(ruby) => EventKind::Ruby(Box::new(Ruby { base: text(ruby.base), readings: text(ruby.readings) })),
            EventKind::FootnoteMark(footnote) => EventKind::FootnoteMark(footnote + self.footnotes),
            EventKind::Embed(embed) => EventKind::Embed(embed + self.embeds),
            EventKind::Citation(citation) => EventKind::Citation(citation + self.citations),
            kind @ (EventKind::Generated(_)
            | EventKind::SoftBreak
            | EventKind::HardBreak
            | EventKind::Rule
            | EventKind::TaskMarker(_)) => kind,
        };
        Event { kind, span: origin.span(event.span) }
    }

    fn tag(&self, tag: Tag, source: &str, origin: &Origin) -> Tag {
        match tag {
            Tag::Heading(heading) => Tag::Heading(heading + self.headings),
            Tag::Link(link) => Tag::Link(link + self.links),
            Tag::Image(image) => Tag::Image(image + self.links),
            Tag::CodeBlock(info) => Tag::CodeBlock(origin.str(info, source)),
            tag => tag,
        }
    }
}
