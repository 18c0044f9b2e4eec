//! Editors' comments on passages, each with where it stands in the text of its note (W3C Web Annotation selectors).

use std::ops::Range;

use rayon::prelude::*;

use crate::archive::{Answer, Archive, NoteIx};
use crate::note::Note;
use crate::note::body::{AnnotationHead, Event, EventKind, Tag, plain_text_marked};
use crate::text::han::is_han;
use crate::text::nfc;

/// Characters of text on both sides of a passage that a selector gives.
const AROUND: usize = 32;

/// A comment.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// The note.
    pub note: NoteIx,
    /// Its number in the note's own text, from 1, by which its page names it; `None` for one in a footnote or in the front matter.
    pub number: Option<u32>,
    /// Who wrote it, and when.
    pub head: AnnotationHead,
    /// What it says, as plain text.
    pub comment: Box<str>,
    /// What it is about; `None` for a comment on no passage.
    pub passage: Option<Box<str>>,
    /// Where it stands in the note's own text; `None` for one in a footnote or in the front matter.
    pub selector: Option<Selector>,
}

/// A place in the text of a note's body: what is written there, without comments, notes and what casebook generates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// Characters from the text's beginning: the passage, or where the comment stands.
    pub position: Range<usize>,
    /// At most 32 characters before it.
    pub prefix: Box<str>,
    /// At most 32 characters after it.
    pub suffix: Box<str>,
}

/// All annotations, in the order of notes and of their text.
pub(super) fn all(archive: &Archive) -> Vec<Annotation> {
    let of_note = |(at, note): (usize, &std::sync::Arc<Note>)| of_note(archive, NoteIx(at as u32), note);
    archive.notes.par_iter().enumerate().flat_map_iter(of_note).collect()
}

/// The text of a note's own body that selectors count in.
#[must_use]
pub fn text(archive: &Archive, ix: NoteIx) -> String {
    read(archive, ix, &archive.notes[ix.0 as usize].body.events, &mut |_, _| {})
}

fn read(archive: &Archive, ix: NoteIx, events: &[Event], each: &mut dyn FnMut(usize, usize)) -> String {
    let note = &archive.notes[ix.0 as usize];
    let answers = &archive.links[ix.0 as usize];
    let words = |link: u32| match answers.get(link as usize) {
        Some(Answer::Note { note, .. }) => &*archive.notes[note.0 as usize].meta.title.value,
        _ => note.body.links.get(link as usize).map_or("", |link| link.target.name()),
    };
    plain_text_marked(events, &note.source, words, each)
}

fn of_note(archive: &Archive, ix: NoteIx, note: &Note) -> Vec<Annotation> {
    let mut all = Vec::new();
    if !note.is_annotated {
        return all;
    }
    for (list, events) in note.event_lists().enumerate() {
        let is_annotation = |event: &Event| matches!(event.kind, EventKind::Start(Tag::Annotation(_)));
        if events.iter().any(is_annotation) {
            of_list(archive, ix, events, list == 0, &mut all);
        }
    }
    all
}

fn of_list(archive: &Archive, ix: NoteIx, events: &[Event], is_body: bool, all: &mut Vec<Annotation>) {
    let mut places = vec![0; events.len() + 1];
    let text = read(archive, ix, events, &mut |event, length| {
        places[event] = length;
        // A citation takes the blank before it away: what stood behind the blank stands before it.
        places[..event].iter_mut().rev().take_while(|place| **place > length).for_each(|place| *place = length);
    });
    places[events.len()] = text.len();
    // The last passage that ended, which a comment that follows at once is about.
    let mut passage: Option<(usize, usize, usize)> = None;
    let mut open = Vec::new();
    let mut number = all.iter().filter_map(|other| other.number).max().unwrap_or(0);
    let mut characters = Characters { text: &text, at: 0, before: 0 };
    for (at, event) in events.iter().enumerate() {
        match &event.kind {
            EventKind::Start(Tag::AnnotatedPassage) => open.push(at),
            EventKind::End(Tag::AnnotatedPassage) => passage = open.pop().map(|start| (start, at, at + 1)),
            EventKind::Start(Tag::Annotation(head)) => {
                let end = end_of(events, at);
                let about = passage.take().filter(|(.., next)| *next == at);
                let (from, to) = about.map_or((places[at], places[at]), |(start, end, _)| (places[start], places[end]));
                let to = to.min(text.len());
                let from = from.min(to);
                let comment = read(archive, ix, &events[at + 1..end], &mut |_, _| {});
                number += 1;
                all.push(Annotation {
                    note: ix,
                    number: is_body.then_some(number),
                    head: (**head).clone(),
                    comment: comment.trim().into(),
                    passage: about.map(|_| text[from..to].trim().into()),
                    selector: is_body.then(|| selector(&mut characters, from, to)),
                });
            }
            _ => {}
        }
    }
}

/// The position of the end of the element that begins at `start`.
fn end_of(events: &[Event], start: usize) -> usize {
    crate::archive::end_of_element(events, start).saturating_sub(1).max(start)
}

/// Counts characters of a text's beginnings, each of which is not much shorter than the one before.
struct Characters<'t> {
    text: &'t str,
    /// Where the text can be cut: no character from here on joins one before.
    at: usize,
    /// Characters before that.
    before: usize,
}

impl Characters<'_> {
    /// Characters, in NFC, of the text before a place.
    fn until(&mut self, place: usize) -> usize {
        let count = |text: &str| nfc(text).chars().count();
        if place < self.at {
            return count(&self.text[..place]);
        }
        let since = &self.text[self.at..place];
        let characters = self.before + count(since);
        if let Some(cut) = since.rfind(|c: char| c.is_ascii() || is_han(c)) {
            self.before += count(&since[..cut]);
            self.at += cut;
        }
        characters
    }
}

fn selector(characters: &mut Characters<'_>, from: usize, to: usize) -> Selector {
    let text = characters.text;
    // A passage begins and ends with its words.
    let passage = &text[from..to];
    let from = from + (passage.len() - passage.trim_start().len());
    let to = from + passage.trim().len();
    let start = characters.until(from);
    let before = text[..from].char_indices().rev().take(AROUND).last().map_or(from, |(at, _)| at);
    let after = text[to..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| to + at);
    Selector {
        position: start..start + nfc(&text[from..to]).chars().count(),
        prefix: text[before..from].into(),
        suffix: text[to..after].into(),
    }
}
