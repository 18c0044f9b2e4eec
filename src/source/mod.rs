//! What is read: the files of an archive, listed once and read once.
//!
//! [`locate`] finds the archive's root; [`Disk`] lists its files; [`Snapshot::read`] reads them.

mod disk;
mod git;
mod ids;
mod locate;
mod memory;
mod names;
mod snapshot;
mod stamp;

use std::sync::Arc;

use crate::diagnostic::Checked;
use crate::text::{VaultPath, refusal};

pub use disk::Disk;
pub use ids::id_of;
pub use locate::{LocateError, Location, locate};
pub use memory::Memory;
pub use names::{name_fault, portable, shown};
pub use snapshot::{CONFIG, Reading, config_file, too_large};
pub use stamp::Stamp;

/// The files of an archive, wherever they are: on disk, in memory (tests), or on disk under an editor's unsaved text.
pub trait Files: Sync {
    /// All files below the root that belong to the archive, ordered by path: no hidden ones, none that `.gitignore` excludes,
    /// nothing that a symbolic link reaches outside the root, nothing of the output folder.
    fn list(&self) -> Result<Checked<Vec<FileEntry>>, SourceError>;

    /// Tells whether a file is as it was, any file of the archive's root; `None` where there is none, or that cannot be told.
    fn stamp(&self, path: &VaultPath) -> Option<Stamp> {
        let _ = path;
        None
    }

    /// The bytes of a file in the archive, none of one that has more than `most`.
    fn read(&self, path: &VaultPath, most: u64) -> Result<Vec<u8>, SourceError>;

    /// The text of a listed text file, where it is held and the file is known to be as it was.
    fn held(&self, entry: &FileEntry) -> Option<Arc<str>> {
        let _ = entry;
        None
    }

    /// The bytes of a listed file, in place of what `buffer` held: for many files one after the other.
    fn read_into(&self, entry: &FileEntry, buffer: &mut Vec<u8>) -> Result<(), SourceError> {
        *buffer = self.read(&entry.path, u64::MAX)?;
        Ok(())
    }

    /// The revision that [`Files::history`] goes back from, if it can be told cheaply.
    fn revision(&self) -> Option<Box<str>> {
        None
    }

    /// Dates of the files below `content` from their revision history, if there is one.
    fn history(&self, content: &str) -> Checked<Option<History>> {
        let _ = content;
        Checked::clean(None)
    }
}

/// The tool could not read: not a fault of the archive's content.
#[derive(Debug)]
pub struct SourceError {
    /// What was being read, for people.
    pub what: String,
    /// Why it failed.
    pub cause: std::io::Error,
}

impl SourceError {
    /// Whether it is not for the archive to have: there is none, or what has the name is too large, no plain file, or outside.
    #[must_use]
    pub fn is_of_content(&self) -> bool {
        use std::io::ErrorKind::{FileTooLarge, InvalidFilename, InvalidInput, NotADirectory, NotFound};
        matches!(self.cause.kind(), NotFound | NotADirectory | InvalidFilename | InvalidInput | FileTooLarge)
    }
}

fn too_large_to_read(size: u64, most: u64) -> std::io::Error {
    let message = format!("it is {size} bytes large, and the limit is {most}");
    std::io::Error::new(std::io::ErrorKind::FileTooLarge, message)
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read {}: {}", self.what, refusal::reason(&self.cause))
    }
}

impl std::error::Error for SourceError {}

/// The files of an archive at one moment, each list ordered by path.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Name of the root folder: the title of an archive that has none.
    pub root_name: Box<str>,
    /// `casebook.yaml`.
    pub config: Option<SourceFile>,
    /// The content folder below the root, without a slash at the end: `content`; empty where the root is the content.
    pub content: Box<str>,
    /// `_kind.yaml` files.
    pub kinds: Vec<SourceFile>,
    /// `.md` files that are notes.
    pub notes: Vec<SourceFile>,
    /// `.csv` files.
    pub datasets: Vec<SourceFile>,
    /// Files of works: `references.bib`, `references.json`, `references.yaml` in the content folder itself.
    pub libraries: Vec<SourceFile>,
    /// All other files below the content folder: not read, only listed.
    pub attachments: Vec<FileEntry>,
    /// Dates from the revision history, if there is one.
    pub history: Option<History>,
}

/// A text file that was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path.
    pub path: VaultPath,
    /// Its text; valid UTF-8, line ends and byte-order mark as on disk.
    pub text: Arc<str>,
}

/// A file that was only listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Its path.
    pub path: VaultPath,
    /// Its size in bytes.
    pub size: u64,
    /// Tells whether it is as it was before; `None` where that cannot be told.
    pub stamp: Option<Stamp>,
    /// Whether it may have other paths too, in the archive or outside: then it may change by one of them.
    pub is_linked: bool,
}

/// When files were committed, from HEAD.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The revision, abbreviated.
    pub revision: Box<str>,
    /// Per path: day of the first and of the last commit that touched it (`YYYY-MM-DD`, in the author's offset).
    pub days: std::collections::BTreeMap<VaultPath, (Box<str>, Box<str>)>,
}
