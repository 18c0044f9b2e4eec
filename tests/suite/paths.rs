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
        .stderr("cannot read `content/i.png`: it is 900 bytes large, and the limit is 20\n--> content/i.png\n")
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
    let gone = "error: cannot read the folder of the notes, `content`: there is no such folder\n";
    for command in ["build", "check"] {
        let run = project.run([command]).code(2);
        assert_eq!(run.stderr, gone, "{command}");
    }
    let _ = project.run(["list", "notes"]).code(2).stderr(gone);
    assert!(project.has("output/index.html"));
    // What looks like the folder under another name is none of the notes' own folders.
    project.write("contents/index.md", "# Home\n");
    let _ = project.run(["build"]).code(2).stderr("there is no such folder; is it `contents`?\n");
    let _ = project.run(["build", "--root", ".", "--content", "contents"]).code(0);
    // A vault keeps its notes beside its settings.
    std::fs::remove_dir_all(project.path("contents")).unwrap();
    project.write("a.md", "# A\n");
    let _ = project.run(["check"]).code(0).stderr("1 note:");
}
