//! Names, paths and addresses that cannot be: what lies outside the archive, and what no system or site can hold.

use crate::project::Project;

#[cfg(unix)]
#[test]
fn nothing_outside_the_archive_is_read_or_shown() {
    use std::os::unix::fs::symlink;
    let outside = Project::new("-- secret --\nTHE SECRET\n-- rules --\nshown.md\n");
    let project = Project::new(
        "-- casebook.yaml --\ntitle: 桥头堡\ncitation_style: style.csl\nbaseline: base.json\n\
         -- content/index.md --\n![a picture](b.png) ![[s.csv]] [[shown]]\n\
         -- content/shown.md --\n---\nclaims: [{id: a, text: a, quote: {exact: THE SECRET, in: q.txt}}]\n---\n[[index]] [[nowhere]]\n",
    );
    for link in
        ["content/b.md", "content/b.png", "content/s.csv", "content/q.txt", "content/_kind.yaml", "style.csl", "base.json"]
    {
        symlink(outside.path("secret"), project.path(link)).unwrap();
    }
    symlink(outside.path("secret"), project.path("content/references.bib")).unwrap();
    symlink(outside.path("rules"), project.path("content/.gitignore")).unwrap();
    let run = project.run(["check"]).code(1);
    assert!(!run.stderr.contains("SECRET\n") && !run.stderr.contains("1 |THE"), "{}", run.stderr);
    let run = run
        .stderr("error[outside-archive]: `content/b.md` is a link on disk that leads out of the archive\n--> content/b.md\n")
        .stderr("--> content/b.png\n")
        .stderr("--> content/s.csv\n")
        .stderr("--> content/_kind.yaml\n")
        .stderr("--> content/references.bib\n")
        .stderr("--> content/.gitignore\n = help: copy the rules into a file of the archive")
        .stderr("error[invalid-style]: cannot read `style.csl`: it lies outside the archive\n --> casebook.yaml:2:17\n")
        .stderr("error[invalid-setting]: cannot read `base.json`: it lies outside the archive\n --> casebook.yaml:3:11\n")
        .stderr("there is no text `q.txt`");
    // The rules outside do not hold: the note they name is one.
    run.stderr("there is no note `nowhere`");
}

#[cfg(target_os = "linux")]
#[test]
fn a_link_to_a_device_and_a_pipe_hold_nobody_up() {
    use std::os::unix::fs::symlink;
    let project = Project::new("-- casebook.yaml --\ntitle: 桥头堡\nbaseline: pipe\n-- content/index.md --\n# Home\n");
    symlink("/dev/zero", project.path("content/z.md")).unwrap();
    for pipe in ["content/p.md", "content/.gitignore", "pipe"] {
        let made = std::process::Command::new("mkfifo").arg(project.path(pipe)).status().unwrap();
        assert!(made.success());
    }
    let run = project.run(["check"]).code(1);
    let run = run.stderr("--> content/z.md\n = help:").stderr("cannot read `pipe`: it is no plain file");
    run.stderr("1 note: 2 errors");
}

#[test]
fn of_a_file_that_is_too_large_or_no_text_no_line_is_shown() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: 桥头堡\nlimits: {file_size: 300, attachment_size: 20}\n\
         -- content/index.md --\n![a picture](i.png)\n",
    );
    project.write("content/long.md", "THE LINE\n".repeat(100));
    project.write("content/i.png", "THE LINE\n".repeat(100));
    project.write("content/what?.md", "THE LINE [[index]]\n");
    project.write("content/picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR THE LINE");
    project.write("templates/note.html", "THE LINE\n".repeat(100));
    project.write("templates/page.html", b"\xff THE PAGE");
    let run = project.run(["check"]).code(1);
    let run = run
        .stderr("`content/long.md` is 900 bytes large, and the limit is 300\n--> content/long.md\n")
        .stderr("`content/i.png` is 900 bytes large, and the limit is 20\n--> content/i.png\n")
        .stderr("the name `what?.md` holds `?`, which Windows does not allow\n--> content/what?.md\n")
        .stderr("`content/picture.md` is no text\n--> content/picture.md\n = help: take the file away")
        .stderr("`templates/note.html` is 900 bytes large, and the limit is 300\n--> templates/note.html\n")
        .stderr("`templates/page.html` is not UTF-8 text\n --> templates/page.html:1:1\n  |\n1 | \u{fffd} THE PAGE\n");
    let lints = run.stderr.lines().filter(|line| line.contains("THE LINE") && !line.contains("[[index]]"));
    assert_eq!(lints.count(), 0, "{}", run.stderr);
}

