//! What the builds of one session have in common: files read and notes parsed, used again as long as they are as they were.

use std::sync::Arc;
use std::time::SystemTime;

use rustc_hash::FxHashMap;

use super::Request;
use crate::archive::{self, Archive, Held, WorldHash};
use crate::config::Config;
use crate::diagnostic::Checked;
use crate::note::Note;
use crate::schema::Kinds;
use crate::site::citations::Printing;
use crate::site::context::ContextHash;
use crate::source::{FileEntry, Files, History, Snapshot, SourceError, SourceFile, Stamp};
use crate::text::VaultPath;
use crate::view::Tables;

/// What earlier builds of a session read and parsed.
#[derive(Default)]
pub struct Memo {
    /// Texts by their path, with the stamp of the file when it was read.
    texts: FxHashMap<VaultPath, (Stamp, Arc<str>)>,
    /// Dates, with the revision they go back from.
    history: Option<(Box<str>, Checked<Option<History>>)>,
    /// Of all that parsing depends on beside a note's own text.
    settings: Option<ContextHash>,
    /// Notes by their path.
    notes: FxHashMap<VaultPath, Parsed>,
    /// Their faces, in the order of their files.
    faces: Vec<Faces>,
    /// What their links lead to, and the sentences around them.
    pub(super) archive: Held,
    /// Tables, with a hash of all they are made from.
    pub(super) tables: Option<(ContextHash, Checked<Arc<Tables>>)>,
    /// Cited works, printed.
    pub(super) printing: Option<Printing>,
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

/// A note, with the text it was parsed from.
struct Parsed {
    text: Arc<str>,
    note: Checked<Arc<Note>>,
    faces: Faces,
}

/// A note as other parts of the archive see it.
#[derive(Clone, Copy)]
struct Faces {
    /// Of all that tables show of it, and of its names.
    shown: ContextHash,
    /// Of what links to it may name.
    places: ContextHash,
}

impl Memo {
    /// One that leaves something out of its keys.
    #[doc(hidden)]
    #[must_use]
    pub fn forgetting(what: Forgets) -> Self {
        Self { forgets: Some(what), ..Self::default() }
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

    /// Forgets all notes if what else they are parsed by has changed.
    pub(super) fn parse_by(&mut self, snapshot: &Snapshot, config: &Config) {
        let kinds: Vec<(&VaultPath, &str)> = snapshot.kinds.iter().map(|file| (&file.path, &*file.text)).collect();
        let settings = snapshot.config.as_ref().map(|file| &*file.text);
        let address = config.base_url.as_ref().map(|url| &*url.value);
        let by = ContextHash::of(&(settings, kinds, &snapshot.root_name, &snapshot.content, address));
        if self.settings != Some(by) && self.forgets != Some(Forgets::Settings) {
            self.settings = Some(by);
            self.notes.clear();
            self.archive.clear();
        }
    }

    /// A note parsed from this text before, and its faces.
    fn note(&self, file: &SourceFile) -> Option<(Checked<Arc<Note>>, Faces)> {
        let known = self.notes.get(&file.path)?;
        (Arc::ptr_eq(&known.text, &file.text) || *known.text == *file.text).then(|| (known.note.clone(), known.faces))
    }

    /// Hashes of all that the answers of an archive depend on.
    pub(super) fn world(&self, snapshot: &Snapshot, request: &Request) -> WorldHash {
        let shown: Vec<_> = self.faces.iter().map(|faces| faces.shown).collect();
        let places: Vec<_> = self.faces.iter().map(|faces| faces.places).collect();
        let texts = snapshot.datasets.iter().chain(&snapshot.libraries).map(|file| &file.path);
        let files: Vec<_> = snapshot.attachments.iter().map(|file| &file.path).chain(texts).collect();
        let (mut names, mut rest) = (ContextHash::of(&shown).0, ContextHash::of(&(&places, &files, request.drafts as u8)).0);
        match self.forgets {
            Some(Forgets::Names) => names = 0,
            Some(Forgets::Places) => rest = 0,
            _ => {}
        }
        WorldHash { names, rest }
    }

    /// A hash of all that the tables of an archive are made from.
    pub(super) fn of_tables(&self, archive: &Archive, snapshot: &Snapshot, request: &Request) -> ContextHash {
        let text = |file: &SourceFile| (file.path.clone(), file.text.clone());
        let beside: Vec<_> = snapshot.datasets.iter().chain(&snapshot.libraries).map(text).collect();
        let revision = self.history.as_ref().map(|(revision, _)| revision);
        // Drafts too: what refers to one shows other words than what refers to nothing.
        let faces: Vec<_> = self.faces.iter().map(|faces| faces.shown).collect();
        let links: Vec<usize> = archive.backlinks.iter().map(Vec::len).collect();
        ContextHash::of(&(self.settings, request.drafts as u8, beside, revision, faces, links))
    }
}

/// A hash of all that tables show of a note, and of its names: its front matter, and of its body what counts as such.
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

    fn read(&self, path: &VaultPath) -> Result<Vec<u8>, SourceError> {
        self.files.read(path)
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
    let fresh = |file: &SourceFile| crate::note::parse(file, &snapshot.content, kinds, config).map(Arc::new);
    let Some(memo) = memo else { return snapshot.notes.par_iter().map(fresh).collect() };
    memo.parse_by(snapshot, config);
    let find = |file| {
        memo.note(file).unwrap_or_else(|| {
            let note = fresh(file);
            let faces = Faces { shown: shown(&note.value), places: ContextHash::of(&archive::places(&note.value)) };
            (note, faces)
        })
    };
    let notes: Vec<_> = snapshot.notes.par_iter().map(find).collect();
    let hold = |(file, (note, faces)): (&SourceFile, &(Checked<Arc<Note>>, Faces))| {
        (file.path.clone(), Parsed { text: file.text.clone(), note: note.clone(), faces: *faces })
    };
    memo.faces = notes.iter().map(|(_, faces)| *faces).collect();
    memo.notes = snapshot.notes.iter().zip(&notes).map(hold).collect();
    notes.into_iter().map(|(note, _)| note).collect()
}
