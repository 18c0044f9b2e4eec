//! What casebook has written to an output folder: the only files it will ever change or remove there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// What is known of a file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Of its bytes; `None` for a file that a killed build may or may not have written.
    pub(super) hash: Option<blake3::Hash>,
    /// Bytes.
    pub(super) size: u64,
}

/// Files by their path in the output folder. No times stand in it, so that the same site has the same manifest.
pub(super) type Manifest = BTreeMap<String, Entry>;

const HEAD: &str = "casebook manifest 1";

/// Reads a manifest; an empty one where there is none. Lines that cannot be read are left out: such files then count as foreign.
pub(super) fn read(path: &Path) -> io::Result<Manifest> {
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Manifest::new()),
        Err(error) => return Err(error),
    };
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return Ok(Manifest::new());
    }
    Ok(lines.filter_map(parse).collect())
}

fn parse(line: &str) -> Option<(String, Entry)> {
    let mut parts = line.splitn(3, ' ');
    let hash = parts.next()?;
    let hash = if hash == "-" { None } else { Some(blake3::Hash::from_hex(hash).ok()?) };
    let size = parts.next()?.parse().ok()?;
    let path = parts.next()?;
    // A manifest that was tampered with must not lead out of the folder.
    super::folder::is_plain(path).then(|| (path.to_owned(), Entry { hash, size }))
}

/// Writes a manifest in one step: it is the old or the new one at any moment.
pub(super) fn write(path: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut text = String::with_capacity(manifest.len() * 110);
    text.push_str(HEAD);
    text.push('\n');
    for (path, entry) in manifest {
        let _ = match entry.hash {
            Some(hash) => writeln!(text, "{} {} {path}", hash.to_hex(), entry.size),
            None => writeln!(text, "- {} {path}", entry.size),
        };
    }
    let next = path.with_extension("next");
    fs::write(&next, text)?;
    fs::rename(next, path)
}
