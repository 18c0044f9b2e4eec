//! Where the archive is: its root, and the folder of its notes.

use std::path::{Component, Path, PathBuf};
use std::{fmt, fs};

use walkdir::{DirEntry, WalkDir};

use super::CONFIG;

/// The folder of notes of an archive that has a `casebook.yaml`.
const CONTENT: &str = "content";

/// Where an archive is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Its root, absolute, without symbolic links in it.
    pub root: PathBuf,
    /// The folder of its notes below the root, without a slash at the end; empty where that is the root.
    pub content: Box<str>,
}

/// The archive cannot be where it was said to be.
#[derive(Debug, PartialEq, Eq)]
pub enum LocateError {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// The folder of notes is not in the root.
    ContentOutsideRoot(PathBuf),
    /// The path is not Unicode text.
    NotUnicode(PathBuf),
}

impl fmt::Display for LocateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(path) => write!(f, "there is no folder `{}`", path.display()),
            Self::ContentOutsideRoot(path) => {
                write!(f, "the folder of notes `{}` does not lie in the archive's root", path.display())
            }
            Self::NotUnicode(path) => write!(f, "the name of the folder `{}` is not Unicode text", path.display()),
        }
    }
}

impl std::error::Error for LocateError {}

/// Finds the archive: in `root`; else, when only `content` is given, in that folder; else in the nearest folder from `here` upward
/// that has a `casebook.yaml`; else `here`.
///
/// Notes lie in `content`, else in `content/` of an archive with a `casebook.yaml`, unless it has no such folder and notes
/// elsewhere (a `README.md` is none); else in the root.
pub fn locate(here: &Path, root: Option<&Path>, content: Option<&Path>) -> Result<Location, LocateError> {
    let content = content.map(|path| folder(&here.join(path))).transpose()?;
    let root = match (root, &content) {
        (Some(root), _) => folder(&here.join(root))?,
        (None, Some(content)) => content.clone(),
        (None, None) => {
            let here = folder(here)?;
            here.ancestors().find(|dir| dir.join(CONFIG).is_file()).unwrap_or(&here).to_owned()
        }
    };
    let content = match content {
        Some(content) => below(&root, &content)?,
        None if root.join(CONFIG).is_file() && !is_content_itself(&root) => CONTENT.into(),
        None => "".into(),
    };
    Ok(Location { root, content })
}

/// Whether a root is the folder of its notes: it has none for them, and notes. Where a folder looks like theirs under another name,
/// these have to lie in the root itself.
fn is_content_itself(root: &Path) -> bool {
    let has_folder = fs::symlink_metadata(root.join(CONTENT)).is_ok();
    !has_folder && holds_notes(root, if like_content(root).is_some() { 1 } else { usize::MAX })
}

/// A folder that may be the one of the notes, renamed: `contents`, `content.old`.
pub(super) fn like_content(root: &Path) -> Option<String> {
    let is_like = |name: &str| {
        let name = name.to_lowercase();
        let rest = name.trim_start_matches(['_', '.']).strip_prefix(CONTENT);
        rest.is_some_and(|rest| rest == "s" || !rest.starts_with(|c: char| c.is_alphabetic() || c == ' '))
    };
    let entries = fs::read_dir(root).ok()?.flatten().filter(|entry| entry.path().is_dir());
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| is_like(name)).min()
}

/// Folders of the root that casebook reads or writes otherwise.
const OWN: &[&str] = &["output", "templates", "themes"];
/// Folders of other tools, in which there may be Markdown by the thousand.
const OF_TOOLS: &[&str] = &["target", "node_modules"];
/// Files that stand at the top of many a project, whatever it is.
const OF_PROJECTS: &[&str] =
    &["readme", "changelog", "license", "licence", "copying", "notice", "contributing", "code_of_conduct", "authors", "security"];

/// Whether there is a note in a folder or at most so deep below: a Markdown file that is not one of those of any project.
fn holds_notes(root: &Path, deepest: usize) -> bool {
    let is_aside = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        name.starts_with(['.', '_']) || OF_TOOLS.contains(&&*name) || entry.depth() == 1 && OWN.contains(&&*name)
    };
    let entries = WalkDir::new(root).max_depth(deepest).into_iter();
    let mut inner = entries.filter_entry(|entry| entry.depth() == 0 || !is_aside(entry)).flatten();
    inner.any(|entry| entry.file_type().is_file() && is_note(entry.path(), entry.depth() == 1))
}

/// Whether a file is a note by its name.
fn is_note(path: &Path, is_at_top: bool) -> bool {
    let is_markdown = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    // `README.zh-CN.md` is one of them too.
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase().replace('-', "_")).unwrap_or_default();
    let is_of_project = name.split('.').next().is_some_and(|stem| OF_PROJECTS.contains(&stem));
    is_markdown && !(is_at_top && is_of_project)
}

fn folder(path: &Path) -> Result<PathBuf, LocateError> {
    match path.canonicalize() {
        Ok(real) if real.is_dir() => Ok(real),
        _ => Err(LocateError::NoFolder(path.to_owned())),
    }
}

/// The path of `content` as seen from `root`, with slashes.
fn below(root: &Path, content: &Path) -> Result<Box<str>, LocateError> {
    let inner = content.strip_prefix(root).map_err(|_| LocateError::ContentOutsideRoot(content.to_owned()))?;
    let part = |component: Component<'_>| component.as_os_str().to_str().map(str::to_owned);
    let parts: Option<Vec<String>> = inner.components().map(part).collect();
    parts.map(|parts| parts.join("/").into()).ok_or_else(|| LocateError::NotUnicode(content.to_owned()))
}
