//! After a folder is renamed every link and reference leads where it led before.

use casebook::build::Texts;
use casebook::ide::rename;
use casebook::source::Memory;

use crate::assembled::Assembled;
use crate::project::{Project, files};
use crate::rename::{ARCHIVE, after, assemble, assert_all_lead_where_they_led, errors};

/// The archive of the other tests, with texts of folders, claims, quotations and all that names a folder.
fn archive() -> String {
    let more = "\
-- content/places/index.md --
# Places

[a](canton.md) [b](index.md) [[places]] [[Places]] [[concepts]]
-- content/list.md --
[[concepts]] [k](concepts/) [[concepts/]] [[places]] [[places/index]] [p](places/) [q](places/index.md) [r](places/canton.md)
![[concepts/map.png]] [[plan.pdf]] [[map.png]] [[deep/inner]] [[concepts/said#claim:one]]

```index
from: concept
where: {where: places/canton}
```
-- content/concepts/said.md --
---
claims:
  - {id: one, text: It was so., about: [concepts/bridgehead], quote: {exact: so it was, in: text.txt}}
  - {id: two, text: It was not., disputes: [said#one, \"concepts/said#one\"], quote: {exact: so it was, in: concepts/text.txt}}
---
[[../plain]] [[./deep/inner]] [[../concepts/deep/inner]] [f](./deep/inner.md) [[plan.pdf]]
-- content/concepts/text.txt --
And so it was.
-- content/elsewhere.md --
---
claims:
  - {id: three, text: Perhaps., disputes: \"concepts/said#two\", quote: {exact: so it was, in: content/concepts/text.txt}}
---
[x](concepts/said.md#claim-one) [t](concepts/text.txt)
";
    format!("{}{more}", ARCHIVE.replace("nav: [", "nav: [concepts, places, "))
}

fn renamed(archive: &Assembled, text: &str, old: &str, new: &str) -> String {
    let memory = files(text).into_iter().fold(Memory::default(), |memory, (path, text)| memory.with(&path, text));
    let texts = Texts { front: Some(&archive.front), files: &memory };
    after(text, &rename::plan_folder(&archive.front.archive, &texts, old, new, "content"))
}

#[test]
fn everything_leads_where_it_led_whatever_folder_is_renamed() {
    let text = archive();
    let before = assemble(&text);
    assert_eq!(errors(&before), Vec::<String>::new());
    for (old, new) in [
        ("concepts", "ideas"),
        ("concepts", "a/b/桥 (2)"),
        ("concepts", "Concepts"),
        ("concepts/deep", "concepts/canton"),
        ("concepts/deep", "concepts/a/b"),
        ("places", "locations"),
        ("places", "Port"),
        ("places", "concept/gateway"),
        ("places/other", "places/x"),
        ("data", "tables/data"),
        ("files", "docs"),
    ] {
        let text = renamed(&before, &text, old, new);
        let after = assemble(&text);
        let id = |id: &str| match id.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            Some(rest) => format!("{new}{rest}"),
            None => id.to_owned(),
        };
        let path = |text: &str| text.replace(&format!("{old}/"), &format!("{new}/"));
        assert_all_lead_where_they_led((&before, &after), &id, &path, &format!("{old} -> {new}\n{text}"));
    }
}

#[test]
fn what_moves_together_is_written_as_it_was() {
    let text = archive();
    let files = files(&renamed(&assemble(&text), &text, "concepts", "ideas"));
    let file = |path: &str| files.iter().find(|(at, _)| at == path).map_or_else(|| panic!("no {path}"), |(_, text)| text.clone());
    let said = file("content/ideas/said.md");
    assert!(said.contains("[[../plain]] [[./deep/inner]] [[ideas/deep/inner]] [f](./deep/inner.md) [[plan.pdf]]"), "{said}");
    assert!(said.contains("in: text.txt}") && said.contains("in: ideas/text.txt}"), "{said}");
    assert!(said.contains("redirect_from: [concepts/said]"), "{said}");
    let head = file("content/ideas/bridgehead.md");
    assert!(head.contains("[self](bridgehead.md#use), [canton](../places/canton.md), "), "{head}");
    assert!(head.contains("![m](map.png),\n![[map.png]], [d](deep/inner.md), [places](../places/)"), "{head}");
    assert!(head.contains("[file](../files/plan.pdf), [[ideas/deep/inner|x]]"), "{head}");
    let list = file("content/list.md");
    assert!(list.starts_with("[[/ideas]] [k](ideas/index.md) [[/ideas]] [[places]]"), "{list}");
    assert!(list.contains("![[ideas/map.png]] [[plan.pdf]] [[map.png]]"), "{list}");
    assert!(file("casebook.yaml").contains("nav: [ideas, places, ideas/bridgehead, {to: Port,"), "{}", file("casebook.yaml"));
    assert!(file("content/data/trade.csv").contains("1957,bridgehead\n1958,ideas/bridgehead\n1959,桥头堡\n"));
    assert!(file("content/elsewhere.md").contains("\"ideas/said#two\""), "{}", file("content/elsewhere.md"));
}

#[test]
fn the_command_moves_a_folder_and_its_addresses() {
    let project = Project::new(&archive());
    project.write("content/concepts/unused.txt", "kept");
    let run = project.run(["mv", "content/concepts/", "ideas", "--dry-run"]).code(0);
    assert!(run.stdout.contains("content/concepts would be moved to content/ideas, with 3 notes in it"), "{}", run.stdout);
    assert!(project.has("content/concepts/bridgehead.md"));
    project.run(["mv", "concepts", "ideas"]).code(0).stdout("old addresses lead to the new ones");
    assert!(
        !project.has("content/concepts") && project.has("content/ideas/_kind.yaml") && project.has("content/ideas/unused.txt")
    );
    // The text of a folder stands for the folder, and keeps the address of its page.
    project.run(["mv", "places/index.md", "lands/of/trade"]).code(0);
    project.run(["check", "--allow", "shadowed-name"]).code(0);
    project.run(["build"]).code(0);
    for (old, new) in [
        ("concepts/index", "../ideas/index.html"),
        ("concepts/bridgehead", "../ideas/bridgehead.html"),
        ("concepts/deep/inner", "../../ideas/deep/inner.html"),
        ("places/index", "../lands/of/trade/index.html"),
        ("places/canton", "../lands/of/trade/canton.html"),
    ] {
        let page = project.read(&format!("output/{old}.html"));
        assert!(page.contains(&format!("url={new}")), "{old} does not lead to {new}: {page}");
    }
    // And back, without a redirect that leads to itself.
    project.run(["mv", "ideas", "concepts"]).code(0);
    project.run(["check", "--allow", "shadowed-name"]).code(0);
    assert!(project.read("content/concepts/said.md").contains("redirect_from: [ideas/said]"));
    assert!(project.read("content/concepts/_kind.yaml").ends_with("redirect_from: [ideas]\n"));
}

#[test]
fn a_folder_whose_name_no_address_can_have_leaves_no_redirect() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: A\n-- content/aux/_kind.yaml --\nname: ship\n-- content/aux/a.md --\n# A\n\n[[b]]\n\
         -- content/aux/b.md --\n# B\n\n[[a]]\n",
    );
    project.run(["mv", "aux", "good"]).code(0);
    assert_eq!(project.read("content/good/_kind.yaml"), "name: ship\n");
    project.run(["check"]).code(0);
}

#[test]
fn a_redirect_stands_before_the_mark_that_closes_a_document() {
    for (written, moved) in [
        ("name: ship\n...\n", "name: ship\nredirect_from: [ships]\n...\n"),
        ("---\nname: ship\r\n... \r\n# Why.\r\n", "---\nname: ship\r\nredirect_from: [ships]\r\n... \r\n# Why.\r\n"),
        ("---\nname: ship\n# Why.\n", "---\nname: ship\n# Why.\nredirect_from: [ships]\n"),
    ] {
        let project =
            Project::new("-- casebook.yaml --\ntitle: A\n-- content/ships/a.md --\n# A\n\n[[b]]\n-- content/b.md --\n[[a]]\n");
        project.write("content/ships/_kind.yaml", written);
        project.run(["mv", "ships", "boats"]).code(0);
        assert_eq!(project.read("content/boats/_kind.yaml"), moved);
        project.run(["check"]).code(0);
        project.run(["build"]).code(0);
        assert!(project.read("output/ships/index.html").contains("boats/index.html"));
    }
}

#[test]
fn the_table_of_a_kind_is_found_at_its_former_addresses() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: A\n-- content/all/ships/_kind.yaml --\nname: ship\nlabel: {one: Ship, other: Ships & boats}\n\
         -- content/all/ports/_kind.yaml --\n{name: port, label: Ports}\n-- content/all/ships/a.md --\n# A\n\
         -- content/all/ports/c.md --\n# C\n\n[[all/ships/a]]\n",
    );
    // Without a line's end at the end of the file.
    project.write("content/all/ships/_kind.yaml", "name: ship\nlabel: {one: Ship, other: Ships & boats}");
    project.run(["mv", "all", "both"]).code(0);
    project.run(["mv", "both/ships", "fleet/ships"]).code(0);
    assert_eq!(
        project.read("content/fleet/ships/_kind.yaml"),
        "name: ship\nlabel: {one: Ship, other: Ships & boats}\nredirect_from: [all/ships, both/ships]\n"
    );
    assert_eq!(project.read("content/both/ports/_kind.yaml"), "{redirect_from: [all/ports], name: port, label: Ports}\n");
    project.run(["build", "--allow", "orphan-note"]).code(0);
    for (old, new) in [
        ("all/ships", "../../fleet/ships/index.html"),
        ("both/ships", "../../fleet/ships/index.html"),
        ("all/ports", "../../both/ports/index.html"),
    ] {
        let page = project.read(&format!("output/{old}/index.html"));
        assert!(page.contains(&format!("url={new}")) && page.contains("noindex"), "{page}");
    }
    assert!(project.read("output/all/ships/index.html").contains("<title>Ships &amp; boats · A</title>"));

    // An address can be that of one page.
    project.write("content/all/ships/index.md", "# Again\n");
    project.run(["check", "--allow", "orphan-note"]).code(1).stderr(
        "the note `all/ships` and a former address of the table of the kind `ship` would both be written to `all/ships/index.html`",
    );
}

#[test]
fn a_folder_goes_only_where_it_can() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: A\n-- content/ships/_kind.yaml --\nname: ship\n-- content/ports/_kind.yaml --\nname: port\n\
         -- content/ships/a.md --\n# A\n-- content/ships/fast/b.md --\n# B\n-- content/ports/c.md --\n# C\n-- content/index.md --\n# Home\n",
    );
    for (old, new, why) in [
        ("ships", "ports", "there is a `ports` already"),
        ("ships", "ships/old", "cannot move into itself"),
        ("ships", "ports/ships", "has a kind of its own (`ship`), and `ports/ships` would lie in the folder of the kind `port`"),
        ("ships", "ships", "has that name already"),
        ("ships", "../outside", "cannot be the id of a note"),
        ("ships", "_ships", "cannot be the id of a note"),
        ("ships", "ports/c.md/x", "is a file"),
        ("index", "home", "is the text of a folder"),
        ("nothing", "home", "there is no note `nothing`"),
    ] {
        project.run(["mv", old, new]).code(2).stderr(why);
        assert!(project.has("content/ships/fast/b.md"), "{old} -> {new}");
    }
    project
        .run(["mv", "ships/fast", "ports/fast"])
        .code(0)
        .stdout("there its notes are of the kind `port`, here they were of the kind `ship`");
    // A note goes before the folder of its name, unless a slash says which is meant.
    project.write("content/ports/fast.md", "# Fast\n");
    project.run(["mv", "ports/fast", "ports/quick"]).code(0).stdout("content/ports/fast.md moved to");
    project.run(["mv", "ports/fast/", "quick"]).code(0).stdout("moved to content/ports/quick");
    assert!(project.has("content/ports/quick/b.md") && project.has("content/ports/quick.md"));
}
