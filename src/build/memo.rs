//! What the builds of one session have in common: files read and notes parsed, used again as long as they are as they were.

use std::hash::Hash;
use std::sync::Arc;
use std::time::SystemTime;

use rustc_hash::FxHashMap;

use super::Request;
use crate::archive::{Archive, Held, LeftOut};
use crate::config::Config;
use crate::diagnostic::Checked;
use crate::note::{self, Note};
use crate::render::session::Session;
use crate::schema::{Kind, KindIx, Kinds};
use crate::site::citations::Printing;
use crate::site::context::ContextHash;
use crate::source::{FileEntry, Files, History, Snapshot, SourceError, SourceFile, Stamp};
use crate::text::VaultPath;
use crate::view::{Collation, Tables};

/// What earlier builds of a session read and parsed.
#[derive(Default)]
pub struct Memo {
    /// Texts by their path, with the stamp of the file when it was read.
    texts: FxHashMap<VaultPath, (Stamp, Arc<str>)>,
    /// Dates, with the revision they go back from.
    history: Option<(Box<str>, Checked<Option<History>>)>,
    /// Notes by their path.
    notes: FxHashMap<VaultPath, Parsed>,
    /// Of what tables show of them, in the order of their files.
    faces: Vec<ContextHash>,
    /// What their links lead to, and the sentences around them.
    pub(super) archive: Held,
    /// Tables, with a hash of all they are made from.
    pub(super) tables: Option<(ContextHash, Checked<Arc<Tables>>)>,
    /// The order of the archive's language.
    pub(super) collation: Option<Arc<Collation>>,
    /// Cited works, printed.
    pub(super) printing: Option<Printing>,
    /// What renderings have in common.
    pub(super) session: Arc<Session>,
    forgets: Option<Forgets>,
}

/// What a memo that is wrong on purpose leaves out of its keys, to see that tests would tell.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgets {
    /// By which settings and kinds notes were parsed.
    Settings,
    /// By which names and files links were answered.
    Names,
    /// By which places within notes they were.
    Places,
}

/// A note, with what it was parsed from.
#[derive(Clone)]
struct Parsed {
    text: Arc<str>,
    /// Of what else it was read by.
    by: ContextHash,
    note: Checked<Arc<Note>>,
    /// Of all that tables show of it.
    face: ContextHash,
}

impl Memo {
    /// One that leaves something out of its keys.
    #[doc(hidden)]
    #[must_use]
    pub fn forgetting(what: Forgets) -> Self {
        let archive = match what {
            Forgets::Settings => Held::default(),
            Forgets::Names => Held::leaving_out(LeftOut::Names),
            Forgets::Places => Held::leaving_out(LeftOut::Places),
        };
        Self { archive, forgets: Some(what), ..Self::default() }
    }

    /// An archive's files, those held already not read again.
    pub(super) fn over<'f>(&'f self, files: &'f dyn Files) -> Remembered<'f> {
        Remembered { files, revision: files.revision(), memo: self }
    }

    /// Holds what was read for the next build: texts of files that were at rest before `moment`, when reading began.
    pub(super) fn hold_texts(&mut self, list: &[FileEntry], snapshot: &Snapshot, moment: SystemTime) {
        let read = [&snapshot.kinds, &snapshot.notes, &snapshot.datasets, &snapshot.libraries];
        let texts: FxHashMap<&VaultPath, &Arc<str>> = read.into_iter().flatten().map(|file| (&file.path, &file.text)).collect();
        let at_rest = list.iter().filter_map(|entry| {
            let stamp = entry.stamp.filter(|stamp| stamp.is_older_than(moment))?;
            Some((entry.path.clone(), (stamp, (*texts.get(&entry.path)?).clone())))
        });
        self.texts = at_rest.collect();
    }

    /// Holds the dates that were read, if it is known what they depend on.
    pub(super) fn hold_history(&mut self, revision: Option<Box<str>>, history: Checked<Option<History>>) {
        self.history = revision.map(|revision| (revision, history));
    }

    /// A note parsed from this text before, by the same.
    fn note(&self, file: &SourceFile, by: ContextHash) -> Option<&Parsed> {
        let is_same = |known: &&Parsed| Arc::ptr_eq(&known.text, &file.text) || *known.text == *file.text;
        self.notes.get(&file.path).filter(is_same).filter(|known| known.by == by)
    }

    /// A hash of all that links are answered by beside the notes themselves and other files.
    pub(super) fn answered_by(snapshot: &Snapshot, config: &Config, kinds: &Kinds) -> u128 {
        let kinds: Vec<_> = kinds.all.iter().map(Kind::reading).collect();
        ContextHash::of(&(settings(snapshot, config), kinds)).0
    }

