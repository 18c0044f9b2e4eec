//! What links and references are resolved with, and what is found on the way.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::anchors::Anchors;
use super::answers::Ask;
use super::files::FileIndex;
use super::generated::GeneratedPages;
use super::names::{Found, NameKey, Names, ReadIx};
use super::{Answer, AttachmentIx, NoteIx};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::LinkUse;
use crate::schema::{KindName, Kinds, former_path};
use crate::text::fold;

/// File types that are published unless the archive lists more.
const PUBLISHED_TYPES: &[&str] = &[
    "avif", "bib", "bmp", "csv", "docx", "epub", "flac", "geojson", "gif", "ico", "jpeg", "jpg", "json", "m4a", "mov", "mp3",
    "mp4", "odp", "ods", "odt", "ogg", "ogv", "opus", "pdf", "png", "pptx", "ris", "svg", "tif", "tiff", "tsv", "txt", "wav",
    "webm", "webp", "xlsx", "zip",
];

/// Names looked for among all others, when they are not found; past this many, an archive has other worries.
const MOST_SUGGESTIONS: usize = 2000;

/// All that answers depend on. It is the same for every note.
pub(super) struct World<'a> {
    pub(super) config: &'a Config,
    pub(super) kinds: &'a Kinds,
    /// All notes read, drafts included.
    pub(super) notes: &'a [Arc<Note>],
    /// For each of them its place among the published ones; `None` for drafts that are left out.
    pub(super) published: Vec<Option<NoteIx>>,
    pub(super) names: Arc<Names>,
    pub(super) files: FileIndex<'a>,
    pub(super) generated: Arc<GeneratedPages>,
    /// The content folder below the root.
    pub(super) content: &'a str,
}

/// Answers one note after another.
pub(super) struct Resolver<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The published note whose links are being resolved; `None` for a draft's.
    pub(super) user: Option<NoteIx>,
    /// Files it uses, by their place in the listing.
    pub(super) used: Vec<u32>,
    /// What it has asked about other notes.
    pub(super) asked: Vec<Ask>,
    /// Whether this one only tries: it looks for no names that are near to one that was not found, and fails.
    is_trial: bool,
    /// Whether a trial has failed.
    pub(super) has_failed: bool,
    near: FxHashMap<String, Vec<String>>,
    anchors: FxHashMap<ReadIx, Rc<Anchors>>,
    former: Option<FxHashMap<String, ReadIx>>,
}

impl World<'_> {
    /// Its place among the published notes; `None` for a draft that is left out.
    pub(super) fn published(&self, ix: ReadIx) -> Option<NoteIx> {
        self.published[ix.0 as usize]
    }

    /// A folder without the content folder before it.
    pub(super) fn below_content<'p>(&self, folder: &'p str) -> &'p str {
        match folder.strip_prefix(self.content) {
            Some(rest) if !self.content.is_empty() => rest.trim_start_matches('/'),
            _ => folder,
        }
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn new(world: &'a World<'a>) -> Self {
        Self {
            world,
            diagnostics: Vec::new(),
            user: None,
            used: Vec::new(),
            asked: Vec::new(),
            is_trial: false,
            has_failed: false,
            near: FxHashMap::default(),
            anchors: FxHashMap::default(),
            former: None,
        }
    }

    /// One that only tries.
    pub(super) fn trial(world: &'a World<'a>) -> Self {
        Self { is_trial: true, ..Self::new(world) }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn note(&self, ix: ReadIx) -> &'a Note {
        &self.world.notes[ix.0 as usize]
    }

    /// The names of notes of the kinds `to` that are nearest to one that was not found; looked for once a name.
    pub(super) fn nearest(&mut self, name: &str, to: &[KindName]) -> Vec<String> {
        if self.is_trial {
            self.has_failed = true;
            return Vec::new();
        }
        let kinds: String = to.iter().map(|kind| format!("\0{kind}")).collect();
        let key = format!("{name}{kinds}");
        if let Some(near) = self.near.get(&key) {
            return near.clone();
        }
        if self.near.len() >= MOST_SUGGESTIONS {
            return Vec::new();
        }
        let near: Vec<String> =
            self.world.names.nearest(self.world.notes, self.world.kinds, name, to).into_iter().map(str::to_owned).collect();
        self.near.insert(key, near.clone());
        near
    }

    /// What a bare name means; `to` keeps only notes of these kinds, unless it is empty.
    pub(super) fn bare(&mut self, name: &str, to: &[KindName]) -> Found {
        let name = NameKey::of(name);
        self.asked.push(Ask::name(&name));
        self.world.names.bare(self.world.notes, self.world.kinds, &name, to)
    }

    /// The places of a note.
    pub(super) fn anchors(&mut self, ix: ReadIx) -> Rc<Anchors> {
        self.asked.push(Ask::places(ix));
        let note = self.note(ix);
        self.anchors.entry(ix).or_insert_with(|| Rc::new(Anchors::new(note))).clone()
    }

    /// The note that was at an address before, by its `redirect_from`.
    pub(super) fn formerly(&mut self, id: &str) -> Option<ReadIx> {
        if self.is_trial {
            self.has_failed = true;
            return None;
        }
        let notes = self.world.notes;
        let former = self.former.get_or_insert_with(|| {
            let mut former = FxHashMap::default();
            let mut slugs: FxHashMap<String, Vec<ReadIx>> = FxHashMap::default();
            for (at, note) in (0..).map(ReadIx).zip(notes) {
                for written in &note.meta.redirect_from {
                    let Ok(path) = former_path(&written.value) else { continue };
                    slugs.entry(fold(path.rsplit('/').next().unwrap_or(&path))).or_default().push(at);
                    former.entry(fold(&path)).or_insert(at);
                }
            }
            for (slug, notes) in slugs {
                if let [one] = notes[..] {
                    former.entry(slug).or_insert(one);
                }
            }
            former
        });
        former.get(&fold(id.trim_matches('/'))).copied()
    }

    /// The answer to a link to a file: only types that may be published.
    pub(super) fn file(&mut self, file: u32, note: &Note, link: &LinkUse) -> Answer {
        let path = self.world.files.path(file);
        let extension = path.extension().unwrap_or_default();
        let is_published = PUBLISHED_TYPES.contains(&extension.as_str())
            || self.world.config.attachment_types.iter().any(|listed| **listed == *extension);
        if !is_published {
            let message = format!("`{path}` is a file of a type that is not published");
            let help = match extension.as_str() {
                "" => "give the file a name with an extension, such as `.pdf`".to_owned(),
                _ => format!("list the type in casebook.yaml: `attachment_types: [{extension}]`"),
            };
            self.report(Diagnostic::new(Code::UnknownAttachmentType, &note.path, link.span, message).help(help));
            return Answer::Fault;
        }
        if self.user.is_some() && !self.used.contains(&file) {
            self.used.push(file);
        }
        Answer::Attachment(AttachmentIx(file))
    }
}

/// "did you mean `a` or `b`?", or what else to do where nothing is near.
pub(super) fn did_you_mean(near: &[String], otherwise: &str) -> String {
    let list: Vec<&str> = near.iter().map(String::as_str).collect();
    match list.as_slice() {
        [] => otherwise.to_owned(),
        list => format!("did you mean {}?", suggest::list(list, "or")),
    }
}
