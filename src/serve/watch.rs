//! Tells when files of the archive change, and which. What became of them the builder sees for itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::Message;
use super::listing::Touched;
use crate::source::Location;

/// How often files are looked at where the system does not tell.
const POLL: Duration = Duration::from_millis(700);

/// Watches an archive while it lives.
pub(super) struct Watch {
    watcher: Option<Box<dyn Watcher + Send>>,
    targets: Vec<(PathBuf, RecursiveMode)>,
    watched: BTreeSet<PathBuf>,
}

/// What of a tree is an archive's.
struct Bounds {
    root: PathBuf,
    content: PathBuf,
    output: PathBuf,
    git: PathBuf,
}

impl Watch {
    /// Begins to watch. Where the system has no means to tell, or no more of them, files are looked at from time to time.
    pub(super) fn begin(location: &Location, output: &Path, tell: Sender<Message>) -> Self {
        let root = location.root.clone();
        let content = if location.content.is_empty() { root.clone() } else { root.join(&*location.content) };
        let git = root.join(".git");
        let targets = vec![
            (content.clone(), RecursiveMode::Recursive),
            (root.join("templates"), RecursiveMode::Recursive),
            (root.join("themes"), RecursiveMode::Recursive),
            (git.clone(), RecursiveMode::NonRecursive),
            (git.join("refs").join("heads"), RecursiveMode::Recursive),
            (root.clone(), RecursiveMode::NonRecursive),
        ];
        let bounds = Arc::new(Bounds { root, content, output: output.to_owned(), git });
        let mut watch = Self { watcher: None, targets, watched: BTreeSet::new() };
        let told = tell.clone();
        let of_system = {
            let bounds = bounds.clone();
            RecommendedWatcher::new(move |event| bounds.hear(&event, &told), Config::default())
        };
        watch.watcher = of_system.ok().map(|watcher| Box::new(watcher) as Box<dyn Watcher + Send>);
        if watch.watcher.is_none() || !watch.cover() {
            let polling = PollWatcher::new(move |event| bounds.hear(&event, &tell), Config::default().with_poll_interval(POLL));
            watch.watcher = polling.ok().map(|watcher| Box::new(watcher) as Box<dyn Watcher + Send>);
            watch.watched.clear();
            watch.cover();
        }
        watch
    }

    /// Watches what has come since.
    pub(super) fn renew(&mut self) {
        self.cover();
    }

    /// Watches all targets that are there; whether it could.
    fn cover(&mut self) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let mut all = true;
        for (path, mode) in &self.targets {
            if !path.exists() {
                self.watched.remove(path);
            } else if !self.watched.contains(path) {
                if watcher.watch(path, *mode).is_ok() {
                    self.watched.insert(path.clone());
                } else {
                    all = false;
                }
            }
        }
        all
    }
}

impl Bounds {
    fn hear(&self, event: &notify::Result<Event>, tell: &Sender<Message>) {
        let touched = match event {
            Ok(event) if !event.need_rescan() => {
                // What is only read does not change.
                let is_change = !matches!(event.kind, EventKind::Access(_));
                let paths: Vec<PathBuf> =
                    event.paths.iter().filter(|path| is_change && self.is_of_archive(path)).cloned().collect();
                if paths.is_empty() {
                    return;
                }
                Touched::Only(paths)
            }
            // What was missed may be anything.
            _ => Touched::Anything,
        };
        // The receiver is gone when the server is.
        let _ = tell.send(Message::Look(touched));
    }

    /// Whether a path may be one of the archive's.
    fn is_of_archive(&self, path: &Path) -> bool {
        if path.starts_with(&self.output) {
            return false;
        }
        if let Ok(inner) = path.strip_prefix(&self.git) {
            // A commit moves one of these.
            return inner == Path::new("HEAD") || inner.starts_with("refs/heads") || inner == Path::new("packed-refs");
        }
        let Ok(inner) = path.strip_prefix(&self.root) else { return true };
        let is_hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".") && part != ".gitignore";
        if inner.iter().any(is_hidden) {
            return false;
        }
        let is_near = inner.components().count() <= 1;
        path.starts_with(&self.content)
            || inner.starts_with("templates")
            || inner.starts_with("themes")
            || (is_near && is_setting(inner))
    }
}

/// Files at the root that count: settings, a style, a baseline, and folders that come and go.
fn is_setting(path: &Path) -> bool {
    let known = ["yaml", "yml", "csl", "json"];
    path.extension().is_none_or(|extension| known.iter().any(|known| extension == *known)) || path.as_os_str() == ".gitignore"
}
