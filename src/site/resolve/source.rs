//! What is walked, and by what its links, embeds and citations are answered.

use rustc_hash::FxHashMap;

use crate::archive::citations::CiteAnswer;
use crate::archive::{Answer, Archive, NoteIx};
use crate::note::Note;

/// A note whose events are walked: the host, or one of its embeds.
pub(super) struct Source<'a> {
    pub(super) ix: NoteIx,
    pub(super) note: &'a Note,
    pub(super) answers: Answers<'a>,
    /// Embeds around it.
    pub(super) depth: u32,
    /// What is added to the level of its headings.
    pub(super) shift: i16,
    /// The heading that is the title, and not shown.
    pub(super) title: Option<u32>,
    /// The number on the page of each of its footnotes that was met.
    pub(super) footnotes: FxHashMap<u32, u32>,
    /// Named blocks by the event they begin at.
    blocks: Vec<(u32, &'a str)>,
}

/// What the links, embeds and citations of a source's body are answered by.
#[derive(Clone, Copy)]
pub(super) struct Answers<'a> {
    pub(super) links: &'a [Answer],
    pub(super) embeds: &'a [Answer],
    pub(super) citations: &'a [CiteAnswer],
}

impl<'a> Answers<'a> {
    pub(super) fn of(archive: &'a Archive, ix: NoteIx) -> Self {
        let at = ix.0 as usize;
        Self { links: &archive.links[at], embeds: &archive.embeds[at], citations: &archive.citations.of(ix).body }
    }
}

impl<'a> Source<'a> {
    pub(super) fn new(ix: NoteIx, note: &'a Note, answers: Answers<'a>, depth: u32, shift: i16) -> Self {
        let mut blocks: Vec<_> = note.body.blocks.iter().map(|block| (block.events.start, &*block.name)).collect();
        blocks.sort_unstable();
        let title = note.title_heading();
        Self { ix, note, answers, depth, shift, title, footnotes: FxHashMap::default(), blocks }
    }

    pub(super) fn block_at(&self, event: u32) -> Option<&'a str> {
        let found = self.blocks.binary_search_by_key(&event, |(start, _)| *start).ok()?;
        Some(self.blocks[found].1)
    }
}
