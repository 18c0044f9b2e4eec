//! The one writer. Files are staged, then moved into place in an order in which a reader never meets a page that names what is
//! not there yet; a build that is killed at any moment leaves whole files, and the next one finishes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use super::manifest::{self, Entry, Manifest};
use super::{OutputFile, OutputPath};
use crate::diagnostic::{Code, Diagnostic};

/// The folder in the output folder that is ours alone.
pub const CONTROL: &str = ".casebook";

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

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Locked { owner } => write!(f, "another build is writing to this output folder ({owner})"),
            Self::Io { doing, cause } => write!(f, "cannot {doing}: {cause}"),
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
struct Staged {
    path: String,
    number: u64,
    is_new: bool,
}

#[derive(Default)]
struct State {
    manifest: Manifest,
    staged: Vec<Staged>,
    foreign: Vec<String>,
    errors: Vec<OutputError>,
    /// Paths put, folded: what a file system without case would take for one.
    claimed: BTreeSet<String>,
    bytes: u64,
}

/// Writes a site to a folder. Files may be put from many threads; nothing is in its place before [`Writer::finish`].
pub struct Writer {
    folder: PathBuf,
    control: PathBuf,
    stage: PathBuf,
    /// What the last build wrote, and what a killed one may have.
    before: Manifest,
    /// Whether the folder was empty, so that nothing foreign can be in it.
    fresh: bool,
    verify: bool,
    next: AtomicU64,
    state: Mutex<State>,
    /// Held while the writer lives; the system lets go of it however the process ends.
    _lock: File,
}

impl Writer {
    /// Opens an output folder, made if it is not there. `verify` reads files back instead of trusting their size and time.
    pub fn open(folder: &Path, verify: bool) -> Result<Self, OutputError> {
        let control = folder.join(CONTROL);
        create_dir(&control)?;
        let lock = lock(&control.join("lock"))?;
        let at = |name: &str| control.join(name);
        let mut before = manifest::read(&at("manifest")).map_err(|cause| io_error("read", &at("manifest"), cause))?;
        let interrupted = manifest::read(&at("journal")).map_err(|cause| io_error("read", &at("journal"), cause))?;
        for (path, entry) in interrupted {
            // Whether the killed build came to this file is not known: it is ours, with contents to be looked at.
            before.insert(path, Entry { hash: None, ..entry });
        }
        let stage = at("stage");
        remove_dir(&stage)?;
        create_dir(&stage)?;
        let others = fs::read_dir(folder).map_err(|cause| io_error("read", folder, cause))?;
        let fresh = before.is_empty() && others.flatten().all(|entry| is_left_alone(&entry.file_name().to_string_lossy()));
        let (next, state) = (AtomicU64::new(0), Mutex::default());
        Ok(Self { folder: folder.to_owned(), control, stage, before, fresh, verify, next, state, _lock: lock })
    }

    /// Takes a file of the site. Faults of the disk are told by [`Writer::finish`].
    pub fn put(&self, file: &OutputFile) {
        let hash = blake3::hash(&file.bytes);
        let path = file.path.as_str();
        let outcome = self.take(path, &file.bytes, hash);
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !state.claimed.insert(crate::text::fold(path)) {
            return;
        }
        match outcome {
            Ok(Taken::Unchanged(entry)) => drop(state.manifest.insert(path.to_owned(), entry)),
            Ok(Taken::Staged { entry, number, is_new }) => {
                state.bytes += entry.size;
                state.manifest.insert(path.to_owned(), entry);
                state.staged.push(Staged { path: path.to_owned(), number, is_new });
            }
            Ok(Taken::Foreign) => state.foreign.push(path.to_owned()),
            Err(error) => state.errors.push(error),
        }
    }

