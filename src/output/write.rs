//! The one writer: files are compared with what stands on disk, and staged where they differ. [`super::finish`] moves them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rustc_hash::{FxHashMap, FxHashSet};

use super::folder::{self, CONTROL, Lock};
use super::manifest::{self, Entry, Manifest};
use super::{OutputFile, OutputPath};
use crate::text::refusal;

/// Why the output could not be written.
#[derive(Debug)]
pub enum OutputError {
    /// Another build is writing there.
    Locked {
        /// Who, as it wrote of itself.
        owner: String,
    },
    /// The system refused something.
    Io {
        /// What was being done: "write `output/index.html`".
        doing: String,
        /// Why not.
        cause: io::Error,
    },
}

impl OutputError {
    pub(super) fn io(doing: &str, path: &Path, cause: io::Error) -> Self {
        Self::Io { doing: format!("{doing} `{}`", path.display()), cause }
    }
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Locked { owner } => write!(f, "another build is writing to this output folder ({owner})"),
            Self::Io { doing, cause } => write!(f, "cannot {doing}: {}", refusal::reason(cause)),
        }
    }
}

impl std::error::Error for OutputError {}

/// What a build changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files of the site.
    pub files: usize,
    /// Files written, new or changed.
    pub written: usize,
    /// Files removed.
    pub removed: usize,
    /// Bytes written.
    pub bytes: u64,
}

/// A file staged and not yet in its place.
pub(super) struct Staged {
    pub(super) path: String,
    /// Its name in the staging folder.
    pub(super) number: u64,
    /// Whether nothing stands in its place yet.
    pub(super) is_new: bool,
}

/// What was put so far.
#[derive(Default)]
pub(super) struct State {
    pub(super) manifest: Manifest,
    pub(super) staged: Vec<Staged>,
    /// Paths at which something stands that casebook did not write.
    pub(super) foreign: BTreeSet<String>,
    /// Paths put twice.
    pub(super) twice: BTreeSet<String>,
    pub(super) errors: Vec<OutputError>,
    pub(super) bytes: u64,
    /// Whether a file had to be read because its times said nothing.
    pub(super) doubted: bool,
    /// Paths put, folded: what a file system without case would take for one.
    claimed: FxHashSet<String>,
    /// Folders of the site: whether each is, or can be made, a real folder.
    folders: FxHashMap<String, bool>,
}

/// Writes a site to a folder. Files may be put from many threads; nothing is in its place before [`Writer::finish`].
pub struct Writer {
    pub(super) folder: PathBuf,
    pub(super) control: PathBuf,
    pub(super) stage: PathBuf,
    /// What the last build wrote, and what a killed one may have.
    pub(super) before: Manifest,
    /// Those of `before` that only a killed build's journal knows of.
    pub(super) interrupted: Manifest,
    /// Whether the folder was made by this writer.
    pub(super) made_folder: bool,
    pub(super) state: Mutex<State>,
    /// After how many changes to the site the writer stops as if killed. For tests.
    pub(super) stop_after: Option<usize>,
    /// When the manifest was written: what was not touched since then is as it says.
    trusted_before: Option<SystemTime>,
    /// Whether the folder was empty, so that nothing foreign can be in it.
    fresh: bool,
    next: AtomicU64,
    /// Held while the writer lives.
    pub(super) lock: Lock,
}

impl Writer {
    /// Opens an output folder, made if it is not there. `verify` reads files back instead of trusting their size and times.
    pub fn open(folder: &Path, verify: bool) -> Result<Self, OutputError> {
        let made_folder = !folder.exists();
        let control = folder.join(CONTROL);
        make_folder(&control)?;
        let lock = folder::lock(&control)?;
        let read = |name: &str| {
            let path = control.join(name);
            manifest::read(&path).map_err(|cause| OutputError::io("read", &path, cause))
        };
        let mut before = read("manifest")?;
        let written = fs::metadata(control.join("manifest")).and_then(|manifest| manifest.modified()).ok();
        // A clock that was put back makes all times meaningless.
        let trusted_before = written.filter(|written| !verify && *written <= SystemTime::now());
        // Whether a killed build came to a file of its journal is not known: it is ours, with contents to be looked at.
        let interrupted: Manifest =
            read("journal")?.into_iter().map(|(path, entry)| (path, Entry { hash: None, ..entry })).collect();
        before.extend(interrupted.iter().map(|(path, entry)| (path.clone(), *entry)));
        let stage = control.join("stage");
        remove_folder(&stage)?;
        make_folder(&stage)?;
        let others = fs::read_dir(folder).map_err(|cause| OutputError::io("read", folder, cause))?;
        let fresh =
            before.is_empty() && others.flatten().all(|entry| folder::is_left_alone(&entry.file_name().to_string_lossy()));
        Ok(Self {
            folder: folder.to_owned(),
            control,
            stage,
            before,
            interrupted,
            made_folder,
            state: Mutex::default(),
            stop_after: None,
            trusted_before,
            fresh,
            next: AtomicU64::new(0),
            lock,
        })
    }

