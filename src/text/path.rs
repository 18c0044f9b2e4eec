//! Paths inside the archive.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The path of a file, relative to the archive's root, with `/` between parts on every system:
/// `content/concepts/bridgehead.md`. Never absolute, never with `.` or `..` parts.
///
/// It is the file's name as it stands on disk (which may not be in NFC); a note's *id* is made from it in NFC.
/// Cloning is cheap.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct VaultPath(Arc<str>);

impl From<String> for VaultPath {
    fn from(path: String) -> Self {
        Self::new(&path)
    }
}

impl From<VaultPath> for String {
    fn from(path: VaultPath) -> Self {
        path.as_str().to_owned()
    }
}

impl VaultPath {
    /// Takes a path already in the form described above.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(Arc::from(path))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `bridgehead.md`.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder, without a slash at the end; empty for a file at the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What follows the last dot of the file name, in lower case; `None` where there is no dot or only a leading one.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.file_name().rsplit_once('.')?;
        (!stem.is_empty()).then(|| extension.to_lowercase())
    }
}

impl fmt::Debug for VaultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for VaultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
