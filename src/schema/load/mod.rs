//! Reads `_kind.yaml` files.

mod field;
mod index;
mod kind;
mod reader;
mod relations;

use std::collections::BTreeMap;

use super::{FieldIx, Kind, KindName, Kinds};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceFile;
use crate::text::{Span, VaultPath};
use crate::yaml::{self, Limits};

/// Reads the kinds of an archive whose notes lie in the folder `content` (empty: in the root itself).
///
/// A kind that has no readable name is left out; a field or column at fault is left out of its kind.
#[must_use]
pub fn load(files: &[SourceFile], content: &str, limits: &Limits) -> Checked<Kinds> {
    let mut findings = Vec::new();
    let mut read: Vec<KindRead> = Vec::new();
    let mut all_read = true;
    for file in files {
        let parsed = yaml::parse(&file.path, &file.text, 0..file.text.len(), limits);
        let is_partial = yaml::is_partial(&parsed.diagnostics);
        let root = parsed.into(&mut findings);
        let made = kind::read(&file.path, root.as_ref(), is_partial, folder_of(&file.path, content)).into(&mut findings);
        all_read &= made.is_some();
        read.extend(made);
    }
    let mut read = distinct(read, &mut findings);
    let names: Vec<KindName> = read.iter().map(|read| read.kind.name.clone()).collect();
    for read in &mut read {
        relations::check_targets(read, &names, all_read, &mut findings);
    }
    let (mut kinds, places): (Vec<Kind>, Vec<Places>) = read.into_iter().map(|read| (read.kind, read.places)).unzip();
    relations::check_inverses(&mut kinds, &places, &mut findings);
    let mut kinds = Kinds { all: kinds };
    index::check(&mut kinds, &places, &mut findings);
    findings.sort_by(|a, b| a.place.cmp(&b.place));
    Checked::new(kinds, findings)
}

/// A kind as its own file declares it, before it is seen among the others.
struct KindRead {
    kind: Kind,
    places: Places,
}

/// Where the parts of a kind that are checked later stand in its file.
struct Places {
    file: VaultPath,
    /// The kind's name.
    name: Span,
    /// Of each relation: its field, the kinds in its `to`, and its inverse.
    relations: Vec<RelationPlaces>,
    /// Columns, facets and the sort key of the index, as positions beside those of the kind.
    columns: Vec<Span>,
    facets: Vec<Span>,
    sort: Option<Span>,
}

struct RelationPlaces {
    field: FieldIx,
    to: Vec<Span>,
    inverse: Span,
}

/// The folder of notes that a `_kind.yaml` is about, below the content folder.
fn folder_of<'a>(path: &'a VaultPath, content: &str) -> &'a str {
    let folder = path.folder();
    folder.strip_prefix(content).map_or(folder, |below| below.trim_start_matches('/'))
}

/// The kinds ordered by name; of two with one name, only that of the first file.
fn distinct(read: Vec<KindRead>, findings: &mut Vec<Diagnostic>) -> Vec<KindRead> {
    let mut by_name: BTreeMap<KindName, KindRead> = BTreeMap::new();
    for read in read {
        let Some(first) = by_name.get(&read.kind.name) else {
            by_name.insert(read.kind.name.clone(), read);
            continue;
        };
        let name = &read.kind.name;
        let message = format!("the kind `{name}` is declared twice");
        findings.push(
            Diagnostic::new(Code::DuplicateKind, &read.places.file, read.places.name, message)
                .related(&first.places.file, first.places.name, "first declared here")
                .help("give one of them another name, or put the notes of both into subfolders of one folder"),
        );
    }
    by_name.into_values().collect()
}