#[test]
fn an_archive_without_its_folder_of_notes_is_not_an_empty_one() {
    let project = Project::new("-- casebook.yaml --\ntitle: 桥头堡\n-- content/index.md --\n# Home\n");
    let _ = project.run(["build"]).code(0);
    let rename = |from: &str, to: &str| std::fs::rename(project.path(from), project.path(to)).unwrap();
    rename("content", "away.d");
    rename("away.d/index.md", "index.txt");
    let gone = "error: cannot read the folder of the notes, `content`: there is no such folder; \
                where the notes lie in the root itself, give `--content .`\n";
    for command in ["build", "check"] {
        let run = project.run([command]).code(2);
        assert_eq!(run.stderr, gone, "{command}");
    }
    let _ = project.run(["list", "notes"]).code(2).stderr(gone);
    assert!(project.has("output/index.html"));
    // What looks like the folder under another name is none of the notes' own folders.
    project.write("contents/index.md", "# Home\n");
    let _ = project.run(["build"]).code(2).stderr("there is no such folder (is it `contents`?); where");
    let _ = project.run(["build", "--root", ".", "--content", "contents"]).code(0);
    // A vault keeps its notes beside its settings.
    std::fs::remove_dir_all(project.path("contents")).unwrap();
    project.write("a.md", "# A\n");
    let _ = project.run(["check"]).code(0).stderr("1 note:");
}

#[test]
fn what_lies_beside_the_notes_of_any_project_is_not_a_note() {
    let no_notes = "\
-- casebook.yaml --
title: A
-- README.md --
# Read me
-- readme.zh-CN.md --
# 说明
-- CHANGELOG.md --
# Changes
-- code-of-conduct.md --
# Conduct
-- .hidden/a.md --
-- node_modules/x/index.md --
-- site/node_modules/x/index.md --
-- target/doc/a.md --
-- themes/mine/notes.md --
";
    let project = Project::new(no_notes);
    let _ = project.run(["build"]).code(2).stderr("give `--content .`\n");
    assert!(!project.has("output/README.html"));
    let _ = project.run(["build", "--content", "."]).code(0);
    // A link to a folder elsewhere holds no notes of this archive.
    #[cfg(unix)]
    {
        let other = Project::new("-- a.md --\n# A\n");
        std::os::unix::fs::symlink(other.root(), project.path("elsewhere")).unwrap();
        let _ = project.run(["check"]).code(2);
    }
    project.write("content-2024/a.md", "# Old\n");
    let _ = project.run(["check"]).code(2).stderr("is it `content-2024`?");
    project.write("b.md", "# B\n");
    let _ = project.run(["check"]).code(0);
}

