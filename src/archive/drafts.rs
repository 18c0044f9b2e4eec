//! Nothing of a draft leaks: published notes that link to drafts or cite them, without what they call them.
//!
//! What is at fault has been told by then. All that shows or exports a note reads these copies, so nothing else need know of it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::Claims;
use super::{Answer, Dataset};
use crate::config::Limits;
use crate::note::Note;
use crate::note::body::{self, Body, BodySettings, Event, EventKind, Heading, LinkForm, LinkUse, Str, Tag, Target};
use crate::note::citation::{self, Citation};
use crate::schema::Value;
use crate::text::{Span, Spanned, VaultPath};
use crate::works::CiteKey;

/// What stands where a draft was named and no words are left.
pub(super) const UNNAMED: &str = "…";

/// Notes from which an earlier build took what names drafts, to be used again where it is the same that is taken.
#[derive(Default)]
pub(super) struct HeldDrafts {
    keys: FxHashSet<CiteKey>,
    limits: Option<Limits>,
    of: FxHashMap<VaultPath, Hidden>,
}

struct Hidden {
    note: Arc<Note>,
    links: FxHashSet<(LinkForm, Target)>,
    /// The note without them.
    without: Arc<Note>,
}

/// Takes the targets out of links to drafts, and what names drafts out of the texts of front matter and cells.
pub(super) fn hide_targets(
    notes: &mut [Arc<Note>],
    (links, embeds): (&[Vec<Answer>], &[Vec<Answer>]),
    datasets: &mut [Dataset],
    keys: &FxHashSet<CiteKey>,
    limits: Limits,
    held: Option<&mut HeldDrafts>,
) {
    let known = held.as_ref().filter(|held| held.keys == *keys && held.limits == Some(limits)).map(|held| &held.of);
    let mut found = FxHashMap::default();
    for ((note, links), embeds) in notes.iter_mut().zip(links).zip(embeds) {
        let named = Named { links: to_drafts(note, links, embeds), keys, limits };
        if named.is_none_in(note) {
            continue;
        }
        let is_same = |known: &&Hidden| Arc::ptr_eq(&known.note, note) && known.links == named.links;
        let known = known.and_then(|known| known.get(&note.path)).filter(is_same).map(|known| known.without.clone());
        let before = held.is_some().then(|| note.clone());
        match known {
            Some(without) => *note = without,
            None => hide_in(Arc::make_mut(note), &named, links, embeds),
        }
        if let Some(before) = before {
            found.insert(note.path.clone(), Hidden { note: before, links: named.links, without: note.clone() });
        }
    }
    if let Some(held) = held {
        *held = HeldDrafts { keys: keys.clone(), limits: Some(limits), of: found };
    }
    for dataset in datasets {
        let Some(texts) = &mut dataset.texts else { continue };
        let named = Named { links: to_drafts(&texts.note, &texts.links, &texts.embeds), keys, limits };
        if named.is_none_in(&texts.note) {
            continue;
        }
        for cell in dataset.rows.iter_mut().flat_map(|row| row.cells.iter_mut().flatten()) {
            if let Value::Markdown(text) = &mut cell.value {
                *text = named.hidden_in(text);
            }
        }
        take_targets(&mut texts.note.body, &texts.note.source, &texts.links, &texts.embeds);
    }
}

fn hide_in(note: &mut Note, named: &Named<'_>, links: &[Answer], embeds: &[Answer]) {
    if let Some(summary) = &mut note.meta.summary {
        summary.value = named.hidden_in(&summary.value);
    }
    for value in note.fields.iter_mut().flat_map(|field| &mut field.values) {
        if let Value::Markdown(text) = &mut value.value {
            *text = named.hidden_in(text);
        }
    }
    take_targets(&mut note.body, &note.source, links, embeds);
    if let Some(heading) = note.title_heading() {
        note.meta.title.value = note.body.headings[heading as usize].text.trim().into();
    }
}

