//! The list of files between builds. After a save only the file saved is looked at; all are when anything else may have changed.

use std::path::PathBuf;

use crate::diagnostic::Checked;
use crate::source::{Disk, FileEntry, Files, SourceError};
use crate::text::VaultPath;

/// What may have changed since the last look.
pub(super) enum Touched {
    /// These files, or folders.
    Only(Vec<PathBuf>),
    Anything,
}

impl Touched {
    /// This and more.
    pub(super) fn and(&mut self, more: Self) {
        match (self, more) {
            (Self::Only(paths), Self::Only(more)) => paths.extend(more),
            (all, _) => *all = Self::Anything,
        }
    }
}

/// The files as they were last seen.
#[derive(Default)]
pub(super) struct Listing {
    held: Option<Checked<Vec<FileEntry>>>,
    /// Whether all of them were looked at last.
    is_whole: bool,
}

impl Listing {
    /// The files as they are now.
    pub(super) fn renew(&mut self, disk: &Disk, touched: &Touched) -> Result<Disk, SourceError> {
        self.is_whole = !self.look_at(disk, touched);
        let list = match &self.held {
            Some(list) if !self.is_whole => list,
            _ => {
                self.held = None;
                self.held.insert(disk.list()?)
            }
        };
        Ok(disk.listed(list.clone()))
    }

    /// Looks at the files touched. `false` if that does not tell enough: one of them is new or no plain file, or some file has
    /// several paths.
    fn look_at(&mut self, disk: &Disk, touched: &Touched) -> bool {
        let (Some(list), Touched::Only(paths)) = (&mut self.held, touched) else { return false };
        let list = &mut list.value;
        if list.iter().any(|entry| entry.is_linked) {
            return false;
        }
        for path in paths {
            let Some(path) = path.strip_prefix(disk.root()).ok().and_then(|inner| inner.to_str()) else { return false };
            let path = VaultPath::new(&path.replace(std::path::MAIN_SEPARATOR, "/"));
            let Ok(at) = list.binary_search_by(|entry| entry.path.cmp(&path)) else { return false };
            match disk.entry(&path).filter(|entry| !entry.is_linked) {
                Some(entry) => list[at] = entry,
                None => return false,
            }
        }
        true
    }

    /// Looks at all files when there is time for it, if that was not done; whether something was found that nobody told of.
    pub(super) fn has_missed(&mut self, disk: &Disk) -> bool {
        if std::mem::replace(&mut self.is_whole, true) {
            return false;
        }
        // One that fails is told of by the build that follows.
        disk.list().ok() != self.held
    }

    /// Whether all files were looked at.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }
}
