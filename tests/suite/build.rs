//! What a build writes, leaves alone and refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::Project;

/// Two notes that link to each other, a kind, a tag, an image, a former address.
const SMALL: &str = "\
-- casebook.yaml --
title: 小 archive & <more>
base_url: https://example.org/a/
-- content/concepts/_kind.yaml --
name: concept
label: {one: Concept, other: Concepts}
fields:
  names: {type: names}
  related: {type: reference, to: [concept], many: true, inverse: self}
index: {columns: [title, names.zh-Hans], sort: title}
-- content/concepts/bridgehead.md --
---
title: Bridgehead
names: {zh-Hans: 桥头堡, pinyin: qiáotóubǎo}
related: [paitoubing]
tags: [terms/military]
redirect_from: [concepts/old-name]
---
See [[排头兵]] and ![a dot](../dot.svg).
-- content/concepts/paitoubing.md --
---
title: Paitoubing
names: {zh-Hans: 排头兵}
---
The other one is [[bridgehead]].
-- content/dot.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"><circle r=\"2\"/></svg>
";

/// All files of a folder but those that are casebook's own, by path.
fn site(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".casebook")
        .map(|entry| entry.expect("a readable site"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
            (path, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

#[test]
fn a_small_archive_becomes_a_site() {
    let project = Project::new(SMALL);
    project.run(["build"]).code(0);
    for path in [
        "index.html",
        "404.html",
        "concepts/index.html",
        "concepts/bridgehead.html",
        "concepts/old-name.html",
        "-/tags.html",
        "-/tags/terms.html",
        "-/tags/terms/military.html",
        "-/data/concept.csv",
        "-/data/concept.json",
        "dot.svg",
        "sitemap.xml",
        "feed.xml",
        "robots.txt",
    ] {
        assert!(project.has(&format!("output/{path}")), "{path} was not written");
    }
    let page = project.read("output/concepts/bridgehead.html");
    assert!(page.contains("href=\"../concepts/paitoubing.html\""), "{page}");
    assert!(page.contains("小 archive &amp; &lt;more&gt;"), "the title is escaped");
    let other = project.read("output/concepts/paitoubing.html");
    assert!(other.contains("id=\"_backlinks\""), "{other}");
    let former = project.read("output/concepts/old-name.html");
    assert!(former.contains("concepts/bridgehead.html") && former.contains("noindex"), "{former}");
}

#[test]
fn what_would_not_change_is_not_touched() {
    let project = Project::new(SMALL);
    project.run(["build"]).code(0);
    let times = |project: &Project| -> BTreeMap<String, std::time::SystemTime> {
        let names = site(&project.path("output")).into_keys();
        names.map(|name| (name.clone(), fs::metadata(project.path("output").join(&name)).unwrap().modified().unwrap())).collect()
    };
    let before = times(&project);
    project.run(["build"]).code(0).stderr("(0 written, 0 removed)");
    assert_eq!(times(&project), before);
    // A file someone changed is written again; a note taken away takes its page with it.
    project.write("output/concepts/paitoubing.html", "changed");
    fs::remove_file(project.path("content/concepts/bridgehead.md")).unwrap();
    project.write("content/concepts/paitoubing.md", "---\ntitle: Paitoubing\n---\nAlone.\n");
    project.run(["build"]).code(0);
    assert!(!project.has("output/concepts/bridgehead.html"));
    assert!(!project.has("output/dot.svg"));
    assert!(project.read("output/concepts/paitoubing.html").contains("Alone."));
}

#[test]
fn an_archive_with_errors_writes_nothing_unless_asked() {
    let project = Project::new(SMALL);
    project.run(["build"]).code(0);
    let before = site(&project.path("output"));
    project.write("content/concepts/paitoubing.md", "---\ntitle: Paitoubing\n---\nSee [[nowhere at all]].\n");
    project.run(["build"]).code(1).stderr("error[broken-link]").stderr("nothing was written");
    assert_eq!(site(&project.path("output")), before);
    project.run(["build", "--keep-going"]).code(1);
    let page = project.read("output/concepts/paitoubing.html");
    assert!(page.contains("class=\"broken\"") && page.contains("error[broken-link]"), "{page}");
}

#[test]
fn foreign_files_are_left_alone() {
    let project = Project::new(SMALL);
    project.write("output/concepts/bridgehead.html", "mine");
    project.write("output/CNAME", "example.org");
    project.run(["build"]).code(1).stderr("error[foreign-file]").stderr("concepts/bridgehead.html");
    assert_eq!(project.read("output/concepts/bridgehead.html"), "mine");
    assert!(!project.has("output/index.html"));
    fs::remove_file(project.path("output/concepts/bridgehead.html")).unwrap();
    project.run(["build"]).code(0);
    assert_eq!(project.read("output/CNAME"), "example.org");
}

#[test]
fn an_output_folder_that_would_mix_with_the_archive_is_refused() {
    let project = Project::new(SMALL);
    for output in [".", "content", "content/site", "..", "themes"] {
        project.run(["build", "--output", output]).code(2).stderr("the output folder");
    }
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let project = Project::new(SMALL);
    project.run(["build"]).code(0);
    let lock = fs::File::options().write(true).open(project.path("output/.casebook/lock")).unwrap();
    lock.lock().unwrap();
    project.run(["build"]).code(2).stderr("another build is writing");
    drop(lock);
    project.run(["build"]).code(0);
}

/// Kills builds at many moments; after each, every page that can be reached from the home page is whole and leads to pages that
/// are there; and the next build finishes.
#[test]
fn a_killed_build_leaves_a_whole_site() {
    let mut archive = String::from(SMALL);
    for n in 0..150 {
        let next = (n + 1) % 150;
        archive.push_str(&format!("-- content/notes/n{n}.md --\n# Note {n}\n\nOn to [[n{next}]] and [[bridgehead]].\n"));
    }
    let project = Project::new(&archive);
    project.run(["build"]).code(0);
    for round in 0..12_u64 {
        // Another title changes every page; another note comes and goes.
        project.write("casebook.yaml", format!("title: Round {round}\nbase_url: https://example.org/a/\n"));
        project.write("content/notes/n0.md", format!("# Note 0\n\nOn to [[n1]], [[bridgehead]] and [[new{round}]].\n"));
        project.write(&format!("content/notes/new{round}.md"), "# New\n\nBack to [[n0]].\n");
        if round > 0 {
            fs::remove_file(project.path(&format!("content/notes/new{}.md", round - 1))).unwrap();
        }
        let mut build = Command::new(env!("CARGO_BIN_EXE_casebook")).arg("build").current_dir(project.root()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5 + round * 7));
        let _ = build.kill();
        let _ = build.wait();
        crawl(&project.path("output"));
    }
    project.run(["build"]).code(0);
    let killed = site(&project.path("output"));
    project.run(["build", "--output", "clean"]).code(0);
    assert_eq!(site(&project.path("clean")), killed);
}

/// Follows the links of pages from the home page.
fn crawl(folder: &Path) {
    let mut seen = std::collections::BTreeSet::new();
    let mut queue = vec!["index.html".to_owned()];
    while let Some(page) = queue.pop() {
        if !seen.insert(page.clone()) {
            continue;
        }
        let text = fs::read_to_string(folder.join(&page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.trim_end().ends_with("</html>"), "{page} is cut off");
        let base = page.rsplit_once('/').map_or("", |(base, _)| base);
        for attribute in ["href=\"", "src=\""] {
            for link in text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                let path = link.split(['#', '?']).next().unwrap_or("");
                if path.is_empty() || path.contains("://") || path.starts_with("mailto:") {
                    continue;
                }
                let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
                for part in path.split('/') {
                    match part {
                        ".." => drop(parts.pop()),
                        "." | "" => {}
                        part => parts.push(part),
                    }
                }
                let target = parts.join("/");
                assert!(folder.join(&target).is_file(), "{page} leads to {target}, which is not there");
                if target.ends_with(".html") {
                    queue.push(target);
                }
            }
        }
    }
}
