//! Who links to a note, with the sentence in which each link stands.

use super::sentence::{Passage, passages};
use super::{Answer, Backlink, NoteIx};
use crate::note::Note;
use crate::schema::Kinds;
use crate::text::fold;

/// For each note, the places in other notes' bodies that link to it.
pub(super) fn backlinks(notes: &[std::sync::Arc<Note>], kinds: &Kinds, links: &[Vec<Answer>]) -> Vec<Vec<Backlink>> {
    let mut into: Vec<Vec<Backlink>> = vec![Vec::new(); notes.len()];
    for (from, note) in (0..).map(NoteIx).zip(notes) {
        let answers = &links[from.0 as usize];
        let leads_to_notes = |answer: &Answer| matches!(answer, Answer::Note { note, .. } if *note != from);
        if !answers.iter().any(leads_to_notes) {
            continue;
        }
        for Passage { link, sentence, section } in passages(note, |link| title(notes, &answers[link as usize])) {
            if let Answer::Note { note: to, .. } = answers[link as usize]
                && to != from
            {
                let known = &mut into[to.0 as usize];
                let joined = |parts: &[Box<str>; 3]| parts.concat();
                let again = known.last().is_some_and(|last| last.from == from && joined(&last.sentence) == joined(&sentence));
                if !again {
                    known.push(Backlink { from, link, sentence, section });
                }
            }
        }
    }
    let order = order(notes, kinds);
    for known in &mut into {
        known.sort_by_key(|backlink| (order[backlink.from.0 as usize], backlink.link));
    }
    into
}

/// The title of the note a link leads to: what a link without words of its own says.
fn title<'n>(notes: &'n [std::sync::Arc<Note>], answer: &Answer) -> &'n str {
    match answer {
        Answer::Note { note, .. } => &notes[note.0 as usize].meta.title,
        _ => "",
    }
}

/// Each note's place when they are ordered by kind (plain notes last), then title.
fn order(notes: &[std::sync::Arc<Note>], kinds: &Kinds) -> Vec<u32> {
    let mut by: Vec<_> = notes
        .iter()
        .enumerate()
        .map(|(at, note)| {
            let kind = note.kind.map_or((1, ""), |kind| (0, &*kinds.get(kind).name.0));
            (kind, fold(&note.meta.title), at)
        })
        .collect();
    by.sort_unstable();
    let mut order = vec![0; notes.len()];
    for (place, (.., at)) in by.iter().enumerate() {
        order[*at] = place as u32;
    }
    order
}
