//! Datasets: every cell read by its column, with its place in the CSV file.

use casebook::schema::Value;

use crate::assembled::{Assembled, assemble};

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
    let lines: Vec<String> = backlinks.iter().map(|link| link.sentence.concat()).collect();
    assert_eq!(
        lines.join("\n") + "\n",
        "\
Year 1957 · Buyers 3914 · Place guangzhou
Year 1958 · Buyers 3916 · Place guangzhou
Year 1959 · Buyers 3918 · Place guangzhou
"
    );
}
