//! Levels, findings silenced at their place or by a baseline, and vaults that were not written for casebook.

use casebook::build::Drafts;
use casebook::diagnostic::{Code, Level};

use crate::assembled::{Assembled, assemble, assemble_as};
use crate::project::Project;

#[test]
fn a_reason_silences_a_finding_in_a_note_or_a_block() {
    let archive = assemble(
        "-- content/a.md --\n---\nlints: {orphan-note: \"a page by itself\"}\n---\n%% allow missing-alt: a rule, no picture %%\n\n- ![](x.png)\n- ![](x.png)\n\n![](x.png)\n-- content/x.png --\n",
    );
    assert_eq!(archive.findings(), "\
missing-alt content/a.md ⟨![](x.png)⟩ the image `x.png` has no words for those who cannot see it (write what it shows: `![words](file.png)` or `![[file.png|words]]`)
");
}

#[test]
fn silencing_that_says_nothing_or_hides_nothing_is_told() {
    let archive = assemble(
        "-- content/a.md --\n---\nlints: [orphan-note, stub-note]\n---\n[[b]]\n\n%% allow missing-alt: why %%\n\nText.\n\n%% allow broken-link: why %%\n\n[[c]]\n-- content/b.md --\n[[b]]\n",
    );
    assert_eq!(archive.findings(), "\
allow-without-reason content/a.md ⟨orphan-note⟩ `orphan-note` is silenced without a reason (say why: `orphan-note: \"reason\"` under `lints`)
allow-without-reason content/a.md ⟨stub-note⟩ `stub-note` is silenced without a reason (say why: `stub-note: \"reason\"` under `lints`)
unused-allow content/a.md ⟨%% allow missing-alt: why %%⟩ `missing-alt` is silenced here, and is not found (take the `allow` out)
not-a-lint content/a.md ⟨%% allow broken-link: why %%⟩ `broken-link` is an error and cannot be silenced (mend what it is about, and take this out)
broken-link content/a.md ⟨[[c]]⟩ there is no note `c` (write the note, or change the link to the name of one that is there)
");
}

#[test]
fn levels_are_the_archives_then_the_command_lines() {
    let archive = "-- casebook.yaml --\ntitle: T\nbase_url: https://example.org/\nlints: {orphan-note: deny, stub-note: warn}\n-- content/a.md --\nText\n";
    let weights = |archive: &Assembled| -> String {
        archive.found.iter().map(|finding| format!("{:?} {}\n", finding.severity, finding.code.name())).collect()
    };
    assert_eq!(
        weights(&assemble(archive)),
        "\
Error orphan-note
Warning stub-note
"
    );
    let asked = [(Code::StubNote, Level::Allow), (Code::OrphanNote, Level::Warn)];
    assert_eq!(
        weights(&assemble_as(archive, Drafts::Hidden, &asked)),
        "\
Warning orphan-note
"
    );
}

#[test]
fn a_baseline_passes_over_what_was_there() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\nbase_url: https://example.org/\n-- content/a.md --\n# A\n-- content/b.md --\n# B\n",
    );
    let found = project.run(["check", "--message-format", "json"]).code(0).stdout;
    assert_eq!(found.lines().count(), 2, "{found}");
    project.write("baseline.json", &found);
    project.write("casebook.yaml", "title: T\nbase_url: https://example.org/\nbaseline: baseline.json\n");
    let again = project.run(["check", "--message-format", "json", "--strict"]).code(0);
    assert_eq!(again.stdout, "");
    // A new one is told; one that is gone too.
    project.write("content/c.md", "# C\n");
    project.write("content/a.md", "# A\n\n[[b]]\n");
    let run = project.run(["check", "--strict"]).code(1).stderr("no other note leads to `c`").stderr("is not there any more");
    assert!(!run.stderr.contains("leads to `b`"), "{}", run.stderr);
}

#[test]
fn a_baseline_that_is_missing_or_no_list_of_findings_is_told() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\nbase_url: https://example.org/\nbaseline: old.json\n-- content/index.md --\n# A\n",
    );
    project.run(["check"]).code(1).stderr("there is no baseline `old.json`");
    project.write("old.json", "hello\n");
    project.run(["check"]).code(1).stderr("this line of the baseline is not a finding");
}

#[test]
fn faults_of_an_adopted_vault_are_warnings_but_not_the_unsafe_ones() {
    let project = Project::new("-- a.md --\n[[nowhere]]\n\n[[b]]\n-- b.md --\n[[a]]\n");
    project.run(["check"]).code(0).stderr("warning[broken-link]");
    project.write("b.md", "[[a]] [x](javascript:alert)\n");
    project.run(["check"]).code(1).stderr("error[unsafe-url]");
}

#[test]
fn mends_are_applied_until_nothing_is_left_to_mend() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: T\nbase_url: https://example.org/\n-- content/a.md --\n%% allow missing-alt: none %%\n\n广州 and Canton Fair, `Canton Fair`.\n\n| Canton Fair/Autumn |\n|---|\n| canton fair/autumn |\n-- content/fair.md --\n---\ntitle: Canton Fair\n---\n[[a]]\n-- content/gz.md --\n---\ntitle: Guangzhou\naliases: [广州]\n---\n[[a]]\n-- content/autumn.md --\n---\naliases: [Canton Fair/Autumn]\n---\n[[a]]\n",
    );
    project.run(["check", "--fix", "--warn", "unlinked-mention"]).code(0);
    assert_eq!(
        project.read("content/a.md").trim_start(),
        "\
[[广州]] and [[Canton Fair]], `Canton Fair`.

| [[autumn\\|Canton Fair/Autumn]] |
|---|
| canton fair/autumn |
"
    );
    project.run(["check", "--strict", "--warn", "unlinked-mention"]).code(0);
}
