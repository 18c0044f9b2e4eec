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
            let text = project.read(&format!("output/{}", path));
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