    /// A hash of all that the tables of an archive are made from.
    pub(super) fn of_tables(&self, archive: &Archive, snapshot: &Snapshot, request: &Request) -> ContextHash {
        let kinds: Vec<(&VaultPath, &str)> = snapshot.kinds.iter().map(|file| (&file.path, &*file.text)).collect();
        let settings = (settings(snapshot, &archive.config), kinds);
        let text = |file: &SourceFile| (file.path.clone(), file.text.clone());
        let beside: Vec<_> = snapshot.datasets.iter().chain(&snapshot.libraries).map(text).collect();
        let revision = self.history.as_ref().map(|(revision, _)| revision);
        let links: Vec<usize> = archive.backlinks.iter().map(Vec::len).collect();
        // Faces of drafts too: what refers to one shows other words than what refers to nothing.
        ContextHash::of(&(settings, request.drafts as u8, beside, revision, &self.faces, links))
    }
}

/// What holds for the whole archive, its kinds aside, to be told apart by its hash.
fn settings<'s>(snapshot: &'s Snapshot, config: &'s Config) -> impl Hash + 's {
    let written = snapshot.config.as_ref().map(|file| &*file.text);
    let address = config.base_url.as_ref().map(|url| &*url.value);
    (written, address, &snapshot.root_name, &snapshot.content)
}

/// A hash of all that tables show of a note: its front matter, and of its body what counts as such.
fn shown(note: &Note) -> ContextHash {
    let front = note.source.get(..note.body_start as usize);
    let summary = note.meta.summary.as_ref().map(|summary| &*summary.value);
    let tags: Vec<&str> = note.body.tags.iter().map(|tag| &*tag.value).collect();
    let queries: Vec<_> = note.body.queries.iter().map(|query| (query.span, note.source.get(query.span.range()))).collect();
    ContextHash::of(&(note.id.as_str(), front, (&*note.meta.title.value, note.meta.title.span), summary, tags, queries))
}

/// An archive's files, with what is held of them.
pub(super) struct Remembered<'f> {
    files: &'f dyn Files,
    pub(super) revision: Option<Box<str>>,
    memo: &'f Memo,
}

impl Files for Remembered<'_> {
    fn list(&self) -> Result<Checked<Vec<FileEntry>>, SourceError> {
        self.files.list()
    }

    fn read(&self, path: &VaultPath, most: u64) -> Result<Vec<u8>, SourceError> {
        self.files.read(path, most)
    }

    fn held(&self, entry: &FileEntry) -> Option<Arc<str>> {
        let (stamp, text) = self.memo.texts.get(&entry.path)?;
        (entry.stamp == Some(*stamp)).then(|| text.clone())
    }

    fn read_into(&self, entry: &FileEntry, buffer: &mut Vec<u8>) -> Result<(), SourceError> {
        self.files.read_into(entry, buffer)
    }

    fn revision(&self) -> Option<Box<str>> {
        self.revision.clone()
    }

    fn history(&self, content: &str) -> Checked<Option<History>> {
        match &self.memo.history {
            Some((revision, history)) if self.revision.as_ref() == Some(revision) => history.clone(),
            _ => self.files.history(content),
        }
    }
}

/// Notes parsed anew or taken from the memo, in the order of their files.
pub(super) fn parse(memo: Option<&mut Memo>, snapshot: &Snapshot, config: &Config, kinds: &Kinds) -> Vec<Checked<Arc<Note>>> {
    use rayon::prelude::*;
    let content = &*snapshot.content;
    let fresh = |file: &SourceFile| note::parse(file, content, kinds, config).map(Arc::new);
    let Some(memo) = memo else { return snapshot.notes.par_iter().map(fresh).collect() };
    let by = |kind| match memo.forgets {
        Some(Forgets::Settings) => ContextHash(0),
        _ => ContextHash::of(&note::read_by(kind, content, kinds, config)),
    };
    let (of_plain, of_kinds) = (by(None), (0..kinds.all.len() as u32).map(|kind| by(Some(KindIx(kind)))).collect::<Vec<_>>());
    let find = |file: &SourceFile| {
        let by = note::kind_of(&file.path, content, kinds).map_or(of_plain, |kind| of_kinds[kind.0 as usize]);
        memo.note(file, by).cloned().unwrap_or_else(|| {
            let note = fresh(file);
            let face = shown(&note.value);
            Parsed { text: file.text.clone(), by, note, face }
        })
    };
    let notes: Vec<Parsed> = snapshot.notes.par_iter().map(find).collect();
    memo.faces = notes.iter().map(|parsed| parsed.face).collect();
    let parsed = notes.iter().map(|parsed| parsed.note.clone()).collect();
    memo.notes = snapshot.notes.iter().map(|file| file.path.clone()).zip(notes).collect();
    parsed
}
