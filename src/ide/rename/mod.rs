//! A note or a folder renamed: the files moved, every link and reference to them rewritten, their own relative links kept, and redirects
//! left.
//!
//! After the rename every name leads where it led before. So a link is written anew not only where it names the old file, but also
//! where the new name would take it from another note.

mod front_matter;
mod links;
mod moves;
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
use crate::schema::former_path;
use crate::text::{Span, VaultPath, fold};
use moves::{Moves, within};
use names::NewNames;

/// What a rename changes.
#[derive(Debug)]
pub struct Rename {
    /// What moves: a note and, after it, a file that goes with it; or a folder with all in it. Where each is and will be.
    pub moved: Vec<(VaultPath, VaultPath)>,
    /// How many notes move.
    pub notes: usize,
    /// Texts of files that change, whole, by their new paths.
    pub files: BTreeMap<VaultPath, String>,
    /// How many links and references were rewritten.
    pub links: usize,
}

/// Plans the rename of a note to the id `new`, in an archive with its drafts; `content` is the content folder.
#[must_use]
pub fn plan(archive: &Archive, sources: &dyn Sources, ix: NoteIx, new: &str, content: &str) -> Rename {
    let mut moved = vec![(archive.notes[ix.0 as usize].path.clone(), below(content, &format!("{new}.md")))];
    // A dataset's file stands beside its note, under its name.
    if let Some(dataset) = archive.datasets.iter().find(|dataset| dataset.note == ix) {
        moved.push((dataset.path.clone(), below(content, &format!("{new}.csv"))));
    }
    rename(archive, sources, BTreeMap::from([(ix, new.to_owned())]), moved, content)
}

/// Plans the rename of a folder below the content folder, with all that is in it.
#[must_use]
pub fn plan_folder(archive: &Archive, sources: &dyn Sources, old: &str, new: &str, content: &str) -> Rename {
    let moves = |(at, note): (u32, &std::sync::Arc<Note>)| {
        let rest = within(note.id.as_str(), old).filter(|rest| !rest.is_empty() || note.is_folder_index)?;
        Some((NoteIx(at), format!("{new}{rest}")))
    };
    let ids = (0..).zip(&archive.notes).filter_map(moves).collect();
    rename(archive, sources, ids, vec![(below(content, old), below(content, new))], content)
}

fn rename(
    archive: &Archive,
    sources: &dyn Sources,
    ids: BTreeMap<NoteIx, String>,
    moved: Vec<(VaultPath, VaultPath)>,
    content: &str,
) -> Rename {
    let names = NewNames::new(archive, &ids);
    let mut plan = Plan { archive, sources, content, ids: &ids, names, moves: Moves(moved), edits: Vec::new() };
    plan.all_links();
    plan.all_references();
    plan.all_queries();
    plan.edits.sort_by(|a, b| a.place.cmp(&b.place));
    // Several links may share one definition of their target.
    plan.edits.dedup_by(|a, b| a.place == b.place);
    let links = plan.edits.len();
    for (ix, new) in &ids {
        let note = plan.note(*ix);
        if fold(new) != fold(note.id.as_str()) {
            let address = |id: &str| if note.is_folder_index { format!("{id}/index") } else { id.to_owned() };
            let old = address(note.id.as_str());
            // A name that no system or site can hold was never an address.
            if former_path(&old).is_ok() {
                plan.edits.push(front_matter::redirect(note, &old, &address(new)));
            }
        }
    }
    plan.tables();
    let Plan { moves, edits, .. } = plan;
    let files = edit(&edits, sources).into_iter().map(|(path, text)| (moves.new_path(&path), text)).collect();
    Rename { moved: moves.0, notes: ids.len(), files, links }
}

fn below(content: &str, path: &str) -> VaultPath {
    if content.is_empty() { VaultPath::new(path) } else { VaultPath::new(&format!("{content}/{path}")) }
}

/// A rename being planned.
struct Plan<'p> {
    archive: &'p Archive,
    sources: &'p dyn Sources,
    content: &'p str,
    /// The notes that move, and their new ids.
    ids: &'p BTreeMap<NoteIx, String>,
    names: NewNames<'p>,
    moves: Moves,
    edits: Vec<Edit>,
}

impl<'p> Plan<'p> {
    fn note(&self, ix: NoteIx) -> &'p Note {
        &self.archive.notes[ix.0 as usize]
    }

    fn replace(&mut self, file: &VaultPath, span: Span, replacement: String) {
        self.edits.push(Edit { place: Place { file: file.clone(), span }, replacement });
    }

    /// Where a file will be.
    fn new_path(&self, path: &VaultPath) -> VaultPath {
        self.moves.new_path(path)
    }

    /// Whether what is written in a file relative to its folder must be written anew, but for what moves with it.
    fn changes_folder(&self, file: &VaultPath) -> bool {
        file.folder() != self.new_path(file).folder()
    }

    /// Has the tables of kinds that move be found at their old addresses, where no text of the folder does it.
    fn tables(&mut self) {
        for kind in &self.archive.kinds.all {
            let Some(new) = self.moves.of(&below(self.content, &kind.folder)) else { continue };
            let has_text = |note: &std::sync::Arc<Note>| note.is_folder_index && note.id.as_str() == &*kind.folder;
            let Some(source) = self.sources.text(&kind.place.file) else { continue };
            let new = self.below_content(new.as_str());
            // As of notes, a name that no system or site can hold was never an address.
            let was_address = former_path(&kind.folder).is_ok() && fold(&new) != fold(&kind.folder);
            if was_address && !self.archive.notes.iter().any(has_text) {
                self.edits.push(front_matter::redirect_of_kind(&kind.place.file, &source, &kind.folder, &new));
            }
        }
    }

    fn is_renamed(&self, answer: &Answer) -> bool {
        matches!(answer, Answer::Note { note, .. } if self.ids.contains_key(note))
    }

    /// The folder that a kind's page will be of, if it moves: `ideas` for `concepts/index.html`.
    fn new_folder(&self, page: &str) -> Option<String> {
        let folder = self.moves.of(&below(self.content, page.strip_suffix("/index.html")?))?;
        Some(self.below_content(folder.as_str()))
    }

    /// A path without the content folder before it.
    fn below_content(&self, path: &str) -> String {
        match path.strip_prefix(self.content) {
            Some(rest) if !self.content.is_empty() => rest.trim_start_matches('/').to_owned(),
            _ => path.to_owned(),
        }
    }

    /// What a wikilink or a reference is to name in `file` instead of `name`, which leads to `answer`; `None` where it may stay.
    fn name_after(&self, file: &VaultPath, name: &str, answer: &Answer) -> Option<String> {
        let note = match answer {
            Answer::Note { note, .. } => note,
            Answer::Page(page) => {
                let folder = page.strip_suffix("/index.html")?;
                let named = name.trim().trim_matches('/').trim_end_matches("/index.md").trim_end_matches("/index.html");
                return self.new_folder(page).filter(|_| fold(named) == fold(folder));
            }
            _ => return None,
        };
        let target = self.note(*note);
        let is_relative_by_sign = name.starts_with("./") || name.starts_with("../");
        if is_relative_by_sign && self.moves.keep_link(file, name, &target.path) {
            return None;
        }
        if self.ids.contains_key(note) {
            return self.names.of_renamed(*note, name);
        }
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
