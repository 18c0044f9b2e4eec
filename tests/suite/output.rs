//! The writer: what it leaves alone, and what stands on disk at every moment.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use casebook::output::{OutputError, OutputFile, OutputPath, Summary, Writer, refusal};

use crate::project::Project;

type Site = Vec<(&'static str, String)>;

fn file(path: &str, text: &str) -> OutputFile {
    OutputFile { path: OutputPath::new(path), bytes: text.as_bytes().to_vec() }
}

fn site(files: &[(&'static str, &str)]) -> Site {
    files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect()
}

fn put(folder: &Path, site: &Site) -> Writer {
    let writer = Writer::open(folder, false).unwrap();
    std::thread::scope(|scope| {
        for part in site.chunks(2) {
            let writer = &writer;
            scope.spawn(move || part.iter().for_each(|(path, text)| writer.put(&file(path, text))));
        }
    });
    writer
}

fn write(folder: &Path, site: &Site) -> Summary {
    put(folder, site).finish().unwrap().unwrap()
}

/// Codes and paths of the findings that a build ends with.
fn refused(folder: &Path, site: &Site) -> Vec<String> {
    let findings = put(folder, site).finish().unwrap().unwrap_err();
    findings.into_iter().map(|finding| format!("{} {}", finding.code.name(), finding.message)).collect()
}

/// Everything in a folder but the writer's own, with its content.
fn on_disk(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_entry(|entry| entry.file_name() != ".casebook") {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    files
}

fn expected(site: &Site) -> BTreeMap<String, String> {
    site.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect()
}

fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    let all = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    all.map(|entry| (entry.path().display().to_string(), entry.metadata().unwrap().modified().unwrap()))
        .filter(|(path, _)| !path.ends_with("lock"))
        .collect()
}

#[test]
fn only_what_changes_is_touched() {
    let project = Project::new("");
    let out = project.path("output");
    let first =
        site(&[("index.html", "1"), ("a/b.html", "22"), ("a/桥.html", "3"), ("-/assets/x.css", "4"), ("a/c/d.html", "5")]);
    assert_eq!(write(&out, &first), Summary { files: 5, written: 5, removed: 0, bytes: 6 });
    assert_eq!(on_disk(&out), expected(&first));

    let before = times(&out);
    assert_eq!(write(&out, &first), Summary { files: 5, written: 0, removed: 0, bytes: 0 });
    assert_eq!(times(&out), before);

    let second = site(&[("index.html", "1"), ("a/b.html", "33"), ("-/assets/y.css", "4")]);
    assert_eq!(write(&out, &second), Summary { files: 3, written: 2, removed: 3, bytes: 3 });
    assert_eq!(on_disk(&out), expected(&second));
    assert!(!out.join("a/c").exists());

    // Someone's change of the same length is seen, and mended.
    fs::write(out.join("a/b.html"), "44").unwrap();
    assert_eq!(write(&out, &second).written, 1);
    // A new time alone changes nothing.
    fs::write(out.join("a/b.html"), "33").unwrap();
    assert_eq!(write(&out, &second).written, 0);
    fs::remove_file(out.join("index.html")).unwrap();
    assert_eq!(write(&out, &second).written, 1);
    assert_eq!(on_disk(&out), expected(&second));
}

#[test]
fn the_same_site_gives_the_same_folder() {
    let project = Project::new("");
    let one = site(&[("index.html", "1"), ("a/b.html", "2")]);
    let two: Site = one.iter().rev().cloned().collect();
    write(&project.path("x"), &one);
    write(&project.path("y"), &site(&[("index.html", "0"), ("c.html", "2")]));
    write(&project.path("y"), &two);
    let all = |folder: &str| on_disk(&project.path(folder).join(".casebook/.."));
    assert_eq!(all("x"), all("y"));
    for name in ["manifest", "lock"] {
        assert_eq!(project.read(&format!("x/.casebook/{name}")), project.read(&format!("y/.casebook/{name}")), "{name}");
    }
}

#[test]
fn what_others_put_there_stays() {
    let project = Project::new(
        "-- output/CNAME --\nexample.org\n-- output/.git/HEAD --\nx\n-- output/.gitignore --\n*\n-- output/mine.txt --\nx\n",
    );
    let out = project.path("output");
    write(&out, &site(&[("index.html", "1"), ("gone.html", "2")]));
    write(&out, &site(&[("index.html", "1")]));
    for path in ["CNAME", ".git/HEAD", ".gitignore", "mine.txt"] {
        assert!(out.join(path).exists(), "{path}");
    }
    let before = on_disk(&out);
    let of = |path: &str| format!("foreign-file `{}` is in the way: it was not written by casebook", out.join(path).display());
    assert_eq!(refused(&out, &site(&[("index.html", "2"), ("mine.txt", "1")])), [of("mine.txt")]);
    assert_eq!(refused(&out, &site(&[("mine.txt/a.html", "2")])), [of("mine.txt/a.html")]);
    assert_eq!(
        refused(&out, &site(&[("CNAME", "2"), ("../x", "3"), ("cname/x", "3")])),
        [of("../x"), of("CNAME"), of("cname/x")]
    );
    assert_eq!(on_disk(&out), before);
    // The same bytes are no matter of dispute.
    project.write("output/same.html", "same");
    assert_eq!(write(&out, &site(&[("index.html", "1"), ("same.html", "same")])).written, 0);
    // Without the manifest all is foreign that differs.
    fs::remove_dir_all(out.join(".casebook")).unwrap();
    assert_eq!(refused(&out, &site(&[("index.html", "2")])), [of("index.html")]);
    assert_eq!(write(&out, &site(&[("index.html", "1")])).written, 0);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    use std::os::unix::fs::symlink;
    let project = Project::new("-- elsewhere/a.html --\nmine\n");
    let out = project.path("output");
    fs::create_dir(&out).unwrap();
    symlink("../elsewhere", out.join("notes")).unwrap();
    assert_eq!(refused(&out, &site(&[("notes/b.html", "1")])).len(), 1);
    fs::remove_file(out.join("notes")).unwrap();
    write(&out, &site(&[("notes/a.html", "1"), ("index.html", "1")]));
    fs::remove_dir_all(out.join("notes")).unwrap();
    symlink("../elsewhere", out.join("notes")).unwrap();
    write(&out, &site(&[("index.html", "1")]));
    assert_eq!(project.read("elsewhere/a.html"), "mine\n");
    assert!(!project.has("elsewhere/b.html"));
}

#[test]
fn a_path_is_put_once() {
    let project = Project::new("");
    let out = project.path("output");
    let collision = |path: &str| format!("path-collision two things would be written to `{path}`");
    let writer = Writer::open(&out, false).unwrap();
    for path in ["Port.html", "port.html", "x", "x/y.html"] {
        writer.put(&file(path, "1"));
    }
    let findings = writer.finish().unwrap().unwrap_err();
    assert_eq!(
        findings.iter().map(|finding| format!("{} {}", finding.code.name(), finding.message)).collect::<Vec<_>>(),
        [collision("port.html"), collision("x")]
    );
    assert!(!out.exists());
}

#[test]
fn files_and_folders_change_places() {
    let project = Project::new("");
    let out = project.path("output");
    let first = site(&[("index.html", "1"), ("x", "2"), ("y/a.html", "3"), ("y/b/c.html", "4")]);
    let second = site(&[("index.html", "1"), ("x/a/b.html", "5"), ("y", "6")]);
    for site in [&first, &second, &first] {
        write(&out, site);
        assert_eq!(on_disk(&out), expected(site));
    }
    project.write("output/x2/foreign.txt", "");
    assert_eq!(refused(&out, &site(&[("x2", "1")])).len(), 1);
}

#[test]
fn two_builds_do_not_meet() {
    let project = Project::new("");
    let out = project.path("output");
    let writer = Writer::open(&out, false).unwrap();
    let Err(OutputError::Locked { owner }) = Writer::open(&out, false) else { panic!("opened twice") };
    assert!(owner.starts_with(&format!("process {}, since 20", std::process::id())), "{owner}");
    writer.abandon().unwrap();
    assert!(!out.exists());
    // The lock of a process that is no more holds nobody up.
    project.write("output/.casebook/lock", "process 1, since 2020-01-01 00:00:00 UTC\n");
    write(&out, &site(&[("index.html", "1")]));
}

/// Pages name each other and their data; every page and file says which version of the site it is of.
fn linked(version: u32, pages: std::ops::Range<u32>) -> Vec<(String, String)> {
    let name = |n: u32| format!("notes/{n}.html");
    let mut site: Vec<(String, String)> = pages
        .clone()
        .map(|n| {
            let next = if n + 1 < pages.end { n + 1 } else { pages.start };
            (name(n), format!("v{version} /{} /{} /-/assets/{version}.css /data/{n}.json\n", name(next), name(pages.start)))
        })
        .collect();
    site.extend(pages.clone().map(|n| (format!("data/{n}.json"), "{}".to_owned())));
    let all: Vec<String> = pages.map(|n| format!("/{}", name(n))).collect();
    site.push(("index.html".into(), format!("v{version} {}\n", all.join(" "))));
    site.push(("sitemap.xml".into(), format!("v{version} {}\n", all.join(" "))));
    site.push((format!("-/assets/{version}.css"), "css".into()));
    site
}

/// Every file is whole, and what it names is there.
fn assert_whole(folder: &Path, context: &str) {
    for (path, text) in on_disk(folder) {
        assert!(text.ends_with('\n') || ["{}", "css"].contains(&text.as_str()), "{context}: {path} is cut short");
        for link in text.split_whitespace().filter_map(|word| word.strip_prefix('/')) {
            assert!(folder.join(link).exists(), "{context}: {path} names {link}, which is not there");
        }
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_whole_site_and_the_next_one_finishes() {
    let sites = [linked(1, 0..4), linked(2, 2..7), linked(3, 0..3), linked(3, 0..3)];
    let mut kills = 0;
    for (from, to) in [(None, 0), (Some(0), 1), (Some(1), 2), (Some(2), 0)] {
        for stop in 0.. {
            let project = Project::new("");
            let out = project.path("output");
            let build = |site: &[(String, String)], stop: Option<usize>| {
                let mut writer = Writer::open(&out, false).unwrap();
                if let Some(changes) = stop {
                    writer.stop_after(changes);
                }
                for (path, text) in site {
                    writer.put(&file(path, text));
                }
                writer.finish().map(|outcome| outcome.unwrap())
            };
            if let Some(from) = from {
                build(&sites[from], None).unwrap();
            }
            let finished = build(&sites[to], Some(stop)).is_ok();
            let context = format!("{from:?} to {to}, stopped after {stop}");
            assert_whole(&out, &context);
            // A second build, of yet another site, is killed too; then one finishes.
            let _ = build(&sites[2], Some(stop / 2));
            assert_whole(&out, &context);
            build(&sites[to], None).unwrap();
            assert_eq!(on_disk(&out), sites[to].iter().cloned().collect(), "{context}");
            kills += 1;
            if finished {
                break;
            }
        }
    }
    assert!(kills > 60, "{kills}");
}

#[test]
fn folders_that_hold_the_archive_are_refused() {
    let project = Project::new("-- root/content/a.md --\n-- root/themes/x/theme.yaml --\n-- other/x --\n");
    let root = project.path("root").canonicalize().unwrap();
    let (content, here) = (root.join("content"), root.parent().unwrap().to_owned());
    let is_refused = |path: &Path| refusal(path, &root, &content).is_some();
    for path in [".", "..", "content", "content/a.md", "content/site", "content/a/../site", "themes/x", ".git/site", "../root"] {
        assert!(is_refused(&root.join(path)), "{path}");
    }
    assert!(is_refused(Path::new("/")));
    for path in ["output", "site", "content-site", "../other", "content/../output"] {
        assert!(!is_refused(&root.join(path)), "{path}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&content, here.join("link")).unwrap();
        assert!(is_refused(&here.join("link/site")));
    }
    // A vault whose root is its content.
    let of_vault = |path: &str| refusal(&root.join(path), &root, &root).is_some();
    assert!(
        of_vault("content")
            && of_vault(".")
            && of_vault("..")
            && !of_vault("output")
            && !of_vault("site")
            && !of_vault("../site")
    );
}
