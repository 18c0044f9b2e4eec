//! The files of an archive on disk.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::locate::like_content;
use super::{CONFIG, FileEntry, Files, History, Location, SourceError, Stamp, git, too_large_to_read};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::text::{Span, VaultPath};

/// Folders at the root that belong to an archive beside its content.
const BESIDE_CONTENT: [&str; 2] = ["templates", "themes"];

/// The files of an archive on disk.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    content: Box<str>,
    output: PathBuf,
    /// Its files, where they are listed already.
    listed: Option<Checked<Vec<FileEntry>>>,
}

impl Disk {
    /// The archive at `location`, whose site goes to `output` (an absolute path, or one below the root): nothing of that folder is
    /// the archive's.
    #[must_use]
    pub fn new(location: &Location, output: &Path) -> Self {
        let output = output.canonicalize().unwrap_or_else(|_| location.root.join(output));
        Self { root: location.root.clone(), content: location.content.clone(), output, listed: None }
    }

    /// The same archive, with its files as they were listed.
    #[must_use]
    pub fn listed(&self, list: Checked<Vec<FileEntry>>) -> Self {
        Self { listed: Some(list), ..self.clone() }
    }

    /// The archive's root.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is to be told of a listed file now, without looking at any other; `None` where it is no longer there, or no longer
    /// a plain file.
    #[must_use]
    pub fn entry(&self, path: &VaultPath) -> Option<FileEntry> {
        let metadata = fs::symlink_metadata(self.at(path)).ok().filter(fs::Metadata::is_file)?;
        Some(entry(path.clone(), &metadata, false))
    }

    /// The folder of the notes is gone: a site made of what is left would be empty.
    fn without_content(&self) -> SourceError {
        let near = like_content(&self.root).filter(|near| **near != *self.content);
        let near = near.map_or(String::new(), |near| format!(" (is it `{near}`?)"));
        let why = format!("there is no such folder{near}; where the notes lie in the root itself, give `--content .`");
        let cause = io::Error::new(io::ErrorKind::NotFound, why);
        SourceError { what: format!("the folder of the notes, `{}`", self.content), cause }
    }

    fn at(&self, path: &VaultPath) -> PathBuf {
        let mut at = self.root.clone();
        at.extend(path.as_str().split('/'));
        at
    }
}

impl Files for Disk {
    fn list(&self) -> Result<Checked<Vec<FileEntry>>, SourceError> {
        if let Some(list) = &self.listed {
            return Ok(list.clone());
        }
        if !self.root.join(&*self.content).is_dir() {
            return Err(self.without_content());
        }
        let mut walk = Walk { disk: self, ignore: Vec::new(), link: None, diagnostics: Vec::new() };
        let mut found = Vec::new();
        // A folder's .gitignore comes first, so that it is known when the others come.
        let walkdir = WalkDir::new(&self.root).follow_links(true).sort_by(|a, b| {
            let (a, b) = (a.file_name(), b.file_name());
            (a != ".gitignore").cmp(&(b != ".gitignore")).then_with(|| a.cmp(b))
        });
        let mut entries = walkdir.into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                // Links in a circle, and links that lead nowhere, hold no file.
                Err(error) if error.loop_ancestor().is_some() => continue,
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
                Err(error) if error.path().is_some_and(|path| !walk.is_of_archive(path)) => continue,
                Err(error) => return Err(unreadable(error)),
            };
            match walk.look(&entry) {
                Seen::Skipped if entry.file_type().is_dir() => entries.skip_current_dir(),
                Seen::File(path) => found.push((path, walk.link.is_some() || entry.path_is_symlink(), entry)),
                Seen::Skipped | Seen::Folder => {}
            }
        }
        let look = |(path, is_linked, found): (VaultPath, bool, DirEntry)| {
            Ok(entry(path, &found.metadata().map_err(unreadable)?, is_linked))
        };
        let files: Result<Vec<FileEntry>, SourceError> = found.into_par_iter().with_min_len(64).map(look).collect();
        let mut files = files?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Checked::new(files, walk.diagnostics))
    }

    fn stamp(&self, path: &VaultPath) -> Option<Stamp> {
        Stamp::of(&fs::metadata(self.at(path)).ok()?)
    }

    fn read(&self, path: &VaultPath, most: u64) -> Result<Vec<u8>, SourceError> {
        read_inside(&self.root, &self.at(path), most).map_err(|cause| SourceError { what: format!("`{path}`"), cause })
    }

    fn read_into(&self, entry: &FileEntry, buffer: &mut Vec<u8>) -> Result<(), SourceError> {
        read_whole(&self.at(&entry.path), entry.size, buffer)
            .map_err(|cause| SourceError { what: format!("`{}`", entry.path), cause })
    }

    fn revision(&self) -> Option<Box<str>> {
        git::revision(&self.root)
    }

    fn history(&self, content: &str) -> Checked<Option<History>> {
        git::history(&self.root, content)
    }
}

