//! Embeds: a note, a section or a block of one, put in the place of its mark.

use std::ops::Range;

use super::{Answers, Around, Source, Walk};
use crate::archive::{Answer, NoteIx, Part};
use crate::note::Note;
use crate::note::body::{EventKind, Tag};
use crate::site::body::{Element, Embed, Event};

impl Walk<'_, '_> {
    /// What an embed's mark stands for. Within a line of text it is a link; a file is a link too; of a draft only the words are left.
    pub(super) fn embed(&mut self, source: usize, embed: u32) {
        let Source { note, answers, depth, .. } = self.sources[source];
        let written = &note.body.embeds[embed as usize];
        let answer = &answers.embeds[embed as usize];
        match answer {
            Answer::Note { note: target, part } if self.fits(depth, *target, *part) && self.interrupt() => {
                self.expand(depth, *target, *part);
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
    fn fits(&self, depth: u32, target: NoteIx, part: Part) -> bool {
        let limits = &self.inputs.archive.config.limits;
        let size = part.size(&self.inputs.archive.notes[target.0 as usize]);
        depth < limits.embed_depth && self.embedded + size <= limits.embed_size as usize
    }

    fn expand(&mut self, depth: u32, target: NoteIx, part: Part) {
        let archive = self.inputs.archive;
        let note: &Note = &archive.notes[target.0 as usize];
        let range = part.events(note);
        self.embedded += part.size(note);
        self.note_linked(target);

        let language = |note: &'_ Note| note.meta.lang.as_ref().map_or(&*archive.config.language, |lang| &**lang).to_owned();
        let host = self.sources[0].note;
        let lang = note.meta.lang.as_ref().map_or(&*archive.config.language, |lang| &**lang);
        let lang = (language(host) != lang).then_some(lang);
        let href = self.inputs.addresses.part(archive, target, part);
        self.start(Element::Embed(Box::new(Embed { title: &note.meta.title, href, lang })));

        let answers = Answers::of(archive, target);
        let source = Source::new(target, note, answers, depth + 1, shift(note, &range, self.level));
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
        match part {
            Part::Claim(claim) => self.events(source, &note.claims[claim as usize].events, None),
            _ => self.events(source, events, Some(range.start as u32)),
        }
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
