//! Which pages and files the site has. Every path is claimed once ([`super::collisions`]).

use rayon::prelude::*;

use super::Site;
use super::cite_page::CitationFormat;
use super::lists::ListKey;
use super::route::Route;
use super::tables::page_count;
use crate::archive::{AttachmentIx, NoteIx};
use crate::diagnostic::Checked;
use crate::output::OutputPath;
use crate::schema::{KindIx, former_path};
use crate::source::portable;

/// What is written to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The home page, with the text of `index.md` if there is one.
    Home(Option<NoteIx>),
    /// A note.
    Note(NoteIx),
    /// A page of a kind's table, with the text of its folder's `index.md` on the first.
    Kind {
        /// The kind.
        kind: KindIx,
        /// The folder's note.
        note: Option<NoteIx>,
        /// From 1.
        page: u32,
    },
    /// A page of the table of all claims.
    Claims {
        /// From 1.
        page: u32,
    },
    /// A page of annotations.
    Annotations {
        /// From 1.
        page: u32,
    },
    /// All annotations as data.
    AnnotationData,
    /// All works that are cited.
    Bibliography,
    /// A page of disputes.
    Disputes {
        /// From 1.
        page: u32,
    },
    /// A page of the table of all tags.
    Tags {
        /// From 1.
        page: u32,
    },
    /// A page of a tag's notes.
    Tag {
        /// The tag.
        tag: Box<str>,
        /// From 1.
        page: u32,
    },
    /// A page of a long list of a note.
    List {
        /// The note.
        note: NoteIx,
        /// Which list.
        list: ListKey,
        /// From 1.
        page: u32,
    },
    /// A former address of a note.
    Redirect(NoteIx),
    /// A former address of a kind's table.
    FormerTable(KindIx),
    /// `404.html`.
    NotFound,
    /// An attachment.
    Attachment(AttachmentIx),
    /// Rows of a table as CSV.
    Csv(TableKey),
    /// Rows of a table as JSON.
    Json(TableKey),
    /// All works.
    Library(CitationFormat),
    /// A dataset's file as it is.
    DatasetFile(u32),
}

/// A table that can be downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableKey {
    /// A kind's index.
    Kind(KindIx),
    /// All claims.
    Claims,
    /// All tags.
    Tags,
    /// A query of a note.
    Query(NoteIx, u32),
    /// The rows of a dataset: a position in the archive's datasets.
    Dataset(u32),
}

/// A file of the site to be made.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its address.
    pub route: Route,
    /// The same as a path.
    pub path: OutputPath,
    /// What it is made from.
    pub source: Source,
}

