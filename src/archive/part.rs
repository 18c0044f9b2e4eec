//! Parts of a note: what a link may lead to and an embed may show.

use std::ops::Range;

use crate::note::Note;
use crate::note::body::{Event, EventKind, Tag};

/// A part of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// The section under a heading: an index into [`crate::note::body::Body::headings`].
    Heading(u32),
    /// A named block: an index into [`crate::note::body::Body::blocks`].
    Block(u32),
    /// A claim: an index into [`crate::note::Note::claims`].
    Claim(u32),
    /// A passage with an id (`[text]{#id}`).
    Passage {
        /// The index of its start in [`crate::note::body::Body::events`].
        event: u32,
        /// The events of the outermost block it stands in: the first, and one past the last.
        block: (u32, u32),
    },
}

impl Part {
    /// The events of the part: of a heading, its section; of a passage, the block it stands in.
    #[must_use]
    pub fn events(self, note: &Note) -> Range<usize> {
        let events = &note.body.events;
        let all = 0..events.len();
        match self {
            Self::Whole => all,
            Self::Heading(heading) => section(note, heading).unwrap_or(all),
            Self::Block(block) => {
                let block = &note.body.blocks[block as usize].events;
                (block.start as usize).min(all.end)..(block.end as usize).min(all.end)
            }
            // Its text is its own, not the body's.
            Self::Claim(_) => 0..0,
            Self::Passage { block: (start, end), .. } => (start as usize).min(all.end)..(end as usize).min(all.end),
        }
    }

    /// Bytes of source that it takes.
    #[must_use]
    pub fn size(self, note: &Note) -> usize {
        let events = match self {
            Self::Claim(claim) => &note.claims[claim as usize].events,
            part => &note.body.events[part.events(note)],
        };
        let start = events.first().map_or(0, |event| event.span.start);
        let end = events.last().map_or(0, |event| event.span.end);
        end.saturating_sub(start) as usize
    }

    /// The id written at a passage.
    #[must_use]
    pub fn passage_id(note: &Note, event: u32) -> &str {
        match note.body.events.get(event as usize).map(|event| &event.kind) {
            Some(EventKind::Start(Tag::Span(attributes))) => attributes.id.as_deref().unwrap_or(""),
            _ => "",
        }
    }
}

/// A heading and what follows it, up to the next heading of its level or above, or the end of the element it stands in.
fn section(note: &Note, heading: u32) -> Option<Range<usize>> {
    let headings = &note.body.headings;
    let level = headings[heading as usize].level;
    let start = headings[heading as usize].event? as usize;
    let events = &note.body.events;
    let mut at = start;
    while let Some(event) = events.get(at) {
        match event.kind {
            EventKind::End(_) => break,
            EventKind::Start(Tag::Heading(other)) if at > start && headings[other as usize].level <= level => break,
            EventKind::Start(_) => at = end_of_element(events, at),
            _ => at += 1,
        }
    }
    Some(start..at)
}

/// One past the end of the element that begins at `start`; of an event that opens nothing, one past it.
#[must_use]
pub fn end_of_element(events: &[Event], start: usize) -> usize {
    let mut open = 0_usize;
    for (at, event) in events.iter().enumerate().skip(start) {
        match event.kind {
            EventKind::Start(_) => open += 1,
            EventKind::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            return at + 1;
        }
    }
    events.len()
}