    /// Makes [`Writer::finish`] stop after so many changes to the site, as if the process had been killed there. For tests.
    #[doc(hidden)]
    pub fn stop_after(&mut self, changes: usize) {
        self.stop_after = Some(changes);
    }

    /// Takes a file of the site. Faults of the disk are told by [`Writer::finish`].
    pub fn put(&self, file: &OutputFile) {
        let path = file.path.as_str();
        let outcome = self.claim(&file.path).then(|| self.take(path, &file.bytes));
        let mut state = self.state();
        match outcome {
            None => {}
            Some(Ok(Taken::Unchanged { entry, doubted })) => {
                state.doubted |= doubted;
                state.manifest.insert(path.to_owned(), entry);
            }
            Some(Ok(Taken::Staged { entry, number, is_new })) => {
                state.bytes += entry.size;
                state.manifest.insert(path.to_owned(), entry);
                state.staged.push(Staged { path: path.to_owned(), number, is_new });
            }
            Some(Ok(Taken::Foreign)) => drop(state.foreign.insert(path.to_owned())),
            Some(Err(error)) => state.errors.push(error),
        }
    }

    /// Keeps a file of the last build as it stands, without its bytes being known: whether it is there, whole and untouched.
    pub fn keep(&self, path: &OutputPath) -> bool {
        let text = path.as_str();
        let Some(entry) = self.before.get(text).filter(|entry| entry.hash.is_some()) else { return false };
        if !self.is_untouched(text, entry) || !self.claim(path) {
            return false;
        }
        self.state().manifest.insert(text.to_owned(), *entry);
        true
    }

    /// Whether the whole site is as the last build left it, and no build was killed since.
    #[must_use]
    pub fn is_as_left(&self) -> bool {
        use rayon::prelude::*;
        let entries: Vec<_> = self.before.iter().collect();
        self.interrupted.is_empty()
            && self.control.join("manifest").exists()
            && entries.par_iter().all(|(path, entry)| entry.hash.is_some() && self.is_untouched(path, entry))
    }

    /// How many files the last build wrote.
    #[must_use]
    pub fn count(&self) -> usize {
        self.before.len()
    }

    /// Tells the site of the last build from all others.
    #[must_use]
    pub fn site_before(&self) -> Option<[u8; 32]> {
        super::site(&self.folder)
    }

