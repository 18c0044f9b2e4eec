//! The same input gives the same bytes, whatever the machine, and what would not change is not touched. Each variant is a build, as
//! a process, of a copy of this repository's own archive and of a smaller one that holds what that has not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::project::{Project, files};

/// What the archive of this repository may not have: a dataset, a query, an attachment, a redirect, drafts, names in Han alone.
const SMALL: &str = "\
-- casebook.yaml --
title: 小 archive
base_url: https://example.org/a/
-- content/地方/_kind.yaml --
name: place
label: {one: Place, other: Places}
role: place
fields:
  names: {type: names}
  twinned: {type: reference, to: [place], many: true, inverse: self}
index: {columns: [title, names.zh-Hans, twinned], sort: title, facets: [twinned]}
-- content/地方/重庆.md --
---
names: {zh-Hans: 重庆, pinyin: chóngqìng}
redirect_from: [old/chongqing]
tags: [river/yangtze, inland]
twinned: [长江]
---
On the [[长江]]; see ![a dot](dot.svg) and `code`.

```rust
fn main() {}
```
-- content/地方/长江.md --
---
tags: [river]
claims:
  - {id: long, text: It is long., type: fact}
  - {id: short, text: It is short., disputes: [long]}
---
Back to [[重庆]] and $x^2$.[^1]

[^1]: A note.

```index
from: place
columns: [title, twinned]
group: twinned
```
-- content/地方/draft.md --
---
status: draft
---
Not yet: [[重庆]].
-- content/地方/dot.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"><circle r=\"2\"/></svg>
-- content/data/_kind.yaml --
name: dataset
label: {one: Dataset, other: Datasets}
role: dataset
-- content/data/fair.md --
---
title: A fair
columns: {year: {type: date}, place: {type: reference, to: [place]}}
---
Rows.
-- content/data/fair.csv --
year,place
1957,重庆
1958,长江
";

/// How one build differs from another.
#[derive(Default)]
struct Setting<'a> {
    jobs: Option<&'a str>,
    /// Environment variables.
    environment: &'a [(&'a str, &'a str)],
    umask: Option<&'a str>,
}

/// An archive as paths and contents.
type Files = Vec<(String, Vec<u8>)>;

fn small() -> Files {
    files(SMALL).into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

/// The archive of this repository, without its history.
fn ours() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![("casebook.yaml".to_owned(), fs::read(root.join("casebook.yaml")).expect("our casebook.yaml"))];
    for entry in walkdir::WalkDir::new(root.join("content")).sort_by_file_name() {
        let entry = entry.expect("a readable archive");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).expect("below the root").to_str().expect("a name in UTF-8").to_owned();
            all.push((path, fs::read(entry.path()).expect("a readable file")));
        }
    }
    all
}

/// Builds an archive whose files are made in the order given in a folder of that name, and gives the site, casebook's own files
/// but the lock included.
fn built(project: &Project, name: &str, files: &Files, setting: &Setting<'_>) -> BTreeMap<String, Vec<u8>> {
    let root = project.path(name);
    for (path, bytes) in files {
        project.write(&format!("{name}/{path}"), bytes);
    }
    run(&root, setting);
    site(&root.join("output"))
}

fn run(root: &Path, setting: &Setting<'_>) -> String {
    let mut command = match setting.umask {
        Some(umask) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("umask {umask} && exec \"$@\""), "sh", env!("CARGO_BIN_EXE_casebook")]);
            shell
        }
        None => Command::new(env!("CARGO_BIN_EXE_casebook")),
    };
    command.arg("build").args(setting.jobs.iter().flat_map(|jobs| ["-j", *jobs]));
    command.current_dir(root).envs(setting.environment.iter().copied());
    let output = command.output().expect("casebook runs");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {stderr}", root.display());
    stderr
}

fn paths(folder: &Path) -> impl Iterator<Item = (String, PathBuf)> {
    let all = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("a readable site"));
    let found = all.filter(|entry| entry.file_type().is_file() && !of_this_machine(entry)).map(walkdir::DirEntry::into_path);
    let folder = folder.to_owned();
    found.map(move |path| (path.strip_prefix(&folder).expect("below it").to_string_lossy().replace('\\', "/"), path))
}

/// The lock, and the cache, which tells from the times of files whether anything has changed.
fn of_this_machine(entry: &walkdir::DirEntry) -> bool {
    entry.file_name() == "lock" || entry.file_name() == "cache"
}

