//! What is read: the files of an archive, listed once and read once.

use std::sync::Arc;

use crate::text::VaultPath;

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
}

/// When files were committed, from HEAD.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The revision, abbreviated.
    pub revision: Box<str>,
    /// Per path: day of the first and of the last commit that touched it (`YYYY-MM-DD`, in the author's offset).
    pub days: std::collections::BTreeMap<VaultPath, (Box<str>, Box<str>)>,
}
