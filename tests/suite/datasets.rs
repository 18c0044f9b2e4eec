//! Datasets: every cell read by its column, with its place in the CSV file.

use casebook::diagnostic::Code;
use casebook::schema::Value;

use crate::assembled::{Assembled, assemble};
use crate::project::Project;

const KINDS: &str = "\
-- content/datasets/_kind.yaml --
name: dataset
role: dataset
fields: {}
-- content/places/_kind.yaml --
name: place
fields: {}
-- content/places/guangzhou.md --
---
title: Guangzhou
---
-- content/datasets/fair.md --
---
title: Fair
columns:
  year: {type: date, label: Year}
  buyers: {type: integer, unit: persons}
  place: {type: reference, to: [place]}
  remark: {type: text}
---
";

fn with(csv: &str) -> Assembled {
    assemble(&format!("{KINDS}-- content/datasets/fair.csv --\n{csv}"))
}

/// Cells, `|` between them, `-` for none.
fn rows(archive: &Assembled) -> String {
    let dataset = &archive.front.archive.datasets[0];
    let text = archive.front.snapshot.datasets[0].text.clone();
    let row = |row: &casebook::archive::DatasetRow| {
        let cells = row.cells.iter().map(|cell| match cell {
            None => "-".to_owned(),
            Some(cell) => match &cell.value {
                Value::Date(date) => format!("date {}", date.written),
                Value::Number(number) => format!("number {}", number.value),
                Value::Reference(_) => {
                    format!("note {}", cell.answer.as_ref().map_or(String::new(), |answer| archive.answer(answer)))
                }
                Value::Text(text) => format!("text {text}"),
                other => format!("{other:?}"),
            },
        });
        let cells: Vec<String> = cells.collect();
        format!("{} ⟨{}⟩\n", cells.join("|"), &text[row.span.range()])
    };
    dataset.rows.iter().map(row).collect()
}

#[test]
fn cells_are_read_by_their_columns() {
    let archive = with(
        "year,buyers,place,remark,more\n1957,\"1223\",guangzhou,\"a \"\"b\"\", c\",x\n\n2006-04,,Guangzhou,\"two\nlines\",\n",
    );
    assert_eq!(archive.findings(), "");
    assert_eq!(
        rows(&archive),
        "\
date 1957|number 1223|note places/guangzhou|text a \"b\", c|text x ⟨1957,\"1223\",guangzhou,\"a \"\"b\"\", c\",x⟩
date 2006-04|-|note places/guangzhou|text two
lines|- ⟨2006-04,,Guangzhou,\"two
lines\",⟩
"
    );
}

