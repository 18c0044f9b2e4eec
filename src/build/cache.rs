//! What a build leaves for the next one, in the output folder: whether anything has changed since, and from what each page was made.
//!
//! It may be lost, cut off or of another version of the program at any time: then everything is made again. It never changes what
//! is written, only whether it is made anew. It counts only together with the very manifest it was written with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::Request;
use crate::diagnostic::{Checked, Diagnostic};
use crate::output::OutputPath;
use crate::site::context::ContextHash;
use crate::source::{FileEntry, Files, History, SourceError, Stamp};
use crate::text::VaultPath;

/// Name of the file in the control folder.
const FILE: &str = "cache";

/// What the last build left.
#[derive(Default, Serialize, Deserialize)]
pub struct Cache {
    /// The program that wrote it.
    program: String,
    /// The manifest it belongs to.
    site: String,
    /// Of all that was read; `None` where a file was too young to be sure of.
    inputs: Option<Inputs>,
    /// Hashes of what files were made from, by path, as hexadecimal digits.
    made_from: BTreeMap<String, String>,
}

/// What a build was made from, told without reading it.
#[derive(Clone, Serialize, Deserialize)]
struct Inputs {
    /// Of the request, the list of files and their stamps.
    hash: String,
    /// Files read that are not in the list.
    beside: Vec<VaultPath>,
    /// Notes in the archive.
    notes: usize,
    /// What was found.
    found: Vec<Diagnostic>,
}

/// What the last build found, where nothing has changed since.
pub struct Unchanged {
    /// Notes in the archive.
    pub notes: usize,
    /// What was found.
    pub found: Vec<Diagnostic>,
}

/// Which program this is: its version, and when and where it was made.
#[derive(Clone, Debug)]
pub struct Program(String);

impl Program {
    /// This one.
    #[must_use]
    pub fn this() -> Self {
        let stamp = std::env::current_exe().and_then(fs::metadata).ok().and_then(|metadata| Stamp::of(&metadata));
        Self(format!("{} {:032x}", env!("CARGO_PKG_VERSION"), ContextHash::of(&stamp).0))
    }
}

impl Cache {
    /// Reads what the last build left in the control folder of an output folder, if it belongs to that `site`; else an empty one.
    #[must_use]
    pub fn read(control: &Path, program: &Program, site: Option<[u8; 32]>) -> Self {
        let Some(site) = site.map(|site| hex(&site)) else { return Self::default() };
        let read = || serde_json::from_slice::<Self>(&fs::read(control.join(FILE)).ok()?).ok();
        read().filter(|cache| cache.program == program.0 && cache.site == site).unwrap_or_default()
    }

    /// Whether nothing was left that could be used.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_none() && self.made_from.is_empty()
    }

    /// What was found before, if all that a build would read is as it was.
    #[must_use]
    pub fn unchanged(&self, files: &dyn Files, list: &[FileEntry], request: &Request, keep_going: bool) -> Option<Unchanged> {
        let known = self.inputs.as_ref()?;
        let beside: Vec<_> = known.beside.iter().map(|path| (path.clone(), files.stamp(path))).collect();
        let now = hash(files, list, &beside, request, keep_going);
        (now == known.hash).then(|| Unchanged { notes: known.notes, found: known.found.clone() })
    }

    /// Whether a file was made from this very context.
    #[must_use]
    pub fn has(&self, path: &OutputPath, context: ContextHash) -> bool {
        self.made_from.get(path.as_str()).is_some_and(|known| *known == hex(&context.0.to_be_bytes()))
    }
}

/// Takes down what a build reads and makes, for the next one.
pub struct Record<'f> {
    files: &'f dyn Files,
    /// When reading began.
    moment: SystemTime,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    list: Vec<FileEntry>,
    beside: BTreeSet<VaultPath>,
    made_from: BTreeMap<String, String>,
}

impl<'f> Record<'f> {
    /// Begins before anything is read.
    #[must_use]
    pub fn begin(files: &'f dyn Files) -> Self {
        Self { files, moment: SystemTime::now(), state: Mutex::default() }
    }

    /// A file was made, or kept, from this context.
    pub fn made(&self, path: &OutputPath, context: ContextHash) {
        self.state().made_from.insert(path.as_str().to_owned(), hex(&context.0.to_be_bytes()));
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A thread that panicked left at worst a file out, and the panic stops the build.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves what was taken down in the control folder, in one step. `found` is all that was found.
    pub fn leave(
        self,
        control: &Path,
        program: Program,
        site: Option<[u8; 32]>,
        (request, keep_going): (&Request, bool),
        (notes, found): (usize, &[Diagnostic]),
    ) -> io::Result<()> {
        let Some(site) = site.map(|site| hex(&site)) else { return Ok(()) };
        let State { list, beside, made_from } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let listed: BTreeSet<&VaultPath> = list.iter().map(|entry| &entry.path).collect();
        let beside: Vec<_> = beside.into_iter().filter(|path| !listed.contains(path)).collect();
        let stamped: Vec<_> = beside.iter().map(|path| (path.clone(), self.files.stamp(path))).collect();
        let is_at_rest = |stamp: Stamp| stamp.is_older_than(self.moment);
        let at_rest = list.iter().all(|entry| entry.stamp.is_some_and(is_at_rest))
            && stamped.iter().all(|(_, stamp)| stamp.is_none_or(is_at_rest));
        let inputs = at_rest.then(|| Inputs {
            hash: hash(self.files, &list, &stamped, request, keep_going),
            beside,
            notes,
            found: found.to_vec(),
        });
        let cache = Cache { program: program.0, site, inputs, made_from };
        let next: PathBuf = control.join("cache.next");
        fs::write(&next, serde_json::to_vec(&cache)?)?;
        fs::rename(next, control.join(FILE))
    }
}

impl Files for Record<'_> {
    fn list(&self) -> Result<Checked<Vec<FileEntry>>, SourceError> {
        let list = self.files.list()?;
        self.state().list.clone_from(&list.value);
        Ok(list)
    }

    fn stamp(&self, path: &VaultPath) -> Option<Stamp> {
        self.files.stamp(path)
    }

    fn read(&self, path: &VaultPath, most: u64) -> Result<Vec<u8>, SourceError> {
        self.state().beside.insert(path.clone());
        self.files.read(path, most)
    }

    fn read_into(&self, entry: &FileEntry, buffer: &mut Vec<u8>) -> Result<(), SourceError> {
        self.files.read_into(entry, buffer)
    }

    fn revision(&self) -> Option<Box<str>> {
        self.files.revision()
    }

    fn history(&self, content: &str) -> Checked<Option<History>> {
        self.files.history(content)
    }
}

fn hash(
    files: &dyn Files,
    list: &[FileEntry],
    beside: &[(VaultPath, Option<Stamp>)],
    request: &Request,
    keep_going: bool,
) -> String {
    let listed: Vec<_> = list.iter().map(|entry| (&entry.path, entry.size, entry.stamp)).collect();
    let asked = (&request.base_url, request.drafts as u8, &request.levels, keep_going);
    hex(&ContextHash::of(&(listed, beside, asked, files.revision())).0.to_be_bytes())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
