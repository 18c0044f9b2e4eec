//! Dates of files from the revision history, by the `git` program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use super::History;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::text::VaultPath;

/// Length of an abbreviated revision. Fixed: git's own abbreviation depends on what else a clone holds.
const REVISION: usize = 12;

/// The history of the files below `content`; `None` where the archive is in no repository or there is no git.
pub(super) fn history(root: &Path, content: &str) -> Checked<Option<History>> {
    read(root, content).map_or(Checked::clean(None), |history| history.map(Some))
}

fn read(root: &Path, content: &str) -> Option<Checked<History>> {
    let head = text(git(root, &["rev-parse", "--is-shallow-repository", "HEAD"])?)?;
    let (shallow, revision) = head.trim().split_once('\n')?;
    let mut history = History { revision: revision.get(..REVISION)?.into(), days: BTreeMap::new() };
    let folder = if content.is_empty() { "." } else { content };
    let committed = git(root, &["ls-tree", "-r", "-z", "--name-only", "HEAD", "--", &format!("{folder}/")])?;
    let committed: BTreeSet<&[u8]> = committed.split(|&byte| byte == 0).filter(|path| !path.is_empty()).collect();
    if committed.is_empty() {
        // A folder that merely lies in someone's repository.
        return None;
    }
    if shallow == "true" {
        let fault =
            Diagnostic::general(Code::ShallowHistory, "the revision history is cut short, so notes have no dates from it");
        let help = "fetch all of it: `git fetch --unshallow`, or `fetch-depth: 0` for the checkout step of a CI service";
        return Some(Checked::new(history, vec![fault.help(help)]));
    }
    let log = git(
        root,
        &["log", "-z", "--format=%x00%as", "--name-only", "--no-renames", "--relative", "--full-history", "--", folder],
    )?;
    history.days = days(&log, &committed);
    Some(Checked::clean(history))
}

/// The whole name of HEAD's commit, and whether the history is cut short.
pub(super) fn revision(root: &Path) -> Option<Box<str>> {
    Some(text(git(root, &["rev-parse", "--is-shallow-repository", "HEAD"])?)?.into())
}

/// The days of the first and the last commit that touched each file. Each commit of the log is `NUL DAY NUL`, then, where it names
/// files, `LF`, and `PATH NUL` for each.
fn days(log: &[u8], committed: &BTreeSet<&[u8]>) -> BTreeMap<VaultPath, (Box<str>, Box<str>)> {
    let mut days: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let mut day = "";
    let mut fields = log.split(|&byte| byte == 0);
    while let Some(field) = fields.next() {
        if field.is_empty() {
            day = fields.next().and_then(|day| std::str::from_utf8(day).ok()).unwrap_or("");
            continue;
        }
        let path = field.strip_prefix(b"\n").filter(|path| committed.contains(path)).unwrap_or(field);
        if let (true, Ok(path)) = (committed.contains(path), std::str::from_utf8(path)) {
            // The log goes from the last commit to the first.
            days.entry(path).and_modify(|(first, _)| *first = day).or_insert((day, day));
        }
    }
    days.into_iter().map(|(path, (first, last))| (VaultPath::new(path), (first.into(), last.into()))).collect()
}

fn text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}

/// What git prints; `None` where it fails or is not there. Nothing of the user's or the repository's settings that would run
/// another program or reach the network is in force.
fn git(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"]);
    command.args(["-c", "color.ui=false", "-c", "log.showRoot=true", "-C"]).arg(root).args(arguments);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
        command.env_remove(variable);
    }
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_LITERAL_PATHSPECS", "1").env("LC_ALL", "C");
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}
