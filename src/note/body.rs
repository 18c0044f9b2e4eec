//! A note's body: what was written, as a flat list of events in document order.
//!
//! Events keep spans, so that every later finding has its place; text that stands in the file as it is shown is not copied,
//! only pointed at ([`Str::Source`]). Links, embeds, queries and footnotes are numbered: an event holds the number, the
//! table beside the events holds what was written. Later stages answer each number ([`crate::archive`]) and put the answers in.
//!
//! [`block_reader`] has pulldown-cmark tell paragraphs, lists, tables and the like apart; [`inline`] reads the text of each, since what
//! casebook adds to CommonMark binds tighter than emphasis and links, in every nesting; [`build`] puts both together.

mod anchors;
mod attributes;
mod block_reader;
mod blocks;
mod build;
mod builder;
mod comments;
mod entity;
mod event;
mod findings;
mod flat;
mod footnotes;
mod generated;
mod inline;
mod leaf_end;
mod link;
mod reference;
mod tables;

use std::ops::Range;
use std::sync::Arc;

pub use event::{
    Alignment, AnnotationHead, Attributes, Callout, CiteWords, Event, EventKind, Ruby, Str, Tag, plain_line, plain_text,
    plain_text_marked, plain_text_with,
};
pub use link::{Fragment, LinkForm, LinkUse, Rights, Target};

use crate::config::Limits;
use crate::diagnostic::{Checked, Code};
use crate::note::citation::Citation;
use crate::text::{Span, Spanned, VaultPath};
use crate::yaml;

/// How a body is read.
#[derive(Clone, Copy, Debug)]
pub struct BodySettings {
    /// Whether it is a plain note's: then `#tag` in the text counts.
    pub plain_note: bool,
    /// Limits.
    pub limits: Limits,
}

/// Parses the body of `file`, which begins at byte `body_start` of `source`, the text of the whole file.
#[must_use]
pub fn parse(source: &Arc<str>, file: &VaultPath, body_start: u32, settings: &BodySettings) -> Checked<Body> {
    build::build(source, file, body_start as usize, settings)
}

/// The link definitions (`[label]: target`) that count in a text, in the order they stand.
#[must_use]
pub fn definitions(text: &str) -> Vec<Span> {
    block_reader::definitions(text)
}

/// A parsed body.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// What stands in the note, footnotes left out.
    pub events: Vec<Event>,
    /// Headings in document order.
    pub headings: Vec<Heading>,
    /// Blocks that have a name (`^block`).
    pub blocks: Vec<NamedBlock>,
    /// Links in document order (footnotes included), also those to images and files.
    pub links: Vec<LinkUse>,
    /// Embeds of notes.
    pub embeds: Vec<LinkUse>,
    /// Fenced `index` blocks (and later `chart`, `timeline`, `map`, `graph`).
    pub queries: Vec<GeneratedBlock>,
    /// Footnotes, in the order of their first reference; unreferenced ones are left out (and are a finding).
    pub footnotes: Vec<Footnote>,
    /// Citations in document order (footnotes included).
    pub citations: Vec<CitationUse>,
    /// `#tag`s written in the body of a plain note.
    pub tags: Vec<Spanned<Box<str>>>,
    /// `%% allow CODE: reason %%` marks.
    pub allows: Vec<Allow>,
}

impl Body {
    /// Leaves no room for more: notes are kept for as long as the archive is.
    pub(super) fn fit(&mut self) {
        self.events.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.links.shrink_to_fit();
        self.embeds.shrink_to_fit();
        self.footnotes.shrink_to_fit();
        self.citations.shrink_to_fit();
    }
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// Its id on the page: explicit, or made from the text; unique in the note.
    pub id: Box<str>,
    /// Whether the id was written (`{#id}`).
    pub explicit: bool,
    /// Classes written.
    pub classes: Vec<Box<str>>,
    /// Its text without markup.
    pub text: String,
    /// Index of its `Start` in [`Body::events`]; `None` within a footnote, or nested past the limit.
    pub event: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// A block with a name.
#[derive(Clone, Debug)]
pub struct NamedBlock {
    /// The name, without `^`.
    pub name: Box<str>,
    /// Its events in [`Body::events`].
    pub events: Range<u32>,
    /// Where the name stands.
    pub span: Span,
}

/// A fenced block that stands for something generated.
#[derive(Clone, Debug)]
pub struct GeneratedBlock {
    /// What the fence says: `index`.
    pub language: Box<str>,
    /// Its YAML, `None` where that could not be read (reported already).
    pub query: Option<yaml::Node>,
    /// All of the block.
    pub span: Span,
}

/// A footnote: `[^1]: text` or `^[text]`.
#[derive(Clone, Debug)]
pub struct Footnote {
    /// What stands in it.
    pub events: Vec<Event>,
    /// How many marks refer to it.
    pub marks: u32,
    /// Where it is defined.
    pub span: Span,
}

/// A citation in a body.
#[derive(Clone, Debug)]
pub struct CitationUse {
    /// What it cites.
    pub citation: Citation,
    /// It as written, which is what is shown where it cites nothing.
    pub written: Str,
}

/// A finding silenced at its place.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The code, or what was written where no such code exists (reported already).
    pub code: Result<Code, Box<str>>,
    /// Why; empty is a finding.
    pub reason: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// What it covers: the block after it.
    pub covers: Span,
}
