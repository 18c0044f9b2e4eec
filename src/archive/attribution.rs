//! Who makes a claim: as it says, else the authors of the work it cites.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::NoteIx;
use super::claims::{Attribution, Claims};
use super::library::{Library, WorkIx};
use crate::note::Note;
use crate::schema::{Kinds, Role};
use crate::text::fold;

/// Puts the authors of works where a claim names a work's key, or nobody.
pub(super) fn credit(claims: &mut Claims, notes: &[Arc<Note>], kinds: &Kinds, library: &Library) {
    let people = people(notes, kinds);
    let mut known: FxHashMap<WorkIx, Vec<Attribution>> = FxHashMap::default();
    let mut authors = |work: WorkIx| {
        let read = || {
            let names = library.get(work).item.names("author").iter().map(crate::works::Name::in_reading_order);
            let by = names.map(|name| match people.get(&fold(&name)) {
                Some(note) => Attribution::Note(*note),
                None => Attribution::Name(name.into()),
            });
            by.collect()
        };
        known.entry(work).or_insert_with(read).clone()
    };
    for claim in &mut claims.all {
        let written = &notes[claim.note.0 as usize].claims[claim.claim as usize];
        if claim.attributed_to.is_empty() {
            let cited = written.cites.first().and_then(|cite| library.find(&cite.items.first()?.key.value));
            claim.attributed_to = cited.map(&mut authors).unwrap_or_default();
            continue;
        }
        let by = std::mem::take(&mut claim.attributed_to).into_iter().flat_map(|by| {
            let work = match &by {
                Attribution::Name(key) => library.find(key),
                Attribution::Note(_) => None,
            };
            work.map(&mut authors).filter(|authors| !authors.is_empty()).unwrap_or_else(|| vec![by])
        });
        claim.attributed_to = by.collect();
    }
}

/// Notes of persons by their folded titles and aliases.
fn people(notes: &[Arc<Note>], kinds: &Kinds) -> FxHashMap<String, NoteIx> {
    let mut people = FxHashMap::default();
    for (ix, note) in (0..).map(NoteIx).zip(notes) {
        if note.kind.is_some_and(|kind| kinds.get(kind).role == Role::Person) {
            for name in std::iter::once(&note.meta.title).chain(&note.meta.aliases) {
                people.entry(fold(name)).or_insert(ix);
            }
        }
    }
    people
}
