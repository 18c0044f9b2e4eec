//! The output folder: which folders are refused, what in one is never touched, and the lock that keeps two builds apart.

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Component, Path, PathBuf};

use super::{OutputError, OutputPath};

/// The folder in the output folder that is ours alone.
pub const CONTROL: &str = ".casebook";

/// Why a site must not be written to `output`: that folder is, holds or lies in the content, or is the archive's root. `None`
/// where it may. `root` and `content` are paths without symbolic links in them.
///
/// In an archive whose root is its content, the folder `output` at the root may, and any in which nothing else stands: nothing in
/// the output folder is read as content.
#[must_use]
pub fn refusal(output: &Path, root: &Path, content: &Path) -> Option<String> {
    let output = real(output);
    let shown = output.display();
    if output == root {
        return Some(format!("the output folder `{shown}` is the archive's root"));
    }
    if root.starts_with(&output) {
        return Some(format!("the output folder `{shown}` holds the archive"));
    }
    if content.starts_with(&output) {
        return Some(format!("the output folder `{shown}` is or holds the folder of the notes"));
    }
    let is_set_apart = content == root && (output == root.join("output") || holds_nothing_else(&output));
    if output.starts_with(content) && !is_set_apart {
        return Some(format!("the output folder `{shown}` lies in the folder of the notes"));
    }
    if ["themes", "templates"].iter().any(|folder| output.starts_with(root.join(folder))) {
        return Some(format!("the output folder `{shown}` lies in the archive's themes or templates"));
    }
    if output.iter().any(|part| part == ".git") {
        return Some(format!("the output folder `{shown}` belongs to git"));
    }
    (output.exists() && !output.is_dir()).then(|| format!("the output folder `{shown}` is a file"))
}

/// Whether a folder is not there, is empty, or was written by casebook.
fn holds_nothing_else(folder: &Path) -> bool {
    folder.join(CONTROL).is_dir() || fs::read_dir(folder).map_or(!folder.exists(), |mut entries| entries.next().is_none())
}

/// The path without symbolic links and `..`, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut real = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(real.pop()),
            part => {
                real.push(part);
                if let Ok(target) = real.canonicalize() {
                    real = target;
                }
            }
        }
    }
    real
}

/// Files of an output folder that are never touched and do not make it a foreign one.
pub(super) fn is_left_alone(name: &str) -> bool {
    [CONTROL, "CNAME", ".git", ".gitignore", ".nojekyll"].iter().any(|kept| name.eq_ignore_ascii_case(kept))
}

/// Whether a path of the site is one that is never touched.
#[must_use]
pub fn is_reserved(path: &OutputPath) -> bool {
    is_left_alone(path.as_str().split('/').next().unwrap_or(""))
}

/// Whether a path stays in the folder it starts from.
pub(super) fn is_plain(path: &str) -> bool {
    !path.contains(['\n', '\r', '\0']) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The lock of an output folder, in which its holder names itself. The system lets go of it however the process ends: a lock file
/// that is left over holds nobody up.
pub(super) struct Lock(File);

impl Lock {
    /// Takes the holder's name out of the file.
    pub(super) fn clear(&self) {
        let _ = self.0.set_len(0);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough where a process that was just begun, such as git, still shares it.
        let _ = self.0.unlock();
    }
}

/// Takes the lock of an output folder, in `control`.
pub(super) fn lock(control: &Path) -> Result<Lock, OutputError> {
    let path = control.join("lock");
    let refused = |cause| OutputError::io("lock", &path, cause);
    let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(refused)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let mut owner = String::new();
            let _ = file.read_to_string(&mut owner);
            return Err(OutputError::Locked { owner: owner.trim().to_owned() });
        }
        // A file system without locks: two builds at once are then the user's to avoid.
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(fs::TryLockError::Error(cause)) => return Err(refused(cause)),
    }
    let mut lock = Lock(file);
    let since = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S");
    lock.clear();
    let _ = lock.0.write_all(format!("process {}, since {since} UTC\n", std::process::id()).as_bytes());
    Ok(lock)
}
