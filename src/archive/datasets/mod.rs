//! Datasets: a CSV file beside its note, its cells read by the columns the note declares.

mod columns;
mod csv;

use rustc_hash::FxHashMap;

use super::links::strip_md;
use super::names::ReadIx;
use super::resolver::Resolver;
use super::{Answer, CellTexts, Dataset, DatasetCell, DatasetColumn, DatasetRow};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::cells::{CellReader, keep_cell_whole};
use crate::note::citation;
use crate::schema::{Role, Value, ValueType};
use crate::source::SourceFile;
use crate::text::{Span, Spanned, fold};
use crate::works::CiteKey;
use csv::Record;

/// Datasets as they were read.
#[derive(Default)]
pub(super) struct Datasets {
    /// Those of published notes, ordered by note, and beside each the files that its cells use, by their place in the listing.
    pub(super) published: Vec<(Dataset, Vec<u32>)>,
    /// The works that those of drafts cite.
    pub(super) cited_by_drafts: Vec<CiteKey>,
}

/// Reads the datasets of all notes of role dataset; those of drafts are checked too.
pub(super) fn read(resolver: &mut Resolver<'_>, files: &[SourceFile]) -> Datasets {
    let by_path: FxHashMap<String, &SourceFile> = files.iter().map(|file| (fold(file.path.as_str()), file)).collect();
    let mut datasets = Datasets::default();
    for (read, note) in (0..).map(ReadIx).zip(resolver.world.notes) {
        let is_dataset = note.kind.is_some_and(|kind| resolver.world.kinds.get(kind).role == Role::Dataset);
        if !is_dataset || note.is_folder_index {
            continue;
        }
        resolver.user = resolver.world.published(read);
        let wanted = format!("{}.csv", strip_md(note.path.as_str()));
        let Some(file) = by_path.get(&fold(&wanted)) else {
            let message = format!("the dataset has no CSV file: there is no `{wanted}`");
            let help = "put the file beside the note, under the note's own name";
            resolver.report(Diagnostic::new(Code::MissingDataset, &note.path, note.meta.title.span, message).help(help));
            continue;
        };
        resolver.used.clear();
        let (columns, rows) = dataset(resolver, note, file);
        let texts = texts(resolver, read, file, &columns, &rows).map(Box::new);
        match resolver.user {
            Some(note) => {
                let dataset = Dataset { note, path: file.path.clone(), columns, rows, texts };
                datasets.published.push((dataset, std::mem::take(&mut resolver.used)));
            }
            None => datasets.cited_by_drafts.extend(keys(&rows, texts.as_deref())),
        }
    }
    datasets
}

/// The keys of all works that a dataset's cells cite.
fn keys(rows: &[DatasetRow], texts: Option<&CellTexts>) -> Vec<CiteKey> {
    let in_cells = rows.iter().flat_map(|row| row.cells.iter().flatten()).filter_map(|cell| cell.citation.as_deref());
    let in_texts = texts.into_iter().flat_map(|texts| &texts.note.body.citations).map(|used| &used.citation);
    in_cells.chain(in_texts).flat_map(|citation| &citation.items).map(|item| CiteKey::new(&item.key)).collect()
}

fn dataset(resolver: &mut Resolver<'_>, note: &Note, file: &SourceFile) -> (Vec<DatasetColumn>, Vec<DatasetRow>) {
    let mut records = csv::records(file).into(&mut resolver.diagnostics).into_iter();
    let Some(head) = records.next() else {
        let help = "its first line names the columns, with a comma between them";
        resolver.report(Diagnostic::new(Code::InvalidCsv, &file.path, Span::at(0), "the CSV file is empty").help(help));
        return (Vec::new(), Vec::new());
    };
    let declared = columns::declared(note).into(&mut resolver.diagnostics);
    let mut columns: Vec<DatasetColumn> = Vec::new();
    for (name, span) in &head.cells {
        let known = declared.iter().find(|column| *column.name == **name);
        if columns.iter().any(|column| *column.name == **name) {
            let message = format!("two columns are called `{name}`");
            resolver.report(Diagnostic::new(Code::InvalidCsv, &file.path, *span, message).help("give one of them another name"));
        }
        columns.push(known.cloned().unwrap_or_else(|| columns::text(name)));
    }
    for (column, span) in declared.iter().zip(columns::spans(note)) {
        if head.cells.iter().all(|(name, _)| **name != *column.name) {
            let names: Vec<&str> = head.cells.iter().map(|(name, _)| &**name).collect();
            let message = format!("the CSV file has no column `{}`", column.name);
            let help = crate::diagnostic::suggest::did_you_mean(&column.name, names.iter().copied())
                .unwrap_or_else(|| format!("its columns are {}", crate::diagnostic::suggest::list(&names, "and")));
            resolver.report(Diagnostic::new(Code::InvalidCsv, &note.path, span, message).help(help));
        }
    }
    let limit = resolver.world.config.limits.dataset_rows as usize;
    let mut rows = Vec::new();
    for record in records {
        if rows.len() == limit {
            let message = format!("the dataset has more than {limit} rows; the rest is left out");
            let help = "split the file, or raise `limits: {dataset_rows: ...}` in casebook.yaml";
            resolver.report(Diagnostic::new(Code::DatasetTooLarge, &file.path, record.span, message).help(help));
            break;
        }
        rows.push(row(resolver, file, &columns, &record));
    }
    (columns, rows)
}

