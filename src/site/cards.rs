//! A note as it is named on other notes' pages: a link, and a card on hover.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::addresses::Addresses;
use super::body::Href;
use super::context::ContextHash;
use super::excerpt::cut;
use crate::archive::{Archive, NoteIx};
use crate::note::Note;
use crate::schema::Value;
use crate::text::han::has_han;

/// What other pages show of a note.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Card {
    /// Its title.
    pub title: Box<str>,
    /// Its page.
    pub href: Href,
    /// Language of the title, if it is not the site's.
    pub lang: Option<Box<str>>,
    /// The kind's name; `page` without one.
    pub kind: Box<str>,
    /// What people call one of the kind; empty without one.
    pub kind_label: Box<str>,
    /// The Han name, where the title is not it.
    pub han: Option<Box<str>>,
    /// The summary as plain text, at most 300 characters.
    pub summary: Option<Box<str>>,
}

/// A note as the context of a page holds it: where its card is, and a hash of what is on it, so that two contexts hash alike only
/// where they show the same.
#[derive(Clone, Copy, Debug)]
pub struct NoteCard {
    /// The note.
    pub note: NoteIx,
    /// Of its card.
    hash: ContextHash,
}

impl Hash for NoteCard {
    /// What is shown counts, not where in the archive the note stands.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

/// The cards of all notes, each made when a page first needs it.
pub struct Cards<'a> {
    archive: &'a Archive,
    addresses: Arc<Addresses>,
    made: Vec<OnceLock<(Card, ContextHash)>>,
}

impl<'a> Cards<'a> {
    /// Prepares the cards of an archive.
    #[must_use]
    pub fn new(archive: &'a Archive, addresses: Arc<Addresses>) -> Self {
        Self { archive, addresses, made: archive.notes.iter().map(|_| OnceLock::new()).collect() }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.made.len()
    }

    /// The card of a note.
    #[must_use]
    pub fn get(&self, note: NoteIx) -> &Card {
        &self.made(note).0
    }

    /// The same as the contexts of pages hold it.
    #[must_use]
    pub fn of(&self, note: NoteIx) -> NoteCard {
        NoteCard { note, hash: self.made(note).1 }
    }

    fn made(&self, note: NoteIx) -> &(Card, ContextHash) {
        self.made[note.0 as usize].get_or_init(|| {
            let card = Card::new(self.archive, &self.addresses, note);
            let hash = ContextHash::of(&card);
            (card, hash)
        })
    }
}

impl Card {
    /// The card of a note.
    fn new(archive: &Archive, addresses: &Addresses, ix: NoteIx) -> Self {
        let note = &archive.notes[ix.0 as usize];
        let kind = note.kind.map(|kind| archive.kinds.get(kind));
        let language = &archive.config.language;
        let title = note.meta.title.value.clone();
        Self {
            href: addresses.note(ix).clone(),
            lang: title_language(note, language, &archive.config.han_language),
            kind: kind.map_or("page".into(), |kind| (*kind.name.0).into()),
            kind_label: kind.map_or_else(Box::default, |kind| kind.label.one.get(language).into()),
            han: han_name(note).filter(|han| *han != &*title).map(Into::into),
            summary: note.meta.summary.as_ref().map(|summary| cut(&plain(&summary.value), 300).into()),
            title,
        }
    }
}

/// The first Han form of the note's names.
#[must_use]
pub fn han_name(note: &Note) -> Option<&str> {
    let mut values = note.fields.iter().flat_map(|field| &field.values);
    values.find_map(|value| if let Value::Names(names) = &value.value { names.han() } else { None })
}

/// The language of a note's title, where it is not the site's: the note's own, or that of Han characters.
pub(super) fn title_language(note: &Note, site: &str, han: &str) -> Option<Box<str>> {
    let own = note.meta.lang.as_ref().map(|lang| lang.value.clone()).filter(|lang| **lang != *site);
    let primary = site.split('-').next().unwrap_or(site);
    let is_cjk = matches!(primary, "zh" | "ja" | "ko" | "yue");
    let all_han = || {
        let title = &note.meta.title.value;
        has_han(title) && !title.chars().any(|c| c.is_ascii_alphabetic())
    };
    own.or_else(|| (!is_cjk && all_han()).then(|| han.into()))
}

/// Text without the marks of emphasis and links, white space folded.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find("[[") {
        let Some(end) = rest[at..].find("]]").map(|end| at + end) else { break };
        out.push_str(&rest[..at]);
        let inside = &rest[at + 2..end];
        out.push_str(inside.rsplit('|').next().unwrap_or(inside));
        rest = &rest[end + 2..];
    }
    out.push_str(rest);
    let mut even = String::with_capacity(out.len());
    for word in out.split_whitespace() {
        if !even.is_empty() {
            even.push(' ');
        }
        even.push_str(word);
    }
    even
}
