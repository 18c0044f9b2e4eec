//! Notes that are translations of each other, by `translation_of`.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::names::ReadIx;
use super::resolver::Resolver;
use super::{Answer, NoteIx};

/// Groups of published notes: a translation, its original, and the original's other translations.
pub(super) fn groups(resolver: &mut Resolver<'_>) -> Vec<Vec<NoteIx>> {
    let mut original: BTreeMap<NoteIx, NoteIx> = BTreeMap::new();
    for (read, note) in (0..).map(ReadIx).zip(resolver.world.notes) {
        let Some(of) = &note.meta.translation_of else { continue };
        let answer = resolver.reference(&note.path, of.span, &of.value, &[]);
        if let (Some(ix), Answer::Note { note: other, .. }) = (resolver.world.published(read), answer)
            && ix != other
        {
            original.insert(ix, other);
        }
    }
    let mut groups: BTreeMap<NoteIx, Vec<NoteIx>> = BTreeMap::new();
    let mut known: BTreeMap<NoteIx, NoteIx> = BTreeMap::new();
    for &start in original.keys() {
        // The way up ends at an original, at a note whose group is known, or in a circle.
        let mut way = vec![start];
        let mut met = FxHashSet::from_iter([start]);
        let mut at = start;
        let head = loop {
            if let Some(head) = known.get(&at) {
                break *head;
            }
            match original.get(&at) {
                Some(up) if met.insert(*up) => {
                    way.push(*up);
                    at = *up;
                }
                _ => break at,
            }
        };
        for ix in way {
            if known.insert(ix, head).is_none() {
                groups.entry(head).or_default().push(ix);
            }
        }
    }
    groups.into_values().map(sorted).collect()
}

fn sorted(mut group: Vec<NoteIx>) -> Vec<NoteIx> {
    group.sort_unstable();
    group
}
