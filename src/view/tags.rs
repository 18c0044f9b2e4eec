//! Tags: one spelling each, whatever the case notes write them in; `a/b` is narrower than `a`.

use rustc_hash::FxHashMap;

use crate::archive::NoteIx;
use crate::note::{Note, tag};
use crate::text::fold;

/// A position in [`Tags::all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TagIx(pub(super) u32);

/// The tags of an archive.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// Every tag and every broader one, as first written.
    pub(super) all: Vec<Tag>,
    by_name: FxHashMap<String, TagIx>,
    /// For each note, the tags it has, in the order written.
    pub(super) of_note: Vec<Vec<TagIx>>,
    /// For each tag, the notes that have it or a narrower one, in order.
    pub(super) notes: Vec<Vec<NoteIx>>,
}

/// A tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: Box<str>,
    /// The tag it is narrower than.
    pub(super) parent: Option<TagIx>,
}

impl Tags {
    pub(super) fn new<'n>(notes: impl Iterator<Item = &'n Note>) -> Self {
        let mut tags = Self::default();
        for (ix, note) in (0..).map(NoteIx).zip(notes) {
            let mut of_note = Vec::new();
            for written in note.meta.tags.iter().chain(&note.body.tags) {
                if let Some(tag) = tags.add(&written.value)
                    && !of_note.contains(&tag)
                {
                    of_note.push(tag);
                }
            }
            for tag in of_note.iter().flat_map(|tag| tags.with_broader(*tag)).collect::<Vec<_>>() {
                let notes = &mut tags.notes[tag.0 as usize];
                if notes.last() != Some(&ix) {
                    notes.push(ix);
                }
            }
            tags.of_note.push(of_note);
        }
        tags
    }

    /// The tag that is written so.
    pub(super) fn ix(&self, written: &str) -> Option<TagIx> {
        self.by_name.get(&fold(&tag::name(written))).copied()
    }

    pub(super) fn get(&self, tag: TagIx) -> &Tag {
        &self.all[tag.0 as usize]
    }

    /// A tag and all that it is narrower than.
    pub(super) fn with_broader(&self, tag: TagIx) -> impl Iterator<Item = TagIx> {
        std::iter::successors(Some(tag), |tag| self.get(*tag).parent)
    }

    /// Takes a tag in, and those it is narrower than.
    fn add(&mut self, written: &str) -> Option<TagIx> {
        let mut parent = None;
        let mut name = String::new();
        for part in tag::parts(written) {
            if !name.is_empty() {
                name.push('/');
            }
            name.push_str(part);
            let next = TagIx(self.all.len() as u32);
            let tag = *self.by_name.entry(fold(&name)).or_insert(next);
            if tag == next {
                self.all.push(Tag { name: name.as_str().into(), parent });
                self.notes.push(Vec::new());
            }
            name.clear();
            name.push_str(&self.get(tag).name);
            parent = Some(tag);
        }
        parent
    }
}
