//! A generated table as its template gets it, and the rows of long ones as data for the script.

use std::fmt::Write;

use serde::Serialize;
use tera::Value;

use super::inline;
use super::markdown::RenderContext;
use super::value::{map, markup};
use crate::site::table::{Cell, Column, Facet, Group, Pages, Row, TableContext};

/// The value of a table (`Table` of `themes/README.md`).
pub(super) fn table(table: &TableContext<'_>, context: &RenderContext<'_>) -> Value {
    let letters = table.letters.iter().map(|(letter, href)| {
        map! { "letter" => *letter, "href" => href.as_ref().map(|href| &*href.0) }
    });
    let sort = table.sort.as_ref().map(|(key, descending)| map! { "key" => &**key, "descending" => *descending });
    map! {
        "id" => &*table.id,
        "caption" => &*table.caption,
        "caption_hidden" => table.caption_hidden,
        "main" => table.main,
        "columns" => table.columns.iter().map(column).collect::<Vec<_>>(),
        "groups" => table.groups.iter().map(|each| group(each, &table.columns, context)).collect::<Vec<_>>(),
        "facets" => table.facets.iter().map(facet).collect::<Vec<_>>(),
        "letters" => letters.collect::<Vec<_>>(),
        "sort" => sort,
        "total" => table.total,
        "pages" => table.pages.as_ref().map(pages),
        "csv_href" => table.csv_href.as_ref().map(|href| &*href.0),
        "json_href" => table.json_href.as_ref().map(|href| &*href.0),
        "data" => table.data.iter().flat_map(|data| &data.files).map(|href| &*href.0).collect::<Vec<_>>(),
        "data_name" => table.data.as_ref().map(|data| &*data.table),
    }
}

fn column(column: &Column) -> Value {
    map! {
        "key" => &*column.key,
        "label" => &*column.label,
        "unit" => column.unit.as_deref(),
        "numeric" => column.numeric,
        "type" => column.value_type,
        "sortable" => true,
    }
}

fn group(group: &Group<'_>, columns: &[Column], context: &RenderContext<'_>) -> Value {
    map! {
        "label" => group.label.as_deref(),
        "count" => group.total,
        "rows" => group.rows.iter().map(|each| row(each, columns, context)).collect::<Vec<_>>(),
    }
}

fn row(row: &Row<'_>, columns: &[Column], context: &RenderContext<'_>) -> Value {
    let cells = row.cells.iter().zip(columns).enumerate().map(|(at, (cell, column))| {
        let (html, state) = cell_markup(cell, context);
        map! { "html" => markup(&html), "state" => state, "class" => class(column, at == 0, state) }
    });
    map! {
        "cells" => cells.collect::<Vec<_>>(),
        "ranks" => joined(ranks(row)),
        "facets" => joined(row.facets.iter().map(|n| i64::from(*n))),
        "match" => &*row.matches,
        "repeated" => row.repeated,
        "anchor" => row.anchor.as_deref(),
    }
}

/// How a cell is dressed. The first is the row's head, which stands as words do.
fn class(column: &Column, is_head: bool, state: &str) -> String {
    let mut class = format!("of-{}", column.value_type);
    if column.numeric && !is_head {
        class.push_str(" numeric");
    }
    if !state.is_empty() && !is_head {
        class.push(' ');
        class.push_str(state);
    }
    class
}

fn cell_markup(cell: &Cell<'_>, context: &RenderContext<'_>) -> (String, &'static str) {
    let mut html = String::new();
    inline::cell(&mut html, cell, context);
    let state = match (html.is_empty(), cell.contested) {
        (true, _) => "empty",
        (false, true) => "contested",
        (false, false) => "",
    };
    (html, state)
}

fn ranks(row: &Row<'_>) -> impl Iterator<Item = i64> {
    row.ranks.iter().map(|rank| rank.map_or(-1, i64::from))
}

fn joined(numbers: impl Iterator<Item = i64>) -> String {
    let mut out = String::new();
    for number in numbers {
        if !out.is_empty() {
            out.push(' ');
        }
        // A string takes all that is written to it.
        let _ = write!(out, "{number}");
    }
    out
}

fn facet(facet: &Facet) -> Value {
    let values = facet.values.iter().map(|value| {
        map! {
            "n" => value.n,
            "value" => &*value.value,
            "label" => &*value.label,
            "count" => value.count,
            "href" => value.href.as_ref().map(|href| &*href.0),
        }
    });
    map! { "key" => &*facet.key, "label" => &*facet.label, "values" => values.collect::<Vec<_>>() }
}

pub(super) fn pages(pages: &Pages) -> Value {
    let at = |number: u32| pages.list.get((number as usize).wrapping_sub(1)).map(|href| &*href.0);
    let list = pages.list.iter().zip(1u32..).map(|(href, number)| map! { "number" => number, "href" => &*href.0 });
    map! {
        "current" => pages.current,
        "total" => pages.list.len(),
        "previous_href" => at(pages.current - 1),
        "next_href" => at(pages.current + 1),
        "list" => list.collect::<Vec<_>>(),
    }
}

/// A part of a long table's rows.
pub struct RowPart<'p> {
    /// What the script knows the table by.
    pub table: &'p str,
    /// Its number, from 0.
    pub part: u32,
    /// How many parts there are.
    pub parts: u32,
    /// The groups that begin in it: label, number of rows on all pages, position of the first in `rows`.
    pub groups: Vec<(&'p str, u32, u32)>,
    /// Its rows.
    pub rows: &'p [Row<'p>],
}

/// A part of a long table's rows, as a script that calls one registered function. `context` has `~/` as its root.
#[must_use]
pub fn rows_script(part: &RowPart<'_>, context: &RenderContext<'_>) -> Vec<u8> {
    // Texts and numbers can always be written.
    fn json(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap_or_default()
    }
    let row = |row: &Row<'_>| {
        let cells: Vec<CellData> = row.cells.iter().map(|cell| CellData::of(cell, context)).collect();
        let data = (row.anchor.as_deref(), ranks(row).collect::<Vec<_>>(), &row.facets, &*row.matches, cells);
        let (anchor, ranks, facets, matches, cells) = &data;
        if row.repeated { json(&(anchor, ranks, facets, matches, cells, 1)) } else { json(&data) }
    };
    let rows: Vec<String> = part.rows.iter().map(row).collect();
    let groups = if part.groups.is_empty() { String::new() } else { format!("\"groups\":{},", json(&part.groups)) };
    let (table, number, parts) = (json(&part.table), part.part, part.parts);
    let rows = rows.join(",\n");
    format!("casebook.rows({{\"table\":{table},\"part\":{number},\"parts\":{parts},{groups}\"rows\":[\n{rows}\n]}});\n")
        .into_bytes()
}

/// A cell as data for the script: its markup, and its state where that is to be seen.
#[derive(Serialize)]
#[serde(untagged)]
enum CellData {
    Plain(String),
    Contested(String, &'static str),
}

impl CellData {
    fn of(cell: &Cell<'_>, context: &RenderContext<'_>) -> Self {
        match cell_markup(cell, context) {
            (html, state @ "contested") => Self::Contested(html, state),
            (html, _) => Self::Plain(html),
        }
    }
}
