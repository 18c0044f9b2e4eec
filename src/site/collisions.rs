//! Two things that would be written to one path, or to a file and a folder of one name.

use std::cell::OnceCell;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Site;
use super::plan::{Planned, Source, TableKey, former_table};
use super::route::Route;
use crate::archive::{Archive, NoteIx};
use crate::diagnostic::{Checked, Code, Diagnostic, Place};
use crate::note::NoteId;
use crate::schema::{KindIx, former_path};
use crate::text::{Span, fold};

impl Site<'_> {
    /// Leaves each path to whatever claims it first: notes before what is made from them, a file before a folder of its name.
    pub(super) fn claim_once(&self, planned: Vec<Planned>) -> Checked<Vec<Planned>> {
        let mut diagnostics = Vec::new();
        let places = Places::new(self.archive);
        let mut claimed: Vec<(String, Planned)> =
            planned.into_par_iter().map(|planned| (fold(planned.path.as_str()), planned)).collect();
        // Stable: of two with one path the first stays first.
        claimed.par_sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut kept: Vec<(String, Planned)> = Vec::with_capacity(claimed.len());
        for (key, next) in claimed {
            let Some((_, first)) = kept.last_mut().filter(|(last, _)| *last == key) else {
                kept.push((key, next));
                continue;
            };
            if is_redirect(first) && !is_redirect(&next) {
                diagnostics.push(self.collision(&next, first, &places));
                *first = next;
            } else {
                diagnostics.push(self.collision(first, &next, &places));
            }
        }
        kept.retain(|(key, planned)| {
            let other = self.written_beside(key);
            diagnostics.extend(other.map(|other| self.beside(planned, other, &places)));
            other.is_none()
        });
        let mut kept = self.without_folders_of_files(kept, &places, &mut diagnostics);
        kept.par_sort_by(|a, b| a.path.cmp(&b.path));
        Checked::new(kept, diagnostics)
    }

    /// Leaves out what lies in a folder that has the name of a file. Told of once for each such file.
    fn without_folders_of_files(
        &self,
        kept: Vec<(String, Planned)>,
        places: &Places<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Planned> {
        // Files have an extension, and most folders have no dot in their names.
        let is_like_file = |folder: &str| folder.rsplit('/').next().is_some_and(|name| name.contains('.'));
        let folders = |key: &str| -> Vec<usize> {
            key.match_indices('/').map(|(at, _)| at).filter(|at| is_like_file(&key[..*at])).collect()
        };
        if kept.par_iter().all(|(key, _)| folders(key).is_empty()) {
            return kept.into_iter().map(|(_, planned)| planned).collect();
        }
        let files: FxHashMap<&str, &Planned> = kept.iter().map(|(key, planned)| (&**key, planned)).collect();
        let mut told = FxHashSet::default();
        let inner: Vec<bool> = kept
            .iter()
            .map(|(key, planned)| {
                let Some(file) = folders(key).into_iter().find_map(|end| files.get(&key[..end])) else { return false };
                if told.insert(&file.path) {
                    diagnostics.push(self.file_and_folder(file, planned, places));
                }
                true
            })
            .collect();
        kept.into_iter().zip(inner).filter(|(_, is_inner)| !is_inner).map(|((_, planned), _)| planned).collect()
    }

    fn collision(&self, kept: &Planned, other: &Planned, places: &Places<'_>) -> Diagnostic {
        let path = &kept.path;
        let message = format!("{} and {} would both be written to `{path}`", self.what(&kept.source), self.what(&other.source));
        let help = match (&kept.source, &other.source) {
            _ if is_redirect(kept) || is_redirect(other) => {
                "rename one of them, or take the former address out of `redirect_from`"
            }
            (Source::Tag { .. }, Source::Tag { .. }) => {
                "write one of the tags in another way: what no file name can hold is a `-` in the address of a tag"
            }
            _ if kept.path != other.path => "names that differ only in case are one on many systems: rename one of them",
            _ => "rename one of them",
        };
        places.finding([other, kept], message, help)
    }

    fn file_and_folder(&self, file: &Planned, inner: &Planned, places: &Places<'_>) -> Diagnostic {
        let (a, b) = (self.what(&file.source), self.what(&inner.source));
        let message = format!("{a} would be written to the file `{}`, and {b} into a folder of that name", file.path);
        let help = "rename one of them, best so that no folder ends as files do";
        places.finding([inner, file], message, help)
    }

    fn beside(&self, planned: &Planned, other: &str, places: &Places<'_>) -> Diagnostic {
        let message = format!("{} and {other} would both be written to `{}`", self.what(&planned.source), planned.path);
        places.finding([planned, planned], message, "give it another name or folder")
    }

    /// What is written to a path beside the plan.
    fn written_beside(&self, key: &str) -> Option<&'static str> {
        let is_mapped = self.archive.config.base_url.is_some();
        match key {
            "robots.txt" => Some("what tells search engines of the site"),
            "feed.xml" if is_mapped => Some("the feed of the site"),
            "sitemap.xml" if is_mapped => Some("the map of the site"),
            _ => None,
        }
    }

    /// What a file is made from, in words.
    fn what(&self, source: &Source) -> String {
        let id = |ix: &NoteIx| -> &NoteId { &self.archive.notes[ix.0 as usize].id };
        match source {
            Source::Home(_) => "the home page".to_owned(),
            Source::Note(ix) => format!("the note `{}`", id(ix)),
            Source::Kind { kind, .. } => format!("the table of the kind `{}`", self.archive.kinds.get(*kind).name),
            Source::Tags { .. } => "the table of all tags".to_owned(),
            Source::Claims { .. } => "the table of all claims".to_owned(),
            Source::Disputes { .. } => "the page of disputes".to_owned(),
            Source::Annotations { .. } | Source::AnnotationData => "the annotations".to_owned(),
            Source::Bibliography => "the bibliography".to_owned(),
            Source::Tag { tag, .. } => format!("the tag `{tag}`"),
            Source::List { note, .. } => format!("a list of the note `{}`", id(note)),
            Source::Redirect(ix) => format!("a former address of the note `{}`", id(ix)),
            Source::FormerTable(kind) => {
                format!("a former address of the table of the kind `{}`", self.archive.kinds.get(*kind).name)
            }
            Source::NotFound => "the page for missing addresses".to_owned(),
            Source::Attachment(ix) => format!("the file `{}`", self.archive.attachments[ix.0 as usize].path),
            Source::Csv(_) | Source::Json(_) => "the data of a table".to_owned(),
            Source::Library(_) => "the library of works".to_owned(),
            Source::DatasetFile(_) => "the file of a dataset".to_owned(),
        }
    }
}

