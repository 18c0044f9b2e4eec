//! A note renamed: the file moved, every link and reference to it rewritten, its own relative links kept, and a redirect left.
//!
//! After the rename every name leads where it led before. So a link is written anew not only where it names the old file, but also
//! where the new name would take it from another note.

mod front_matter;
mod links;
mod names;
mod queries;
mod references;

use std::collections::BTreeMap;

use super::fixes::edit;
use crate::archive::{Answer, Archive, NoteIx};
use crate::diagnostic::emit::Sources;
use crate::diagnostic::{Edit, Place};
use crate::note::Note;
use crate::note::body::{Event, EventKind, Tag};
use crate::text::{Span, VaultPath, fold};
use names::NewNames;

/// What a rename changes.
#[derive(Debug)]
pub struct Rename {
    /// Where the note was.
    pub from: VaultPath,
    /// Where it will be.
    pub to: VaultPath,
    /// All files that move, the note first: where each is and will be.
    pub moved: Vec<(VaultPath, VaultPath)>,
    /// Texts of files that change, whole, by their new paths.
    pub files: BTreeMap<VaultPath, String>,
    /// How many links and references were rewritten.
    pub links: usize,
}

/// Plans the rename of a note to the id `new`, in an archive with its drafts; `content` is the content folder.
#[must_use]
pub fn plan(archive: &Archive, sources: &dyn Sources, ix: NoteIx, new: &str, content: &str) -> Rename {
    let note = &archive.notes[ix.0 as usize];
    let to = below(content, &format!("{new}.md"));
    let mut moved = vec![(note.path.clone(), to.clone())];
    // A dataset's file stands beside its note, under its name.
    if let Some(dataset) = archive.datasets.iter().find(|dataset| dataset.note == ix) {
        moved.push((dataset.path.clone(), below(content, &format!("{new}.csv"))));
    }
    let mut plan = Plan { archive, ix, note, content, names: NewNames::new(archive, ix, new), moved, edits: Vec::new() };
    plan.all_links();
    plan.all_references();
    plan.all_queries();
    plan.edits.sort_by(|a, b| a.place.cmp(&b.place));
    // Several links may share one definition of their target.
    plan.edits.dedup_by(|a, b| a.place == b.place);
    let links = plan.edits.len();
    if fold(new) != fold(note.id.as_str()) {
        plan.edits.push(front_matter::redirect(note, new));
    }
    let Plan { moved, edits, .. } = plan;
    let new_path =
        |path: VaultPath| moved.iter().find(|(from, _)| *from == path).map_or_else(|| path.clone(), |(_, to)| to.clone());
    let files = edit(&edits, sources).into_iter().map(|(path, text)| (new_path(path), text)).collect();
    Rename { from: note.path.clone(), to, moved, files, links }
}

fn below(content: &str, path: &str) -> VaultPath {
    if content.is_empty() { VaultPath::new(path) } else { VaultPath::new(&format!("{content}/{path}")) }
}

/// A rename being planned.
struct Plan<'p> {
    archive: &'p Archive,
    ix: NoteIx,
    note: &'p Note,
    content: &'p str,
    names: NewNames<'p>,
    moved: Vec<(VaultPath, VaultPath)>,
    edits: Vec<Edit>,
}

impl Plan<'_> {
    fn replace(&mut self, file: &VaultPath, span: Span, replacement: String) {
        self.edits.push(Edit { place: Place { file: file.clone(), span }, replacement });
    }

    /// Where a file will be.
    fn new_path<'s>(&'s self, path: &'s VaultPath) -> &'s VaultPath {
        self.moved.iter().find(|(from, _)| from == path).map_or(path, |(_, to)| to)
    }

    /// Whether what is written in a file relative to its folder must be written anew.
    fn changes_folder(&self, file: &VaultPath) -> bool {
        file.folder() != self.new_path(file).folder()
    }

    fn is_renamed(&self, answer: &Answer) -> bool {
        matches!(answer, Answer::Note { note, .. } if *note == self.ix)
    }

    /// What a wikilink or a reference is to name in `file` instead of `name`, which leads to `answer`; `None` where it may stay.
    fn name_after(&self, file: &VaultPath, name: &str, answer: &Answer) -> Option<String> {
        let Answer::Note { note, .. } = answer else { return None };
        if *note == self.ix {
            return self.names.of_renamed(name);
        }
        let target = &self.archive.notes[note.0 as usize];
        let is_path = name.contains('/');
        let is_relative = is_path && fold(strip_md(name).trim_matches('/')) != fold(target.id.as_str());
        let must_change = if is_path { is_relative && self.changes_folder(file) } else { self.names.is_taken(name) };
        must_change.then(|| id_as_target(target.id.as_str()))
    }
}

/// An id as the target of a wikilink: one without a slash would be a name like others.
fn id_as_target(id: &str) -> String {
    if id.contains('/') { id.to_owned() } else { format!("/{id}") }
}

/// A path without `.md` at its end.
fn strip_md(path: &str) -> &str {
    match path.len().checked_sub(3).and_then(|at| path.split_at_checked(at)) {
        Some((stem, end)) if end.eq_ignore_ascii_case(".md") && !stem.is_empty() => stem,
        _ => path,
    }
}

/// For each link of a note, whether it stands in a cell of a table.
fn links_in_cells(note: &Note) -> Vec<bool> {
    let mut in_cells = vec![false; note.body.links.len()];
    let footnotes = note.body.footnotes.iter().map(|footnote| footnote.events.as_slice());
    for events in std::iter::once(note.body.events.as_slice()).chain(footnotes) {
        let mut cells = 0_u32;
        for Event { kind, .. } in events {
            match kind {
                EventKind::Start(Tag::TableCell) => cells += 1,
                EventKind::End(Tag::TableCell) => cells = cells.saturating_sub(1),
                EventKind::Start(Tag::Link(link) | Tag::Image(link)) => in_cells[*link as usize] = cells > 0,
                _ => {}
            }
        }
    }
    in_cells
}