impl Site<'_> {
    /// All pages and data files, ordered by path; `sitemap.xml`, `feed.xml` and the theme's files come beside them.
    #[must_use]
    pub fn plan(&self) -> Checked<Vec<Planned>> {
        let mut planned = Vec::new();
        let mut add = |route, source| planned.push((route, source));
        let home = self.archive.notes.iter().position(|note| note.is_folder_index && note.id.as_str() == "index");
        add(Route::Home, Source::Home(home.map(|at| NoteIx(at as u32))));
        add(Route::NotFound, Source::NotFound);
        self.plan_kinds(&mut add);
        for (ix, note) in (0..).map(NoteIx).zip(&self.archive.notes) {
            let route = Route::of_note(note);
            let is_kind_index = note.is_folder_index && self.kind_of_folder(note.id.as_str()).is_some();
            if route != Route::Home && !is_kind_index {
                add(route, Source::Note(ix));
            }
            self.plan_lists(ix, &mut add);
            for former in &note.meta.redirect_from {
                if let Ok(path) = former_path(&former.value) {
                    add(Route::Former(path.into()), Source::Redirect(ix));
                }
            }
            for (query, _) in (0..).zip(&note.body.queries) {
                if self.views.queries[ix.0 as usize][query as usize].is_some() {
                    let key = TableKey::Query(ix, query);
                    add(self.data_route(&key, "csv"), Source::Csv(key.clone()));
                    add(self.data_route(&key, "json"), Source::Json(key));
                }
            }
        }
        if self.exported_works().next().is_some() {
            for (format, extension) in
                [(CitationFormat::Bibtex, "bib"), (CitationFormat::CslJson, "json"), (CitationFormat::Ris, "ris")]
            {
                add(Route::Data(format!("references.{extension}").into()), Source::Library(format));
            }
        }
        self.plan_claims(&mut add);
        self.plan_tags(&mut add);
        for (at, _) in (0..).zip(&self.archive.datasets) {
            let key = TableKey::Dataset(at);
            add(self.data_route(&key, "csv"), Source::Csv(key.clone()));
            add(self.data_route(&key, "json"), Source::Json(key));
        }
        for (ix, _) in (0..).map(AttachmentIx).zip(&self.archive.attachments) {
            add(Route::Attachment(self.addresses.attachment_path(ix).into()), Source::Attachment(ix));
        }
        let mut planned: Vec<Planned> = planned
            .into_par_iter()
            .map(|(route, source): (Route, Source)| Planned { path: route.path(), route, source })
            .collect();
        planned.par_sort_by(|a, b| a.path.cmp(&b.path));
        self.claim_once(planned)
    }

    fn plan_kinds(&self, add: &mut impl FnMut(Route, Source)) {
        for (at, _) in self.archive.kinds.all.iter().enumerate() {
            let kind = KindIx(at as u32);
            let Some(route) = self.kind_route(kind) else { continue };
            let folder = &*self.archive.kinds.get(kind).folder;
            let note = self.archive.notes.iter().position(|note| note.is_folder_index && note.id.as_str() == folder);
            for page in 1..=page_count(&self.views.kinds[at]) {
                let note = note.filter(|_| !folder.is_empty()).map(|at| NoteIx(at as u32));
                add(route.with_page(page), Source::Kind { kind, note, page });
            }
            for former in &self.archive.kinds.get(kind).redirect_from {
                if let Some(path) = former_table(&former.value) {
                    add(Route::Former(path.into()), Source::FormerTable(kind));
                }
            }
            add(self.data_route(&TableKey::Kind(kind), "csv"), Source::Csv(TableKey::Kind(kind)));
            add(self.data_route(&TableKey::Kind(kind), "json"), Source::Json(TableKey::Kind(kind)));
        }
    }

    fn plan_claims(&self, add: &mut impl FnMut(Route, Source)) {
        let claims = &self.archive.claims;
        if !claims.all.is_empty() {
            for page in 1..=page_count(&self.views.claims) {
                add(Route::Claims { page }, Source::Claims { page });
            }
            add(self.data_route(&TableKey::Claims, "csv"), Source::Csv(TableKey::Claims));
            add(self.data_route(&TableKey::Claims, "json"), Source::Json(TableKey::Claims));
        }
        for page in 1..=self.annotation_pages() {
            add(Route::Annotations { page }, Source::Annotations { page });
        }
        if !self.views.annotations.is_empty() {
            add(Route::Data("annotations.jsonld".into()), Source::AnnotationData);
        }
        if self.archive.citations.is_cited.contains(&true) {
            add(Route::Bibliography, Source::Bibliography);
        }
        if !claims.is_empty() {
            for page in 1..=self.dispute_pages() {
                add(Route::Disputes { page }, Source::Disputes { page });
            }
        }
    }

    fn plan_tags(&self, add: &mut impl FnMut(Route, Source)) {
        if self.views.tag.is_empty() {
            return;
        }
        for page in 1..=page_count(&self.views.tags) {
            add(Route::Tags { page }, Source::Tags { page });
        }
        for (tag, table) in &self.views.tag {
            for page in 1..=page_count(table) {
                add(Route::Tag { tag: tag.clone(), page }, Source::Tag { tag: tag.clone(), page });
            }
        }
    }

    /// The kind whose own folder this is.
    pub(super) fn kind_of_folder(&self, folder: &str) -> Option<KindIx> {
        let at = self.archive.kinds.all.iter().position(|kind| &*kind.folder == folder && !folder.is_empty())?;
        Some(KindIx(at as u32))
    }

    /// Where the rows of a table are written.
    #[must_use]
    pub fn data_route(&self, key: &TableKey, extension: &str) -> Route {
        let name = match key {
            TableKey::Kind(kind) => portable(&self.archive.kinds.get(*kind).name.0),
            TableKey::Tags => "tags".to_owned(),
            TableKey::Claims => "claims".to_owned(),
            TableKey::Dataset(at) => {
                format!("datasets/{}", self.archive.notes[self.archive.datasets[*at as usize].note.0 as usize].id)
            }
            TableKey::Query(note, query) => format!("notes/{}.{}", self.archive.notes[note.0 as usize].id, query + 1),
        };
        Route::Data(format!("{name}.{extension}").into())
    }
}

/// The former address of a kind's table: that of the folder, or of its page.
pub(super) fn former_table(written: &str) -> Option<String> {
    let path = former_path(written).ok()?;
    Some(format!("{}/index", path.strip_suffix("/index").unwrap_or(&path)))
}
