//! Tables of `index` blocks on the pages they stand on.

use std::collections::BTreeSet;

use crate::project::Project;

/// The texts between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

/// All element ids of a page.
fn ids(page: &str) -> Vec<&str> {
    between(page, " id=\"", "\"")
}

#[test]
fn rows_of_index_blocks_repeat_no_element_id() {
    let mut archive = String::from(
        "\
-- casebook.yaml --
title: Ships
-- content/data/_kind.yaml --
name: dataset
role: dataset
-- content/data/fair.md --
---
title: The Fair
columns: {buyers: {type: integer}, ship: {type: reference}}
---
The best years.

```index
dataset: fair
sort: -buyers
limit: 2
```

```index
from: ship
```

```index
from: ship
```
-- content/data/fair.csv --
year,buyers,ship
1957,1,s1
1958,2,s2
1959,3,s3
-- content/ships/_kind.yaml --
name: ship
",
    );
    for n in 1..=30 {
        archive.push_str(&format!("-- content/ships/s{n}.md --\n# {}-Ship {n}\n", char::from(b'A' + n % 26)));
    }
    let project = Project::new(&archive);
    project.run(["build"]).code(0);
    let page = project.read("output/data/fair.html");
    let ids = ids(&page);
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id stands twice: {ids:?}");
    let numbers: Vec<_> = ids.iter().filter(|id| id.starts_with("row-")).collect();
    assert_eq!(numbers, [&"row-1", &"row-2", &"row-3"], "the dataset's own table keeps its ids");
    assert!(project.read("output/ships/index.html").contains("id=\"az-B\""), "a kind's table keeps its letters");
}

/// Notes with Markdown in their fields, and a note deep in folders that lists them.
const MARKDOWN: &str = r#"
-- casebook.yaml --
title: Ships
-- content/ships/_kind.yaml --
name: ship
fields:
  remark: {type: markdown, label: Remark}
  loss: {type: markdown}
index: {columns: [title, summary, remark]}
-- content/ships/hope.md --
---
title: Hope
summary: "Seen at [[ports/canton|the port]]."
remark: "A *fine* ship of <b>1784</b>, see [[#Log]] and [the list](ada.md) < 3."
loss: |
  First, in [[canton]].

  - Then `here`
  - and **there**
---
## Log

Text.
-- content/ships/ada.md --
---
title: Ada
---
-- content/ports/canton.md --
# Canton
-- content/deep/er/list.md --
```index
from: ship
where: {title: Hope}
columns: [title, remark, loss]
```
"#;

#[test]
fn markdown_in_cells_is_markup_whose_links_lead_from_every_page() {
    let project = Project::new(MARKDOWN);
    project.run(["build"]).code(0);
    for (page, up) in [("ships/index", "../"), ("deep/er/list", "../../")] {
        let text = project.read(&format!("output/{page}.html"));
        let remark = format!(
            "A <em>fine</em> ship of <b>1784</b>, see <a href=\"{up}ships/hope.html#log\">Log</a> and \
             <a href=\"{up}ships/ada.html\">the list</a> &lt; 3."
        );
        assert!(text.contains(&format!("<td class=\"of-markdown\">{remark}</td>")), "no {remark} in {text}");
    }
    let index = project.read("output/ships/index.html");
    assert!(index.contains("<td class=\"of-markdown\">Seen at <a href=\"../ports/canton.html\">the port</a>.</td>"));
    let list = project.read("output/deep/er/list.html");
    let loss = "First, in <a href=\"../../ports/canton.html\">Canton</a>. Then <code>here</code> and <strong>there</strong>";
    assert!(list.contains(&format!("<td class=\"of-markdown\">{loss}</td>")), "blocks lose more than their frames: {list}");

    // As data it stays what was written; in the terminal its words stand.
    let json: serde_json::Value = serde_json::from_str(&project.read("output/-/data/ship.json")).unwrap();
    let written = "A *fine* ship of <b>1784</b>, see [[#Log]] and [the list](ada.md) < 3.";
    assert!(json.to_string().contains(written), "{json}");
    assert!(project.read("output/-/data/ship.csv").contains(written));
    let run = project.run(["list", "ship", "--columns", "title,summary,loss", "--where", "{summary: '~ [[ports'}"]).code(0);
    assert!(
        run.stdout.contains("Seen at the port.") && run.stdout.contains("First, in canton. Then here and there"),
        "{}",
        run.stdout
    );
}

