//! Which note, part or file a link leads to, and what is said of links that lead nowhere.

use casebook::diagnostic::Code;
use proptest::prelude::*;

use crate::assembled::{Assembled, assemble};
use crate::project::Project;

/// An archive with a note `a` of this body beside others.
fn with(body: &str) -> Assembled {
    assemble(&format!("{WORLD}-- content/a.md --\n{body}\n"))
}

const WORLD: &str = "\
-- content/concepts/_kind.yaml --
name: concept
fields:
  names: {type: names}
-- content/concepts/bridgehead.md --
---
title: The Bridgehead
aliases: [gateway]
names: {zh-Hans: 桥头堡, pinyin: qiáo tóu bǎo}
redirect_from: [old/bridge]
---
# Origins

## Use {#usage}

## Use

### Early years

Text with [a passage]{#here}. ^first

## Twice

## Twice

## Later

### Early years
-- content/concepts/deep/inner.md --
---
title: Inner
---
-- content/places/guangzhou.md --
---
title: Guangzhou
aliases: [bridgehead city, The  Bridgehead City]
tags: [city/port]
---
-- content/places/index.md --
# Places
-- content/files/plan.pdf --
-- content/files/map.png --
-- content/places/map.png --
-- content/notes.exe --
";

#[test]
fn a_bare_name_is_a_slug_a_title_or_an_alias_in_any_case() {
    let archive = with("[[bridgehead]] [[BRIDGEHEAD]] [[the bridgehead]] [[Gateway]] [[the bridgehead\ncity]] [[guangzhou.md]]");
    assert_eq!(
        archive.links("a"),
        "\
[[bridgehead]] -> concepts/bridgehead
[[BRIDGEHEAD]] -> concepts/bridgehead
[[the bridgehead]] -> concepts/bridgehead
[[Gateway]] -> concepts/bridgehead
[[guangzhou.md]] -> places/guangzhou
"
    );
}

#[test]
fn names_in_other_scripts_are_names() {
    let archive = with("[[桥头堡]] [[qiáo tóu bǎo]] [[qiao tou bao]] [[QIAOTOUBAO]] [[bridgehead|words]]");
    assert_eq!(
        archive.links("a"),
        "\
[[桥头堡]] -> concepts/bridgehead
[[qiáo tóu bǎo]] -> concepts/bridgehead
[[qiao tou bao]] -> concepts/bridgehead
[[QIAOTOUBAO]] -> concepts/bridgehead
[[bridgehead|words]] -> concepts/bridgehead
"
    );
}

#[test]
fn a_target_with_a_slash_is_an_id_or_a_path() {
    let archive = with(
        "[[concepts/bridgehead]] [[Concepts/Bridgehead]] [[deep/inner]] [x](concepts/bridgehead.md) [x](./concepts/bridgehead.md#usage) \
         [x](/concepts/bridgehead.md) [x](concepts/) [x](places/) [x](places/index.md) [x](.) [x](concepts/bridgehead)",
    );
    assert_eq!(
        archive.links("a"),
        "\
[[concepts/bridgehead]] -> concepts/bridgehead
[[Concepts/Bridgehead]] -> concepts/bridgehead
[[deep/inner]] -> concepts/deep/inner
[x](concepts/bridgehead.md) -> concepts/bridgehead
[x](./concepts/bridgehead.md#usage) -> concepts/bridgehead heading Use
[x](/concepts/bridgehead.md) -> concepts/bridgehead
[x](concepts/) -> page concepts/index.html
[x](places/) -> places
[x](places/index.md) -> places
[x](.) -> page index.html
[x](concepts/bridgehead) -> concepts/bridgehead
"
    );
}

#[test]
fn a_path_counts_from_the_notes_folder() {
    let archive = assemble(&format!(
        "{WORLD}-- content/concepts/deep/b.md --\n[x](../bridgehead.md) [x](inner.md) [x](../../places/guangzhou.md) [[../bridgehead]] \
         [[inner]] [out](../../../casebook.yaml) [x](../../places/map.png) [x](map.png)\n"
    ));
    assert_eq!(
        archive.links("concepts/deep/b"),
        "\
[x](../bridgehead.md) -> concepts/bridgehead
[x](inner.md) -> concepts/deep/inner
[x](../../places/guangzhou.md) -> places/guangzhou
[[../bridgehead]] -> concepts/bridgehead
[[inner]] -> concepts/deep/inner
[out](../../../casebook.yaml) -> fault
[x](../../places/map.png) -> file content/places/map.png
[x](map.png) -> fault
"
    );
}

#[test]
fn a_part_is_a_written_id_then_a_heading_then_an_automatic_id() {
    let archive = with(
        "[[bridgehead#usage]] [[bridgehead#Use]] [[bridgehead#use]] [[bridgehead#twice-1]] [[bridgehead#Later#Early years]] \
         [[bridgehead#Origins#Use#early years]] [[bridgehead#here]] [[bridgehead#^first]] [[bridgehead#^FIRST]] [x](concepts/bridgehead.md#early-years-1) \
         [[bridgehead#The Bridgehead]] [[bridgehead#claim:x]]",
    );
    assert_eq!(
        archive.links("a"),
        "\
[[bridgehead#usage]] -> concepts/bridgehead heading Use
[[bridgehead#Use]] -> concepts/bridgehead heading Use
[[bridgehead#use]] -> concepts/bridgehead heading Use
[[bridgehead#twice-1]] -> concepts/bridgehead heading Twice
[[bridgehead#Later#Early years]] -> concepts/bridgehead heading Early years
[[bridgehead#Origins#Use#early years]] -> concepts/bridgehead heading Early years
[[bridgehead#here]] -> concepts/bridgehead passage here
[[bridgehead#^first]] -> concepts/bridgehead block first
[[bridgehead#^FIRST]] -> concepts/bridgehead block first
[x](concepts/bridgehead.md#early-years-1) -> concepts/bridgehead heading Early years
[[bridgehead#The Bridgehead]] -> concepts/bridgehead
[[bridgehead#claim:x]] -> concepts/bridgehead
"
    );
    assert_eq!(archive.of(Code::BrokenAnchor), "\
broken-anchor content/a.md ⟨[[bridgehead#The Bridgehead]]⟩ the note `concepts/bridgehead` has no heading `The Bridgehead` (name a part that is there, or link to the note as a whole)
");
}

#[test]
fn a_missing_part_is_told_with_the_nearest() {
    let archive =
        with("[[bridgehead#Orgins]] [[bridgehead#^frst]] [[bridgehead#Early years#Use]] [[#nothing]]\n\n# Here\n\n[[#here]]");
    assert_eq!(archive.of(Code::BrokenAnchor), "\
broken-anchor content/a.md ⟨[[bridgehead#Orgins]]⟩ the note `concepts/bridgehead` has no heading `Orgins` (did you mean `Origins`?)
broken-anchor content/a.md ⟨[[bridgehead#^frst]]⟩ the note `concepts/bridgehead` has no block `^frst` (did you mean `first`?)
broken-anchor content/a.md ⟨[[bridgehead#Early years#Use]]⟩ the note `concepts/bridgehead` has no heading `Early years#Use` (did you mean `Use`?)
broken-anchor content/a.md ⟨[[#nothing]]⟩ the note `a` has no heading `nothing` (name a part that is there, or link to the note as a whole)
");
}

#[test]
fn files_are_found_by_path_or_by_a_name_that_is_theirs_alone() {
    let archive =
        with("![[plan.pdf]] [[PLAN.pdf]] ![x](files/map.png) ![[map.png]] ![[maps.png]] [x](notes.exe) [x](files/plan.pdf)");
    assert_eq!(
        archive.links("a"),
        "\
![[plan.pdf]] -> file content/files/plan.pdf
[[PLAN.pdf]] -> file content/files/plan.pdf
![x](files/map.png) -> file content/files/map.png
![[map.png]] -> fault
![[maps.png]] -> fault
[x](notes.exe) -> fault
[x](files/plan.pdf) -> file content/files/plan.pdf
"
    );
    assert_eq!(archive.findings(), "\
missing-alt content/a.md ⟨![[map.png]]⟩ the image `map.png` has no words for those who cannot see it (write what it shows: `![words](file.png)` or `![[file.png|words]]`)
ambiguous-link content/a.md ⟨![[map.png]]⟩ `map.png` is the name of several files: `content/files/map.png` and `content/places/map.png` (write the path from the note's folder)
missing-alt content/a.md ⟨![[maps.png]]⟩ the image `maps.png` has no words for those who cannot see it (write what it shows: `![words](file.png)` or `![[file.png|words]]`)
broken-link content/a.md ⟨![[maps.png]]⟩ there is no file `maps.png` (did you mean `map.png`?)
unknown-attachment-type content/a.md ⟨[x](notes.exe)⟩ `content/notes.exe` is a file of a type that is not published (list the type in casebook.yaml: `attachment_types: [exe]`)
");
}

#[test]
fn generated_pages_are_led_to_only_where_they_are() {
    let archive = with(
        "[t](-/tags.html) [t](-/tags/city.html) [t](/-/tags/City/Port.html) [t](-/tags/none.html) [f](feed.xml) [k](concepts/index.html)",
    );
    assert_eq!(
        archive.links("a"),
        "\
[t](-/tags.html) -> page -/tags.html
[t](-/tags/city.html) -> page -/tags/city.html
[t](/-/tags/City/Port.html) -> page -/tags/city/port.html
[t](-/tags/none.html) -> fault
[f](feed.xml) -> page feed.xml
[k](concepts/index.html) -> page concepts/index.html
"
    );
}

#[test]
fn a_name_of_several_notes_is_an_error_that_lists_them() {
    let archive = assemble(
        "-- content/a.md --\n[[twin]] [[x/twin]] [x](y/twin.md)\n-- content/x/twin.md --\n# X\n[[a]]\n-- content/y/twin.md --\n# Y\n[[a]]\n",
    );
    assert_eq!(
        archive.links("a"),
        "\
[[twin]] -> fault
[[x/twin]] -> x/twin
[x](y/twin.md) -> y/twin
"
    );
    assert_eq!(archive.findings(), "\
ambiguous-link content/a.md ⟨[[twin]]⟩ `twin` is the name of several notes: `x/twin` and `y/twin` (write the id of the one you mean)
");
}

#[test]
fn a_more_direct_name_wins_and_hides_the_other() {
    let archive = assemble(
        "-- content/a.md --\n[[port]] [[b]]\n-- content/port.md --\n# Harbour\n[[a]]\n-- content/b.md --\n---\naliases: [Port]\n---\n# B\n[[a]]\n",
    );
    assert_eq!(
        archive.links("a"),
        "\
[[port]] -> port
[[b]] -> b
"
    );
    assert_eq!(archive.findings(), "\
shadowed-name content/b.md ⟨Port⟩ this name of `b` is also, more directly, that of `port` (a link to `Port` leads to `port`; give one of them another name)
");
}

#[test]
fn a_link_to_nothing_offers_the_nearest_or_the_new_name() {
    let archive = with(
        "[[brigdehead]] [x](concepts/brigehead.md) [[old/bridge]] [[bridge]] [x](old/bridge.md#usage) [[completely different]]",
    );
    assert_eq!(archive.of(Code::BrokenLink), "\
broken-link content/a.md ⟨[[brigdehead]]⟩ there is no note `brigdehead` (did you mean `bridgehead`?)
broken-link content/a.md ⟨[x](concepts/brigehead.md)⟩ there is no note `concepts/brigehead.md` (did you mean `bridgehead`?)
broken-link content/a.md ⟨[[old/bridge]]⟩ there is no note `old/bridge` (the note was renamed: it is `concepts/bridgehead` now)
broken-link content/a.md ⟨[[bridge]]⟩ there is no note `bridge` (the note was renamed: it is `concepts/bridgehead` now)
broken-link content/a.md ⟨[x](old/bridge.md#usage)⟩ there is no note `old/bridge.md` (the note was renamed: it is `concepts/bridgehead` now)
broken-link content/a.md ⟨[[completely different]]⟩ there is no note `completely different` (write the note, or change the link to the name of one that is there)
");
    let fixes: Vec<_> =
        archive.found.iter().filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.edits[0].replacement.as_str()).collect();
    assert_eq!(fixes, ["concepts/bridgehead", "concepts/bridgehead", "concepts/bridgehead.md"]);
}

#[test]
fn hostile_archives_take_linear_time() {
    // Many headings and many links to them; a paragraph of links; many broken names.
    let headings: String = (0..4000).map(|n| format!("# Same\n\n[[#Same]] [[#Other#Same {n}]]\n\n")).collect();
    let links = "[[b]] ".repeat(20_000);
    let broken: String = (0..3000).map(|n| format!("[[missing name {n}]]\n")).collect();
    let started = std::time::Instant::now();
    let archive = assemble(&format!(
        "-- content/a.md --\n{headings}\n-- content/b.md --\n{links}\n-- content/c.md --\n{links}\n\n{broken}"
    ));
    assert!(archive.found.len() > 3000);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_target_breaks_the_archive(targets in proptest::collection::vec("[./#^|a-c广\\[\\]() %-]{0,12}", 1..8)) {
        let body: String = targets.iter().map(|target| format!("[[{target}]] [x]({target}) ![[{target}]] [y](<{target}>)\n\n")).collect();
        let front = targets.iter().map(|target| format!("  - '{}'\n", target.replace('\'', ""))).collect::<String>();
        let note = |name: &str| format!("-- content/{name}.md --\n---\ntitle: {name}\naliases:\n{front}redirect_from:\n{front}---\n{body}\n");
        let archive = assemble(&format!("{}{}{}", note("a/b"), note("c"), note("广")));
        for finding in &archive.found {
            let place = finding.place.as_ref();
            let text = place.and_then(|place| archive.front.snapshot.notes.iter().find(|note| note.path == place.file));
            if let (Some(text), Some(place)) = (text, place) {
                prop_assert!(text.text.get(place.span.range()).is_some());
            }
        }
    }
}

#[test]
fn names_in_findings_are_those_people_write() {
    let archive = assemble(
        "-- content/li-wei.md --\n---\ntitle: Li Wei\naliases: [Li We]\n---\n[[port]]\n-- content/port.md --\n# Harbour\n[[li-wie]] [[canton]]\n\
         -- content/canton.md --\n# Port\n[[li-wei]] [[port]]\n",
    );
    // Of a note one name is proposed; a heading is named without its marks.
    assert_eq!(
        archive.findings(),
        "\
shadowed-name content/canton.md ⟨# Port⟩ this title of `canton` is also, more directly, that of `port` (a link to `Port` leads to `port`; give one of them another name)
broken-link content/port.md ⟨[[li-wie]]⟩ there is no note `li-wie` (did you mean `li-wei`?)
"
    );
}

#[test]
fn pinyin_with_dots_is_found_however_it_is_typed() {
    let archive = "-- casebook.yaml --\ntitle: T\n-- content/p/_kind.yaml --\nname: p\nfields: {names: {type: names}}\n\
        -- content/p/tourism.md --\n---\nnames: {zh-Hans: 旅游, pinyin: lǚyóu}\n---\n\
        -- content/p/women.md --\n---\nnames: {zh-Hans: 女人, pinyin: Nǚ rén}\n---\n-- content/index.md --\n\
        [[lǚyóu]] [[luyou]] [[lüyou]] [[lvyou]] [[LVYOU]] [[nü ren]] [[nvren]] [[Nv ren]] [[nuren]]\n";
    let project = Project::new(archive);
    project.run(["check"]).code(0).stderr("nothing found");
    for typed in ["~ lüyou", "~ lvyou", "~ luyou", "lvyou"] {
        let condition = format!("{{names: \"{typed}\"}}");
        project.run(["list", "p", "--columns", "title", "--format", "csv", "--where", &condition]).code(0).stdout("tourism\r\n");
    }
    project.run(["build", "-q"]).code(0);
    let page = project.read("output/p/index.html");
    assert!(page.contains("lvyou") && page.contains("luyou"), "{page}");
}