/// Takes the keys of drafts out of what is shown where they are cited.
pub(super) fn hide_keys(notes: &mut [Arc<Note>], datasets: &mut [Dataset], claims: &mut Claims, keys: &FxHashSet<CiteKey>) {
    if keys.is_empty() {
        return;
    }
    let cites_draft = |citation: &Citation| citation.items.iter().any(|item| keys.contains(&CiteKey::new(&item.key)));
    let hide = |body: &mut Body| {
        let used = body.citations.iter_mut().filter(|used| cites_draft(&used.citation));
        used.for_each(|used| used.written = Str::Owned(UNNAMED.into()));
    };
    for note in notes.iter_mut() {
        let (source, path) = (note.source.clone(), note.path.clone());
        let of_draft = |cite: &Spanned<Box<str>>| {
            citation::written(cite, &source, &path, &mut |_| {}).is_some_and(|citation| cites_draft(&citation))
        };
        let in_fields = note.fields.iter().flat_map(|field| &field.values).flat_map(|value| &value.cites).any(of_draft);
        if in_fields || note.body.citations.iter().any(|used| cites_draft(&used.citation)) {
            let note = Arc::make_mut(note);
            hide(&mut note.body);
            let values = note.fields.iter_mut().flat_map(|field| &mut field.values);
            values.for_each(|value| value.cites.retain(|cite| !of_draft(cite)));
        }
    }
    for dataset in datasets {
        dataset.texts.iter_mut().for_each(|texts| hide(&mut texts.note.body));
        for cell in dataset.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.take_if(|cell| cell.citation.as_deref().is_some_and(cites_draft));
        }
    }
    for claim in &mut claims.all {
        let written = &notes[claim.note.0 as usize].claims[claim.claim as usize];
        let of_drafts = claim.sources.iter_mut().zip(&written.cites).filter(|(_, citation)| cites_draft(citation));
        of_drafts.for_each(|(source, _)| *source = UNNAMED.into());
    }
}

/// What a text may name.
struct Named<'n> {
    /// Links and embeds that lead to drafts.
    links: FxHashSet<(LinkForm, Target)>,
    /// Keys of works that are drafts.
    keys: &'n FxHashSet<CiteKey>,
    limits: Limits,
}

impl Named<'_> {
    fn is_named(&self, link: &LinkUse) -> bool {
        !self.links.is_empty() && self.links.contains(&(link.form, link.target.clone()))
    }

    fn is_none_in(&self, note: &Note) -> bool {
        self.links.is_empty() && !note.body.citations.iter().any(|used| self.is_cited(&used.citation))
    }

    fn is_cited(&self, citation: &Citation) -> bool {
        !self.keys.is_empty() && citation.items.iter().any(|item| self.keys.contains(&CiteKey::new(&item.key)))
    }

    /// A text of Markdown with the words alone of what leads to drafts.
    fn hidden_in(&self, text: &str) -> Box<str> {
        let source: Arc<str> = text.into();
        let settings = BodySettings { plain_note: false, limits: self.limits };
        let body = body::parse(&source, &VaultPath::new(""), 0, &settings).value;
        let mut cuts: Vec<(Span, &str)> = Vec::new();
        let footnotes = body.footnotes.iter().map(|footnote| &*footnote.events);
        for events in std::iter::once(&*body.events).chain(footnotes) {
            for (at, event) in events.iter().enumerate() {
                self.cut(&body, &events[at..], event.span, &mut cuts);
            }
        }
        let definitions = body::definitions(text);
        for (cut, _) in &mut cuts {
            let before = definitions.partition_point(|definition| definition.start <= cut.start);
            if let Some(definition) = definitions[..before].last().filter(|definition| definition.contains(*cut)) {
                *cut = with_line_break(text, *definition);
            }
        }
        without(text, cuts)
    }

    /// What is to be cut where an event stands, and what is to stand in its place.
    fn cut(&self, body: &Body, events: &[Event], whole: Span, cuts: &mut Vec<(Span, &'static str)>) {
        match &events[0].kind {
            EventKind::Start(Tag::Link(link) | Tag::Image(link)) => {
                let link = &body.links[*link as usize];
                if !self.is_named(link) {
                    return;
                }
                let inside = &events[1..super::end_of_element(events, 0).saturating_sub(1)];
                match (inside.first(), inside.last()) {
                    (Some(first), Some(last)) => {
                        cuts.push((Span { start: whole.start, end: first.span.start }, ""));
                        cuts.push((Span { start: last.span.end, end: whole.end }, ""));
                    }
                    _ => cuts.push((whole, UNNAMED)),
                }
                if !whole.contains(link.target_span) {
                    cuts.push((link.target_span, ""));
                }
            }
            EventKind::Embed(embed) if self.is_named(&body.embeds[*embed as usize]) => cuts.push((whole, "")),
            EventKind::Citation(citation) if self.is_cited(&body.citations[*citation as usize].citation) => {
                cuts.push((whole, UNNAMED));
            }
            _ => {}
        }
    }
}

