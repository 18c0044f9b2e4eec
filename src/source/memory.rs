//! Files in memory, for tests.

use std::collections::BTreeMap;
use std::io;

use super::{FileEntry, Files, SourceError, too_large_to_read as too_large};
use crate::diagnostic::Checked;
use crate::text::VaultPath;

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<VaultPath, Vec<u8>>,
}

impl Memory {
    /// The same files and one more.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(VaultPath::new(path), bytes.into());
        self
    }
}

impl Files for Memory {
    fn list(&self) -> Result<Checked<Vec<FileEntry>>, SourceError> {
        let is_hidden = |path: &VaultPath| path.as_str().split('/').any(|part| part.starts_with('.'));
        let shown = self.files.iter().filter(|(path, _)| !is_hidden(path));
        Ok(Checked::clean(
            shown
                .map(|(path, bytes)| FileEntry { path: path.clone(), size: bytes.len() as u64, stamp: None, is_linked: false })
                .collect(),
        ))
    }

    fn read(&self, path: &VaultPath, most: u64) -> Result<Vec<u8>, SourceError> {
        let fault = |cause: io::Error| SourceError { what: format!("`{path}`"), cause };
        let bytes = self.files.get(path).ok_or_else(|| fault(io::ErrorKind::NotFound.into()))?;
        if bytes.len() as u64 > most { Err(fault(too_large(bytes.len() as u64, most))) } else { Ok(bytes.clone()) }
    }
}