    fn take(&self, path: &str, bytes: &[u8], hash: blake3::Hash) -> Result<Taken, OutputError> {
        let target = self.folder.join(path);
        let size = bytes.len() as u64;
        let known = self.before.get(path);
        let on_disk = if self.fresh { None } else { stat(&target) };
        if let Some((disk_size, modified)) = on_disk {
            let entry = Entry { hash: Some(hash), size, modified };
            let trusted = known.is_some_and(|known| {
                known.hash == Some(hash) && known.size == disk_size && known.modified == modified && !self.verify
            });
            if trusted || (disk_size == size && holds(&target, bytes)) {
                return Ok(Taken::Unchanged(entry));
            }
            if known.is_none() {
                return Ok(Taken::Foreign);
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let staged = self.stage.join(number.to_string());
        let modified = write(&staged, bytes).map_err(|cause| io_error("write", &staged, cause))?;
        Ok(Taken::Staged { entry: Entry { hash: Some(hash), size, modified }, number, is_new: on_disk.is_none() })
    }

    /// Moves everything into place, removes what the last build wrote and this one did not, and lets go of the folder. Where
    /// files are in the way that casebook did not write, nothing is changed, and each is a finding.
    pub fn finish(self) -> Result<Result<Summary, Vec<Diagnostic>>, OutputError> {
        let state = std::mem::take(&mut *self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let State { manifest, mut staged, mut foreign, errors, bytes, .. } = state;
        if let Some(error) = errors.into_iter().next() {
            remove_dir(&self.stage)?;
            return Err(error);
        }
        if !foreign.is_empty() {
            remove_dir(&self.stage)?;
            foreign.sort();
            return Ok(Err(foreign.iter().map(|path| self.foreign(path)).collect()));
        }
        let removed: Vec<&String> = self.before.keys().filter(|path| !manifest.contains_key(*path)).collect();
        let summary = Summary { files: manifest.len(), written: staged.len(), removed: removed.len(), bytes };
        if !staged.is_empty() || !removed.is_empty() {
            let journal: Manifest = staged.iter().map(|file| (file.path.clone(), manifest[&file.path])).collect();
            let journal_path = self.control.join("journal");
            manifest::write(&journal_path, &journal).map_err(|cause| io_error("write", &journal_path, cause))?;
            staged.sort_by(|a, b| (turn(a), &a.path).cmp(&(turn(b), &b.path)));
            self.move_all(&staged)?;
            self.remove_all(removed)?;
        }
        let manifest_path = self.control.join("manifest");
        if manifest != self.before || !manifest_path.exists() {
            manifest::write(&manifest_path, &manifest).map_err(|cause| io_error("write", &manifest_path, cause))?;
        }
        let _ = fs::remove_file(self.control.join("journal"));
        remove_dir(&self.stage)?;
        Ok(Ok(summary))
    }

    /// Lets go of the folder and leaves the site as it was.
    pub fn abandon(self) -> Result<(), OutputError> {
        remove_dir(&self.stage)
    }

    fn move_all(&self, staged: &[Staged]) -> Result<(), OutputError> {
        let mut made: BTreeSet<&str> = BTreeSet::new();
        for file in staged {
            if let Some((folder, _)) = file.path.rsplit_once('/')
                && made.insert(folder)
            {
                create_dir(&self.folder.join(folder))?;
            }
            let target = self.folder.join(&file.path);
            fs::rename(self.stage.join(file.number.to_string()), &target).map_err(|cause| io_error("write", &target, cause))?;
        }
        Ok(())
    }

    /// Removes files, assets last: a page being read may still ask for them. Folders left empty go too.
    fn remove_all(&self, mut removed: Vec<&String>) -> Result<(), OutputError> {
        removed.sort_by_key(|path| (is_asset(path), path.as_str()));
        let mut folders: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for path in removed {
            let target = self.folder.join(path);
            match fs::remove_file(&target) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(cause) => return Err(io_error("remove", &target, cause)),
            }
            let mut folder = path.as_str();
            while let Some((above, _)) = folder.rsplit_once('/') {
                folders.entry(above.matches('/').count()).or_default().insert(above);
                folder = above;
            }
        }
        // The deepest first; a folder that holds anything stays.
        for folder in folders.values().rev().flatten() {
            let _ = fs::remove_dir(self.folder.join(folder));
        }
        Ok(())
    }

    fn foreign(&self, path: &str) -> Diagnostic {
        let shown = self.folder.join(path);
        let message = format!("`{}` is in the way: it was not written by casebook", shown.display());
        Diagnostic::general(Code::ForeignFile, message).help("move the file away, or build to an empty folder with `--output`")
    }
}

enum Taken {
    Unchanged(Entry),
    Staged { entry: Entry, number: u64, is_new: bool },
    Foreign,
}

/// The order in which files are moved: what pages name before pages, new pages before those that link to them, the home page last
/// of the new ones.
fn turn(file: &Staged) -> u8 {
    let is_page = Path::new(&file.path).extension().is_some_and(|extension| extension == "html");
    match (is_asset(&file.path), is_page, file.is_new) {
        (true, ..) => 0,
        (false, false, _) if file.path.ends_with(".xml") && !file.path.contains('/') => 5,
        (false, false, _) => 1,
        (false, true, true) if file.path == "index.html" => 3,
        (false, true, true) => 2,
        (false, true, false) => 4,
    }
}

fn is_asset(path: &str) -> bool {
    path.starts_with("-/assets/")
}

/// Files of an output folder that are never touched and do not make it a foreign one.
fn is_left_alone(name: &str) -> bool {
    matches!(name, CONTROL | "CNAME" | ".git" | ".gitignore" | ".nojekyll")
}

/// Whether a path of the site is one that is never touched.
#[must_use]
pub fn is_reserved(path: &OutputPath) -> bool {
    is_left_alone(path.as_str().split('/').next().unwrap_or(""))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<i128> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    Ok(modified(&file.metadata()?))
}

fn stat(path: &Path) -> Option<(u64, i128)> {
    let metadata = fs::symlink_metadata(path).ok()?;
    Some((metadata.len(), modified(&metadata)))
}

fn modified(metadata: &fs::Metadata) -> i128 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos() as i128)
}

/// Whether a file holds these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let mut read = Vec::with_capacity(bytes.len());
    file.read_to_end(&mut read).is_ok() && read == bytes
}

fn lock(path: &Path) -> Result<File, OutputError> {
    let open = || File::options().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = open().map_err(|cause| io_error("open", path, cause))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let mut owner = String::new();
            let _ = file.read_to_string(&mut owner);
            return Err(OutputError::Locked { owner: owner.trim().to_owned() });
        }
        // A file system without locks: two builds at once are then the user's to avoid.
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(fs::TryLockError::Error(cause)) => return Err(io_error("lock", path, cause)),
    }
    let _ = file.set_len(0);
    let _ = file.write_all(format!("process {}\n", std::process::id()).as_bytes());
    Ok(file)
}

fn create_dir(path: &Path) -> Result<(), OutputError> {
    fs::create_dir_all(path).map_err(|cause| io_error("make the folder", path, cause))
}

fn remove_dir(path: &Path) -> Result<(), OutputError> {
    match fs::remove_dir_all(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(io_error("remove", path, cause)),
    }
}

fn io_error(doing: &str, path: &Path, cause: io::Error) -> OutputError {
    OutputError::Io { doing: format!("{doing} `{}`", path.display()), cause }
}
