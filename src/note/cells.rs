//! Markdown in the cells of a dataset: read together, as the values of a note whose file is the CSV file.

use super::body::{Body, BodySettings};
use super::fragment::{self, FieldMarkdown};
use super::origin::Origin;
use super::{Meta, Note, images, math, raw_html};
use crate::config::Limits;
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::SourceFile;
use crate::text::Span;

/// Reads one cell after another.
pub struct CellReader<'r> {
    file: &'r SourceFile,
    settings: BodySettings,
    body: Body,
    markdown: Vec<FieldMarkdown>,
    starts: Vec<CellStart>,
    found: Vec<Diagnostic>,
}

/// Where a cell begins in what all cells have in common.
#[derive(Clone, Copy, Debug)]
pub struct CellStart {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// The first of its links.
    pub link: u32,
    /// The first of its citations.
    pub citation: u32,
}

impl<'r> CellReader<'r> {
    /// A reader of the cells of a file.
    #[must_use]
    pub fn new(file: &'r SourceFile, limits: Limits) -> Self {
        let settings = BodySettings { plain_note: false, limits };
        let body = Body::default();
        Self { file, settings, body, markdown: Vec::new(), starts: Vec::new(), found: Vec::new() }
    }

    /// Reads the cell that is written at `span`; rows come in order, and the columns of each.
    pub fn read(&mut self, row: u32, column: u32, text: &str, span: Span) {
        let (link, citation) = (self.body.links.len() as u32, self.body.citations.len() as u32);
        self.starts.push(CellStart { row, column, link, citation });
        let origin = Origin::of_cell(text, span, &self.file.text);
        let events = fragment::read(text, &origin, self.file, &self.settings, &mut self.body, &mut self.found);
        self.markdown.push(FieldMarkdown { field: row, value: column, events });
    }

    /// What was read, as a note of the file, which goes by the id and the language of the dataset's own; and where each cell begins.
    #[must_use]
    pub fn finish(mut self, of: &Note) -> Checked<(Note, Vec<CellStart>)> {
        self.body.fit();
        let note = Note {
            id: of.id.clone(),
            path: self.file.path.clone(),
            is_folder_index: false,
            kind: None,
            source: self.file.text.clone(),
            meta: Meta { title: of.meta.title.clone(), lang: of.meta.lang.clone(), ..Meta::default() },
            fields: Vec::new(),
            extra: Vec::new(),
            columns: None,
            claims: Vec::new(),
            unread_claims: Vec::new(),
            body_start: 0,
            body: self.body,
            summary: Vec::new(),
            image: Vec::new(),
            markdown: self.markdown,
            is_annotated: false,
        };
        raw_html::findings(&note, &mut self.found);
        math::findings(&note, &mut self.found);
        images::findings(&note, &mut self.found);
        self.found.iter_mut().for_each(keep_cell_whole);
        Checked::new((note, self.starts), self.found)
    }
}

/// Takes back a mend that writes what a cell may hold only between quotes.
pub fn keep_cell_whole(diagnostic: &mut Diagnostic) {
    let is_plain = |text: &str| !text.contains([',', '"', '\r', '\n']);
    diagnostic.fix = diagnostic.fix.take().filter(|fix| fix.edits.iter().all(|edit| is_plain(&edit.replacement)));
}
