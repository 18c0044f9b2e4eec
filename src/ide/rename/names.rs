//! Which names lead to the renamed notes once they have their new ids.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{id_as_target, strip_md};
use crate::archive::{Archive, NoteIx};
use crate::note::Note;
use crate::schema::Value;
use crate::text::fold;

/// How many notes have a name as their slug, title or alias, once the renamed ones have their new slugs.
#[derive(Clone, Copy, Default)]
struct Holders {
    slugs: u32,
    titles: u32,
    aliases: u32,
}

/// The names of the renamed notes and of all others.
pub(super) struct NewNames<'n> {
    archive: &'n Archive,
    ids: &'n BTreeMap<NoteIx, String>,
    holders: FxHashMap<String, Holders>,
    /// Slugs that a note gets and did not have.
    gained: FxHashMap<String, NoteIx>,
    /// The renamed notes by their old ids, and by their old slugs where they lose them.
    old: FxHashMap<String, NoteIx>,
}

impl<'n> NewNames<'n> {
    pub(super) fn new(archive: &'n Archive, ids: &'n BTreeMap<NoteIx, String>) -> Self {
        let (mut gained, mut old) = (FxHashMap::default(), FxHashMap::default());
        for (ix, new) in ids {
            let id = &archive.notes[ix.0 as usize].id;
            if fold(slug(new)) != fold(id.slug()) {
                gained.insert(fold(slug(new)), *ix);
                old.insert(fold(id.slug()), *ix);
            }
        }
        old.extend(ids.keys().map(|ix| (fold(archive.notes[ix.0 as usize].id.as_str()), *ix)));
        let mut holders: FxHashMap<String, Holders> = FxHashMap::default();
        for (at, note) in (0..).zip(&archive.notes) {
            let slug = ids.get(&NoteIx(at)).map_or(note.id.slug(), |new| slug(new));
            holders.entry(fold(slug)).or_default().slugs += 1;
            holders.entry(fold(&note.meta.title)).or_default().titles += 1;
            for alias in aliases(note) {
                holders.entry(alias).or_default().aliases += 1;
            }
        }
        Self { archive, ids, holders, gained, old }
    }

    /// The renamed note that has a name as its id, or had it as its slug.
    pub(super) fn renamed(&self, name: &str) -> Option<NoteIx> {
        self.old.get(&fold(name)).copied()
    }

    /// What is to be written for a name that leads to a renamed note; `None` where it leads there still.
    pub(super) fn of_renamed(&self, ix: NoteIx, name: &str) -> Option<String> {
        let (note, new) = (&self.archive.notes[ix.0 as usize], &*self.ids[&ix]);
        let bare = strip_md(name.trim());
        if bare.contains('/') {
            let stays = fold(bare.trim_start_matches('/')) == fold(new);
            return (!stays).then(|| id_as_target(new));
        }
        let (key, new_slug, title) = (fold(bare), fold(slug(new)), fold(&note.meta.title));
        if new_slug == fold(note.id.slug()) && !self.is_taken(name) {
            return None;
        }
        let own_aliases = aliases(note);
        // The holders of a name beside the note itself.
        let others = |key: &String| {
            let all = self.holders.get(key).copied().unwrap_or_default();
            Holders {
                slugs: all.slugs - u32::from(*key == new_slug),
                titles: all.titles - u32::from(*key == title),
                aliases: all.aliases - own_aliases.iter().filter(|alias| *alias == key).count() as u32,
            }
        };
        let rivals = others(&key);
        let above_title = rivals.slugs == 0 && rivals.titles == 0;
        let leads_there = if key == new_slug {
            rivals.slugs == 0
        } else if key == title && !note.meta.title.span.is_empty() {
            above_title
        } else {
            own_aliases.contains(&key) && above_title && rivals.aliases == 0
        };
        match (leads_there, others(&new_slug).slugs == 0) {
            (true, _) => None,
            (false, true) => Some(slug(new).to_owned()),
            (false, false) => Some(id_as_target(new)),
        }
    }

    /// Whether a new slug takes a bare name from the note it leads to.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.gained.contains_key(&fold(strip_md(name.trim())))
    }

    /// The other note that had a new slug as a name until now, if that is one note.
    pub(super) fn owner_of_taken(&self, archive: &Archive, name: &str) -> Option<NoteIx> {
        let key = fold(name);
        let taker = self.gained.get(&key).filter(|_| !name.contains('/'))?;
        let mut best: Option<(u8, u32)> = None;
        for (at, other) in (0..).zip(&archive.notes).filter(|(at, _)| NoteIx(*at) != *taker) {
            let tier = if fold(other.id.slug()) == key {
                0
            } else if fold(&other.meta.title) == key {
                1
            } else if aliases(other).contains(&key) {
                2
            } else {
                continue;
            };
            if best.is_none_or(|(first, _)| tier < first) {
                best = Some((tier, at));
            }
        }
        best.map(|(_, at)| NoteIx(at))
    }
}

/// The last part of an id.
fn slug(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Aliases and forms of names, folded.
fn aliases(note: &Note) -> Vec<String> {
    let mut aliases: Vec<String> = note.meta.aliases.iter().map(|alias| fold(alias)).collect();
    for value in note.fields.iter().flat_map(|field| &field.values) {
        if let Value::Names(names) = &value.value {
            aliases.extend(names.forms.iter().map(|(_, form)| fold(form)));
        }
    }
    aliases
}
