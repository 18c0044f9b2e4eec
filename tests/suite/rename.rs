//! After a rename every link and reference leads where it led before.

use casebook::archive::Answer;
use casebook::build::{Drafts, Texts};
use casebook::diagnostic::{Code, Severity};
use casebook::ide::rename;
use casebook::source::Memory;

use crate::assembled::{Assembled, assemble_as};
use crate::project::{Project, files};

pub const ARCHIVE: &str = r#"-- casebook.yaml --
title: Test
base_url: https://example.org/
nav: [concepts/bridgehead, {to: Port, label: The port}, canton]
-- content/concepts/_kind.yaml --
name: concept
fields:
  names: {type: names}
  where: {type: reference, to: [place], many: true, inverse: {name: concepts_of, label: Concepts}}
  near: {type: reference, many: true}
-- content/places/_kind.yaml --
name: place
fields: {}
-- content/data/_kind.yaml --
name: dataset
role: dataset
fields: {}
-- content/concepts/bridgehead.md --
---
title: The Bridgehead
names: {zh-Hans: 桥头堡, pinyin: qiáotóubǎo}
aliases: [gateway]
where: [canton, "[[places/canton|x]]"]
near:
  - {to: Port, since: 1981}
  - '[[inner]]'
---
Own: [[#Use]], [self](bridgehead.md#use), [canton](../places/canton.md), [[deep/inner]], [[../places/canton]], ![m](map.png),
![[map.png]], [d](deep/inner.md), [places](../places/), [p](/places/canton.md), [file](../files/plan.pdf), [[concepts/deep/inner|x]].

## Use

Text. ^b
-- content/concepts/deep/inner.md --
---
title: Inner
near: ["[[bridgehead|b]]", concepts/bridgehead, The Bridgehead, 桥头堡]
---
[[bridgehead]] [[BRIDGEHEAD#Use|use]] [[The Bridgehead]] [[gateway]] [[桥头堡]] [[qiaotoubao]] [[concepts/bridgehead#^b]]
[a](../bridgehead.md#use) [b][ref] [c][ref] ![[bridgehead#Use]] [[bridgehead.md]] [[../bridgehead]] [[Port]] [[port|p]]

| a | b |
|---|---|
| [[bridgehead\|x]] | [[Port]] |

[ref]: ../bridgehead.md "title"

```index
from: concept
where: {near: bridgehead, any: [{near: [concepts/bridgehead, port]}, {title: bridgehead}]}
```
-- content/places/canton.md --
---
title: Guangzhou
aliases: [Port]
---
[[bridgehead]]

%% allow orphan-note: no %%

Footnote.^[See [[bridgehead]] and [x](../concepts/bridgehead.md).]
-- content/places/other/bridge.md --
# Another bridge

[[Port]] [x](../../concepts/bridgehead.md)
-- content/plain.md --
---
translation_of: "[[bridgehead]]"
---
[[concepts/bridgehead]] [[data/trade]] [csv](data/trade.csv) [[trade.csv]] [x](concepts/bridgehead) [y](gateway)
-- content/data/trade.md --
---
title: Trade
columns: {year: {type: date}, what: {type: reference}}
---
[[bridgehead]]
-- content/data/trade.csv --
year,what
1957,bridgehead
1958,"concepts/bridgehead"
1959,桥头堡
1960,trade
-- content/concepts/map.png --
-- content/map.png --
-- content/files/plan.pdf --
"#;

pub fn assemble(archive: &str) -> Assembled {
    assemble_as(archive, Drafts::Published, &[])
}

/// The archive's text after a rename.
fn renamed(archive: &Assembled, text: &str, id: &str, new: &str) -> String {
    let memory = files(text).into_iter().fold(Memory::default(), |memory, (path, text)| memory.with(&path, text));
    let texts = Texts { front: Some(&archive.front), files: &memory };
    after(text, &rename::plan(&archive.front.archive, &texts, archive.ix(id), new, "content"))
}

/// An archive's text with a rename carried out.
pub fn after(text: &str, plan: &rename::Rename) -> String {
    let mut out = String::new();
    for (path, text) in files(text) {
        let moved = plan.moved.iter().find_map(|(from, to)| {
            let rest = path.strip_prefix(from.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
            Some(format!("{to}{rest}"))
        });
        let path = moved.unwrap_or(path);
        let text = plan.files.iter().find(|(changed, _)| changed.as_str() == path).map_or(text, |(_, text)| text.clone());
        out.push_str(&format!("-- {path} --\n{text}"));
    }
    out
}

/// Where everything leads: every link, embed, reference, cell and entry of the navigation. `rename` gives ids, `moved` paths as they
/// will be.
pub fn answers(archive: &Assembled, rename: &dyn Fn(&str) -> String, moved: &dyn Fn(&str) -> String) -> Vec<String> {
    let all = &archive.front.archive;
    let answer = |answer: &Answer| {
        let text = archive.answer(answer);
        match answer {
            Answer::Note { note, .. } => {
                let id = archive.note(*note).id.as_str();
                format!("{}{}", rename(id), &text[id.len()..])
            }
            // Files that move with the note.
            _ => moved(&text),
        }
    };
    let mut out = Vec::new();
    for (at, note) in all.notes.iter().enumerate() {
        let id = rename(note.id.as_str());
        out.extend(all.links[at].iter().enumerate().map(|(n, a)| format!("{id} link {n}: {}", answer(a))));
        out.extend(all.embeds[at].iter().enumerate().map(|(n, a)| format!("{id} embed {n}: {}", answer(a))));
        // Two names of one note may become the same name, and one value.
        out.extend(all.references[at].iter().map(|r| format!("{id} field {}: {}", r.field, answer(&r.answer))));
    }
    for dataset in &all.datasets {
        let cells = dataset.rows.iter().flat_map(|row| row.cells.iter().flatten()).filter_map(|cell| cell.answer.as_ref());
        out.extend(
            cells.enumerate().map(|(n, a)| format!("{} cell {n}: {}", rename(archive.note(dataset.note).id.as_str()), answer(a))),
        );
    }
    out.extend(all.nav.iter().enumerate().map(|(n, a)| format!("nav {n}: {}", answer(a))));
    for group in &all.translations {
        let mut ids: Vec<_> = group.iter().map(|ix| rename(archive.note(*ix).id.as_str())).collect();
        ids.sort();
        out.push(format!("translations {}", ids.join(" ")));
    }
    out.sort();
    out
}

/// What is wrong with an archive.
pub fn errors(archive: &Assembled) -> Vec<String> {
    let errors = archive.found.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.message.clone()).collect()
}

/// Nothing leads elsewhere after a rename, and nothing is wrong; `rename` and `moved` as for [`answers`].
#[track_caller]
pub fn assert_all_lead_where_they_led(
    (before, after): (&Assembled, &Assembled),
    rename: &dyn Fn(&str) -> String,
    moved: &dyn Fn(&str) -> String,
    told: &str,
) {
    let same = |text: &str| text.to_owned();
    let (is, was) = (answers(after, &same, &same), answers(before, rename, moved));
    let changed: Vec<_> = is.iter().filter(|line| !was.contains(line)).collect();
    let lost: Vec<_> = was.iter().filter(|line| !is.contains(line)).collect();
    assert!(changed.is_empty() && lost.is_empty(), "{told}\n{lost:#?}\nnow\n{changed:#?}");
    assert_eq!(errors(after), Vec::<String>::new(), "{told}");
    assert_eq!(after.of(Code::BrokenLink), "");
}

#[test]
fn everything_leads_where_it_led_whatever_is_renamed() {
    let before = assemble(ARCHIVE);
    assert_eq!(errors(&before), Vec::<String>::new());
    let ids = ["concepts/bridgehead", "concepts/deep/inner", "places/canton", "places/other/bridge", "plain", "data/trade"];
    let slugs = ["new", "port", "gateway", "桥头 堡 (2)", "canton", "inner", "The Bridgehead", "trade"];
    let folders = ["", "concepts/", "concepts/deep/", "places/", "elsewhere/a/"];
    for id in ids {
        for (slug, folder) in slugs.iter().flat_map(|slug| folders.map(|folder| (slug, folder))) {
            // A kind's fields are not those of another folder.
            let own = id.rsplit_once('/').map_or("", |(folder, _)| folder.split('/').next().unwrap_or(""));
            let stays = folder.split('/').next() == Some(own) || id == "plain" && folder.is_empty();
            let new = format!("{folder}{slug}");
            let is_taken = before.front.archive.notes.iter().any(|note| note.id.as_str().eq_ignore_ascii_case(&new));
            if !stays || is_taken {
                continue;
            }
            let text = renamed(&before, ARCHIVE, id, &new);
            let after = assemble(&text);
            let rename = |text: &str| if text == id { new.clone() } else { text.to_owned() };
            let moved = |text: &str| text.replace(&format!("content/{id}.csv"), &format!("content/{new}.csv"));
            assert_all_lead_where_they_led((&before, &after), &rename, &moved, &format!("{id} -> {new}\n{text}"));
        }
    }
}

#[test]
fn links_keep_their_form() {
    let before = assemble(ARCHIVE);
    let text = renamed(&before, ARCHIVE, "concepts/bridgehead", "concepts/deep/head");
    let inner = files(&text).into_iter().find(|(path, _)| path.ends_with("inner.md")).unwrap().1;
    assert_eq!(
        inner,
        "\
---
title: Inner
near: [\"[[head|b]]\", concepts/deep/head, The Bridgehead, 桥头堡]
---
[[head]] [[head#Use|use]] [[The Bridgehead]] [[gateway]] [[桥头堡]] [[head]] [[concepts/deep/head#^b]]
[a](head.md#use) [b][ref] [c][ref] ![[head#Use]] [[head]] [[concepts/deep/head]] [[Port]] [[port|p]]

| a | b |
|---|---|
| [[head\\|x]] | [[Port]] |

[ref]: head.md \"title\"

```index
from: concept
where: {near: head, any: [{near: [concepts/deep/head, port]}, {title: bridgehead}]}
```
"
    );
    let head = files(&text).into_iter().find(|(path, _)| path.ends_with("head.md")).unwrap().1;
    assert_eq!(head, "\
---
title: The Bridgehead
names: {zh-Hans: 桥头堡, pinyin: qiáotóubǎo}
aliases: [gateway]
where: [canton, \"[[places/canton|x]]\"]
near:
  - {to: Port, since: 1981}
  - '[[inner]]'
redirect_from: [concepts/bridgehead]
---
Own: [[#Use]], [self](head.md#use), [canton](../../places/canton.md), [[concepts/deep/inner]], [[places/canton]], ![m](../map.png),
![[concepts/map.png]], [d](inner.md), [places](../../places/index.md), [p](../../places/canton.md), [file](../../files/plan.pdf), [[concepts/deep/inner|x]].

## Use

Text. ^b
");
}

#[test]
fn a_title_that_the_new_slug_takes_is_written_as_an_id() {
    let before = assemble(ARCHIVE);
    let text = renamed(&before, ARCHIVE, "concepts/bridgehead", "concepts/port");
    let inner = files(&text).into_iter().find(|(path, _)| path.ends_with("inner.md")).unwrap().1;
    assert!(inner.contains("[[places/canton|Port]] [[places/canton|p]]"), "{inner}");
    assert!(inner.contains("| [[port\\|x]] | [[places/canton\\|Port]] |"), "{inner}");
}

#[test]
fn the_former_id_joins_those_before_it() {
    for (front, wanted) in [
        ("", "---\nredirect_from: [old]\n---\nText\n"),
        ("---\ntitle: T\n---\n", "---\ntitle: T\nredirect_from: [old]\n---\nText\n"),
        ("---\nredirect_from: a\n---\n", "---\nredirect_from: [a, old]\n---\nText\n"),
        ("---\nredirect_from: [a, \"b\"] # why\n---\n", "---\nredirect_from: [a, \"b\", old] # why\n---\nText\n"),
        ("---\nredirect_from: []\n---\n", "---\nredirect_from: [old]\n---\nText\n"),
        ("---\nredirect_from:\ntitle: T\n---\n", "---\nredirect_from: [old]\ntitle: T\n---\nText\n"),
        (
            "---\nredirect_from:\n  - a\n  - b # why\ntitle: T\n---\n",
            "---\nredirect_from:\n  - a\n  - b # why\n  - old\ntitle: T\n---\nText\n",
        ),
        ("---\nredirect_from: [a, new]\n---\n", "---\nredirect_from: [a, old]\n---\nText\n"),
        ("\u{feff}---\r\ntitle: 广州\r\n---\r\n", "\u{feff}---\r\ntitle: 广州\r\nredirect_from: [old]\r\n---\r\nText\n"),
        ("\u{feff}", "\u{feff}---\nredirect_from: [old]\n---\nText\n"),
    ] {
        let text = format!("-- content/old.md --\n{front}Text\n");
        let after = renamed(&assemble(&text), &text, "old", "new");
        assert_eq!(after, format!("-- content/new.md --\n{wanted}"));
    }
}

#[test]
fn the_command_moves_files_and_keeps_them_inside() {
    let project = Project::new(ARCHIVE);
    project.run(["mv", "trade", "fair"]).code(0).stdout("moved to content/data/fair.md");
    assert!(project.has("content/data/fair.csv") && !project.has("content/data/trade.csv"));
    assert!(project.read("content/plain.md").contains("[[data/fair]] [csv](data/fair.csv)"));
    for unsafe_id in ["../outside", "a/../../b", "_hidden", "concepts/.x", "a/-/b", "places/index"] {
        project.run(["mv", "fair", unsafe_id]).code(2).stderr("cannot be the id of a note");
    }
    project.write("content/_kept.md", "");
    project.run(["mv", "fair", "concepts/bridgehead"]).code(2).stderr("already");
    project.run(["mv", "bridgehead", "Bridgehead"]).code(0);
    assert!(!project.read("content/concepts/Bridgehead.md").contains("redirect_from"));
    project.run(["check", "--allow", "shadowed-name"]).code(0);
}

#[test]
fn a_note_that_changes_its_kind_by_moving_is_told_of() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: A\n-- content/ships/_kind.yaml --\nname: ship\n-- content/ports/_kind.yaml --\nname: port\n\
         -- content/ships/a.md --\n# A\n-- content/ships/b.md --\n# B\n",
    );
    project.run(["mv", "ships/a", "ports/a"]).code(0).stdout("of the kind `port`").stdout("of the kind `ship`");
    let quiet = project.run(["mv", "ships/b", "ships/c"]).code(0);
    assert!(!quiet.stdout.contains("kind"), "{}", quiet.stdout);
}

#[test]
fn texts_of_front_matter_keep_all_but_their_links_however_they_are_written() {
    let text = "\
-- content/ships/_kind.yaml --
name: ship
fields: {log: {type: markdown, many: true}}
-- content/ships/ada.md --
---
title: Ada
summary: >
  The canton fold: she lay
  at [the port](../ports/canton.md), that
  is [[canton|Canton]].

  Later [[canton]].
log:
  - \"the \\\"old\\\" [canton](../ports/canton.md#a) \\\\ and \\
    [[canton]]\"
  - 'it''s [[canton]],
    and [[canton]]'
  - plain, over
    two lines [[canton|a]]
  - |
    First *line*.
    Second: ![[canton]]
  - \"\\x41s [a](../ports/canton.md) [[canton]]\"
---
-- content/ports/canton.md --
# The port

## A
";
    let before = assemble(text);
    assert_eq!(errors(&before), Vec::<String>::new());
    let after = renamed(&before, text, "ports/canton", "ports/guangzhou");
    // What is written with numbers of characters stays as it is.
    let wanted = text.lines().map(|line| match line.contains("\\x41") {
        true => line.to_owned(),
        false => line.replace("ports/canton", "ports/guangzhou").replace("[[canton", "[[guangzhou"),
    });
    let wanted: String = wanted.map(|line| format!("{line}\n")).collect();
    let wanted = wanted.replace("# The port", "---\nredirect_from: [ports/canton]\n---\n# The port");
    assert_eq!(after, wanted);
}

#[test]
fn mends_of_texts_of_front_matter_change_their_place_alone() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: A\n-- content/a.md --\n---\nsummary: >\n  One\n  [link](old.md#x) and\n  [[old]].\n---\n\
         -- content/new.md --\n---\nredirect_from: [old]\n---\n# N\n\n## X\n",
    );
    let told = project.run(["check"]).stderr;
    assert!(told.contains("content/a.md:4:3") && told.contains("content/a.md:5:3"), "{told}");
    project.run(["check", "--fix"]).stderr("2 findings mended");
    assert_eq!(project.read("content/a.md"), "---\nsummary: >\n  One\n  [link](new.md#x) and\n  [[new]].\n---\n");
}

#[test]
fn a_note_that_one_field_names_twice_is_renamed_in_both_places() {
    let project = Project::new(
        r#"-- content/p/_kind.yaml --
name: p
fields:
  r: {type: reference, many: true}
  s: {type: reference}
  t: {type: reference, many: true}
-- content/p/old.md --
# Old note
-- content/p/a.md --
---
r: [old, "[[old]]", old]
s: [{value: old, cite: "@k"}, {value: old, cite: "@l"}]
t: {contested: [old, {to: "[[old|x]]"}]}
---
-- content/references.bib --
@book{k, title = {K}}
@book{l, title = {L}}
"#,
    );
    project.run(["mv", "old", "new"]).code(0).stdout("7 links rewritten");
    let note = project.read("content/p/a.md");
    assert!(note.starts_with("---\nr: [new, \"[[new]]\", new]\ns: [{value: new, cite: \"@k\"}, {value: new, cite: \"@l\"}]\nt: {contested: [new, {to: \"[[new|x]]\"}]}\n"), "{note}");
    project.run(["check"]).code(0);
}