#[test]
fn markdown_that_is_no_running_text_still_says_something_in_a_cell() {
    let project = Project::new(
        r#"
-- casebook.yaml --
title: Ships
-- content/ships/_kind.yaml --
name: ship
fields:
  remark: {type: markdown, many: true}
index: {columns: [title, remark]}
-- content/ships/hope.md --
---
title: Hope
remark:
  - "![[ada]]"
  - "![[ada#Log]]"
  - "| Year | Port |\n|---|---|\n| 1784 | *Canton* |"
  - "```\nheave <ho>\n```"
  - "> [!note] Lost\n> at sea"
---
[[ada]]
-- content/ships/ada.md --
---
title: Ada
---
Text, and [[hope]].

```index
from: ship
```

## Log

More.
"#,
    );
    project.run(["build", "--strict", "--base-url", "https://ships.example/"]).code(0);
    let index = project.read("output/ships/index.html");
    let cell = "<td class=\"of-markdown\"><a href=\"../ships/ada.html\">Ada</a>, <a href=\"../ships/ada.html#log\">Ada</a>, \
                Year Port 1784 <em>Canton</em>, <code>heave &lt;ho&gt;</code>, Lost at sea</td>";
    assert!(index.contains(cell), "no {cell} in {index}");

    // Among the facts it stands whole, but for tables that the embedded note has made.
    let hope = project.read("output/ships/hope.html");
    assert!(hope.contains("<p class=\"embed-source\"><a href=\"../ships/ada.html\">From Ada</a></p>"));
    assert!(hope.contains("<pre class=\"code\" tabindex=\"0\"><code>heave &lt;ho&gt;"), "{hope}");
    assert!(!hope.contains("class=\"fault\""), "{hope}");
}

#[test]
fn a_block_in_a_text_of_the_front_matter_is_told_of_and_stands_as_it_was_written() {
    let project = Project::new(
        r#"
-- casebook.yaml --
title: Ships
nav: [ships/hope]
-- content/ships/_kind.yaml --
name: ship
fields: {remark: {type: markdown}}
-- content/ships/hope.md --
---
title: Hope
summary: |
  In short:

  ```index
  from: ship
  ```
remark: "Others:\n\n~~~index\nfrom: ship"
claims:
  - id: all
    text: |
      All.

      ~~~index
      from: ship
      ~~~
---
Text.^[A note.]
"#,
    );
    let told = project.run(["check", "--allow", "claim-without-source"]).code(1).stderr;
    for place in ["6:3", "9:21", "15:7"] {
        assert!(told.contains(&format!("--> content/ships/hope.md:{place}\n")), "no {place} in {told}");
    }
    assert_eq!(told.matches("[misplaced-block]").count(), 3, "{told}");
    project.run(["build", "--keep-going"]).code(1);
    let page = project.read("output/ships/hope.html");
    assert_eq!(page.matches("<code>from: ship\n</code>").count() + page.matches("<code>from: ship</code>").count(), 3, "{page}");
}

#[test]
fn markdown_of_which_nothing_can_be_seen_is_a_dash_and_in_the_terminal_what_was_written() {
    let note = |name: &str, value: &str| {
        format!("-- content/ships/{name}.md --\n---\nsummary: '{value}'\nremark: '{value}'\nmore: ['*x*', '{value}', y]\n---\n")
    };
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: Ships\n-- content/ships/_kind.yaml --\nname: ship\nfields:\n  remark: {{type: markdown}}\n  \
         more: {{type: markdown, many: true}}\nindex: {{columns: [title, remark, more]}}\n-- content/ada.md --\n# Ada\n{}{}{}{}",
        note("rule", "---"),
        note("break", "<br>"),
        note("comment", "{>>why?<<}"),
        note("embed", "![[ada]]"),
    ));
    project.run(["build"]).code(0);
    let index = project.read("output/ships/index.html");
    for ship in ["rule", "break", "comment"] {
        let row = format!("{ship}</a></th><td class=\"of-markdown empty\">–</td><td class=\"of-markdown\"><em>x</em>, y</td>");
        assert!(index.contains(&row), "no {row} in {index}");
        let page = project.read(&format!("output/ships/{ship}.html"));
        assert!(page.contains("<dd>–</dd>") && page.matches("<dd>").count() == 3, "{page}");
        assert!(!page.contains("class=\"lead\""), "{page}");
    }
    let listed = project.run(["list", "ship", "--columns", "title,remark,more,summary", "--sort", "title"]).code(0).stdout;
    let lines: Vec<String> = listed.lines().skip(2).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        lines,
        [
            "break <br> x, <br>, y <br>",
            "comment {>>why?<<} x, {>>why?<<}, y {>>why?<<}",
            "embed ada x, ada, y ada",
            "rule --- x, ---, y ---",
        ]
    );
}
