//! What is written: files of the site, and the one writer that puts them on disk.

mod finish;
mod folder;
mod manifest;
mod write;

pub use folder::{CONTROL, is_reserved, refusal};
pub use write::{OutputError, Summary, Writer};

use std::fmt;
use std::sync::Arc;

/// Tells the site that the manifest of an output folder describes from all others; `None` where there is no manifest.
#[must_use]
pub fn site(folder: &std::path::Path) -> Option<[u8; 32]> {
    let manifest = std::fs::read(folder.join(CONTROL).join("manifest")).ok()?;
    Some(*blake3::hash(&manifest).as_bytes())
}

/// The path of a file of the site, `/` between parts, never absolute: `concepts/bridgehead.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Takes a path in the form described above.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(Arc::from(path))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path.
    pub path: OutputPath,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