#[test]
fn faults_are_told_at_their_cells_whatever_the_line_ends() {
    let csv = "year,buyer,place\n广州,many,Shanghai\n1957,2\n1958,\"3\",guangzhou,x\n1959,4,\"guang";
    let unix = with(csv).findings();
    assert_eq!(unix, "\
invalid-cell content/datasets/fair.csv ⟨广州⟩ in the column `year`: `广州` is not a date (write a date as `1979`, `1979-03`, `1979-03-12`, `1990~` (about), `199X` (in the 1990s), `1978/1985` (from, to), `1978/..` (onwards) or `unknown`)
broken-reference content/datasets/fair.csv ⟨Shanghai⟩ there is no note `Shanghai` (write the note, or name one that is there)
invalid-csv content/datasets/fair.csv ⟨1957,2⟩ this row has 2 cells, and the head has 3 (an empty cell needs its comma too)
invalid-csv content/datasets/fair.csv ⟨1958,\"3\",guangzhou,x⟩ this row has 4 cells, and the head has 3 (quote a cell that holds a comma, or take the cell out)
invalid-csv content/datasets/fair.csv ⟨\"⟩ a quoted cell is opened here and not closed (close the cell with `\"`; a quote within a quoted cell is written twice)
invalid-csv content/datasets/fair.md ⟨buyers⟩ the CSV file has no column `buyers` (did you mean `buyer`?)
invalid-csv content/datasets/fair.md ⟨remark⟩ the CSV file has no column `remark` (its columns are `year`, `buyer` and `place`)
");
    let archive = with(&format!("\u{feff}{}", csv.replace('\n', "\r\n")));
    assert_eq!(archive.findings(), unix);
}

#[test]
fn a_dataset_needs_its_file_and_a_head() {
    let archive = assemble(KINDS);
    assert_eq!(archive.findings(), "\
missing-dataset content/datasets/fair.md ⟨Fair⟩ the dataset has no CSV file: there is no `content/datasets/fair.csv` (put the file beside the note, under the note's own name)
");
    assert_eq!(
        with("").findings(),
        "\
invalid-csv content/datasets/fair.csv ⟨⟩ the CSV file is empty (its first line names the columns, with a comma between them)
"
    );
}

#[test]
fn the_first_rows_that_refer_to_a_note_are_backlinks() {
    let rows: String = (1957..1990).map(|year| format!("{year},{},guangzhou,\n", year * 2)).collect();
    let archive = with(&format!("year,buyers,place,remark\n{rows}"));
    let backlinks = &archive.front.archive.backlinks[archive.ix("places/guangzhou").0 as usize];
    let lines: Vec<String> = backlinks.iter().map(|link| link.sentence.parts.concat()).collect();
    assert_eq!(
        lines.join("\n") + "\n",
        "\
Year 1957 · Buyers 3914 · Place guangzhou
Year 1958 · Buyers 3916 · Place guangzhou
Year 1959 · Buyers 3918 · Place guangzhou
"
    );
}

/// A dataset with a column of Markdown, and notes that it names.
const TEXTS: &str = r#"
-- casebook.yaml --
title: Fair
base_url: https://fair.example/
nav: [rows]
-- content/data/_kind.yaml --
name: dataset
role: dataset
-- content/works/_kind.yaml --
name: work
role: work
-- content/works/guo2021.md --
---
title: The Fair
authors: [Guo]
---
-- content/places/guangzhou.md --
# The city

## Port
-- content/places/foshan.md --
# Foshan
-- content/places/macao.md --
---
status: draft
---
# Macao
-- content/data/plan.pdf --
-- content/rows.md --
```index
from: {dataset: fair}
where: {remark: "~ port"}
columns: [year, remark]
sort: -year
```
-- content/data/fair.md --
---
title: Fair
columns:
  year: {type: date}
  remark: {type: markdown, label: Remark}
  place: {type: text}
---
Its rows.
-- content/data/fair.csv --
year,remark,place
1957,"*First* at [[guangzhou]], near ""the [port](../places/guangzhou.md#port)"" [@guo2021, p. 3].",north
1958,Again in [[guangzhou#Port|its port]]. Later [[foshan]] too,south
1959,"[Plan](plan.pdf), ![[guangzhou#Port]], [[macao|hidden words]] {>>why?<<} < 5 & more",
1960,,
"#;

#[test]
fn a_column_of_markdown_holds_what_a_text_does() {
    let project = Project::new(TEXTS);
    project.run(["build", "--strict", "--allow", "link-to-draft"]).code(0);
    let [first, second, third] = [
        "<em>First</em> at <a href=\"UP/places/guangzhou.html\">The city</a>, near &quot;the \
         <a href=\"UP/places/guangzhou.html#port\">port</a>&quot; <span class=\"citation\">(<a class=\"cite\" \
         href=\"UP/works/guo2021.html\">Guo, n.d., 3</a>)</span>.",
        "Again in <a href=\"UP/places/guangzhou.html#port\">its port</a>. Later <a href=\"UP/places/foshan.html\">Foshan</a> too",
        "<a href=\"UP/data/plan.pdf\">Plan</a>, <a href=\"UP/places/guangzhou.html#port\">The city</a> , hidden words  &lt; 5 &amp; more",
    ];
    let at = |cell: &str, up: &str| format!("<td class=\"of-markdown\">{}</td>", cell.replace("UP/", up));
    let page = project.read("output/data/fair.html");
    for cell in [first, second, third] {
        let cell = at(cell, "../");
        assert!(page.contains(&cell), "no {cell} in {page}");
    }
    assert!(project.has("output/data/plan.pdf"), "a file that only a cell names is part of the site");
    let rows = project.read("output/rows.html");
    assert!(rows.contains(&at(first, "")) && rows.contains(&at(second, "")), "{rows}");

    // As data it is what was written; in the terminal its words.
    assert!(project.read("output/-/data/datasets/data/fair.csv").contains(",\"*First* at [[guangzhou]], near \"\"the [port]"));
    let run = project.run(["list", "dataset: fair", "--columns", "remark", "--where", "{year: 1957}"]).code(0);
    assert!(run.stdout.contains("First at guangzhou, near \"the port\".\n"), "{}", run.stdout);
}

#[test]
fn what_cells_of_markdown_link_to_and_cite_is_known_from_there() {
    let archive = assemble(TEXTS);
    assert_eq!(archive.of(Code::OrphanNote), "");
    let lines = |id: &str| -> Vec<String> {
        let backlinks = &archive.front.archive.backlinks[archive.ix(id).0 as usize];
        backlinks.iter().map(|link| format!("{}: {}", archive.note(link.from).id, link.sentence.parts.join("|"))).collect()
    };
    assert_eq!(
        lines("places/guangzhou"),
        [
            "data/fair: Year 1957 · Remark First at |The city|, near \"the port\". · Place north",
            "data/fair: Year 1958 · Remark Again in |its port|. · Place south",
        ]
    );
    assert_eq!(lines("places/foshan"), ["data/fair: Year 1958 · Remark Later |Foshan| too · Place south"]);
    let project = Project::new(TEXTS);
    project.run(["build", "--allow", "link-to-draft"]).code(0);
    let work = project.read("output/works/guo2021.html");
    assert!(work.contains("href=\"../data/fair.html#row-1\""), "the work's page leads to the row: {work}");
}

#[test]
fn faults_in_cells_of_markdown_are_told_at_their_place() {
    let head = TEXTS.split_once("1957,").map(|(head, _)| head).unwrap_or_default();
    let csv = "1957,\"a \"\"b\"\", [[guangzhu]] and\n[x](gone.md#y), [@guo2020] [x](javascript:alert(1))\",\n1958,[[macao]] ![](a.png),";
    let archive = assemble(&format!("{head}{csv}"));
    assert_eq!(
        archive.findings(),
        "\
broken-link content/data/fair.csv ⟨[[guangzhu]]⟩ there is no note `guangzhu` (did you mean `guangzhou`?)
broken-link content/data/fair.csv ⟨[x](gone.md#y)⟩ there is no note `gone.md` (write the note, or change the link to the name of one that is there)
unknown-work content/data/fair.csv ⟨@guo2020⟩ no work has the key `guo2020` (did you mean `guo2021`?)
unsafe-url content/data/fair.csv ⟨javascript:alert(1)⟩ an address that begins with `javascript:` could run code in the reader's browser (lead to a page or a file, or write an address that begins with `https://`)
bare-link-to-draft content/data/fair.csv ⟨[[macao]]⟩ `macao` is a draft, and the link has no words of its own to show in its place (write the words to show, as in `[[macao|...]]`, or publish the draft)
missing-alt content/data/fair.csv ⟨![](a.png)⟩ the image `a.png` has no words for those who cannot see it (write what it shows: `![words](file.png)` or `![[file.png|words]]`)
broken-link content/data/fair.csv ⟨![](a.png)⟩ there is no file `a.png` (put the file below the content folder, or mend the path)
"
    );
    // Under --keep-going each is marked where it stands.
    let project = Project::new(&format!("{head}{csv}"));
    project.run(["build", "--keep-going"]).code(1);
    let page = project.read("output/data/fair.html");
    assert!(
        page.contains(
            "a &quot;b&quot;, <a class=\"broken\" title=\"error[broken-link]: there is no note `guangzhu`\">guangzhu</a>"
        )
    );
    assert!(page.contains("title=\"error[unknown-work]: no work has the key `guo2020`\">[@guo2020]</span>"));
    assert!(!page.contains("javascript:alert"), "{page}");
}

#[test]
fn links_in_cells_of_markdown_follow_renames() {
    let project = Project::new(TEXTS);
    let csv = project.read("content/data/fair.csv");
    project.run(["mv", "places/guangzhou", "places/canton"]).code(0);
    let renamed = csv.replace("[[guangzhou", "[[canton").replace("../places/guangzhou.md", "../places/canton.md");
    assert_eq!(project.read("content/data/fair.csv"), renamed);
    project.run(["mv", "places/canton", "places/one, two"]).code(0);
    let quoted = renamed.replace("[[canton", "[[one, two").replace("../places/canton.md", "../places/one,%20two.md");
    let quoted = quoted.replace(
        "Again in [[one, two#Port|its port]]. Later [[foshan]] too",
        "\"Again in [[one, two#Port|its port]]. Later [[foshan]] too\"",
    );
    assert_eq!(project.read("content/data/fair.csv"), quoted);
    project.run(["mv", "data/fair", "data/deep/fair"]).code(0);
    project.run(["check", "--allow", "link-to-draft"]).code(0);
}

#[test]
fn of_a_wide_row_a_backlink_shows_what_is_near() {
    let columns = 0..1_500;
    let declared: String = columns.clone().map(|n| format!("  c{n}: {{type: reference}}\n")).collect();
    let heads: Vec<String> = columns.clone().map(|n| format!("c{n}")).collect();
    let cells: Vec<String> = columns.clone().map(|n| format!("n{n}")).collect();
    let notes: String = columns.map(|n| format!("-- content/n{n}.md --\n# N{n}\n")).collect();
    let archive = assemble(&format!(
        "-- casebook.yaml --\ntitle: W\n{notes}-- content/data/_kind.yaml --\nname: dataset\nrole: dataset\n\
         -- content/data/wide.md --\n---\ntitle: Wide\nfile: wide.csv\ncolumns:\n{declared}---\n\
         -- content/data/wide.csv --\n{}\n{}\n",
        heads.join(","),
        cells.join(",")
    ));
    let sentence = |id: &str| {
        let backlinks = &archive.front.archive.backlinks[archive.ix(id).0 as usize];
        backlinks.iter().map(|link| link.sentence.parts.join("|")).collect::<Vec<_>>()
    };
    let near = |columns: std::ops::Range<u32>| columns.map(|n| format!("C{n} n{n}")).collect::<Vec<_>>().join(" · ");
    assert_eq!(sentence("n0"), [format!("C0 |n0| · {} · C23…", near(1..23))]);
    assert_eq!(sentence("n750"), [format!("…n741 · {} · C750 |n750| · {}…", near(742..750), near(751..760))]);
    assert_eq!(sentence("n1499"), [format!("…· {} · C1499 |n1499|", near(1484..1499))]);
}
