//! Which file a target means: by its path from the note's folder or from the top, else by a file name that is unique.

use rustc_hash::FxHashMap;

use super::links::Named;
use super::spelling::join;
use crate::diagnostic::suggest;
use crate::text::{VaultPath, fold};

/// The files beside the notes.
pub(super) struct FileIndex<'f> {
    paths: Vec<&'f VaultPath>,
    /// By path, and by path without regard to case.
    by_path: FxHashMap<&'f str, u32>,
    by_folded: FxHashMap<String, u32>,
    by_name: FxHashMap<String, Vec<u32>>,
    content: &'f str,
}

impl<'f> FileIndex<'f> {
    pub(super) fn new(paths: Vec<&'f VaultPath>, content: &'f str) -> Self {
        let mut by_path = FxHashMap::default();
        let mut by_folded = FxHashMap::default();
        let mut by_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (at, path) in (0..).zip(&paths) {
            by_path.insert(path.as_str(), at);
            by_folded.entry(fold(path.as_str())).or_insert(at);
            by_name.entry(fold(path.file_name())).or_default().push(at);
        }
        Self { paths, by_path, by_folded, by_name, content }
    }

    /// All of them, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = &'f VaultPath> {
        self.paths.iter().copied()
    }

    pub(super) fn path(&self, file: u32) -> &'f VaultPath {
        self.paths[file as usize]
    }

    /// The file that `target` means in a note of `folder`.
    pub(super) fn find(&self, folder: &str, target: &str) -> Named {
        let from_note = join(folder, target);
        let from_top = join(self.content, target.trim_start_matches('/'));
        let candidates = if target.starts_with('/') { [from_top, None] } else { [from_note, from_top] };
        for path in candidates.into_iter().flatten() {
            if let Some(file) = self.by_path.get(&*path).or_else(|| self.by_folded.get(&fold(&path))) {
                return Named::File(*file);
            }
        }
        if target.contains('/') {
            return Named::None;
        }
        match self.by_name.get(&fold(target)).map(Vec::as_slice) {
            None | Some([]) => Named::None,
            Some([one]) => Named::File(*one),
            Some(several) => Named::SeveralFiles(several.to_vec()),
        }
    }

    /// The names nearest to that of a file that was not found.
    pub(super) fn nearest(&self, target: &str) -> Vec<String> {
        let name = target.rsplit('/').next().unwrap_or(target);
        let names = self.paths.iter().map(|path| path.file_name());
        suggest::nearest(name, names, 3).into_iter().map(str::to_owned).collect()
    }
}