/// A definition with the end of its line; of the last thing in a text, with the blank lines before it.
fn with_line_break(text: &str, definition: Span) -> Span {
    let Range { start, end } = definition.range();
    let blank = |text: &str| text.len() - text.trim_start().len();
    let (before, after) = (text.get(..start).unwrap_or(""), text.get(end..).unwrap_or(""));
    if blank(after) == after.len() {
        return Span::new(before.trim_end().len()..text.len());
    }
    let stands_alone = before.is_empty() || before.ends_with('\n');
    let line = after.find('\n').map_or(0, |at| at + 1);
    Span::new(start..if stands_alone && blank(after) >= line { end + line } else { end })
}

/// A text with parts of it replaced. Parts that overlap are cut as one.
fn without(text: &str, mut cuts: Vec<(Span, &str)>) -> Box<str> {
    cuts.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (span, instead) in cuts {
        let (start, end) = (span.start as usize, span.end as usize);
        if start >= at {
            out.push_str(text.get(at..start).unwrap_or(""));
            out.push_str(instead);
        }
        at = at.max(end);
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out.into()
}

/// The links and embeds of a note that lead to drafts.
fn to_drafts(note: &Note, links: &[Answer], embeds: &[Answer]) -> FxHashSet<(LinkForm, Target)> {
    let uses = note.body.links.iter().zip(links).chain(note.body.embeds.iter().zip(embeds));
    uses.filter(|(_, answer)| **answer == Answer::Draft).map(|(link, _)| (link.form, link.target.clone())).collect()
}

/// Has links and embeds that lead to drafts name nothing; a link keeps its words.
fn take_targets(body: &mut Body, source: &str, links: &[Answer], embeds: &[Answer]) {
    let nowhere = || Target::Internal { name: "".into(), fragment: None };
    let mut naming = BTreeSet::new();
    for (link, _) in body.links.iter_mut().zip(links).filter(|(_, answer)| **answer == Answer::Draft) {
        if link.text.is_none() {
            let headings = (0..).zip(&body.headings).filter(|(_, heading)| heading.span.contains(link.span));
            naming.extend(headings.map(|(number, _)| number));
            link.text = Some(UNNAMED.into());
        }
        link.target = nowhere();
    }
    for (embed, _) in body.embeds.iter_mut().zip(embeds).filter(|(_, answer)| **answer == Answer::Draft) {
        embed.target = nowhere();
        embed.text = None;
    }
    if !naming.is_empty() {
        name_anew(body, source, &naming);
    }
}

/// Makes the texts of these headings anew from what their links show now, and the ids that were made from their texts.
fn name_anew(body: &mut Body, source: &str, numbers: &BTreeSet<u32>) {
    let (mut texts, mut taken) = (FxHashMap::default(), FxHashSet::default());
    let footnotes = body.footnotes.iter().map(|footnote| &*footnote.events);
    for events in std::iter::once(&*body.events).chain(footnotes) {
        for (at, event) in events.iter().enumerate() {
            match &event.kind {
                EventKind::Start(Tag::Heading(number)) if numbers.contains(number) => {
                    let inside = &events[at..super::end_of_element(events, at)];
                    texts.insert(*number, body::plain_text(inside, source, &body.links));
                }
                EventKind::Start(Tag::Span(attributes)) => taken.extend(attributes.id.clone()),
                _ => {}
            }
        }
    }
    let keeps_id = |number: &u32, heading: &Heading| heading.explicit || !numbers.contains(number);
    let kept = (0..).zip(&body.headings).filter(|(number, heading)| keeps_id(number, heading));
    taken.extend(kept.map(|(_, heading)| heading.id.clone()));
    for (number, heading) in (0..).zip(&mut body.headings).filter(|(number, _)| numbers.contains(number)) {
        heading.text = texts.remove(&number).unwrap_or_else(|| UNNAMED.to_owned());
        if !heading.explicit {
            let mut ids = (number + 1..).map(|number| Box::<str>::from(format!("section-{number}")));
            heading.id = ids.find(|id| !taken.contains(id)).unwrap_or_default();
            taken.insert(heading.id.clone());
        }
    }
}
