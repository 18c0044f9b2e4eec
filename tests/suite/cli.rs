//! The command line: what each command prints, and how it ends.

use serde_json::Value;

use crate::project::Project;

const BROKEN: &str = "\
-- casebook.yaml --
title: Broken
base_url: https://example.org/
-- content/a.md --
# A

广州的 [[nowhere]] 与 [[b]].
-- content/b.md --
# B

Back to [[a]].
";

#[test]
fn version_and_help_are_printed() {
    let project = Project::new("");
    project.run(["--version"]).code(0).stdout("casebook ");
    project.run(["--help"]).code(0).stdout("Usage: casebook");
    project.run(["buidl"]).code(2).stderr("build");
}

#[test]
fn a_finding_in_four_formats_has_one_place() {
    let project = Project::new(BROKEN);
    let human = project.run(["check"]).code(1);
    assert!(human.stderr.contains("error[broken-link]") && human.stderr.contains("content/a.md:3:5"), "{}", human.stderr);
    let json = project.run(["check", "--message-format", "json"]).code(1);
    let line = json.stdout.lines().find(|line| line.contains("broken-link")).expect("a finding");
    let finding: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(finding["file"], "content/a.md");
    assert_eq!((&finding["line"], &finding["column"], &finding["end_column"]), (&3.into(), &5.into(), &16.into()));
    project
        .run(["check", "--message-format", "github"])
        .code(1)
        .stdout("::error file=content/a.md,line=3,endLine=3,col=5,endColumn=16,");
    let sarif = project.run(["check", "--message-format", "sarif"]).code(1);
    let log: Value = serde_json::from_str(&sarif.stdout).expect("JSON");
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&3.into(), &5.into()));
}

#[test]
fn strict_fails_on_warnings() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\nbase_url: https://example.org/\n-- content/lone.md --\n# Lone\n\nNo one links here.\n",
    );
    project.run(["check"]).code(0).stderr("warning[orphan-note]");
    project.run(["check", "--strict"]).code(1);
    project.run(["check", "--strict", "--allow", "orphan-note"]).code(0);
    project.run(["check", "--deny", "orphan-note"]).code(1).stderr("error[orphan-note]");
    project.run(["check", "--deny", "orphan-nte"]).code(2).stderr("did you mean `orphan-note`?");
    project.run(["check", "--allow", "broken-link"]).code(2).stderr("cannot be set");
}

#[test]
fn explain_prints_a_page() {
    let project = Project::new("");
    project.run(["explain", "broken-link"]).code(0).stdout("# broken-link");
    project.run(["explain", "error[broken-link]"]).code(0).stdout("# broken-link");
    project.run(["explain", "broken-lnk"]).code(2).stderr("broken-link");
    project.run(["explain"]).code(0).stdout("orphan-note");
}

#[test]
fn init_makes_an_archive_that_builds_clean() {
    let project = Project::new("");
    project.run(["init", "mine"]).code(0).stdout("casebook build");
    project.run(["build", "--root", "mine", "--strict"]).code(0);
    assert!(project.has("mine/output/index.html"));
    project.run(["init", "mine"]).code(2).stderr("is not empty");
}

#[test]
fn a_vault_builds_unchanged() {
    let project = Project::new(
        "-- Notes/甲.md --\nSee [[乙]] and [[missing]].\n\n> [!tip] Folded\n> text\n-- Notes/乙.md --\n---\ntags: x, y\ncssclasses: [wide]\n---\n![[甲]]\n",
    );
    project.run(["build"]).code(0).stderr("warning[broken-link]");
    assert!(project.has("output/Notes/甲.html"));
    assert!(project.read("output/Notes/乙.html").contains("class=\"embed\""));
}

#[test]
fn mv_rewrites_every_link_and_leaves_a_redirect() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\nbase_url: https://example.org/\n-- content/concepts/_kind.yaml --\nname: concept\nfields:\n  related: {type: reference, many: true}\n-- content/concepts/old.md --\n---\ntitle: 桥头堡\n---\nSee [b](b.md#x) and [[桥头堡]].\n-- content/concepts/b.md --\n---\ntitle: B\nrelated: [\"[[old]]\"]\n---\n# X\n\n广州 [[old#Use|words]], [[concepts/old]], [text](old.md), ![[old]], [[桥头堡]].\n",
    );
    project.run(["mv", "old", "terms/new"]).code(0).stdout("moved to content/terms/new.md");
    let other = project.read("content/concepts/b.md");
    assert!(other.contains("[[new#Use|words]], [[terms/new]], [text](../terms/new.md), ![[new]], [[桥头堡]]"), "{other}");
    assert!(other.contains("related: [\"[[new]]\"]"), "{other}");
    let moved = project.read("content/terms/new.md");
    assert!(moved.contains("redirect_from: [concepts/old]") && moved.contains("[b](../concepts/b.md#x)"), "{moved}");
    assert!(!project.has("content/concepts/old.md"));
    project.run(["mv", "nwe", "x"]).code(2).stderr("did you mean");
}

