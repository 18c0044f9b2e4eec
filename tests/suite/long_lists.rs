//! Lists of more than 500 entries: a note's page shows the first, further pages all of them, and nothing needs a script.

use std::collections::BTreeSet;

use crate::project::Project;

/// The texts between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

/// The pages of a list in order, by the links to their next.
fn pages(project: &Project, first: &str) -> Vec<String> {
    let mut all = vec![first.to_owned()];
    loop {
        let path = all.last().unwrap().clone();
        let text = project.read(&format!("output/{path}"));
        let Some(next) = between(&text, "<a rel=\"next\" href=\"", "\"").first().map(|href| (*href).to_owned()) else {
            return all;
        };
        assert!(all.len() < 20, "a circle of pages");
        let up = next.matches("../").count();
        assert_eq!(up, path.matches('/').count(), "{next} on {path} leads to the root first");
        all.push(next.trim_start_matches("../").to_owned());
    }
}

/// A hub to which 1,200 notes link and refer, which 1,200 claims are about, and which cites; and a work they all cite.
fn hub() -> Project {
    let mut archive = String::from(
        "\
-- casebook.yaml --
title: Ships
-- content/hub.md --
# Hub
-- content/ships/_kind.yaml --
name: ship
label: {one: Ship, other: Ships}
fields:
  port: {type: reference, inverse: {name: ships, label: Ships / boats}}
-- content/works/_kind.yaml --
name: work
role: work
-- content/works/log.md --
---
title: The Log
---
A log.
",
    );
    for n in 1..=1200 {
        archive.push_str(&format!(
            "-- content/ships/s{n}.md --\n---\ntitle: Ship {n:04}\nport: hub\nclaims:\n  - {{id: c, text: Ship {n:04} is here., about: [hub], \
             cite: \"@log\"}}\n---\nMoored at [[hub]].\n"
        ));
    }
    let project = Project::new(&archive);
    project.run(["build"]).code(0);
    project
}

#[test]
fn a_hub_with_1200_backlinks_shows_them_all() {
    let project = hub();
    let page = project.read("output/hub.html");
    let work = project.read("output/works/log.html");
    for (page, list, count, item) in [
        (&page, "hub/backlinks-ship", "Mentioned in", "<li><a href=\"../../../ships/s"),
        (&page, "hub/in-Ships---boats", "Relations", "<li><a href=\"../../../ships/s"),
        (&page, "hub/claims", "Claims about this", "<span>from <a href=\"../../../ships/s"),
        (&work, "works/log/concordance", "Cited in this archive", "<span class=\"from\"><a href=\"../../../../ships/s"),
    ] {
        let first = format!("-/lists/{list}.html");
        assert!(page.contains(&format!("{first}\">See all 1200</a>")), "no link to {first}");
        let mut seen = BTreeSet::new();
        let all = pages(&project, &first);
        assert_eq!(all.len(), 3, "{all:?}");
        for (number, path) in all.iter().enumerate() {
            let text = project.read(&format!("output/{path}"));
            assert!(text.contains(&format!(": {count}")), "{path} is not called {count}");
            let up = "../".repeat(path.matches('/').count());
            let item = item
                .rsplit_once("../")
                .map_or(item.to_owned(), |(tag, rest)| format!("{}{up}{rest}", tag.split("..").next().unwrap()));
            let entries = between(&text, &item, ".html");
            assert_eq!(entries.len(), if number < 2 { 500 } else { 200 }, "{path}");
            assert!(!text.contains("<details>\n"), "{path} folds its entries");
            seen.extend(entries.into_iter().map(str::to_owned));
        }
        assert_eq!(seen.len(), 1200, "{list}: an entry is on two pages, or on none");
    }
    // The notes' own pages keep to 500 entries a list.
    assert!(page.matches("Moored at").count() == 500, "{}", page.matches("Moored at").count());
}

#[test]
fn a_dataset_of_1300_rows_has_three_pages() {
    let rows: String = (1..=1300).map(|n| format!("{},{n}\n", 1700 + n)).collect();
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: Ships\n-- content/data/_kind.yaml --\nname: dataset\nrole: dataset\n-- content/data/fair.md --\n---\ntitle: The Fair\n\
         columns: {{buyers: {{type: integer}}}}\n---\n## Rows\n\nEvery year.\n-- content/data/fair.csv --\nyear,buyers\n{rows}"
    ));
    project.run(["build"]).code(0);
    let all = pages(&project, "data/fair.html");
    assert_eq!(all, ["data/fair.html", "-/lists/data/fair/rows/-/2.html", "-/lists/data/fair/rows/-/3.html"]);
    let mut ids = Vec::new();
    for (number, path) in all.iter().enumerate() {
        let text = project.read(&format!("output/{path}"));
        let found = between(&text, "<tr id=\"row-", "\"");
        assert_eq!(found.len(), [500, 500, 300][number], "{path}");
        ids.extend(found.into_iter().map(|id| id.parse::<u32>().unwrap()));
        assert!(text.contains("1300 entries") && text.contains("aria-current=\"page\""), "{path}");
        assert_eq!(text.contains("Every year."), number == 0, "{path}");
        // The script gets all rows from these files.
        for part in between(&text, "data-parts=\"", "\"").concat().split(' ') {
            assert!(project.has(&format!("output/{}", part.trim_start_matches("../"))), "{path} names {part}");
        }
    }
    assert_eq!(ids, (1..=1300).collect::<Vec<_>>());
    let page = project.read("output/data/fair.html");
    assert_eq!(page.matches(" id=\"rows\"").count(), 1, "the heading's id is its own");
    assert!(project.read("output/-/lists/data/fair/rows/-/2.html").contains("The Fair, page 2"));
}

