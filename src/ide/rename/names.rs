//! Which names lead to the note once it has its new id.

use rustc_hash::FxHashMap;

use super::{id_as_target, strip_md};
use crate::archive::{Archive, NoteIx};
use crate::note::Note;
use crate::schema::Value;
use crate::text::fold;

/// How many other notes have a name as their slug, title or alias.
#[derive(Clone, Copy, Default)]
struct Others {
    slugs: u32,
    titles: u32,
    aliases: u32,
}

/// The names of the renamed note and of all others.
pub(super) struct NewNames<'n> {
    note: &'n Note,
    new: &'n str,
    new_slug: String,
    aliases: Vec<String>,
    others: FxHashMap<String, Others>,
}

impl<'n> NewNames<'n> {
    pub(super) fn new(archive: &'n Archive, ix: NoteIx, new: &'n str) -> Self {
        let note = &archive.notes[ix.0 as usize];
        let mut others: FxHashMap<String, Others> = FxHashMap::default();
        for other in archive.notes.iter().filter(|other| other.id != note.id) {
            others.entry(fold(other.id.slug())).or_default().slugs += 1;
            others.entry(fold(&other.meta.title)).or_default().titles += 1;
            for alias in aliases(other) {
                others.entry(alias).or_default().aliases += 1;
            }
        }
        let new_slug = fold(new.rsplit('/').next().unwrap_or(new));
        Self { note, new, new_slug, aliases: aliases(note), others }
    }

    /// What is to be written for a name that leads to the note; `None` where it leads there still.
    pub(super) fn of_renamed(&self, name: &str) -> Option<String> {
        let bare = strip_md(name.trim());
        if bare.contains('/') {
            let stays = fold(bare.trim_start_matches('/')) == fold(self.new);
            return (!stays).then(|| id_as_target(self.new));
        }
        let key = fold(bare);
        let others = self.others.get(&key).copied().unwrap_or_default();
        let above_title = others.slugs == 0 && others.titles == 0;
        let leads_there = if key == self.new_slug {
            others.slugs == 0
        } else if key == fold(&self.note.meta.title) && !self.note.meta.title.span.is_empty() {
            above_title
        } else {
            self.aliases.contains(&key) && above_title && others.aliases == 0
        };
        let slug_is_its_own = self.others.get(&self.new_slug).is_none_or(|others| others.slugs == 0);
        match (leads_there, slug_is_its_own) {
            (true, _) => None,
            (false, true) => Some(self.new.rsplit('/').next().unwrap_or(self.new).to_owned()),
            (false, false) => Some(id_as_target(self.new)),
        }
    }

    /// Whether the new slug takes a bare name from the note it leads to.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        fold(strip_md(name.trim())) == self.new_slug
    }

    /// The other note that had the new slug as a name until now, if that is one note.
    pub(super) fn owner_of_taken(&self, archive: &Archive, name: &str) -> Option<NoteIx> {
        if !self.is_taken(name) || name.contains('/') {
            return None;
        }
        let key = fold(name);
        let mut best: Option<(u8, u32)> = None;
        for (at, other) in (0..).zip(&archive.notes).filter(|(_, other)| other.id != self.note.id) {
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