#[test]
fn a_former_address_is_the_path_of_a_page() {
    let longest = "a".repeat(200);
    let long = "a".repeat(300);
    let good = ["old/name", "/old/hugo/", "old.md", "old/page.html", "桥头堡", "v1.2", &longest];
    let bad = [
        ("'../../x'", "invalid-value", "a part of the former address `../../x` begins with a dot"),
        ("a/../y", "invalid-value", "begins with a dot"),
        ("./y", "invalid-value", "begins with a dot"),
        (".git/x", "invalid-value", "begins with a dot"),
        (".casebook/manifest", "invalid-value", "begins with a dot"),
        ("a//b", "invalid-value", "the former address `a//b` has two `/` with nothing between"),
        ("'https://x.org/z'", "invalid-value", "`https://x.org/z` is an address on the web"),
        ("/", "invalid-value", "`/` is the address of the home page"),
        ("CNAME/x", "invalid-value", "lies where casebook never writes"),
        ("'old#part'", "invalid-value", "`old#part` is a part of a page"),
        ("'C:/x'", "unportable-name", "in the former address `C:/x`, `C:` holds `:`, which Windows does not allow"),
        ("x?y", "unportable-name", "the former address `x?y` holds `?`"),
        ("CON", "unportable-name", "the former address `CON` is that of a device on Windows"),
        ("'a\\b'", "unportable-name", "the former address `a\\b` holds `\\`"),
        ("\"a\\tb\"", "unportable-name", "the former address `a\\tb` holds a control character"),
        ("-/claims", "unportable-name", "in the former address `-/claims`, `-` is kept for what casebook generates"),
        (&long, "unportable-name", "aaa...` is 300 bytes long, and the limit is 200"),
    ];
    let written = |all: &[&str]| all.iter().map(|address| format!("  - {address}\n")).collect::<String>();
    let project = Project::new("-- casebook.yaml --\ntitle: 桥头堡\n-- content/index.md --\n[[a]] [[n]]\n");
    project.write("content/a.md", format!("---\ntitle: A\nredirect_from:\n{}---\n", written(&good)));
    project.write("content/k/_kind.yaml", "name: k\nredirect_from: [old/k]\n");
    project.write("content/k/n.md", "# N\n");
    let _ = project.run(["build"]).code(0);
    for page in ["old/name.html", "old/hugo.html", "old/page.html", "桥头堡.html", "v1.2.html", "old/k/index.html"] {
        assert!(project.has(&format!("output/{page}")), "{page}");
    }
    let all: Vec<&str> = bad.iter().map(|(address, ..)| *address).collect();
    project.write("content/a.md", format!("---\ntitle: A\nredirect_from:\n{}---\n", written(&all)));
    project.write("content/k/_kind.yaml", "name: k\nredirect_from: [../k, CON]\n");
    for command in ["check", "build"] {
        let run = project.run([command, "--message-format", "json"]).code(1);
        let findings: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for ((address, code, message), line) in bad.iter().zip(4..) {
            let found = findings.iter().find(|found| found["file"] == "content/a.md" && found["line"] == line);
            let found = found.unwrap_or_else(|| panic!("{command} finds nothing about {address}"));
            assert_eq!((found["code"].as_str(), found["column"].as_u64()), (Some(*code), Some(5)), "{address}");
            assert!(found["message"].as_str().unwrap().contains(message), "{address}: {found}");
        }
        let of_kind: Vec<_> = findings.iter().filter(|found| found["file"] == "content/k/_kind.yaml").collect();
        assert_eq!(
            of_kind.iter().map(|found| found["code"].as_str().unwrap()).collect::<Vec<_>>(),
            ["invalid-kind", "unportable-name"]
        );
        let others = findings.iter().filter(|found| found["severity"] == "error").count();
        assert_eq!(others, bad.len() + 2, "{}", run.stdout);
    }
}

#[test]
fn two_things_of_one_path_are_both_named_at_a_place() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: 桥头堡\nbase_url: https://example.org/\nattachment_types: [txt]\n\
         -- content/index.md --\n---\ntags: [c:d]\n---\n[[a]] [[x]] ![i](p/i.png) ![i](q.html/i.png)\n\
         [robots](robots.txt)\n\
         -- content/a.md --\n---\ntags:\n- c-d\n---\n# A\n-- content/a.html/x.md --\n# X\n-- content/a.html/deep/y.md --\n[[x]]\n\
         -- content/q.md --\n[[y]] [[404]]\n-- content/404.md --\n[[q]]\n\
         -- content/robots.txt --\nx\n",
    );
    for image in ["p/i.png", "q.html/i.png"] {
        project.write(&format!("content/{image}"), "x");
    }
    let check = project.run(["check"]).code(1);
    let check = check
        .stderr(
            "the note `a` would be written to the file `a.html`, and the note `a.html/deep/y` into a folder of that name\n\
             --> content/a.html/deep/y.md",
        )
        .stderr(
            "the note `q` would be written to the file `q.html`, and the file `content/q.html/i.png` into a folder of that name\n\
             --> content/q.html/i.png\n = help: rename one of them",
        )
        .stderr("the tag `c-d` and the tag `c:d` would both be written to `-/tags/c-d.html`\n --> content/index.md:2:8")
        .stderr("= help: write one of the tags in another way: what no file name can hold is a `-` in the address of a tag")
        .stderr("the page for missing addresses and the note `404` would both be written to `404.html`\n--> content/404.md\n")
        .stderr("--> content/robots.txt\n = help: give it another name or folder");
    assert_eq!(check.stderr.matches("error[path-collision]").count(), 5, "{}", check.stderr);
    let build = project.run(["build"]).code(1);
    assert_eq!(build.stderr.matches("error[path-collision]").count(), 5, "{}", build.stderr);
    // What is first in each place is written, and nothing is in the way of anything.
    let _ = project.run(["build", "--keep-going"]).code(1);
    assert!(project.has("output/a.html") && project.has("output/q.html") && project.has("output/-/tags/c-d.html"));
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_differ_in_case_are_told_of_with_the_way_out() {
    let project = Project::new("-- casebook.yaml --\ntitle: 桥头堡\n-- content/index.md --\n![i](i.png) ![i](I.png)\n");
    project.write("content/i.png", "x");
    project.write("content/I.png", "x");
    let _ = project
        .run(["check"])
        .code(1)
        .stderr("the file `content/I.png` and the file `content/i.png` would both be written to `I.png`")
        .stderr("= help: names that differ only in case are one on many systems: rename one of them");
}

