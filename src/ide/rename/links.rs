//! Links and embeds in bodies.

use super::references::{in_quotes, needs_quotes};
use super::{Plan, below, id_as_target, links_in_cells, strip_md};
use crate::archive::spelling::markdown_path;
use crate::archive::{Answer, CellTexts};
use crate::diagnostic::{Edit, Place};
use crate::note::Note;
use crate::note::body::{LinkForm, LinkUse, Target};
use crate::text::Span;

impl Plan<'_> {
    /// Rewrites the links and embeds of all notes.
    pub(super) fn all_links(&mut self) {
        let archive = self.archive;
        for (at, note) in archive.notes.iter().enumerate() {
            let mut in_cells = None;
            for (link, (written, answer)) in note.body.links.iter().zip(&archive.links[at]).enumerate() {
                let cell = || *in_cells.get_or_insert_with(|| links_in_cells(note)).get(link).unwrap_or(&false);
                self.link(note, written, answer, cell);
            }
            for (written, answer) in note.body.embeds.iter().zip(&archive.embeds[at]) {
                self.link(note, written, answer, || false);
            }
        }
    }

    /// Rewrites the links and embeds in the cells of a dataset, which stand at `cells`, in order.
    pub(super) fn links_in_cells(&mut self, texts: &CellTexts, cells: impl Iterator<Item = Span>) {
        let (note, others) = (&texts.note, std::mem::take(&mut self.edits));
        for (written, answer) in note.body.links.iter().zip(&texts.links).chain(note.body.embeds.iter().zip(&texts.embeds)) {
            self.link(note, written, answer, || false);
        }
        let mut edits = std::mem::replace(&mut self.edits, others);
        edits.sort_by_key(|edit| edit.place.span);
        let mut edits = edits.into_iter().peekable();
        for cell in cells {
            let mut own: Vec<Edit> = Vec::new();
            while let Some(edit) = edits.next_if(|edit| edit.place.span.start < cell.end) {
                own.push(edit);
            }
            let written = note.source.get(cell.range()).unwrap_or("");
            if !written.starts_with('"') && own.iter().any(|edit| needs_quotes(&edit.replacement)) {
                self.replace(&note.path, cell, in_quotes(&edited(written, cell, &own)));
            } else {
                self.edits.extend(own);
            }
        }
    }

    fn link(&mut self, note: &Note, link: &LinkUse, answer: &Answer, in_cell: impl FnMut() -> bool) {
        let Target::Internal { name, .. } = &link.target else { return };
        if name.is_empty() {
            return;
        }
        let edit = match link.form {
            LinkForm::Wiki => self.wikilink(note, link, name, answer, in_cell),
            LinkForm::Markdown | LinkForm::Autolink => self.markdown_link(note, link, name, answer),
        };
        if let Some((span, replacement)) = edit
            && note.source.get(span.range()) != Some(&replacement)
        {
            self.replace(&note.path, span, replacement);
        }
    }

    fn wikilink(
        &self,
        note: &Note,
        link: &LinkUse,
        name: &str,
        answer: &Answer,
        mut in_cell: impl FnMut() -> bool,
    ) -> Option<(Span, String)> {
        let mut replacement = match answer {
            Answer::Note { .. } => self.name_after(&note.path, name, answer)?,
            Answer::Attachment(file) => {
                let path = &self.archive.attachments[file.0 as usize].path;
                let new = self.new_path(path);
                let is_beside = path.folder() == note.path.folder();
                // A bare name is found wherever the file is, if not beside the note.
                let is_name_of_its_own = !name.contains('/') && !is_beside && new.file_name() == path.file_name();
                let is_relative = name.contains('/') || is_beside;
                let stays = is_name_of_its_own || self.moves.keep_link(&note.path, name, path);
                let must_change = !stays && (new != *path || (is_relative && self.changes_folder(&note.path)));
                must_change.then(|| self.below_content(new.as_str()))?
            }
            Answer::Page(page) => match self.new_folder(page) {
                Some(folder) => id_as_target(&folder),
                None if name.contains("..") && self.changes_folder(&note.path) => page.trim_end_matches("/index.html").to_owned(),
                None => return None,
            },
            _ => return None,
        };
        let span = name_in(note, link.target_span, name)?;
        // Where the id takes the place of another note's title, the title is what was read.
        if link.text.is_none() && matches!(answer, Answer::Note { .. }) && !self.is_renamed(answer) && !name.contains('/') {
            let pipe = if in_cell() { "\\|" } else { "|" };
            let target_end = link.target_span.end as usize;
            let fragment = note.source.get(span.end as usize..target_end)?;
            replacement = format!("{replacement}{fragment}{pipe}{name}");
            return Some((Span::new(span.start as usize..target_end), replacement));
        }
        Some((span, replacement))
    }

    fn markdown_link(&self, note: &Note, link: &LinkUse, name: &str, answer: &Answer) -> Option<(Span, String)> {
        let here = &self.new_path(&note.path);
        let moves = self.changes_folder(&note.path);
        let path = match answer {
            Answer::Note { note: target, .. } => {
                let is_bare = !name.contains('/') && strip_md(name).len() == name.len();
                let file = &self.note(*target).path;
                let must_change = self.is_renamed(answer) || moves || (is_bare && self.names.is_taken(name));
                (must_change && !self.moves.keep_link(&note.path, name, file)).then(|| self.new_path(file))?
            }
            Answer::Attachment(file) => {
                let path = &self.archive.attachments[file.0 as usize].path;
                let new = self.new_path(path);
                ((moves || new != *path) && !self.moves.keep_link(&note.path, name, path)).then_some(new)?
            }
            Answer::Page(page) => match self.new_folder(page) {
                Some(folder) => below(self.content, &format!("{folder}/index.md")),
                None if moves && page.ends_with("index.html") && !name.starts_with('/') => {
                    below(self.content, &format!("{}index.md", page.trim_end_matches("index.html")))
                }
                None => return None,
            },
            _ => return None,
        };
        let written = note.source.get(link.target_span.range()).filter(|written| !written.is_empty())?;
        let fragment = written.find('#').map_or("", |at| &written[at..]);
        Some((link.target_span, format!("{}{fragment}", markdown_path(here, &path))))
    }
}

/// What is written at `place` after edits in it, which are in order.
fn edited(written: &str, place: Span, edits: &[Edit]) -> String {
    let mut out = String::new();
    let mut from = 0;
    for Edit { place: Place { span, .. }, replacement } in edits {
        let (start, end) = ((span.start - place.start) as usize, (span.end - place.start) as usize);
        out.push_str(written.get(from..start).unwrap_or(""));
        out.push_str(replacement);
        from = end;
    }
    out.push_str(written.get(from..).unwrap_or(""));
    out
}

/// The name's bytes at the front of a wikilink's target: what follows `#` stays.
fn name_in(note: &Note, target: Span, name: &str) -> Option<Span> {
    let at = note.source.get(target.range())?.find(name)?;
    Some(Span::new(at..at + name.len()).shifted(target.start as usize))
}