/// Where what is written to the same path stands in the archive; looked up by maps, as there may be a collision for every address.
struct Places<'a> {
    archive: &'a Archive,
    former: OnceCell<FxHashMap<(NoteIx, String), Span>>,
    former_tables: OnceCell<FxHashMap<(KindIx, String), Span>>,
    tags: OnceCell<FxHashMap<String, Place>>,
}

impl<'a> Places<'a> {
    fn new(archive: &'a Archive) -> Self {
        Self { archive, former: OnceCell::new(), former_tables: OnceCell::new(), tags: OnceCell::new() }
    }

    /// A finding at the first of two places that there is.
    fn finding(&self, at: [&Planned; 2], message: String, help: &str) -> Diagnostic {
        let diagnostic = match at.into_iter().find_map(|planned| self.of(planned)) {
            Some(place) => Diagnostic::new(Code::PathCollision, &place.file, place.span, message),
            None => Diagnostic::general(Code::PathCollision, message),
        };
        diagnostic.help(help)
    }

    fn of(&self, planned: &Planned) -> Option<Place> {
        let title = |ix: &NoteIx| {
            let note = &self.archive.notes[ix.0 as usize];
            Some(Place { file: note.path.clone(), span: note.meta.title.span })
        };
        match &planned.source {
            Source::Note(ix) | Source::Home(Some(ix)) => title(ix),
            Source::List { note, .. } | Source::Csv(TableKey::Query(note, _)) | Source::Json(TableKey::Query(note, _)) => {
                title(note)
            }
            Source::Redirect(ix) => {
                let former = self.former.get_or_init(|| former(self.archive));
                let span = *former.get(&(*ix, path_of(&planned.route)?))?;
                Some(Place { file: self.archive.notes[ix.0 as usize].path.clone(), span })
            }
            Source::FormerTable(kind) => {
                let former = self.former_tables.get_or_init(|| former_tables(self.archive));
                let span = *former.get(&(*kind, path_of(&planned.route)?))?;
                Some(Place { file: self.archive.kinds.get(*kind).place.file.clone(), span })
            }
            Source::Attachment(ix) => {
                Some(Place { file: self.archive.attachments[ix.0 as usize].path.clone(), span: Span::default() })
            }
            Source::Tag { tag, .. } => self.tags.get_or_init(|| tags(self.archive)).get(&fold(tag)).cloned(),
            _ => None,
        }
    }
}

fn path_of(former: &Route) -> Option<String> {
    if let Route::Former(path) = former { Some(path.to_string()) } else { None }
}

/// Where each former address of each note is written first.
fn former(archive: &Archive) -> FxHashMap<(NoteIx, String), Span> {
    let mut places = FxHashMap::default();
    for (ix, note) in (0..).map(NoteIx).zip(&archive.notes) {
        for former in &note.meta.redirect_from {
            if let Ok(path) = former_path(&former.value) {
                places.entry((ix, path)).or_insert(former.span);
            }
        }
    }
    places
}

/// Where each former address of each kind's table is written first.
fn former_tables(archive: &Archive) -> FxHashMap<(KindIx, String), Span> {
    let mut places = FxHashMap::default();
    for (ix, kind) in (0..).map(KindIx).zip(&archive.kinds.all) {
        for former in &kind.redirect_from {
            if let Some(path) = former_table(&former.value) {
                places.entry((ix, path)).or_insert(former.span);
            }
        }
    }
    places
}

/// Where each tag, or one below it, is written first.
fn tags(archive: &Archive) -> FxHashMap<String, Place> {
    let mut places: FxHashMap<String, Place> = FxHashMap::default();
    for note in &archive.notes {
        for tag in note.meta.tags.iter().chain(&note.body.tags) {
            let written = fold(&tag.value);
            let ends = written.match_indices('/').map(|(at, _)| at).chain([written.len()]);
            // From the longest up: above one that is known all are known.
            for end in ends.collect::<Vec<_>>().into_iter().rev() {
                if places.contains_key(&written[..end]) {
                    break;
                }
                places.insert(written[..end].to_owned(), Place { file: note.path.clone(), span: tag.span });
            }
        }
    }
    places
}

fn is_redirect(planned: &Planned) -> bool {
    matches!(planned.source, Source::Redirect(_) | Source::FormerTable(_))
}
