//! Links and embeds in bodies.

use super::{Plan, below, links_in_cells, strip_md};
use crate::archive::spelling::markdown_path;
use crate::archive::{Answer, NoteIx};
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
                let is_relative = name.contains('/') || path.folder() == note.path.folder();
                let must_change = self.new_path(path) != path || (is_relative && self.changes_folder(&note.path));
                must_change.then(|| self.below_content(self.new_path(path).as_str()))?
            }
            Answer::Page(page) if name.contains("..") && self.changes_folder(&note.path) => {
                page.trim_end_matches("/index.html").to_owned()
            }
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
        let here = self.new_path(&note.path);
        let moves = self.changes_folder(&note.path);
        let path = match answer {
            Answer::Note { note: target, .. } => {
                let is_bare = !name.contains('/') && strip_md(name).len() == name.len();
                let must_change = *target == self.ix || moves || (is_bare && self.names.is_taken(name));
                must_change.then(|| self.new_path(&self.file_of(*target)).clone())?
            }
            Answer::Attachment(file) => {
                let path = &self.archive.attachments[file.0 as usize].path;
                (moves || self.new_path(path) != path).then(|| self.new_path(path).clone())?
            }
            Answer::Page(page) if moves && page.ends_with("index.html") && !name.starts_with('/') => {
                below(self.content, &format!("{}index.md", page.trim_end_matches("index.html")))
            }
            _ => return None,
        };
        let written = note.source.get(link.target_span.range())?;
        let fragment = written.find('#').map_or("", |at| &written[at..]);
        Some((link.target_span, format!("{}{fragment}", markdown_path(here, &path))))
    }

    fn file_of(&self, note: NoteIx) -> crate::text::VaultPath {
        self.archive.notes[note.0 as usize].path.clone()
    }

    /// A path without the content folder before it.
    fn below_content(&self, path: &str) -> String {
        match path.strip_prefix(self.content) {
            Some(rest) if !self.content.is_empty() => rest.trim_start_matches('/').to_owned(),
            _ => path.to_owned(),
        }
    }
}

/// The name's bytes at the front of a wikilink's target: what follows `#` stays.
fn name_in(note: &Note, target: Span, name: &str) -> Option<Span> {
    let at = note.source.get(target.range())?.find(name)?;
    Some(Span::new(at..at + name.len()).shifted(target.start as usize))
}
