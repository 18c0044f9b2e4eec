//! What is read of an archive on disk, and what is not.

use std::process::Command;

use casebook::diagnostic::{Checked, Diagnostic};
use casebook::source::{Disk, Files, Location, Memory, Reading, Snapshot, config_file, locate};
use casebook::text::VaultPath;

use crate::project::Project;

fn listed(project: &Project) -> (Vec<String>, Vec<String>) {
    let location = locate(project.root(), None, None).unwrap();
    let Checked { value, diagnostics } = Disk::new(&location, &location.root.join("output")).list().unwrap();
    (value.iter().map(|entry| entry.path.to_string()).collect(), short(&diagnostics))
}

fn short(diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |finding: &Diagnostic| match &finding.place {
        Some(place) => format!("{} {}:{}", finding.code.name(), place.file, place.span.start),
        None => finding.code.name().to_owned(),
    };
    diagnostics.iter().map(line).collect()
}

fn reading(content: &str) -> Reading {
    Reading { root_name: "root".into(), content: content.into(), config: None, file_size: 100, history: true }
}

fn read(files: &dyn Files, content: &str) -> (Snapshot, Vec<String>) {
    let list = files.list().unwrap().value;
    let Checked { value, diagnostics } = Snapshot::read(files, &list, reading(content)).unwrap();
    (value, short(&diagnostics))
}

