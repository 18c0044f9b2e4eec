//! The staged files are moved into place, in an order in which no page ever names what is not there.
//!
//! A page that names another new page cannot wait for it where that one names the first. So where new pages will be, a page that
//! says to come back later is put first; then each is replaced by what it stands for. Pages that go are likewise first replaced by
//! it, then removed. The journal, written before, tells the next build which files are ours, should this one be killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::manifest::{self, Manifest};
use super::write::{OutputError, Staged, State, Summary, Writer, last_touched, make_folder, remove_folder};
use crate::diagnostic::{Code, Diagnostic};

/// What stands in the place of a page for a moment.
const PLACEHOLDER: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"robots\" content=\"noindex\">\n\
    <title>One moment</title>\n<p>This page is being written. Please load it again in a moment.</p>\n</html>\n";

/// Name of the placeholder in the staging folder.
const PLACEHOLDER_FILE: &str = "placeholder";

impl Writer {
    /// Moves everything into place, removes what the last build wrote and this one did not, and lets go of the folder. Where
    /// files are in the way that casebook did not write, or one path was put twice, nothing is changed, and each is a finding.
    pub fn finish(self) -> Result<Result<Summary, Vec<Diagnostic>>, OutputError> {
        let state = std::mem::take(&mut *self.state());
        let findings = self.findings(&state);
        if !findings.is_empty() {
            self.abandon()?;
            return Ok(Err(findings));
        }
        let State { manifest, mut staged, errors, bytes, doubted, .. } = state;
        if let Some(error) = errors.into_iter().next() {
            self.abandon()?;
            return Err(error);
        }
        let removed: Vec<&str> = self.before.keys().filter(|path| !manifest.contains_key(*path)).map(String::as_str).collect();
        let summary = Summary { files: manifest.len(), written: staged.len(), removed: removed.len(), bytes };
        let changes = !staged.is_empty() || !removed.is_empty();
        if changes {
            self.write_journal(&staged, &manifest)?;
            staged.sort_by(|a, b| (turn(a), &a.path).cmp(&(turn(b), &b.path)));
            let mut moves = Moves { writer: &self, left: self.stop_after };
            let (in_the_way, others) = in_the_way(&staged, removed);
            moves.remove(in_the_way)?;
            moves.place(&staged)?;
            moves.remove(others)?;
        }
        if changes
            || doubted
            || !self.interrupted.is_empty()
            || manifest != self.before
            || !self.control.join("manifest").exists()
        {
            self.write_manifest(&manifest, staged.last())?;
        }
        let _ = fs::remove_file(self.control.join("journal"));
        remove_folder(&self.stage)?;
        self.lock.clear();
        Ok(Ok(summary))
    }

    fn findings(&self, state: &State) -> Vec<Diagnostic> {
        let foreign = state.foreign.iter().map(|path| {
            let message = format!("`{}` is in the way: it was not written by casebook", self.folder.join(path).display());
            Diagnostic::general(Code::ForeignFile, message).help("move it away, or build to an empty folder with `--output`")
        });
        // A path cannot be both a file and a folder.
        let folders: BTreeSet<&str> = state.manifest.keys().filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
        let both = folders.into_iter().filter(|folder| state.manifest.contains_key(*folder));
        let twice = state.twice.iter().map(String::as_str).chain(both).map(|path| {
            let message = format!("two things would be written to `{path}`");
            Diagnostic::general(Code::PathCollision, message).help("rename one of the two")
        });
        foreign.chain(twice).collect()
    }

    /// What is about to appear in the site, and what an earlier journal had: the next build must know all of it.
    fn write_journal(&self, staged: &[Staged], manifest: &Manifest) -> Result<(), OutputError> {
        let mut journal = self.interrupted.clone();
        journal.extend(staged.iter().map(|file| (file.path.clone(), manifest[&file.path])));
        write(&self.control.join("journal"), &journal)
    }

    /// Writes the manifest after the last file of the site, so that it is younger than all of them.
    fn write_manifest(&self, manifest: &Manifest, last: Option<&Staged>) -> Result<(), OutputError> {
        let path = self.control.join("manifest");
        write(&path, manifest)?;
        let touched = |path: &Path| fs::symlink_metadata(path).ok().as_ref().and_then(last_touched);
        let newest = last.and_then(|file| touched(&self.folder.join(&file.path)));
        let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
        // Some file systems count time in steps of milliseconds, and a small site is written within one.
        if newest.is_some() && newest >= written {
            std::thread::sleep(STEP);
            write(&path, manifest)?;
        }
        Ok(())
    }
}

fn write(path: &Path, manifest: &Manifest) -> Result<(), OutputError> {
    manifest::write(path, manifest).map_err(|cause| OutputError::io("write", path, cause))
}

/// Longer than a step of the clock of most file systems.
const STEP: std::time::Duration = std::time::Duration::from_millis(12);

/// The changes to the site, one by one.
struct Moves<'a> {
    writer: &'a Writer,
    /// How many changes are made before the writer stops, in tests.
    left: Option<usize>,
}