    /// Whether a file was not touched since the manifest was written.
    fn is_untouched(&self, path: &str, entry: &Entry) -> bool {
        let Some(moment) = self.trusted_before else { return false };
        let Ok(on_disk) = fs::symlink_metadata(self.folder.join(path)) else { return false };
        on_disk.is_file() && on_disk.len() == entry.size && last_touched(&on_disk).is_some_and(|last| last < moment)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked left at worst a file out, and the panic stops the build.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the path is free to be put: a proper one, its folder a real one, and put for the first time.
    fn claim(&self, path: &OutputPath) -> bool {
        let mut state = self.state();
        let text = path.as_str();
        if !state.claimed.insert(crate::text::fold(text)) {
            state.twice.insert(text.to_owned());
            return false;
        }
        let is_free = folder::is_plain(text) && !folder::is_reserved(path) && self.is_real_folder(&mut state.folders, text);
        if !is_free {
            state.foreign.insert(text.to_owned());
        }
        is_free
    }

    /// Whether the folder of a path is, or can be made, one that lies in the output folder: no link, no file of someone else.
    fn is_real_folder(&self, folders: &mut FxHashMap<String, bool>, path: &str) -> bool {
        let Some((folder, _)) = path.rsplit_once('/') else { return true };
        if let Some(known) = folders.get(folder) {
            return *known;
        }
        let is_real = self.is_real_folder(folders, folder)
            && (self.fresh
                || match fs::symlink_metadata(self.folder.join(folder)) {
                    Ok(metadata) => metadata.is_dir() || self.before.contains_key(folder),
                    Err(_) => true,
                });
        folders.insert(folder.to_owned(), is_real);
        is_real
    }

    fn take(&self, path: &str, bytes: &[u8]) -> Result<Taken, OutputError> {
        let target = self.folder.join(path);
        let entry = Entry { hash: Some(blake3::hash(bytes)), size: bytes.len() as u64 };
        let known = self.before.get(path);
        let mut is_new = true;
        if let Some(on_disk) = (!self.fresh).then(|| fs::symlink_metadata(&target).ok()).flatten() {
            is_new = false;
            if on_disk.is_dir() {
                is_new = true;
                if !self.is_ours_to_the_bottom(path, &target) {
                    return Ok(Taken::Foreign);
                }
            } else if on_disk.is_file() && on_disk.len() == entry.size {
                let untouched =
                    self.trusted_before.is_some_and(|moment| last_touched(&on_disk).is_some_and(|last| last < moment));
                let is_trusted = untouched && known == Some(&entry);
                if is_trusted || holds(&target, bytes) {
                    return Ok(Taken::Unchanged { entry, doubted: !is_trusted });
                }
            }
            if known.is_none() && !on_disk.is_dir() {
                return Ok(Taken::Foreign);
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let staged = self.stage.join(number.to_string());
        fs::write(&staged, bytes).map_err(|cause| OutputError::io("write", &staged, cause))?;
        Ok(Taken::Staged { entry, number, is_new })
    }

    /// Whether all files of a folder were written by casebook, so that a file may take its place.
    fn is_ours_to_the_bottom(&self, path: &str, target: &Path) -> bool {
        let Ok(entries) = fs::read_dir(target) else { return false };
        entries.flatten().all(|entry| {
            let inner = format!("{path}/{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.is_ours_to_the_bottom(&inner, &entry.path()),
                _ => self.before.contains_key(&inner),
            }
        })
    }

    /// Lets go of the folder and leaves the site as it was; of a folder that has none, nothing.
    pub fn abandon(self) -> Result<(), OutputError> {
        remove_folder(&self.stage)?;
        self.lock.clear();
        if self.before.is_empty() && !self.control.join("manifest").exists() {
            // Not to be had on systems that keep an open file's name; it does no harm.
            let _ = fs::remove_dir_all(&self.control);
            if self.made_folder {
                let _ = fs::remove_dir(&self.folder);
            }
        }
        Ok(())
    }
}

enum Taken {
    Unchanged { entry: Entry, doubted: bool },
    Staged { entry: Entry, number: u64, is_new: bool },
    Foreign,
}

/// The last moment at which a file may have been changed or put where it is.
pub(super) fn last_touched(metadata: &fs::Metadata) -> Option<SystemTime> {
    let modified = metadata.modified().ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        use std::time::{Duration, UNIX_EPOCH};
        // Unlike the time of modification, nobody can set it back.
        let seconds = u64::try_from(metadata.ctime()).ok()?;
        let changed = UNIX_EPOCH + Duration::new(seconds, u32::try_from(metadata.ctime_nsec()).ok()?);
        Some(modified.max(changed))
    }
    #[cfg(not(unix))]
    Some(modified.max(metadata.created().unwrap_or(modified)))
}

/// Whether a file holds these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let mut read = Vec::with_capacity(bytes.len() + 1);
    file.read_to_end(&mut read).is_ok() && read == bytes
}

pub(super) fn make_folder(path: &Path) -> Result<(), OutputError> {
    fs::create_dir_all(path).map_err(|cause| OutputError::io("make the folder", path, cause))
}

pub(super) fn remove_folder(path: &Path) -> Result<(), OutputError> {
    match fs::remove_dir_all(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(OutputError::io("remove", path, cause)),
    }
}
