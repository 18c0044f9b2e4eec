//! References in front matter, those of claims among them, in datasets and in the navigation.

use super::Plan;
use crate::archive::Answer;
use crate::archive::spelling::join;
use crate::note::Note;
use crate::schema::Value;
use crate::text::{Span, VaultPath, fold};
use crate::yaml;

impl Plan<'_> {
    /// Rewrites all references.
    pub(super) fn all_references(&mut self) {
        let archive = self.archive;
        for (note, answers) in archive.notes.iter().zip(&archive.references) {
            for answer in answers {
                let value = &note.fields[answer.field as usize].values[answer.value as usize];
                if let Value::Reference(written) = &value.value {
                    for span in std::iter::once(&value.span).chain(&value.again) {
                        self.in_yaml(&note.path, &note.source, *span, written, &answer.answer);
                    }
                }
            }
        }
        for claim in &archive.claims.all {
            let note = &archive.notes[claim.note.0 as usize];
            for (written, named) in &claim.named {
                let answer = Answer::Note { note: *named, part: crate::archive::Part::Whole };
                self.in_yaml(&note.path, &note.source, written.span, written, &answer);
            }
        }
        self.translations();
        self.quotations();
        self.navigation();
        self.cells();
    }

    /// `translation_of` names its original as other references do.
    fn translations(&mut self) {
        let archive = self.archive;
        for group in &archive.translations {
            for note in group.iter().map(|ix| &archive.notes[ix.0 as usize]) {
                let Some(of) = &note.meta.translation_of else { continue };
                if let Some(named) = group.iter().find(|ix| self.ids.contains_key(ix) && is_name_of(self.note(**ix), of)) {
                    let answer = Answer::Note { note: *named, part: crate::archive::Part::Whole };
                    self.in_yaml(&note.path, &note.source, of.span, of, &answer);
                }
            }
        }
    }

    /// A claim's quotation names the file it is from: beside the note, in the content folder, or below the root.
    fn quotations(&mut self) {
        let archive = self.archive;
        for note in &archive.notes {
            for file in note.claims.iter().filter_map(|claim| claim.quote.as_ref()).map(|quote| &quote.file) {
                let written = VaultPath::new(file);
                let beside = join(note.path.folder(), file).map(|path| VaultPath::new(&path));
                let places = beside.iter().cloned().chain([super::below(self.content, file), written]);
                let Some(path) = places.into_iter().find(|path| self.sources.text(path).is_some()) else { continue };
                let is_beside = Some(&path) == beside.as_ref();
                let stays = if is_beside { self.moves.keep_way(&note.path, &path) } else { self.moves.of(&path).is_none() };
                if !stays {
                    let new = self.below_content(self.new_path(&path).as_str());
                    self.scalar(&note.path, &note.source, file.span, file, &new);
                }
            }
        }
    }

    fn navigation(&mut self) {
        let config = self.archive.config.clone();
        let Some(items) = &config.nav else { return };
        for (item, answer) in items.iter().zip(&self.archive.nav) {
            if let Some(new) = self.name_after(&item.place.file, &item.to, answer) {
                // The settings' text is not at hand; a target is a scalar, and a scalar takes its place.
                self.replace(&item.place.file, item.to.span, yaml::scalar(&new).into_owned());
            }
        }
    }

    fn cells(&mut self) {
        let archive = self.archive;
        for dataset in &archive.datasets {
            for cell in dataset.rows.iter().flat_map(|row| row.cells.iter().flatten()) {
                let (Some(answer), Value::Reference(written)) = (&cell.answer, &cell.value) else { continue };
                if let Some(new) = self.name_after(&dataset.path, written, answer) {
                    let text = if needs_quotes(&new) { in_quotes(&new) } else { new };
                    self.replace(&dataset.path, cell.span, text);
                }
            }
            if let Some(texts) = &dataset.texts {
                let cells = dataset.rows.iter().flat_map(|row| row.cells.iter().flatten());
                let of_markdown = cells.filter(|cell| matches!(cell.value, Value::Markdown(_)));
                self.links_in_cells(texts, of_markdown.map(|cell| cell.span));
            }
        }
    }

    /// Rewrites a reference that stands in YAML at `span`, alone or within brackets and quotes.
    fn in_yaml(&mut self, file: &VaultPath, source: &str, span: Span, written: &str, answer: &Answer) {
        if let Some(new) = self.name_after(file, written, answer) {
            self.scalar(file, source, span, written, &new);
        }
    }

    /// Writes `new` for the text `written` of a scalar.
    fn scalar(&mut self, file: &VaultPath, source: &str, span: Span, written: &str, new: &str) {
        let Some(text) = source.get(span.range()) else { return };
        let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
        match (text.find(written), quote) {
            (Some(at), Some(quote)) => {
                let escaped = if quote == '"' { new.replace('\\', "\\\\").replace('"', "\\\"") } else { new.replace('\'', "''") };
                self.replace(file, Span::new(at..at + written.len()).shifted(span.start as usize), escaped);
            }
            (Some(at), None) => {
                self.replace(
                    file,
                    Span::new(at..at + written.len()).shifted(span.start as usize),
                    yaml::scalar(new).into_owned(),
                );
            }
            // Written with escapes: the scalar as a whole is written anew.
            (None, Some(_)) => self.replace(file, span, yaml::scalar(new).into_owned()),
            (None, None) => {}
        }
    }
}

/// Whether a text can stand in a cell of a CSV file only between quotes.
pub(super) fn needs_quotes(text: &str) -> bool {
    text.contains([',', '"', '\n'])
}

/// A text as a cell of a CSV file, between quotes.
pub(super) fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Whether a name is a note's, of a few notes one of which it must be.
fn is_name_of(note: &Note, name: &str) -> bool {
    let name = fold(super::strip_md(name.trim()).trim_start_matches('/'));
    let id = fold(note.id.as_str());
    name == id || name == fold(note.id.slug()) || name == fold(&note.meta.title) || id.ends_with(&format!("/{name}"))
}
