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