#[test]
fn every_tag_leads_to_its_page_whatever_it_is_written_as() {
    let long = "长".repeat(100);
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: 桥头堡\n-- content/index.md --\n[[n]]\n-- content/n.md --\n---\n\
         tags: [y//z, /t/, CON, con.x/nul, 'a b/ c', '{long}', 'what?', '-']\n---\n# N\n\nSee [[index]] #q//r, #/s and #v/.\n"
    ));
    let _ = project.run(["build"]).code(0);
    let page = project.read("output/n.html");
    let tags: Vec<&str> = page.split("href=\"-/tags/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(tags.len(), 11, "{tags:?}");
    for tag in &tags {
        let path = percent_encoding::percent_decode_str(tag).decode_utf8().unwrap();
        assert!(project.has(&format!("output/-/tags/{path}")), "{path}");
        for part in path.split('/') {
            assert_eq!(casebook::source::name_fault(part, false), None, "{path}");
        }
    }
    for tag in ["y/z.html", "t.html", "_CON.html", "_con.x/_nul.html", "q/r.html", "s.html", "v.html", "what-.html", "_.html"] {
        assert!(tags.contains(&tag), "{tag} is not in {tags:?}");
    }
    let _ = project.run(["check", "--strict"]).code(0);
    // The data of a kind has a name too.
    project.write("content/k/_kind.yaml", "name: aux\n");
    project.write("content/k/b.md", "[[n]]\n");
    project.write("content/a.md", "[[k/b]] [y](-/tags/y/z.html) [con](-/tags/_CON.html) [[index]]\n");
    let _ = project.run(["check"]).code(0);
    let _ = project.run(["build"]).code(0);
    assert!(project.has("output/-/data/_aux.csv") && project.read("output/k/index.html").contains("-/data/_aux.csv\""));
}

#[test]
fn mv_and_new_give_no_name_that_check_refuses() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: 桥头堡\n-- content/index.md --\n[[a]]\n-- content/a.md --\n# The port\n-- content/f/b.md --\n[[a]]\n",
    );
    let long = "a".repeat(250);
    let nearly = "a".repeat(198);
    let refused = [
        ("CON", "`CON` cannot be the id of a note: `CON` is that of a device on Windows"),
        ("f/aux.x", "`aux.x` is that of a device on Windows"),
        ("x?y", "`x?y` cannot be the id of a note: `x?y` holds `?`, which Windows does not allow"),
        (&long, "is 250 bytes long, and the limit is 200"),
        (&nearly, "is 201 bytes long, and the limit is 200"),
        ("f/-/x", "`-` is kept for what casebook generates"),
        ("../x", "no part of it may be empty, `.` or `..`"),
        ("_x", "files whose names begin as `_x` does are no notes"),
        ("f/index", "`index` is the name of a folder's own text"),
    ];
    for (new, message) in refused {
        let _ = project.run(["mv", "a", new]).code(2).stderr(message);
        assert!(project.has("content/a.md"), "{new}");
    }
    let _ = project.run(["mv", "f", "CON"]).code(2).stderr("is that of a device on Windows");
    let _ = project.run(["mv", "The prot", "x"]).code(2).stderr("did you mean `The port`?");
    let _ = project.run(["mv", "nope", "x"]).code(2).stderr("help: `casebook list notes` lists them all");
    let _ = project.run(["list", "notes"]).code(0).stdout("The port");
    let _ =
        project.run(["new", "page", "CON"]).code(2).stderr("the title would name the file `con.md`, which is that of a device");
    let slug = project.run(["new", "page", "X", "--slug", "nul"]).code(2);
    let _ = slug.stderr("`nul` cannot be the name of a note: it is that of a device on Windows");
    let _ = project.run(["new", "page", "X", "--slug", "x?y"]).code(2).stderr("it holds `?`, which Windows does not allow");
    let _ = project.run(["new", "page", "X", "--slug", "a/b"]).code(2).stderr("it holds `/`");
    let _ = project.run(["check"]).code(0);
    // A name that was never an address leaves none behind.
    project.write("content/what?.md", "[[a]]\n");
    let _ = project.run(["mv", "what?", "what"]).code(0);
    assert_eq!(project.read("content/what.md"), "[[a]]\n");
}