fn paths(files: &[casebook::source::SourceFile]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn only_what_belongs_to_the_archive_is_listed() {
    let project = Project::new(
        "-- casebook.yaml --\n-- README.md --\n-- src/main.rs --\n-- output/index.html --\n-- content/output/a.md --\n\
         -- content/.obsidian/x.md --\n-- content/.hidden.md --\n-- content/_kind.yaml --\n-- content/桥 头.md --\n\
         -- content/a/b.md --\n-- content/a.md --\n-- templates/note.html --\n-- themes/x/theme.yaml --\n-- content-2/x.md --\n\
         -- content/drafts/x.md --\n-- content/drafts/keep.md --\n-- content/drafts/.gitignore --\n!keep.md\n\
         -- content/tmp/x.md --\n-- .gitignore --\nx.md\ntmp/\n/content/a/*\n!/content/a/c.md\n-- content/a/c.md --\n",
    );
    let (files, findings) = listed(&project);
    assert_eq!(
        files,
        [
            "casebook.yaml",
            "content/_kind.yaml",
            "content/a.md",
            "content/a/c.md",
            "content/drafts/keep.md",
            "content/output/a.md",
            "content/桥 头.md",
            "templates/note.html",
            "themes/x/theme.yaml",
        ]
    );
    assert!(findings.is_empty());
}

#[test]
fn a_vault_without_settings_is_all_content_but_its_output() {
    let project = Project::new("-- a.md --\n-- sub/b.md --\n-- output/index.html --\n-- output/c.md --\n-- content/d.md --\n");
    let (files, _) = listed(&project);
    assert_eq!(files, ["a.md", "content/d.md", "sub/b.md"]);
}

#[cfg(unix)]
#[test]
fn links_on_disk_do_not_lead_out() {
    use std::os::unix::fs::symlink;
    let outside = Project::new("-- secret.md --\n");
    let project = Project::new("-- casebook.yaml --\n-- content/a/x.md --\n-- shared/s.md --\n-- output/o.md --\n");
    symlink(outside.path("secret.md"), project.path("content/s.md")).unwrap();
    symlink(outside.root(), project.path("content/out")).unwrap();
    symlink("../..", project.path("content/a/up")).unwrap();
    symlink("nowhere", project.path("content/dangling.md")).unwrap();
    symlink("../shared", project.path("content/shared")).unwrap();
    symlink("../output/o.md", project.path("content/o.md")).unwrap();
    symlink(outside.root(), project.path("elsewhere")).unwrap();
    let (files, findings) = listed(&project);
    assert_eq!(files, ["casebook.yaml", "content/a/x.md", "content/shared/s.md"]);
    assert_eq!(findings, ["outside-archive content/out:0", "outside-archive content/s.md:0"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_told_of() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new("-- casebook.yaml --\n-- content/a.md --\n");
    std::fs::write(project.path("content").join(OsStr::from_bytes(b"caf\xe9.md")), "x").unwrap();
    std::fs::write(project.path("content").join(OsStr::from_bytes(b".caf\xe9.md")), "x").unwrap();
    let (files, findings) = listed(&project);
    assert_eq!(files, ["casebook.yaml", "content/a.md"]);
    assert_eq!(findings, ["unportable-name content/caf\u{fffd}.md:0"]);
}

#[test]
fn the_root_is_found() {
    let project = Project::new("-- casebook.yaml --\n-- content/a/b.md --\n-- notes/c.md --\n-- x/y/casebook.yaml --\n");
    let root = project.root().canonicalize().unwrap();
    let at = |root: std::path::PathBuf, content: &str| Location { root, content: content.into() };
    let here = project.path("content/a");
    assert_eq!(locate(&here, None, None).unwrap(), at(root.clone(), "content"));
    assert_eq!(locate(project.root(), None, None).unwrap(), at(root.clone(), "content"));
    assert_eq!(locate(project.root(), None, Some("content".as_ref())).unwrap(), at(root.join("content"), ""));
    assert_eq!(locate(project.root(), Some(".".as_ref()), Some("notes".as_ref())).unwrap(), at(root.clone(), "notes"));
    assert_eq!(locate(&here, Some("../../x/y".as_ref()), None).unwrap(), at(root.join("x/y"), "content"));
    let error =
        |root: &str, content: &str| locate(project.root(), Some(root.as_ref()), Some(content.as_ref())).unwrap_err().to_string();
    assert!(error("x", "notes").contains("does not lie in the archive's root"));
    assert!(error("nowhere", "notes").contains("there is no folder"));
    assert!(error(".", "casebook.yaml").contains("there is no folder"));
}

#[test]
fn files_are_sorted_by_what_they_are() {
    let files = Memory::default()
        .with("casebook.yaml", "title: x")
        .with("content/index.md", "\u{feff}# Home\r\n")
        .with("content/concepts/_kind.yaml", "name: concept")
        .with("content/concepts/桥头堡.md", "x")
        .with("content/concepts/_sketch.md", "x")
        .with("content/_templates/x.md", "x")
        .with("content/data/fair.csv", "a,b")
        .with("content/img.PNG", [0xff, 0xd8])
        .with("content/NOTE.MD", "x")
        .with("templates/note.html", "x");
    let (snapshot, findings) = read(&files, "content");
    assert_eq!(paths(&snapshot.kinds), ["content/concepts/_kind.yaml"]);
    assert_eq!(paths(&snapshot.notes), ["content/NOTE.MD", "content/concepts/桥头堡.md", "content/index.md"]);
    assert_eq!(paths(&snapshot.datasets), ["content/data/fair.csv"]);
    let attachments: Vec<_> = snapshot.attachments.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(attachments, ["content/img.PNG"]);
    assert_eq!(&*snapshot.notes[2].text, "\u{feff}# Home\r\n");
    assert!(findings.is_empty(), "{findings:?}");
    let list = files.list().unwrap().value;
    assert_eq!(&*config_file(&files, &list).unwrap().value.unwrap().text, "title: x");
}

#[test]
fn files_that_cannot_be_used_are_left_out() {
    let files = Memory::default()
        .with("a.md", b"\xe6\xa1\xa5 caf\xe9".as_slice())
        .with("big.md", "x".repeat(101))
        .with("folder.md", "x")
        .with("folder/index.md", "x")
        .with("utf16.md", b"\xff\xfea\0".as_slice())
        .with("É.md", "x")
        .with("e\u{301}.md", "x")
        .with("aux/b.md", "x")
        .with("aux/c.md", "x")
        .with("what?.md", "x");
    let (snapshot, findings) = read(&files, "");
    assert_eq!(paths(&snapshot.notes), ["aux/b.md", "aux/c.md", "e\u{301}.md", "folder.md", "what?.md"]);
    assert_eq!(
        findings,
        [
            "unportable-name aux/b.md:0",
            "unportable-name what?.md:0",
            "duplicate-id folder/index.md:0",
            "duplicate-id É.md:0",
            "invalid-utf8 a.md:7",
            "file-too-large big.md:0",
            "invalid-utf8 utf16.md:0",
        ]
    );
}

/// A repository; `None` where there is no git.
fn git(project: &Project, arguments: &[&str], date: &str) -> Option<()> {
    let mut command = Command::new("git");
    command.current_dir(project.root()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]).args(arguments);
    command.output().ok().filter(|output| output.status.success()).map(drop)
}

#[test]
fn dates_come_from_the_history() {
    let project =
        Project::new("-- casebook.yaml --\n-- content/桥 a.md --\n1\n-- content/b.md --\n1\n-- content/gone.md --\n1\n");
    let early = "2020-01-01T23:30:00-0800";
    let late = "2021-05-05T00:30:00+0800";
    if git(&project, &["init", "-q"], early).is_none() {
        return;
    }
    git(&project, &["add", "."], early).unwrap();
    git(&project, &["commit", "-qm", "1"], early).unwrap();
    project.write("content/桥 a.md", "2");
    git(&project, &["rm", "-q", "content/gone.md"], late).unwrap();
    git(&project, &["commit", "-qam", "2"], late).unwrap();
    project.write("content/gone.md", "back, and not committed");
    project.write("content/new.md", "not committed");
    let history = |root: &Project| {
        let location = locate(root.root(), None, None).unwrap();
        let disk = Disk::new(&location, &location.root.join("output"));
        let Checked { value, diagnostics } = disk.history("content");
        (value, short(&diagnostics))
    };
    let (Some(found), findings) = history(&project) else { panic!("no history") };
    assert_eq!(found.revision.len(), 12);
    let days: Vec<_> = found.days.iter().map(|(path, (first, last))| (path.as_str(), &**first, &**last)).collect();
    // Each in its author's own offset, whatever the day was here.
    assert_eq!(days, [("content/b.md", "2020-01-01", "2020-01-01"), ("content/桥 a.md", "2020-01-01", "2021-05-05")]);
    assert!(findings.is_empty());

    let shallow = Project::new("");
    let from = format!("file://{}", project.root().display());
    git(&shallow, &["clone", "-q", "--depth", "1", &from, "."], late).unwrap();
    let (Some(found), findings) = history(&shallow) else { panic!("no history") };
    assert!(found.days.is_empty());
    assert_eq!(findings, ["shallow-history"]);

    let (none, findings) = history(&Project::new("-- casebook.yaml --\n-- content/a.md --\n"));
    assert!(none.is_none() && findings.is_empty());
    assert!(!found.days.contains_key(&VaultPath::new("content/new.md")));
}