/// 1,200 notes of a kind, and a note that asks for them: as they are, and by port, where each fourth is in two.
fn queries() -> Project {
    let mut archive = String::from(
        "\
-- casebook.yaml --
title: Ships
-- content/overview.md --
# Overview

| a | b |
|---|---|
| 1 | 2 |

```index
from: ship
```

Between.

```index
from: ship
group: port
```
-- content/host.md --
![[overview]]
-- content/ships/_kind.yaml --
name: ship
fields:
  port: {type: choice, of: [Canton, Macau], many: true}
",
    );
    for n in 1..=1200 {
        let port = if n % 4 == 0 { "[Canton, Macau]" } else { "Canton" };
        archive.push_str(&format!("-- content/ships/s{n}.md --\n---\ntitle: Ship {n:04}\nport: {port}\n---\n"));
    }
    let project = Project::new(&archive);
    project.run(["build"]).code(0);
    project
}

/// The part of a page that holds its table `id`.
fn listing<'p>(page: &'p str, id: &str) -> &'p str {
    let from = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {page}"));
    page[from..].split("data-listing").nth(1).unwrap_or("")
}

#[test]
fn an_index_block_of_1200_rows_has_three_pages() {
    let project = queries();
    let page = project.read("output/overview.html");
    let ships = |text: &str| between(text, "href=\"", "\"").iter().filter(|href| href.contains("ships/s")).count();
    // The number in the id is that of the caption; the pages are named after the block.
    for (id, name, counts) in [("_table-2", "table-1", &[500, 500, 200][..]), ("_table-3", "table-2", &[500, 500, 500])] {
        let first = listing(&page, id);
        assert_eq!(ships(first), counts[0], "{id}");
        let mut seen = BTreeSet::new();
        seen.extend(between(first, "ships/s", ".html").into_iter().map(str::to_owned));
        for (count, number) in counts[1..].iter().zip(2..) {
            let path = format!("-/lists/overview/{name}/-/{number}.html");
            assert!(first.contains(&format!("href=\"{path}\"")), "{path} is not named");
            let text = project.read(&format!("output/{path}"));
            let further = listing(&text, id);
            assert_eq!(ships(further), *count, "{path}");
            assert!(further.contains(&format!("href=\"../../../../../overview.html#{id}\"")), "{path} does not lead back");
            assert!(text.contains("aria-current=\"page\"") && !text.contains("Between."), "{path}");
            let caption = id.replace("_table-", "Overview: Table ");
            assert!(text.contains(&format!("<title>{caption}, page {number}")), "{path} lacks {caption}");
            seen.extend(between(further, "ships/s", ".html").into_iter().map(str::to_owned));
            for part in between(further, "data-parts=\"", "\"").concat().split(' ') {
                assert!(project.has(&format!("output/{}", part.trim_start_matches("../"))), "{path} names {part}");
            }
        }
        assert_eq!(seen.len(), 1200, "{name}");
    }
    // A group that goes on on the next page says so with its head and its whole count.
    let second = project.read("output/-/lists/overview/table-2/-/3.html");
    assert_eq!(between(&second, "scope=\"rowgroup\"", "</span>").len(), 2, "two groups on the last page");
    assert!(second.contains("Canton <span class=\"count\">1200</span>"));
    // Where the note is embedded its table goes on on the same pages.
    let host = project.read("output/host.html");
    assert!(listing(&host, "_table-2").contains("href=\"-/lists/overview/table-1/-/2.html\""));
}

#[test]
fn the_script_gets_the_groups_of_an_index_block() {
    let project = queries();
    let part = |number: u32| project.read(&format!("output/-/data/rows/query-overview-2.{number}.js"));
    assert!(part(1).contains("\"parts\":3,\"groups\":[[\"Canton\",1200,0]],\"rows\""), "{}", &part(1)[..200]);
    assert!(part(2).contains("\"parts\":3,\"rows\""));
    assert!(part(3).contains("\"groups\":[[\"Macau\",300,200]]"));
    let repeated = part(3).lines().filter(|line| line.trim_end_matches(',').ends_with("],1]")).count();
    assert_eq!(repeated, 300, "those of Macau stand in Canton as well");
    let page = project.read("output/overview.html");
    assert!(listing(&page, "_table-3").contains("data-parts-of=\"_query-overview-2\""));
    assert!(listing(&page, "_table-3").contains("data-total=\"1200\""));
}