#[test]
fn an_image_that_cannot_be_published_is_left_out_and_marked() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: 桥头堡\nlimits: {attachment_size: 200}\n-- content/index.md --\n[[a]]\n\
         -- content/a.md --\n---\nimage: {file: broken.svg, alt: z}\n---\n# A\n\nText ![x](utf16.svg) and [file](plain.svg).\n\n\
         ![y](plain.svg \"Caption\")\n\n![b](big.png) ![g](good.svg)\n\
         -- content/plain.svg --\nhello\n-- content/broken.svg --\n<svg>\n<g></svg>\n-- content/good.svg --\n<svg/>\n",
    );
    project.write("content/utf16.svg", b"\xff\xfe<\0s\0v\0g\0/\0>\0");
    project.write("content/big.png", [0; 300]);
    for command in ["check", "build"] {
        let run = project.run([command]).code(1);
        let run = run
            .stderr("error[broken-link]: the image `content/utf16.svg` cannot be read as SVG: the file is not UTF-8 text\n")
            .stderr("--> content/plain.svg:1:1\n")
            .stderr("--> content/broken.svg:2:")
            .stderr("`content/big.png` is 300 bytes large, and the limit is 200\n--> content/big.png\n");
        assert_eq!(run.stderr.matches("error[").count(), 4, "{}", run.stderr);
    }
    let _ = project.run(["build", "--keep-going"]).code(1);
    let page = project.read("output/a.html");
    for left_out in ["utf16.svg\"", "plain.svg\"", "broken.svg\"", "big.png\""] {
        assert!(!page.contains(left_out), "{left_out}");
    }
    assert!(page.contains("src=\"good.svg\""), "{page}");
    for marked in ["x", "file", "y", "b"] {
        assert!(page.contains(&format!("<a class=\"broken\" title=\"error: this leads nowhere\">{marked}</a>")), "{marked}");
    }
    assert!(!project.has("output/big.png") && project.has("output/good.svg"));
    project.write("content/plain.svg", "<svg/>");
    let _ = project.run(["build", "--keep-going"]).code(1);
    assert!(project.read("output/a.html").contains("src=\"plain.svg\""));
}

#[test]
fn thousands_of_addresses_of_two_notes_are_each_told_of_where_they_stand() {
    let addresses: String = (0..6_000).map(|n| format!("- old/{n}\n")).collect();
    let note = format!("---\nredirect_from:\n{addresses}---\n");
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: A\n-- content/a.md --\n{note}[[b]]\n-- content/b.md --\n{note}[[a]]\n",
    ));
    let run = project.run(["check", "--message-format", "json"]).code(1);
    let read = |line| -> serde_json::Value { serde_json::from_str(line).unwrap() };
    let findings: Vec<_> = run.stdout.lines().map(read).filter(|found| found["code"] == "path-collision").collect();
    assert_eq!(findings.len(), 6_000);
    for (finding, n) in findings.iter().zip(0..) {
        let message = format!(
            "a former address of the note `a` and a former address of the note `b` would both be written to `old/{n}.html`"
        );
        assert_eq!((finding["file"].as_str(), finding["line"].as_u64()), (Some("content/b.md"), Some(n + 3)));
        assert_eq!(finding["message"].as_str(), Some(&*message));
    }
}

#[test]
fn a_tag_deeper_than_any_path_has_a_page_of_its_own() {
    let deep = vec!["trade".repeat(20); 45].join("/");
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: A\n-- content/index.md --\n---\ntags: [{deep}/one]\n---\n# Home\n\n[[b]] [[c]]\n\
         -- content/b.md --\n---\ntags: [{deep}/two, {}/ONE]\n---\n# Bee\n-- content/c.md --\n---\ntags: [{deep}]\n---\n# Sea\n",
        deep.to_uppercase(),
    ));
    let _ = project.run(["build"]).code(0);
    let pages_of = |page: &str| -> Vec<String> {
        let html = project.read(page);
        let pages = html.split("href=\"-/tags/").skip(1).filter_map(|rest| rest.split('"').next());
        pages.filter(|page| page.contains('/')).map(|page| project.read(&format!("output/-/tags/{page}"))).collect()
    };
    let shows = |page: &str| ["Home", "Bee", "Sea"].map(|title| page.contains(&format!(">{title}</a></th>")));
    let of = |page| pages_of(page).iter().map(|page| shows(page)).collect::<Vec<_>>();
    assert_eq!(of("output/b.html"), [[false, true, false], [true, true, false]]);
    assert_eq!(of("output/c.html"), [[true, true, true]]);
}
