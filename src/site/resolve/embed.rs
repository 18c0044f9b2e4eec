//! Embeds: a note, a section or a block of one, put in the place of its mark.

use std::ops::Range;

use super::{Around, Source, Walk, end_of};
use crate::archive::{Answer, NoteIx, Part};
use crate::note::Note;
use crate::note::body::{EventKind, Tag};
use crate::site::body::{Element, Embed, Event};

impl Walk<'_, '_> {
    /// What an embed's mark stands for. Within a line of text it is a link; a file is a link too; of a draft only the words are left.
    pub(super) fn embed(&mut self, source: usize, embed: u32) {
        let Source { ix, note, depth, .. } = self.sources[source];
        let written = &note.body.embeds[embed as usize];
        let answer = &self.inputs.archive.embeds[ix.0 as usize][embed as usize];
        match answer {
            Answer::Note { note: target, part } if self.fits(depth, *target, part) && self.interrupt() => {
                self.expand(depth, *target, part);
            }
            Answer::Draft => {
                match &written.text {
                    Some(words) => self.push(Event::Text(words)),
                    // A paragraph that holds nothing else goes with it.
                    None => _ = self.interrupt(),
                }
            }
            Answer::Fault => self.fault(note.source.get(written.span.range()).unwrap_or(""), &note.path, written.span),
            answer => {
                self.start_link(source, written, answer);
                self.link_words(source, written, answer);
                self.push(Event::End);
            }
        }
    }

    /// The limits on depth and size, which the archive has checked already; held here too, so that nothing can run away.
    fn fits(&self, depth: u32, target: NoteIx, part: &Part) -> bool {
        let limits = &self.inputs.archive.config.limits;
        let size = size_of(&self.inputs.archive.notes[target.0 as usize], part);
        depth < limits.embed_depth && self.embedded + size <= limits.embed_size as usize
    }

    fn expand(&mut self, depth: u32, target: NoteIx, part: &Part) {
        let archive = self.inputs.archive;
        let note: &Note = &archive.notes[target.0 as usize];
        let range = range_of(note, part);
        self.embedded += size_of(note, part);
        self.note_linked(target);

        let language = |note: &'_ Note| note.meta.lang.as_ref().map_or(&*archive.config.language, |lang| &**lang).to_owned();
        let host = self.sources[0].note;
        let lang = note.meta.lang.as_ref().map_or(&*archive.config.language, |lang| &**lang);
        let lang = (language(host) != lang).then_some(lang);
        let href = self.inputs.addresses.part(archive, target, part);
        self.start(Element::Embed(Box::new(Embed { title: &note.meta.title, href, lang })));

        let source = Source::new(target, note, depth + 1, shift(note, &range, self.level));
        self.sources.push(source);
        let source = self.sources.len() - 1;
        let outer = std::mem::take(&mut self.around);
        let events = &note.body.events[range.clone()];
        // A list item by itself still needs its list.
        let is_item = matches!(events.first().map(|event| &event.kind), Some(EventKind::Start(Tag::Item)));
        if is_item {
            self.start(Element::List(None));
            self.around.push(Around::Blocks);
        }
        self.events(source, events, Some(range.start as u32));
        if is_item {
            self.push(Event::End);
        }
        self.around = outer;
        self.push(Event::End);
    }
}

/// How far the headings of an embed go down (or up), so that the highest stands just under the host's heading.
fn shift(note: &Note, range: &Range<usize>, host: u8) -> i16 {
    let title = note.title_heading();
    let shown = (0..)
        .zip(&note.body.headings)
        .filter(|(at, heading)| Some(*at) != title && heading.event.is_some_and(|event| range.contains(&(event as usize))));
    let highest = shown.map(|(_, heading)| heading.level).min();
    highest.map_or(0, |highest| i16::from(host) + 1 - i16::from(highest))
}

/// Events of a part of a note.
fn range_of(note: &Note, part: &Part) -> Range<usize> {
    let all = 0..note.body.events.len();
    match part {
        Part::Whole => all,
        Part::Heading(heading) if note.title_heading() == Some(*heading) => all,
        Part::Heading(heading) => section(note, *heading).unwrap_or(all),
        Part::Block(block) => {
            let events = &note.body.blocks[*block as usize].events;
            events.start as usize..(events.end as usize).min(all.end)
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
            EventKind::Start(_) => at = end_of(events, at),
            _ => at += 1,
        }
    }
    Some(start..at)
}

/// Bytes of source that a part adds.
fn size_of(note: &Note, part: &Part) -> usize {
    let events = &note.body.events[range_of(note, part)];
    let start = events.first().map_or(0, |event| event.span.start);
    let end = events.last().map_or(0, |event| event.span.end);
    end.saturating_sub(start) as usize
}
