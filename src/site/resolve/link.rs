//! Links and images, each with its answer.

use super::{Source, Walk};
use crate::archive::{Answer, Part};
use crate::note::Note;
use crate::note::body::{self, EventKind, Fragment, LinkForm, LinkUse, Tag, Target};
use crate::note::images::is_image;
use crate::site::body::{Destination, Element, Event, Href, Image, Link};

impl<'a> Walk<'a, '_> {
    /// A link's start, and its words where none are written.
    pub(super) fn link(&mut self, source: usize, link: u32, next: Option<&body::Event>) {
        let (written, answer) = self.answered(source, link);
        self.start_link(source, written, answer);
        if matches!(next, Some(event) if matches!(event.kind, EventKind::End(Tag::Link(_)))) {
            self.link_words(source, written, answer);
        }
    }

    /// An image's start; a file of another sort is a link.
    pub(super) fn image(&mut self, source: usize, image: u32, next: Option<&body::Event>) {
        let archive = self.inputs.archive;
        let (written, answer) = self.answered(source, image);
        let without_words = matches!(next, Some(event) if matches!(event.kind, EventKind::End(Tag::Image(_))));
        match (answer, &written.target) {
            (Answer::Attachment(file), _) if is_image(archive.attachments[file.0 as usize].path.as_str()) => {
                let (width, height) = shown_size(written.size, archive.attachments[file.0 as usize].size);
                let href = self.inputs.addresses.attachment(*file).clone();
                let title = written.title.as_deref();
                let rights = written.rights.as_deref();
                return self.start(Element::Image(Box::new(Image { href, width, height, title, rights })));
            }
            (Answer::External, Target::External(url)) if may_lead_away(url) => self.start(Element::RemoteImage(url)),
            _ => self.start_link(source, written, answer),
        }
        if without_words {
            self.link_words(source, written, answer);
        }
    }

    fn answered(&self, source: usize, link: u32) -> (&'a LinkUse, &'a Answer) {
        let Source { note, answers, .. } = self.sources[source];
        (&note.body.links[link as usize], &answers.links[link as usize])
    }

    pub(super) fn start_link(&mut self, source: usize, written: &'a LinkUse, answer: &Answer) {
        let to = match answer {
            Answer::Note { note, part } => {
                let is_part = matches!(&written.target, Target::Internal { fragment: Some(_), .. }) && *part == Part::Whole;
                if is_part && self.inputs.faults.lacks_part(&self.sources[source].note.path, written.span) {
                    return self.start_broken(source, written);
                }
                self.note_linked(*note);
                Destination::Site(self.inputs.addresses.part(self.inputs.archive, *note, *part))
            }
            Answer::Attachment(file) => Destination::Site(self.inputs.addresses.attachment(*file).clone()),
            Answer::Page(path) => Destination::Site(Href(crate::site::route::encode(path).into())),
            Answer::External => match &written.target {
                Target::External(url) if may_lead_away(url) => Destination::Away(url),
                _ => return self.start_broken(source, written),
            },
            Answer::Draft => return self.start(Element::NoLink),
            Answer::Fault => return self.start_broken(source, written),
        };
        self.start(Element::Link(Box::new(Link { to, title: written.title.as_deref() })));
    }

    fn start_broken(&mut self, source: usize, written: &LinkUse) {
        let finding = self.inputs.faults.at(&self.sources[source].note.path, written.span);
        self.start(Element::BrokenLink(finding));
    }

    /// What a link says that has no words of its own: a name as it is written, but the title where a slug, an id or a path is.
    pub(super) fn link_words(&mut self, source: usize, written: &'a LinkUse, answer: &Answer) {
        if let Some(words) = &written.text {
            return self.push(Event::Text(words));
        }
        let here = self.sources[source].ix;
        match (&written.target, answer) {
            (Target::External(url), _) => self.push(Event::Text(url)),
            (Target::Internal { name, .. }, Answer::Note { note: ix, part }) => {
                let target: &'a Note = &self.inputs.archive.notes[ix.0 as usize];
                let heading = match part {
                    Part::Heading(heading) => Some(target.body.headings[*heading as usize].text.as_str()),
                    Part::Claim(claim) => Some(target.claims[*claim as usize].id.value.as_str()),
                    Part::Whole | Part::Block(_) | Part::Passage { .. } => None,
                };
                let as_written = written.form == LinkForm::Wiki && !name.is_empty() && !looks_like_a_slug(name);
                let title: &'a str = if as_written { name } else { &target.meta.title };
                self.words_of_note(title, heading, *ix == here && name.is_empty());
            }
            (Target::Internal { name, .. }, Answer::Attachment(_)) => self.push(Event::Text(file_name(name))),
            (Target::Internal { name, fragment }, _) => {
                let part = match fragment {
                    Some(Fragment::Heading(part) | Fragment::Block(part) | Fragment::Claim(part)) => Some(&**part),
                    None => None,
                };
                self.words_of_note(name, part, name.is_empty());
            }
        }
    }

    fn words_of_note(&mut self, title: &'a str, part: Option<&'a str>, is_here: bool) {
        match part {
            Some(part) if is_here => self.push(Event::Text(part)),
            Some(part) => {
                self.push(Event::Text(title));
                self.push(Event::Text(" § "));
                self.push(Event::Text(part));
            }
            None => self.push(Event::Text(title)),
        }
    }
}

/// Whether a name is written as a slug, an id or a path, which is no text for readers.
fn looks_like_a_slug(name: &str) -> bool {
    name.contains('/') || name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Width and height as shown: what was asked for, the other side in proportion; else the image's own.
fn shown_size(asked: Option<(u32, Option<u32>)>, own: Option<(u32, u32)>) -> (Option<u32>, Option<u32>) {
    let Some((width, height)) = asked else { return own.unzip() };
    let in_proportion = |(own_width, own_height): (u32, u32)| {
        let height = (u64::from(own_height) * u64::from(width) + u64::from(own_width) / 2).checked_div(u64::from(own_width))?;
        u32::try_from(height.max(1)).ok()
    };
    (Some(width), height.or_else(|| own.and_then(in_proportion)))
}

/// Whether a link may lead to an address: not to one that runs code or shows what it carries (which is a finding).
fn may_lead_away(url: &str) -> bool {
    let scheme: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take_while(|c| *c != ':').collect();
    !["javascript", "vbscript", "data"].iter().any(|unsafe_scheme| scheme.eq_ignore_ascii_case(unsafe_scheme))
}
