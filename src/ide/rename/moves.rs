//! Where files will be.

use crate::archive::spelling::{join, markdown_path};
use crate::text::VaultPath;

use super::strip_md;

/// What moves: files, or folders with all in them. Where each is and will be.
pub(super) struct Moves(pub(super) Vec<(VaultPath, VaultPath)>);

impl Moves {
    /// Where a file or folder will be, if it moves.
    pub(super) fn of(&self, path: &VaultPath) -> Option<VaultPath> {
        let moved = |(from, to): &(VaultPath, VaultPath)| {
            let rest = within(path.as_str(), from.as_str())?;
            Some(VaultPath::new(&format!("{to}{rest}")))
        };
        self.0.iter().find_map(moved)
    }

    /// Where a file will be.
    pub(super) fn new_path(&self, path: &VaultPath) -> VaultPath {
        self.of(path).unwrap_or_else(|| path.clone())
    }

    /// Whether the way from one file to another stays as it is: neither moves, or both do, together.
    pub(super) fn keep_way(&self, from: &VaultPath, to: &VaultPath) -> bool {
        markdown_path(from, to) == markdown_path(&self.new_path(from), &self.new_path(to))
    }

    /// Whether `written` in `from` is the way to a file, and will be.
    pub(super) fn keep_link(&self, from: &VaultPath, written: &str, to: &VaultPath) -> bool {
        let is_way = |from: &VaultPath, to: &VaultPath| {
            let target = strip_md(to.as_str());
            join(from.folder(), strip_md(written))
                .is_some_and(|path| path == target || target.strip_suffix("/index").is_some_and(|folder| path == folder))
        };
        !written.starts_with('/') && is_way(from, to) && is_way(&self.new_path(from), &self.new_path(to))
    }
}

/// What follows a folder in the path of something in it, its slash first; empty for the folder itself.
pub(super) fn within<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}
