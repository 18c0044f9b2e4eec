//! Drafts leak nothing, and are checked all the same.

use casebook::build::Drafts;

use crate::assembled::{Assembled, assemble, assemble_as};
use crate::project::Project;

const ARCHIVE: &str = "\
-- content/people/_kind.yaml --
name: person
fields:
  knows: {type: reference, many: true}
-- content/people/ann.md --
---
title: Ann
knows: [secret, bob]
---
Words [for it](secret.md) and [[secret|these]].

![[bob]]
-- content/people/bob.md --
---
title: Bob
knows: [ann]
---
-- content/people/secret.md --
---
title: Hidden
status: draft
knows: [nobody]
redirect_from: [people/former]
tags: [hidden]
---
[[missing]] [[other]] ![[only.png]] [[ann]]
-- content/people/other.md --
---
draft: true
---
-- content/only.png --
";

fn summary(archive: &Assembled) -> String {
    let all = &archive.front.archive;
    let ids: Vec<_> = all.notes.iter().map(|note| note.id.as_str()).collect();
    let attachments: Vec<_> = all.attachments.iter().map(|file| file.path.as_str()).collect();
    format!("{} | {} relations | {}", ids.join(" "), all.relations.len(), attachments.join(" "))
}

#[test]
fn nothing_of_a_draft_is_in_the_archive() {
    let archive = assemble_as(ARCHIVE, Drafts::Hidden, &[]);
    assert_eq!(summary(&archive), "people/ann people/bob | 2 relations | ");
    assert_eq!(archive.links("people/ann"), "[for it](secret.md) -> draft\n[[secret|these]] -> draft\n");
    assert_eq!(archive.findings(), "\
link-to-draft content/people/ann.md ⟨[for it](secret.md)⟩ `secret.md` is a draft, so only the words of the link are shown (publish the draft, or take the link out)
link-to-draft content/people/ann.md ⟨[[secret|these]]⟩ `secret` is a draft, so only the words of the link are shown (publish the draft, or take the link out)
");
}

#[test]
fn a_check_tells_of_faults_in_drafts_too() {
    let archive = assemble(ARCHIVE);
    assert_eq!(summary(&archive), "people/ann people/bob | 2 relations | ");
    assert_eq!(archive.findings(), "\
link-to-draft content/people/ann.md ⟨[for it](secret.md)⟩ `secret.md` is a draft, so only the words of the link are shown (publish the draft, or take the link out)
link-to-draft content/people/ann.md ⟨[[secret|these]]⟩ `secret` is a draft, so only the words of the link are shown (publish the draft, or take the link out)
broken-reference content/people/secret.md ⟨nobody⟩ there is no note `nobody` (write the note, or name one that is there)
broken-link content/people/secret.md ⟨[[missing]]⟩ there is no note `missing` (write the note, or change the link to the name of one that is there)
missing-alt content/people/secret.md ⟨![[only.png]]⟩ the image `only.png` has no words for those who cannot see it (write what it shows: `![words](file.png)` or `![[file.png|words]]`)
");
}

#[test]
fn drafts_can_be_built_as_if_they_were_finished() {
    let archive = assemble_as(ARCHIVE, Drafts::Published, &[]);
    assert_eq!(summary(&archive), "people/ann people/bob people/other people/secret | 3 relations | content/only.png");
    assert_eq!(archive.findings(), "\
broken-reference content/people/secret.md ⟨nobody⟩ there is no note `nobody` (write the note, or name one that is there)
broken-link content/people/secret.md ⟨[[missing]]⟩ there is no note `missing` (write the note, or change the link to the name of one that is there)
missing-alt content/people/secret.md ⟨![[only.png]]⟩ the image `only.png` has no words for those who cannot see it (write what it shows: `![words](file.png)` or `![[file.png|words]]`)
");
}

#[test]
fn a_link_or_embed_with_no_words_of_its_own_is_an_error() {
    let archive = assemble("-- content/a.md --\n[[d]] and [[D#part]] and ![[d]]\n-- content/d.md --\n---\nstatus: draft\n---\n");
    assert_eq!(archive.findings(), "\
bare-link-to-draft content/a.md ⟨[[d]]⟩ `d` is a draft, and the link has no words of its own to show in its place (write the words to show, as in `[[d|...]]`, or publish the draft)
bare-link-to-draft content/a.md ⟨[[D#part]]⟩ `D` is a draft, and the link has no words of its own to show in its place (write the words to show, as in `[[D|...]]`, or publish the draft)
bare-link-to-draft content/a.md ⟨![[d]]⟩ `d` is a draft, and nothing of it is shown (publish the draft, or take the embed out)
");
}

#[test]
fn a_status_that_says_nothing_is_told_by_a_build_and_takes_nothing_from_a_vault() {
    let note = "-- content/a.md --\n---\nstatus: active\n---\nText.\n";
    let archive = Project::new(&format!("-- casebook.yaml --\ntitle: Harbours\n{note}"));
    archive.run(["build"]).code(1).stderr("error[invalid-choice]").stderr("content/a.md:2:9");
    let vault = Project::new(&note.replace("content/", ""));
    vault.run(["build"]).code(0).stderr("warning[invalid-choice]");
    assert!(vault.has("output/a.html"));
}

const HIDDEN: &str = r#"-- casebook.yaml --
title: Harbours
-- content/p/_kind.yaml --
name: p
fields:
  f: {type: markdown}
  m: {type: markdown, many: true}
  v: {type: text}
index: {columns: [title, f, m, summary, v], facets: [f]}
-- content/p/a.md --
---
title: A
summary: Sum [s](secretslug.md) of it.
f: x [[secretslug|words]] y
m: ["[w](secretslug.md)", "[[SECRET TITLE|**w** 2]], ![[secretslug]]", "[r][k] and [[b|bee]]\n\n[k]: secretslug.md",
  "[r][k] and [b][b]\n\n[k]: <secretslug.md>\n  'Its title'\n[b]: b.md", "[k] and [k]\n\n> [k]: secretslug.md\n\nMore."]
claims: [{id: c, text: "Claims [[secretslug|this]].", cite: "@b"}]
---
[[secretslug|Body]] {>>see [[secretslug|it]]<<} [[b]]
-- content/p/b.md --
# B
-- content/p/secretslug.md --
---
title: SECRET TITLE
status: draft
---
[[a]]
-- content/d/_kind.yaml --
name: d
role: dataset
fields: {}
-- content/d/rows.md --
---
columns: {remark: {type: markdown}}
---
-- content/d/rows.csv --
remark
"[[secretslug|of]], [[b|bee]]"
[w](../p/secretslug.md)
-- content/references.bib --
@book{b, title = {Harbours}}
"#;

/// Each file of the site in which one of `names` stands, whatever the case.
fn files_with(project: &Project, names: &[&str]) -> Vec<String> {
    let mut folders = vec![project.path("output")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() && !entry.ends_with(".casebook") {
                folders.push(entry);
            } else if let Ok(text) = std::fs::read(&entry) {
                let text = String::from_utf8_lossy(&text).to_lowercase();
                found.extend(names.iter().any(|name| text.contains(name)).then(|| entry.display().to_string()));
            }
        }
    }
    found
}

#[test]
fn of_a_link_to_a_draft_the_words_are_left_in_tables_data_and_cells() {
    let project = Project::new(HIDDEN);
    project.run(["build", "--keep-going"]).code(1).stderr("link-to-draft");
    assert_eq!(files_with(&project, &["secret"]), Vec::<String>::new());
    let csv = project.read("output/-/data/p.csv");
    let row = "A,x words y,\"w; **w** 2, ; r and [[b|bee]]; r and [b][b]\n\n[b]: b.md; k and k\n\n> \n\nMore.\",Sum s of it.,";
    assert!(csv.contains(row), "{csv}");
    assert!(project.read("output/-/data/datasets/d/rows.csv").contains("\"of, [[b|bee]]\"\r\nw\r\n"));
    let list = project.run(["list", "p", "--columns", "f,m", "--format", "json", "--where", "{f: \"~ words\"}"]);
    list.code(0).stdout(r#""f":"x words y","m":["w","**w** 2, ","r and [[b|bee]]"#);
    project.run(["list", "p", "--where", "{f: \"~ secretslug\"}"]).code(0).stderr("no rows");
    project.run(["list", "p", "--drafts", "--columns", "f", "--format", "csv"]).stdout("x [[secretslug|words]] y");
}

#[test]
fn pages_written_in_spite_of_faults_name_no_draft() {
    let project = Project::new(HIDDEN);
    project.write("content/works/_kind.yaml", "name: work\nrole: work\nfields: {}\n");
    project.write("content/works/hushed.md", "---\nstatus: draft\n---\n# Hushed study\n");
    let faulty = "# To [[secretslug]]\n\n## On [[SECRET TITLE]]\n\n![[secretslug]] [[secretslug]] @hushed [p. 3] and [[gone]].\n";
    project.write("content/c.md", faulty);
    project.write("content/p/b.md", "---\nf: see [@hushed, p. 3]\nv: {value: B, cite: \"@hushed\"}\n---\n# B\n");
    let run = project.run(["build", "--keep-going"]).code(1).stderr("bare-link-to-draft").stderr("citation-of-draft");
    run.stderr("the work `hushed` is a draft");
    let names = ["secret", "hushed"];
    assert_eq!(files_with(&project, &names), Vec::<String>::new());
    assert!(project.read("output/c.html").contains("there is no note `gone`"));
    assert!(project.read("output/-/data/p.csv").contains("see …"));
}

#[test]
fn of_a_heading_only_the_name_of_the_draft_is_taken_out() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: Ships\n-- content/an.md --\n---\nstatus: draft\n---\n# Hidden\n\
         -- content/plan.md --\n# Plan of [[an]]\n\n## Banana and [[an]]\n\n## Section 2\n\n## [Section three]{#section-3}\n\n\
         ## Banana and [[an]] {#written}\n\nWords.\n",
    );
    project.run(["build", "-q", "--keep-going"]).code(1).stderr("bare-link-to-draft");
    let page = project.read("output/plan.html");
    assert!(page.contains("<title>Plan of …"), "{page}");
    let headings: Vec<&str> = page.split("<h2 id=\"").skip(1).filter_map(|heading| heading.split('"').next()).collect();
    assert_eq!(headings, ["section-4", "section-2", "section-three", "written"], "{page}");
    assert!(page.contains("Banana and …") && !page.contains("B…"), "{page}");
}

#[test]
fn a_work_that_only_drafts_cite_is_in_no_file() {
    let project = Project::new(
        r#"
-- casebook.yaml --
title: Ships
-- content/references.bib --
@book{drafted, author = {Elm, Bo}, title = {One}, year = 2001, publisher = {P}}
@book{draftcell, author = {Elm, Bo}, title = {Two}, year = 2001, publisher = {P}}
@book{both, author = {Ash, Ann}, title = {In Both}, year = 2001, publisher = {P}}
@book{nobody, author = {Fir, Cy}, title = {Cited By Nobody}, year = 2001, publisher = {P}}
-- content/works/_kind.yaml --
name: work
role: work
-- content/works/own.md --
Its page is published.
-- content/data/_kind.yaml --
name: dataset
role: dataset
-- content/data/rows.md --
---
status: draft
columns: {source: {type: citation}}
---
-- content/data/rows.csv --
source
"@draftcell, p. 3"
-- content/index.md --
As [@both] has it.
-- content/later.md --
---
status: draft
nocite: "@*"
---
As [@drafted; @both; @own] have it.
"#,
    );
    project.run(["build", "-q", "--allow", "orphan-note"]).code(0);
    assert_eq!(files_with(&project, &["drafted", "draftcell"]), Vec::<String>::new());
    let exported = project.read("output/-/data/references.bib");
    for key in ["both", "nobody", "own"] {
        assert!(exported.contains(&format!("{{{key},")), "{exported}");
    }
    project.run(["build", "-q", "--drafts", "--allow", "orphan-note"]).code(0);
    let exported = project.read("output/-/data/references.bib");
    assert!(exported.contains("{drafted,") && exported.contains("{draftcell,"), "{exported}");
}

#[test]
fn a_key_that_a_published_work_has_too_hides_nothing() {
    let project = Project::new(
        r#"
-- casebook.yaml --
title: Ships
-- content/references.bib --
@book{bothkey, author = {Ash, Ann}, title = {Known}, year = 2001, publisher = {P}}
-- content/works/_kind.yaml --
name: work
role: work
-- content/works/later.md --
---
status: draft
cite_as: bothkey
---
-- content/ships/_kind.yaml --
name: ship
fields: {said: {type: markdown}}
index: {columns: [title, said]}
-- content/ships/a.md --
---
said: "So [@bothkey, p. 3] says."
---
"#,
    );
    project.run(["build", "-q", "--keep-going", "--allow", "orphan-note"]);
    assert!(project.read("output/-/data/ship.csv").contains("So [@bothkey, p. 3] says."));
}