impl Moves<'_> {
    /// Makes a change to one path of the site.
    fn change(&mut self, doing: &str, path: &Path, change: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), OutputError> {
        if let Some(left) = &mut self.left {
            let Some(less) = left.checked_sub(1) else {
                return Err(OutputError::io(doing, path, io::ErrorKind::Interrupted.into()));
            };
            *left = less;
        }
        change(path).map_err(|cause| OutputError::io(doing, path, cause))
    }

    fn place(&mut self, staged: &[Staged]) -> Result<(), OutputError> {
        let folder = &self.writer.folder;
        let mut made: BTreeSet<&str> = BTreeSet::new();
        for file in staged {
            if let Some((inner, _)) = file.path.rsplit_once('/')
                && made.insert(inner)
            {
                make_folder(&folder.join(inner))?;
            }
        }
        let is_new_page = |file: &&Staged| file.is_new && is_page(&file.path);
        let mut new_pages = staged.iter().filter(is_new_page).peekable();
        // Other than pages first; then the placeholders; then pages.
        let (others, pages): (Vec<&Staged>, Vec<&Staged>) = staged.iter().partition(|file| turn(file) <= Turn::Data);
        for file in others {
            self.move_staged(file)?;
        }
        if new_pages.peek().is_some() {
            let placeholder = self.placeholder()?;
            for file in new_pages {
                self.change("write", &folder.join(&file.path), |target| link(&placeholder, target))?;
            }
        }
        for file in pages {
            self.move_staged(file)?;
        }
        Ok(())
    }

    fn move_staged(&mut self, file: &Staged) -> Result<(), OutputError> {
        let staged = self.writer.stage.join(file.number.to_string());
        self.change("write", &self.writer.folder.join(&file.path), |target| fs::rename(staged, target))
    }

    fn placeholder(&self) -> Result<std::path::PathBuf, OutputError> {
        let path = self.writer.stage.join(PLACEHOLDER_FILE);
        fs::write(&path, PLACEHOLDER).map_err(|cause| OutputError::io("write", &path, cause))?;
        Ok(path)
    }

    /// Removes files: the lists of pages, pages, then what pages name, assets last. Folders left empty go too.
    fn remove(&mut self, mut removed: Vec<&str>) -> Result<(), OutputError> {
        let folder = &self.writer.folder;
        removed.retain(|path| self.is_reached_by_folders(path));
        removed.sort_by_key(|path| (!is_listing(path), !is_page(path), is_asset(path), *path));
        let pages: Vec<&str> = removed.iter().copied().filter(|path| is_page(path)).collect();
        if pages.len() > 1 {
            let placeholder = self.placeholder()?;
            let copy = self.writer.stage.join("copy");
            for path in pages {
                let target = folder.join(path);
                if target.exists() {
                    self.change("write", &target, |target| link(&placeholder, &copy).and_then(|()| fs::rename(&copy, target)))?;
                }
            }
        }
        let mut folders: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for path in removed {
            self.change("remove", &folder.join(path), |target| match fs::remove_file(target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            })?;
            let mut inner = path;
            while let Some((above, _)) = inner.rsplit_once('/') {
                folders.entry(above.matches('/').count()).or_default().insert(above);
                inner = above;
            }
        }
        // The deepest first; a folder that holds anything stays.
        for inner in folders.values().rev().flatten() {
            let _ = fs::remove_dir(folder.join(inner));
        }
        Ok(())
    }

    /// Whether the folders on the way to a file are folders still, and no link to another place.
    fn is_reached_by_folders(&self, path: &str) -> bool {
        path.match_indices('/')
            .all(|(at, _)| fs::symlink_metadata(self.writer.folder.join(&path[..at])).is_ok_and(|metadata| metadata.is_dir()))
    }
}

/// Divides the files that go: where one stands in the place of a folder of this build, or in a folder in the place of a file, it
/// goes first.
fn in_the_way<'a>(staged: &[Staged], removed: Vec<&'a str>) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let mut files: BTreeSet<&str> = BTreeSet::new();
    for file in staged.iter().filter(|file| file.is_new) {
        files.insert(&file.path);
        let mut inner = file.path.as_str();
        while let Some((above, _)) = inner.rsplit_once('/') {
            if !folders.insert(above) {
                break;
            }
            inner = above;
        }
    }
    let is_below_a_file = |path: &str| path.match_indices('/').any(|(at, _)| files.contains(&path[..at]));
    removed.into_iter().partition(|path| folders.contains(path) || is_below_a_file(path))
}

/// A second name for a file, or where the file system has none, a copy.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::copy(from, to).map(drop),
        outcome => outcome,
    }
}

/// The order in which files are moved: what pages name before pages, new pages before those that link to them, the home page last
/// of the new ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Asset,
    Data,
    NewPage,
    NewHome,
    ChangedPage,
    /// The feed and the map of the site.
    Listing,
}

fn turn(file: &Staged) -> Turn {
    let path = file.path.as_str();
    match (is_page(path), file.is_new) {
        (true, true) if path == "index.html" => Turn::NewHome,
        (true, true) => Turn::NewPage,
        (true, false) => Turn::ChangedPage,
        (false, _) if is_listing(path) => Turn::Listing,
        (false, _) if is_asset(path) => Turn::Asset,
        (false, _) => Turn::Data,
    }
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("html"))
}

fn is_listing(path: &str) -> bool {
    !path.contains('/') && Path::new(path).extension().is_some_and(|extension| extension == "xml")
}

fn is_asset(path: &str) -> bool {
    path.starts_with("-/assets/")
}
