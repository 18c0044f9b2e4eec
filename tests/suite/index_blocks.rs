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