/// The Markdown of the cells, its links answered; `None` where no column holds any.
fn texts(
    resolver: &mut Resolver<'_>,
    read: ReadIx,
    file: &SourceFile,
    columns: &[DatasetColumn],
    rows: &[DatasetRow],
) -> Option<CellTexts> {
    if columns.iter().all(|column| column.value != ValueType::Markdown) {
        return None;
    }
    let mut reader = CellReader::new(file, resolver.world.config.limits);
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(&row.cells) {
            if let Some(DatasetCell { value: Value::Markdown(text), span, .. }) = cell {
                reader.read(at, column, text, *span);
            }
        }
    }
    let (note, starts) = reader.finish(resolver.note(read)).into(&mut resolver.diagnostics);
    let before = resolver.diagnostics.len();
    let links = note.body.links.iter().map(|link| resolver.link(read, &note, link)).collect();
    let embeds = note.body.embeds.iter().map(|embed| resolver.embed(read, &note, embed)).collect();
    resolver.diagnostics[before..].iter_mut().for_each(keep_cell_whole);
    Some(CellTexts { note, starts, links, embeds })
}

fn row(resolver: &mut Resolver<'_>, file: &SourceFile, columns: &[DatasetColumn], record: &Record) -> DatasetRow {
    if record.cells.len() != columns.len() {
        let (cells, head) = (record.cells.len(), columns.len());
        let message = format!("this row has {cells} {}, and the head has {head}", if cells == 1 { "cell" } else { "cells" });
        let help = if cells > head {
            "quote a cell that holds a comma, or take the cell out"
        } else {
            "an empty cell needs its comma too"
        };
        resolver.report(Diagnostic::new(Code::InvalidCsv, &file.path, record.span, message).help(help));
    }
    let mut cells = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let written = record.cells.get(at).map(|(text, span)| (text.trim(), *span)).filter(|(text, _)| !text.is_empty());
        cells.push(written.and_then(|(text, span)| cell(resolver, file, column, text, span)));
    }
    DatasetRow { span: record.span, cells }
}

fn cell(resolver: &mut Resolver<'_>, file: &SourceFile, column: &DatasetColumn, text: &str, span: Span) -> Option<DatasetCell> {
    match column.value.read(text) {
        Err(error) => {
            let message = format!("in the column `{}`: {}", column.name, error.message);
            let code = if error.code.is_safety() { error.code } else { Code::InvalidCell };
            resolver.report(Diagnostic::new(code, &file.path, span, message).help(error.help));
            None
        }
        Ok(value) => {
            let answer = match (&value, &column.value) {
                (Value::Reference(written), ValueType::Reference(relation)) => {
                    Some(resolver.reference(&file.path, span, written, &relation.to))
                }
                _ => None,
            };
            let mut citation = None;
            if column.citation {
                let written = Spanned::new(text.into(), span);
                let faults = &mut resolver.diagnostics;
                citation =
                    Some(Box::new(citation::written(&written, &file.text, &file.path, &mut |finding| faults.push(finding))?));
            }
            match answer {
                Some(Answer::Draft | Answer::Fault) => None,
                answer => Some(DatasetCell { value, answer, citation, span }),
            }
        }
    }
}
