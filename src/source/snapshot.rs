//! The files of an archive, sorted by what they are, and read.

use std::sync::Arc;

use rayon::prelude::*;

use super::{FileEntry, Files, Snapshot, SourceError, SourceFile, ids, names};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::text::{Span, VaultPath, is_binary};

/// The file of the archive's settings, at its root.
pub const CONFIG: &str = "casebook.yaml";

/// Files of works, in the content folder itself.
const LIBRARIES: &[&str] = &["references.bib", "references.json", "references.yaml", "references.yml"];

/// Bytes of `casebook.yaml`, which is read before the archive's own limits are known.
const CONFIG_SIZE: u64 = 1 << 20;

/// What to read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Name of the root folder.
    pub root_name: Box<str>,
    /// The content folder below the root, without a slash at the end; empty where the root is the content.
    pub content: Box<str>,
    /// `casebook.yaml`, as [`config_file`] read it.
    pub config: Option<SourceFile>,
    /// Bytes of the largest text file that is read.
    pub file_size: u64,
    /// Whether dates are taken from the revision history.
    pub history: bool,
}

/// Reads `casebook.yaml`, if the archive has one, ahead of the rest.
pub fn config_file(files: &dyn Files, list: &[FileEntry]) -> Result<Checked<Option<SourceFile>>, SourceError> {
    match list.iter().find(|entry| entry.path.as_str() == CONFIG) {
        None => Ok(Checked::clean(None)),
        Some(entry) => read_text(files, entry, CONFIG_SIZE, &mut Vec::new()),
    }
}

impl Snapshot {
    /// Reads the files of `list` in parallel. Files that cannot be used (too large, not UTF-8, the second of two with one id) are
    /// findings and left out.
    pub fn read(files: &dyn Files, list: &[FileEntry], reading: Reading) -> Result<Checked<Self>, SourceError> {
        let mut diagnostics = Vec::new();
        let content = &*reading.content;
        let inside: Vec<FileEntry> = list.iter().filter(|entry| is_below(&entry.path, content)).cloned().collect();
        diagnostics.extend(names::check(&inside, content));
        let Sorted { kinds, notes, datasets, libraries, attachments } = sort(inside, content);
        let notes = ids::distinct(notes, content, &mut diagnostics);
        let load = |entries: &[FileEntry]| read_all(files, entries, reading.file_size);
        let (texts, history) = rayon::join(
            || Ok((load(&kinds)?, load(&notes)?, load(&datasets)?, load(&libraries)?)),
            || if reading.history { files.history(content) } else { Checked::clean(None) },
        );
        let (kinds, notes, datasets, libraries) = texts?;
        let snapshot = Self {
            root_name: reading.root_name,
            config: reading.config,
            kinds: kinds.into(&mut diagnostics),
            notes: notes.into(&mut diagnostics),
            datasets: datasets.into(&mut diagnostics),
            libraries: libraries.into(&mut diagnostics),
            attachments,
            history: history.into(&mut diagnostics),
            content: reading.content,
        };
        Ok(Checked::new(snapshot, diagnostics))
    }

    /// The size in bytes of a file that was only listed.
    #[must_use]
    pub fn size(&self, path: &VaultPath) -> Option<u64> {
        let at = self.attachments.binary_search_by(|entry| entry.path.cmp(path)).ok()?;
        Some(self.attachments[at].size)
    }
}

fn is_below(path: &VaultPath, content: &str) -> bool {
    if content.is_empty() {
        return path.as_str() != CONFIG;
    }
    path.as_str().strip_prefix(content).is_some_and(|rest| rest.starts_with('/'))
}

#[derive(Default)]
struct Sorted {
    kinds: Vec<FileEntry>,
    notes: Vec<FileEntry>,
    datasets: Vec<FileEntry>,
    libraries: Vec<FileEntry>,
    attachments: Vec<FileEntry>,
}

fn sort(files: Vec<FileEntry>, content: &str) -> Sorted {
    let mut sorted = Sorted::default();
    for file in files {
        let inner = file.path.as_str()[content.len()..].trim_start_matches('/');
        let kept_back = inner.split('/').any(|part| part.starts_with('_'));
        let extension = file.path.extension();
        match extension.as_deref() {
            _ if file.path.file_name() == "_kind.yaml" => sorted.kinds.push(file),
            Some("md") if kept_back => {}
            Some("md") => sorted.notes.push(file),
            _ if LIBRARIES.contains(&inner) => sorted.libraries.push(file),
            Some("csv") if !kept_back => sorted.datasets.push(file),
            _ => sorted.attachments.push(file),
        }
    }
    sorted
}

fn read_all(files: &dyn Files, entries: &[FileEntry], limit: u64) -> Result<Checked<Vec<SourceFile>>, SourceError> {
    let read_one = |buffer: &mut Vec<u8>, entry| read_text(files, entry, limit, buffer);
    let read: Vec<_> = entries.par_iter().with_min_len(16).map_init(Vec::new, read_one).collect();
    let mut diagnostics = Vec::new();
    let mut texts = Vec::with_capacity(read.len());
    for file in read {
        texts.extend(file?.into(&mut diagnostics));
    }
    Ok(Checked::new(texts, diagnostics))
}

/// Reads a text file; `None` with a finding where it is too large or not UTF-8.
fn read_text(
    files: &dyn Files,
    entry: &FileEntry,
    limit: u64,
    buffer: &mut Vec<u8>,
) -> Result<Checked<Option<SourceFile>>, SourceError> {
    // Spans count in 32 bits.
    let limit = limit.min(u64::from(u32::MAX) - 1);
    if entry.size > limit {
        return Ok(Checked::new(None, vec![too_large(&entry.path, entry.size, limit, "file_size")]));
    }
    if let Some(text) = files.held(entry) {
        return Ok(Checked::clean(Some(SourceFile { path: entry.path.clone(), text })));
    }
    files.read_into(entry, buffer)?;
    // It may have grown since it was listed.
    if buffer.len() as u64 > limit {
        return Ok(Checked::new(None, vec![too_large(&entry.path, buffer.len() as u64, limit, "file_size")]));
    }
    Ok(match std::str::from_utf8(buffer) {
        Ok(text) => Checked::clean(Some(SourceFile { path: entry.path.clone(), text: Arc::from(text) })),
        Err(error) => Checked::new(None, vec![not_utf8(&entry.path, buffer, error.valid_up_to())]),
    })
}

/// A file has more bytes than that setting allows.
#[must_use]
pub fn too_large(path: &VaultPath, size: u64, limit: u64, setting: &str) -> Diagnostic {
    let message = format!("`{path}` is {size} bytes large, and the limit is {limit}");
    let way_out = if setting == "file_size" { "divide it into several files" } else { "make it smaller" };
    Diagnostic::new(Code::FileTooLarge, path, Span::at(0), message)
        .help(format!("{way_out}, or raise `{setting}` under `limits` in `casebook.yaml`"))
}

fn not_utf8(path: &VaultPath, bytes: &[u8], at: usize) -> Diagnostic {
    let (what, help) = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("is UTF-16 text", "save the file as UTF-8"),
        _ if is_binary(bytes) => ("is no text", "take the file away, or give it the ending of what it is"),
        _ => ("is not UTF-8 text from here on", "save the file as UTF-8; it may be in an older encoding such as GBK or Latin-1"),
    };
    Diagnostic::new(Code::InvalidUtf8, path, Span::at(at), format!("`{path}` {what}")).help(help)
}
