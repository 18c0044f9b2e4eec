//! The headings of a body as a table of contents, two levels deep.

use super::{Mode, Writer};
use crate::site::body::Event;

/// An entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TocEntry {
    /// The heading's id.
    pub id: Box<str>,
    /// The heading as a line of markup without links.
    pub html: String,
    /// Headings below it.
    pub children: Vec<TocEntry>,
}

/// A heading as it was met.
pub(super) struct Entry {
    pub(super) level: u8,
    pub(super) id: Box<str>,
    pub(super) html: String,
}

/// The highest level found and the one below it; what lies deeper is left out.
pub(super) fn nest(entries: Vec<Entry>) -> Vec<TocEntry> {
    let Some(top) = entries.iter().map(|entry| entry.level).min() else { return Vec::new() };
    let mut toc: Vec<TocEntry> = Vec::new();
    for Entry { level, id, html } in entries {
        let entry = TocEntry { id, html, children: Vec::new() };
        match toc.last_mut() {
            Some(parent) if level == top + 1 => parent.children.push(entry),
            Some(_) if level > top + 1 => {}
            _ => toc.push(entry),
        }
    }
    toc
}

impl<'b> Writer<'_, 'b> {
    /// What stands in a heading, as a line without links and notes.
    pub(super) fn contents_line(&mut self, events: &'b [Event<'b>]) -> String {
        let out = std::mem::take(&mut self.out);
        let mode = std::mem::replace(&mut self.mode, Mode::Contents);
        let raw = std::mem::take(&mut self.raw);
        self.last = ' ';
        self.events(events);
        self.close_raw_tags(self.open.len());
        self.close_run();
        (self.mode, self.raw) = (mode, raw);
        std::mem::replace(&mut self.out, out)
    }
}