#[test]
fn a_condition_that_cannot_be_read_is_told_once() {
    let project = Project::new("-- casebook.yaml --\ntitle: T\n-- content/ships/_kind.yaml --\nname: ship\n");
    let run = project.run(["list", "ship", "--where", "{title: "]).code(2);
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
}

/// The command fails, and says this among other things.
#[track_caller]
fn told<const N: usize>(project: &Project, arguments: [&str; N], wanted: &str) {
    let run = project.run(arguments).code(2);
    assert!(run.stderr.contains(wanted), "no\n{wanted}\nin\n{}", run.stderr);
    assert!(run.stdout.is_empty(), "{}", run.stdout);
}

#[test]
fn what_is_wrong_with_a_query_is_shown_in_the_command_as_it_was_typed() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\n-- content/ships/_kind.yaml --\nname: ship\nfields: {built: {type: date}}\n\
         -- content/ships/a.md --\n# A\n",
    );
    told(
        &project,
        ["list", "ship", "--where", "{title: 桥, bilt: 3}"],
        "  |\n1 | casebook list ship --where '{title: 桥, bilt: 3}'\n  |                                         ^^^^\n  |\n  = help: did you mean `built`?\n",
    );
    told(
        &project,
        ["list", "ship", "--where", "built: '>= 19.78'\nbuilt: 3", "--limit", "2"],
        "1 | casebook list ship --where \"built: '>= 19.78'\n  |                             ----- it stands here first\n\
         2 | built: 3\" --limit 2\n  | ^^^^^\n",
    );
    told(
        &project,
        ["list", "ship", "--columns", "title, bilt", "--sort=-title"],
        "1 | casebook list ship --columns 'title, bilt' --sort -title\n  |                                      ^^^^\n",
    );
    told(&project, ["list", "shp"], "1 | casebook list shp\n  |               ^^^\n");
    told(&project, ["list", "ship", "--where", ""], "1 | casebook list ship --where ''\n  |                             ^\n");
}

#[test]
fn one_is_counted_as_one() {
    let project = Project::new("-- casebook.yaml --\ntitle: T\n-- content/index.md --\n# T\n");
    project.run(["check"]).code(0).stderr("\n1 note: nothing found");
    project.run(["build"]).code(0).stderr("\n1 note, ");
}

#[test]
fn a_long_line_is_cut_where_it_is_shown_and_its_columns_are_its_own() {
    let line = format!("{}[[nowhere]] and {}", "文 word ".repeat(1000), "more ".repeat(1000));
    let project = Project::new(&format!("-- casebook.yaml --\ntitle: Ships\n-- content/index.md --\n{line}\n"));
    let human = project.run(["check"]).code(1).stderr(" --> content/index.md:1:7001\n").stderr("1 | ...");
    assert!(human.stderr.lines().all(|line| line.len() < 5000), "{}", human.stderr);
    project.run(["check", "--message-format", "json"]).code(1).stdout("\"column\":7001,");
}

#[test]
fn what_cannot_be_done_is_said_in_plain_words() {
    let project = Project::new(BROKEN);
    for (arguments, words) in [
        (&["serve", "--port", "80000"][..], "a port is a number from 1 to 65535"),
        (&["serve", "--host", "harbour"], "such as 192.168.1.5, or 0.0.0.0 for all it has"),
        (&["serve", "--host", "192.0.2.7"], "the address is not one of this machine"),
        (&["list", "notes", "--columns", "title,,"], "`--columns` lacks the name of a column before or after a comma"),
        (&["build", "--output", "casebook.yaml/site"], "a part of the path is a file, not a folder"),
    ] {
        let run = project.run_with(arguments, &[]).code(2).stderr(words);
        assert!(!run.stderr.contains("os error"), "{}", run.stderr);
    }
    for asked in ["claims", "works", "dataset:NAME"] {
        project.run(["list", "--help"]).code(0).stdout(asked);
    }
}
