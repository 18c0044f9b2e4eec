//! Datasets: a CSV file beside its note, its cells read by the columns the note declares.

mod columns;
mod csv;

use super::names::ReadIx;
use super::resolver::Resolver;
use super::{Answer, Dataset, DatasetCell, DatasetColumn, DatasetRow};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::schema::{Role, Value, ValueType};
use crate::source::SourceFile;
use crate::text::{Span, fold};
use csv::Record;

/// Reads the datasets of all published notes of role dataset, ordered by note.
pub(super) fn read(resolver: &mut Resolver<'_>, files: &[SourceFile]) -> Vec<Dataset> {
    let mut datasets = Vec::new();
    for (read, note) in (0..).map(ReadIx).zip(resolver.notes) {
        let Some(ix) = resolver.published[read.0 as usize] else { continue };
        let is_dataset = note.kind.is_some_and(|kind| resolver.kinds.get(kind).role == Role::Dataset);
        if !is_dataset || note.is_folder_index {
            continue;
        }
        let wanted = format!("{}.csv", note.path.as_str().trim_end_matches(".md"));
        let Some(file) = files.iter().find(|file| fold(file.path.as_str()) == fold(&wanted)) else {
            let message = format!("the dataset has no CSV file: there is no `{wanted}`");
            let help = "put the file beside the note, under the note's own name";
            resolver.report(Diagnostic::new(Code::MissingDataset, &note.path, note.meta.title.span, message).help(help));
            continue;
        };
        datasets.extend(dataset(resolver, note, ix, file));
    }
    datasets
}

fn dataset(resolver: &mut Resolver<'_>, note: &Note, ix: super::NoteIx, file: &SourceFile) -> Option<Dataset> {
    let mut records = csv::records(file).into(&mut resolver.diagnostics).into_iter();
    let head = records.next()?;
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
    let limit = resolver.config.limits.dataset_rows as usize;
    let mut rows = Vec::new();
    for record in records {
        if rows.len() == limit {
            let message = format!("the dataset has more than {limit} rows; the rest is left out");
            let help = "split the file, or raise `limits: {dataset_rows: ...}` in casebook.yaml";
            resolver.report(Diagnostic::new(Code::DatasetTooLarge, &file.path, record.span, message).help(help));
            break;
        }
        rows.push(row(resolver, note, file, &columns, &record));
    }
    Some(Dataset { note: ix, path: file.path.clone(), columns, rows })
}

fn row(resolver: &mut Resolver<'_>, note: &Note, file: &SourceFile, columns: &[DatasetColumn], record: &Record) -> DatasetRow {
    if record.cells.len() > columns.len() {
        let message = format!("this row has {} cells, and the head has {}", record.cells.len(), columns.len());
        let help = "quote a cell that holds a comma, or take the cell out";
        resolver.report(Diagnostic::new(Code::InvalidCsv, &file.path, record.span, message).help(help));
    }
    let mut cells = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let written = record.cells.get(at).map(|(text, span)| (text.trim(), *span)).filter(|(text, _)| !text.is_empty());
        cells.push(written.and_then(|(text, span)| cell(resolver, note, file, column, text, span)));
    }
    DatasetRow { span: record.span, cells }
}

fn cell(
    resolver: &mut Resolver<'_>,
    note: &Note,
    file: &SourceFile,
    column: &DatasetColumn,
    text: &str,
    span: Span,
) -> Option<DatasetCell> {
    match column.value.read(text) {
        Err(error) => {
            let message = format!("in the column `{}`: {}", column.name, error.message);
            resolver.report(Diagnostic::new(Code::InvalidCell, &file.path, span, message).help(error.help));
            None
        }
        Ok(value) => {
            let answer = match (&value, &column.value) {
                (Value::Reference(written), ValueType::Reference(relation)) => {
                    // The finding belongs to the CSV file, the name is resolved as the note would.
                    let mut in_file = note.clone();
                    in_file.path = file.path.clone();
                    Some(resolver.reference(&in_file, span, written, &relation.to))
                }
                _ => None,
            };
            match answer {
                Some(Answer::Draft | Answer::Fault) => None,
                answer => Some(DatasetCell { value, answer }),
            }
        }
    }
}
