//! What links and references are resolved with, and what is found on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::files::FileIndex;
use super::names::Names;
use super::{Answer, AttachmentIx, NoteIx};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::note::body::LinkUse;
use crate::schema::Kinds;

/// File types that are published unless the archive lists more.
pub(super) const PUBLISHED_TYPES: &[&str] = &[
    "avif", "bib", "bmp", "csv", "docx", "epub", "flac", "geojson", "gif", "ico", "jpeg", "jpg", "json", "m4a", "mov", "mp3",
    "mp4", "odp", "ods", "odt", "ogg", "ogv", "opus", "pdf", "png", "pptx", "ris", "svg", "tif", "tiff", "tsv", "txt", "wav",
    "webm", "webp", "xlsx", "zip",
];

pub(super) struct Resolver<'a> {
    pub(super) config: &'a Config,
    pub(super) kinds: &'a Kinds,
    /// All notes read, drafts included.
    pub(super) notes: &'a [Arc<Note>],
    /// For each of them its place among the published ones; `None` for drafts that are left out.
    pub(super) published: Vec<Option<NoteIx>>,
    pub(super) names: Names<'a>,
    pub(super) files: FileIndex<'a>,
    /// The content folder below the root.
    pub(super) content: &'a str,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Files in use, by their place in the listing, and the notes that use them.
    pub(super) used: BTreeMap<u32, Vec<NoteIx>>,
    /// The published note whose links are being resolved.
    pub(super) user: Option<NoteIx>,
    near: FxHashMap<String, Vec<String>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        config: &'a Config,
        kinds: &'a Kinds,
        notes: &'a [Arc<Note>],
        published: Vec<Option<NoteIx>>,
        files: FileIndex<'a>,
        content: &'a str,
    ) -> Self {
        let names = Names::new(notes);
        let (diagnostics, used, near) = (Vec::new(), BTreeMap::new(), FxHashMap::default());
        Self { config, kinds, notes, published, names, files, content, diagnostics, used, user: None, near }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The names nearest to one that was not found; looked for once a name.
    pub(super) fn nearest(&mut self, name: &str) -> Vec<String> {
        if let Some(near) = self.near.get(name) {
            return near.clone();
        }
        let near: Vec<String> = self.names.nearest(name).into_iter().map(str::to_owned).collect();
        self.near.insert(name.to_owned(), near.clone());
        near
    }

    /// A folder without the content folder before it.
    pub(super) fn below_content<'p>(&self, folder: &'p str) -> &'p str {
        match folder.strip_prefix(self.content) {
            Some(rest) if !self.content.is_empty() => rest.trim_start_matches('/'),
            _ => folder,
        }
    }

    /// The answer to a link to a file: only types that may be published.
    pub(super) fn file(&mut self, file: u32, note: &Note, link: &LinkUse) -> Answer {
        let path = self.files.path(file);
        let extension = path.extension().unwrap_or_default();
        let is_published = PUBLISHED_TYPES.contains(&extension.as_str())
            || self.config.attachment_types.iter().any(|listed| **listed == *extension);
        if !is_published {
            let message = format!("`{path}` is a file of a type that is not published");
            let help = match extension.as_str() {
                "" => "give the file a name with an extension, such as `.pdf`".to_owned(),
                _ => format!("list the type in casebook.yaml: `attachment_types: [{extension}]`"),
            };
            self.report(Diagnostic::new(Code::UnknownAttachmentType, &note.path, link.span, message).help(help));
            return Answer::Fault;
        }
        if let Some(user) = self.user {
            let users = self.used.entry(file).or_default();
            if users.last() != Some(&user) {
                users.push(user);
            }
        }
        Answer::Attachment(AttachmentIx(file))
    }
}