fn site(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    paths(folder).map(|(name, path)| (name, fs::read(path).expect("a file"))).collect()
}

/// Fails with the name of the first file that differs, not with two sites.
#[track_caller]
fn assert_same(site: &BTreeMap<String, Vec<u8>>, first: &BTreeMap<String, Vec<u8>>, what: &str) {
    let names = |site: &BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(site), names(first), "{what}: other files");
    let differing: Vec<&String> = site.iter().filter(|(name, bytes)| first[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differing.is_empty(), "{what}: {} files differ, as {}", differing.len(), differing[0]);
}

#[test]
fn nothing_of_the_machine_reaches_the_site() {
    for (name, archive) in [("small", small()), ("ours", ours())] {
        let project = Project::new("");
        let plain = Setting { jobs: Some("1"), ..Setting::default() };
        let first = built(&project, "first", &archive, &plain);
        assert!(first.len() > 20 && first.contains_key(".casebook/manifest"), "{name}: {} files", first.len());

        for jobs in ["2", "16"] {
            let setting = Setting { jobs: Some(jobs), ..Setting::default() };
            assert_same(&built(&project, &format!("threads-{jobs}"), &archive, &setting), &first, "threads");
        }
        let setting = Setting {
            environment: &[("TZ", "Pacific/Kiritimati"), ("LANG", "zh_CN.GB18030"), ("LC_ALL", "tr_TR.UTF-8")],
            ..Setting::default()
        };
        assert_same(&built(&project, "an other/桥头堡 & co", &archive, &setting), &first, "folder, time zone and locale");
        let setting =
            Setting { environment: &[("TZ", "America/St_Johns"), ("LANG", "C"), ("LC_ALL", "C")], ..Setting::default() };
        assert_same(&built(&project, "c", &archive, &setting), &first, "the C locale");
        if cfg!(unix) {
            for umask in ["077", "022"] {
                let setting = Setting { umask: Some(umask), ..Setting::default() };
                assert_same(&built(&project, &format!("umask-{umask}"), &archive, &setting), &first, "umask");
            }
        }
        // Folders list their files in the order in which they were made, or as their names hash; neither shows.
        let backwards: Files = archive.iter().rev().cloned().collect();
        assert_same(&built(&project, "backwards", &backwards, &Setting::default()), &first, "order of creation");
        let mut shuffled = archive.clone();
        shuffled.sort_by_key(|(path, _)| blake3::hash(path.as_bytes()).to_hex().to_string());
        assert_same(&built(&project, "shuffled", &shuffled, &Setting::default()), &first, "shuffled");

        // Times of the sources, from 1980 to 2040, in no order.
        let root = project.path("first");
        for (path, _) in &archive {
            let spread = u64::from(blake3::hash(path.as_bytes()).as_bytes()[0]);
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(315_532_800 + spread * 7_420_000);
            fs::File::options().write(true).open(root.join(path)).expect("a source").set_modified(time).expect("a time set");
        }
        fs::remove_dir_all(root.join("output")).expect("the site removed");
        run(&root, &plain);
        assert_same(&site(&root.join("output")), &first, "times of the sources");
    }
}

#[cfg(unix)]
#[test]
fn a_second_build_rewrites_no_file() {
    use std::os::unix::fs::MetadataExt;
    /// Where a file lies on the disk, and when its contents, and when anything about it changed.
    type Stamp = (u64, i64, i64, i64, i64);
    let stamps = |folder: &Path| -> BTreeMap<String, Stamp> {
        let stamp = |path: &Path| {
            let found = fs::metadata(path).expect("a file");
            (found.ino(), found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec())
        };
        paths(folder).map(|(name, path)| (name, stamp(&path))).collect()
    };
    for archive in [small(), ours()] {
        let project = Project::new("");
        built(&project, "here", &archive, &Setting::default());
        let (root, output) = (project.path("here"), project.path("here/output"));
        let before = stamps(&output);
        // With other threads, another time zone, and times of the sources that say all is new.
        for (path, _) in &archive {
            let file = fs::File::options().write(true).open(root.join(path)).expect("a source");
            file.set_modified(SystemTime::now() + Duration::from_secs(5)).expect("a time set");
        }
        let setting = Setting { jobs: Some("3"), environment: &[("TZ", "Asia/Shanghai")], umask: Some("077") };
        let said = run(&root, &setting);
        assert!(said.contains("(0 written, 0 removed)"), "{said}");
        assert_eq!(stamps(&output), before);
    }
}
