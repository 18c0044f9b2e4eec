//! Smaller promises: what a page shows of its faults under `--keep-going`, groups of many values, settings that cannot be read.

use crate::project::Project;

#[test]
fn a_link_to_a_part_that_is_not_there_is_marked() {
    let project = Project::new(
        "-- casebook.yaml --\ntitle: A\n-- content/a.md --\n# A\n\nTo [[b#nowhere|a part]] and [[b#There|another]].\n-- content/b.md --\n# B\n\n## There\n\n[[a]]\n",
    );
    project.run(["build", "--keep-going"]).code(1).stderr("error[broken-anchor]");
    let html = project.read("output/a.html");
    assert!(
        html.contains("<a class=\"broken\" title=\"error[broken-anchor]: the note `b` has no heading `nowhere`\">a part</a>"),
        "{html}"
    );
    assert!(html.contains("<a href=\"b.html#there\">another</a>"), "{html}");
}

#[test]
fn a_page_lists_its_first_faults_and_counts_all() {
    let links: String = (0..120).map(|n| format!("[[nowhere{n}]]\n")).collect();
    let project = Project::new(&format!("-- casebook.yaml --\ntitle: A\n-- content/a.md --\n# A\n\n{links}"));
    project.run(["build", "--keep-going"]).code(1);
    let html = project.read("output/a.html");
    assert_eq!(html.matches("<li><b>").count(), 50);
    assert!(
        html.contains("121 findings on this page") && html.contains("<li>71 more</li>"),
        "an orphan and 120 broken links: {html}"
    );
}

#[test]
fn a_row_stands_under_each_of_its_values() {
    let project = Project::new(
        "\
-- casebook.yaml --
title: Ships
-- content/ships/_kind.yaml --
name: ship
fields: {cargo: {type: choice, of: [tea, silk, ore], many: true}}
-- content/ships/a.md --
---
title: Anna
cargo: [silk, tea]
---
-- content/ships/b.md --
---
title: Bertha
cargo: [silk, silk]
---
-- content/ships/c.md --
---
title: Clara
---
-- content/list.md --
# List

```index
from: ship
columns: [title, cargo]
group: cargo
expect: 3
```
",
    );
    project.run(["build"]).code(0);
    let html = project.read("output/list.html");
    let groups: Vec<Vec<&str>> = html
        .split("scope=\"rowgroup\"")
        .skip(1)
        .map(|group| {
            ["tea", "silk", "Anna", "Bertha", "Clara"].into_iter().filter(|name| group.contains(&format!(">{name}"))).collect()
        })
        .collect();
    assert_eq!(groups.len(), 3, "{html}");
    assert!(groups[0].contains(&"Anna") && !groups[0].contains(&"Bertha"), "under tea: {groups:?}");
    assert!(groups[1].contains(&"Anna") && groups[1].contains(&"Bertha"), "under silk: {groups:?}");
    assert!(groups[2].contains(&"Clara") && !groups[2].contains(&"Anna"), "under nothing: {groups:?}");
    assert!(html.contains("3 entries"), "each row counts once");
    assert_eq!(html.matches("data-repeated").count(), 1);
    let csv = project.read("output/-/data/notes/list.1.csv");
    assert_eq!(csv.lines().count(), 4, "each row is exported once: {csv}");
}

#[test]
fn settings_that_cannot_be_read_make_no_vault_of_an_archive() {
    let project = Project::new("-- content/a.md --\nSee [[nowhere]].\n");
    project.write("casebook.yaml", b"title: caf\xe9\n");
    project.run(["check"]).code(1).stderr("error[invalid-utf8]").stderr("error[broken-link]");
}

#[test]
fn a_list_without_rows_says_why() {
    let project = Project::new("-- casebook.yaml --\ntitle: A\n-- content/a.md --\n# A\n");
    project.run(["list", "works"]).code(0).stderr("no kind of this archive has the role `work`");
    project.run(["list", "claims"]).code(0).stderr("no rows");
}

#[test]
fn a_query_for_any_name_of_a_draft_tells_readers_none() {
    let query = |name: &str| format!("```index\nfrom: person\nwhere: {{knows: \"{name}\"}}\n```\n\n");
    let asked = ["hush hush", "hú shì", "hushi", "hu stumm", "HU SHI", "people/quiet.md", "../quiet", "Quiet#part", "@hk1900"];
    let list: String = asked.into_iter().chain(["gone"]).map(query).collect();
    let project = Project::new(&format!(
        "\
-- casebook.yaml --
title: T
-- content/people/_kind.yaml --
name: person
fields:
  knows: {{type: reference, many: true}}
  called: {{type: names}}
-- content/people/quiet.md --
---
title: Untold
status: draft
aliases: [hush hush]
called: {{as_printed: Hu Stumm, pinyin: hú shì}}
cite_as: hk1900
---
-- content/list.md --
# List

{list}
"
    ));
    project.run(["build", "--keep-going"]).code(1).stderr("no published note is called `hush hush`");
    let html = project.read("output/list.html");
    assert!(html.contains("no published note is called `gone`"), "{html}");
    let told: Vec<&str> = html.split("is called `").skip(1).filter_map(|rest| rest.split('`').next()).collect();
    assert!(told.iter().all(|name| *name == "gone"), "{told:?}");
}