/// What is told of a file; `is_linked` where a link on disk leads to it.
fn entry(path: VaultPath, metadata: &fs::Metadata, is_linked: bool) -> FileEntry {
    #[cfg(unix)]
    let has_names = std::os::unix::fs::MetadataExt::nlink(metadata) > 1;
    #[cfg(not(unix))]
    let has_names = false;
    FileEntry { path, size: metadata.len(), stamp: Stamp::of(metadata), is_linked: is_linked || has_names }
}

/// What an entry of the walk is to the archive.
enum Seen {
    File(VaultPath),
    Folder,
    Skipped,
}

struct Walk<'a> {
    disk: &'a Disk,
    /// The `.gitignore` files in force, the outermost first, each with the depth of its folder.
    ignore: Vec<(usize, Gitignore)>,
    /// The depth of the link on disk below which the walk is.
    link: Option<usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Walk<'_> {
    fn look(&mut self, entry: &DirEntry) -> Seen {
        let depth = entry.depth();
        self.ignore.retain(|(of_folder, _)| *of_folder < depth);
        self.link = self.link.filter(|link| *link < depth);
        if depth == 0 {
            return Seen::Folder;
        }
        let is_folder = entry.file_type().is_dir();
        if entry.file_name() == ".gitignore" && !is_folder {
            self.take_rules(entry);
            return Seen::Skipped;
        }
        // Bytes that are no text cannot be hidden, ignored or wanted by name; they are told of, once.
        let Some(path) = self.vault_path(entry) else { return Seen::Skipped };
        if entry.file_name().as_encoded_bytes().starts_with(b".") || !self.is_wanted(&path, is_folder) {
            return Seen::Skipped;
        }
        if self.is_ignored(entry.path(), is_folder) && !self.leads_to_content(&path) {
            return Seen::Skipped;
        }
        if (is_folder && entry.path() == self.disk.output) || self.leads_out(entry, &path) {
            return Seen::Skipped;
        }
        match entry.file_type() {
            kind if kind.is_dir() => {
                self.link = self.link.or_else(|| entry.path_is_symlink().then_some(depth));
                Seen::Folder
            }
            kind if kind.is_file() => Seen::File(path),
            _ => Seen::Skipped,
        }
    }

    /// Has the rules of a `.gitignore` file in force for its folder.
    fn take_rules(&mut self, entry: &DirEntry) {
        let Some(path) = self.vault_path(entry) else { return };
        if !entry.file_type().is_file() || self.leads_out(entry, &path) {
            return;
        }
        self.ignore.extend(gitignore(entry.path()).map(|rules| (entry.depth() - 1, rules)));
    }

    /// The entry's path in the archive; a finding where it is not Unicode text.
    fn vault_path(&mut self, entry: &DirEntry) -> Option<VaultPath> {
        let inner = entry.path().strip_prefix(&self.disk.root).ok()?;
        let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
        let path = VaultPath::new(&parts.join("/"));
        if inner.to_str().is_some() {
            return Some(path);
        }
        if !entry.file_name().as_encoded_bytes().starts_with(b".") && self.is_wanted(&path, entry.file_type().is_dir()) {
            let message = format!("the name of `{path}` is not Unicode text");
            let fault = Diagnostic::new(Code::UnportableName, &path, Span::at(0), message);
            self.diagnostics.push(fault.help("rename it; it may come from a system with an older encoding"));
        }
        None
    }

    /// Whether a path on disk is one of the archive's.
    fn is_of_archive(&self, path: &Path) -> bool {
        let Ok(inner) = path.strip_prefix(&self.disk.root) else { return true };
        let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
        parts.is_empty() || self.is_wanted(&VaultPath::new(&parts.join("/")), true)
    }

    /// Whether a path is, or leads to, something the archive consists of.
    fn is_wanted(&self, path: &VaultPath, is_folder: bool) -> bool {
        let path = path.as_str();
        let first = path.split('/').next().unwrap_or(path);
        let is_inside = |folder: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        path == CONFIG
            || is_inside(&self.disk.content)
            || (is_folder && self.leads_to_content(&VaultPath::new(path)))
            || (BESIDE_CONTENT.contains(&first) && (is_folder || path.contains('/')))
    }

    /// Whether it is the content folder or holds it.
    fn leads_to_content(&self, path: &VaultPath) -> bool {
        let content = &*self.disk.content;
        content.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn is_ignored(&self, path: &Path, is_folder: bool) -> bool {
        // The innermost file that speaks of it decides.
        for (_, rules) in self.ignore.iter().rev() {
            match rules.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }

    /// Whether it is a symbolic link that leads out of the root, or into the output folder. Below a link, all is where it leads.
    fn leads_out(&mut self, entry: &DirEntry, path: &VaultPath) -> bool {
        if !entry.path_is_symlink() {
            return false;
        }
        let Ok(target) = entry.path().canonicalize() else { return true };
        if target.starts_with(&self.disk.output) {
            return true;
        }
        let leads_out = !target.starts_with(&self.disk.root);
        if leads_out {
            let message = format!("`{path}` is a link on disk that leads out of the archive");
            let fault = Diagnostic::new(Code::OutsideArchive, path, Span::at(0), message);
            let help = match path.file_name() {
                ".gitignore" => "copy the rules into a file of the archive; until then they do not hold",
                _ => "copy what it leads to into the archive, or exclude the link in `.gitignore`",
            };
            self.diagnostics.push(fault.help(help));
        }
        leads_out
    }
}

/// Reads a plain file below `root`, wherever links on disk lead, of at most that many bytes.
fn read_inside(root: &Path, path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let path = path.canonicalize()?;
    if !path.starts_with(root) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it lies outside the archive"));
    }
    let metadata = fs::metadata(&path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= most {
        // It may have grown since.
        File::open(&path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    if metadata.len() > most || bytes.len() as u64 > most {
        return Err(too_large_to_read(metadata.len().max(bytes.len() as u64), most));
    }
    Ok(bytes)
}

/// Reads a file of about that size. What the standard library does to find the size of each costs as much as reading it.
fn read_whole(path: &Path, size: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    let mut file = File::open(path)?;
    let size = usize::try_from(size).unwrap_or(usize::MAX - 1);
    // Room for a byte more than there should be: a read that leaves it free has met the end.
    if buffer.len() <= size {
        buffer.resize(size + 1, 0);
    }
    let mut filled = 0;
    loop {
        let read = match file.read(&mut buffer[filled..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        filled += read;
        if read == 0 || (filled == size && filled < buffer.len()) {
            break;
        }
        if filled == buffer.len() {
            // It has grown since it was listed.
            file.read_to_end(buffer)?;
            return Ok(());
        }
    }
    buffer.truncate(filled);
    Ok(())
}

/// The rules of a `.gitignore` file; lines that are no patterns are passed over, as git does.
fn gitignore(path: &Path) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new(path.parent()?);
    let _ = builder.add(path);
    builder.build().ok()
}

fn unreadable(error: walkdir::Error) -> SourceError {
    let what = error.path().map_or_else(|| "the archive".to_owned(), |path| format!("`{}`", path.display()));
    let cause = error.into_io_error().unwrap_or_else(|| io::Error::other("links on disk lead in a circle"));
    SourceError { what, cause }
}
